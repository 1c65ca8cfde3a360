"""The page of sources: who published what, when, in which language, and where it is."""

from urllib.parse import urlsplit

from alliance_kg.terms import akg, text_of
from generator.turtle import RDFS, Block, cell, iris, release, types, words

_DCTERMS = "http://purl.org/dc/terms/"
_URL = "https://schema.org/url"


def sources_page() -> str:
    """Return the page of sources, the article first and the others by label."""
    sources = [b for b in release().values() if types(b) & {"NewsArticle", "WebPage"}]
    sources.sort(key=lambda b: ("WebPage" in types(b), _label(b)["en"].casefold()))
    claims = sum(int(_one(b, akg("claimCount").value)) for b in sources)
    undated = sum(1 for b in sources if akg("issuedNotAfter").value not in b)
    lines = [
        "# Sources",
        "",
        f"{len(sources)} sources, {claims} claims; {undated} of the sources give no date, so",
        "`--known-by` leaves them out. *Issued* is the date as the source or its address has it,",
        "in EDTF where that can say it; *n.d.* means that it has none. *Language* is that of the",
        "text. `alliance-kg sources show` tells more of one, `alliance-kg evidence` its claims.",
        "",
        "| source | fonte | publisher | issued | language | claims | link |",
        "|---|---|---|---|---|---|---|",
        *(_row(block) for block in sources),
    ]
    return "\n".join(lines) + "\n"


def _row(block: Block) -> str:
    names = _label(block)
    title = _one(block, f"{_DCTERMS}title")
    english = cell(names["en"]) + (f"<br>{cell(title)}" if title else "")
    cells = [
        english,
        cell(names["it"]),
        cell(_one(block, f"{_DCTERMS}publisher")),
        cell(_one(block, akg("issuedVerbatim").value)),
        cell(_one(block, f"{_DCTERMS}language")),
        _one(block, akg("claimCount").value),
        "<br>".join(map(link, iris(block.get(_URL, ())))),
    ]
    return f"| {' | '.join(cells)} |"


def link(url: str) -> str:
    """Return a Markdown link with the host as its text."""
    target = url.replace("(", "%28").replace(")", "%29").replace("|", "%7C")
    return f"[{urlsplit(url).hostname}]({target})"


def _label(block: Block) -> dict[str, str]:
    return words(block, f"{RDFS}label")


def _one(block: Block, predicate: str) -> str:
    values = block.get(predicate)
    return text_of(values[0]) if values else ""
