"""How a synthetic alliance is told: entities, facts and situations, each with its claims."""

import random
from collections.abc import Iterator, Sequence

from synthesis.calendar import Calendar
from synthesis.testimony import Block, Claim, Source, agree, curie, text, thing

_SYLLABLES = "al an ar be ca da do el en fi ga lo ma mi ne no or pa re ri sa se ti to va ve vi zo"
Facts = dict[str, str | list[str]]


class Teller:
    """The blocks of one alliance, facts and testimony apart, drawn from a seed of its own."""

    def __init__(self, number: int, seed: int, calendar: Calendar) -> None:
        self.number, self.calendar = number, calendar
        self.choose = random.Random(f"{seed}/{number}")  # noqa: S311 - a seeded draw is wanted
        self.facts: list[Block] = []
        self.extra: list[Block] = []
        self._about: dict[str, Block] = {}
        year, month = self.choose.randint(2019, 2025), self.choose.randint(1, 11)
        day, after = f"{year}-{month:02}-17", f"{year}-{month:02}-18"
        printed = f"{number}, 17/{month:02}/{year}"
        self.paper = Source(f"paper-{number}", f"Synthetic Paper {printed}", day, after, True)
        self.page = Source(f"page-{number}", f"Synthetic Page {printed}", day, after)
        self.list = Source(f"list-{number}", f"Synthetic List {printed}", day, after)
        self.note = Source(f"note-{number}", f"Synthetic Note {number}")

    def testimony(self) -> Iterator[Block]:
        """Yield sources, claims, spans and disputes, once the facts are made."""
        for source in (self.paper, self.page, self.list, self.note):
            yield from source.close()
        yield from self.extra

    def name(self, count: int = 3) -> str:
        """Draw a name of some syllables."""
        drawn = (self.choose.choice(_SYLLABLES.split()) for _ in range(count))
        return "".join(drawn).capitalize()

    def month(self) -> tuple[int, int]:
        """Draw a month."""
        return self.choose.randint(2010, 2025), self.choose.randint(1, 12)

    def within(self) -> str:
        """Draw a time of one month."""
        return self.calendar.month(*self.month())

    def since(self) -> str:
        """Draw a time that has begun and has no end."""
        return self.calendar.since(*self.month())

    def entity(self, kind: str, cls: str, label: str, italian: str = "") -> str:
        """Make an entity of a class, with labels."""
        slug = f"{cls.lower()}-{self.number}-{len(self.facts)}"
        block = Block(thing(kind, slug))
        block.add("rdf:type", curie(f"akg:{cls}"))
        block.add("rdfs:label", text(label, "en"), text(italian or label, "it"))
        self.facts.append(block)
        self._about[block.subject] = block
        return block.subject

    def fact(self, subject: str, name: str, *values: str, by: Sequence[Source] = ()) -> list[Claim]:
        """Say facts of an entity, each with a claim of every source named; return the claims."""
        predicate = name if ":" in name else f"akg:{name}"
        every = []
        for value in values:
            if predicate != "rdf:type":  # that is said with the entity
                self._about[subject].add(predicate, value)
            made = [self.claim(source, subject, predicate, value) for source in by or (self.page,)]
            agree(made)
            every += made
        return every

    def claim(
        self, source: Source, subject: str, predicate: str, value: str, held: str = "accepted"
    ) -> Claim:
        """Let a source claim a triple, whether or not it is a fact."""
        made = source.claim("B001" if held == "accepted" else "C001", held)
        made.block.add("rdf:subject", subject)
        made.block.add("rdf:predicate", curie(predicate))
        made.block.add("rdf:object", value)
        return made

    def situation(
        self, kind: str, cls: str, label: str, italian: str, facts: Facts,
        by: Sequence[Source] = (),
    ) -> str:  # fmt: skip
        """Describe a situation whole, in the word of every source named."""
        subject = self.entity(kind, cls, label, italian)
        for name, values in facts.items():
            self._about[subject].add(
                f"akg:{name}", *([values] if isinstance(values, str) else values)
            )
        made = [source.claim("B002") for source in by or (self.page,)]
        for claim in made:
            claim.block.add("akg:describes", subject)
        agree(made)
        return subject
