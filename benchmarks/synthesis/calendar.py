"""Time extents of the calendar, as the ontology writes them: a day, a month, since, from–to."""

from datetime import date

from synthesis.testimony import Block, concept, curie, text, thing, typed

_EN = "January February March April May June July August September October November December"
_IT = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
_MONTHS = {"en": _EN.split(), "it": _IT.split()}


class Calendar:
    """Gives the IRI of a time and remembers which have been written: as many as months."""

    def __init__(self) -> None:
        self._written: set[str] = set()
        self.fresh: list[Block] = []

    def month(self, year: int, month: int) -> str:
        """A whole month."""
        first, after = _bounds(year, month)
        code = f"{year}-{month:02}"
        bounds = {"earliestBegin": first, "latestBegin": after,
                  "earliestEnd": first, "latestEnd": after}  # fmt: skip
        return self._time(code, code, bounds, ("{}", "{}"), (year, month))

    def since(self, year: int, month: int) -> str:
        """From some day of a month on."""
        first, after = _bounds(year, month)
        code = f"{year}-{month:02}"
        bounds = {"earliestBegin": first, "latestBegin": after}
        words = ("since {}", "da {}")
        return self._time(f"since-{code}", f"{code}/..", bounds, words, (year, month))

    def between(self, begin: tuple[int, int], end: tuple[int, int]) -> str:
        """From some day of a month to some day of a later one."""
        (first, after), (last, beyond) = _bounds(*begin), _bounds(*end)
        one, two = f"{begin[0]}-{begin[1]:02}", f"{end[0]}-{end[1]:02}"
        bounds = {"earliestBegin": first, "latestBegin": after,
                  "earliestEnd": last, "latestEnd": beyond}  # fmt: skip
        words = ("from {} to {}", "da {} a {}")
        return self._time(f"from-{one}-to-{two}", f"{one}/{two}", bounds, words, begin, end)

    def _time(
        self, slug: str, edtf: str, bounds: dict[str, date], words: tuple[str, str],
        *months: tuple[int, int],
    ) -> str:  # fmt: skip
        subject = thing("time", slug)
        if slug in self._written:
            return subject
        self._written.add(slug)
        block = Block(subject)
        block.add("rdf:type", curie("akg:TimeExtent"))
        for language, form in zip(("en", "it"), words, strict=True):
            named = [f"{_MONTHS[language][month - 1]} {year}" for year, month in months]
            block.add("rdfs:label", text(form.format(*named), language))
        for bound, day in bounds.items():
            block.add(f"akg:{bound}", typed(f"{day.isoformat()}T00:00:00Z", "dateTime"))
        block.add("akg:edtf", text(edtf))
        block.add("akg:hasPrecision", concept("precision", "month"))
        self.fresh.append(block)
        return subject


def _bounds(year: int, month: int) -> tuple[date, date]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following
