"""The diagram of the core classes: boxes in a fixed layout, arrows for object properties.

What stands in the boxes and at the arrows is checked against the ontology: a property
must fit the box it is drawn at, by its domain and range or because it has none.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

from alliance_kg.terms import local_name
from generator.turtle import ONTOLOGY, RDFS, ROOT, Block, iris, read, types, words

_WIDTH, _HEADER, _LINE = 232, 48, 18
_ACROSS, _DOWN = 356, 196
_COLUMNS = {name: 24 + _ACROSS * number for number, name in enumerate("ABCDE")}
_ROWS = {number: 96 + _DOWN * (number - 1) for number in range(1, 6)}
_SIZE = (24 + _ACROSS * 4 + _WIDTH + 124, 96 + _DOWN * 4 + 130)


class _Box(NamedTuple):
    """A class at a place of the grid, and what it shows of its simple properties."""

    column: str
    row: int
    layer: str
    properties: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        return _COLUMNS[self.column]

    @property
    def top(self) -> int:
        return _ROWS[self.row]

    @property
    def height(self) -> int:
        return _HEADER + _LINE * len(self.properties) + (10 if self.properties else 0)


_BOXES = {
    "Person": _Box("A", 1, "entity", ("birthYear",)),
    "RoleHolding": _Box("B", 1, "situation", ("hasRole", "describedAsNew")),
    "Company": _Box("C", 1, "entity", ("isin", "tickerSymbol")),
    "Shareholding": _Box("D", 1, "situation", ("hasStakeKind", "numericValue", "verbatimValue")),
    "Alliance": _Box("E", 1, "entity", ("isCommittedTo",)),
    "Participation": _Box("A", 2, "situation", ("inCapacity", "ordinalRank")),
    "Brand": _Box("C", 2, "entity"),
    "VehiclePlatform": _Box("D", 2, "entity", ("isPositionedInSegment", "hasCharacteristic")),
    "Event": _Box("A", 3, "situation", ("hasEventStatus", "hasPurpose")),
    "Plant": _Box("B", 3, "entity"),
    "VehicleModel": _Box(
        "C", 3, "entity", ("isPositionedInSegment", "hasPowertrain", "hasBodyStyle")
    ),
    "TimeExtent": _Box(
        "D", 3, "entity", ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")
    ),
    "Dispute": _Box("E", 3, "evidence", ("hasOutcome", "rationale")),
    "Place": _Box("A", 4, "entity", ("isoCode",)),
    "PlantUnit": _Box("B", 4, "entity", ("hasCharacteristic",)),
    "ProductionAssignment": _Box("C", 4, "situation", ("inPhase",)),
    "Situation": _Box("D", 4, "situation"),
    "Claim": _Box("E", 4, "evidence", ("hasAssertionStatus", "hasAcceptance", "rationale")),
    "Investment": _Box("B", 5, "situation"),
    "MonetaryAmount": _Box("C", 5, "entity", ("numericValue", "verbatimAmount")),
    "TextSpan": _Box("D", 5, "evidence", ("startOffset", "endOffset", "contentDigest")),
    "Source": _Box("E", 5, "evidence", ("issuedVerbatim", "issuedNotBefore", "issuedNotAfter")),
}


@dataclass(frozen=True)
class _Arrow:
    """A property between two boxes: ports as side and offset, the bend, the label's leg."""

    name: str
    start: str
    from_side: str
    from_at: int
    end: str
    to_side: str
    to_at: int
    bend: float = 0.5
    leg: int = -1


_MIDDLE = _WIDTH // 2
_ARROWS = (
    _Arrow("isHeldBy", "RoleHolding", "left", 30, "Person", "right", 30),
    _Arrow("inOrganization", "RoleHolding", "right", 30, "Company", "left", 30),
    _Arrow("hasHolder", "Shareholding", "left", 24, "Company", "right", 24),
    _Arrow("isStakeIn", "Shareholding", "left", 58, "Company", "right", 58),
    _Arrow("isPartyTo", "Company", "top", _MIDDLE, "Alliance", "top", _MIDDLE, -40),
    _Arrow("hasParticipant", "Participation", "top", _MIDDLE, "Person", "bottom", _MIDDLE),
    _Arrow("inEvent", "Participation", "bottom", _MIDDLE, "Event", "top", _MIDDLE),
    _Arrow("isOwnedBy", "Brand", "top", _MIDDLE, "Company", "bottom", _MIDDLE),
    _Arrow("isPlatformOf", "VehiclePlatform", "top", 60, "Company", "bottom", 200),
    _Arrow("hasBrand", "VehicleModel", "top", _MIDDLE, "Brand", "bottom", _MIDDLE),
    _Arrow("usesPlatform", "VehicleModel", "right", 30, "VehiclePlatform", "left", 60, leg=1),
    _Arrow("isDevelopedBy", "VehicleModel", "left", 24, "Company", "left", 66, -62, leg=1),
    _Arrow("isOperatedBy", "Plant", "top", _MIDDLE, "Company", "bottom", 30, 0.8, leg=0),
    _Arrow("hasVenue", "Event", "right", 24, "Plant", "left", 24),
    _Arrow("isLocatedIn", "Plant", "bottom", 40, "Place", "top", _MIDDLE),
    _Arrow("isPartOf", "PlantUnit", "top", 140, "Plant", "bottom", 140),
    _Arrow("atPlant", "ProductionAssignment", "left", 30, "Plant", "right", 36, leg=1),
    _Arrow("assignsModel", "ProductionAssignment", "top", 116, "VehicleModel", "bottom", 116),
    _Arrow("finances", "Investment", "top", _MIDDLE, "PlantUnit", "bottom", _MIDDLE),
    _Arrow("hasAmount", "Investment", "right", 24, "MonetaryAmount", "left", 24),
    _Arrow("hasTimeExtent", "Situation", "top", _MIDDLE, "TimeExtent", "bottom", _MIDDLE),
    _Arrow("describes", "Claim", "left", 24, "Situation", "right", 24),
    _Arrow("hasSide", "Dispute", "bottom", _MIDDLE, "Claim", "top", _MIDDLE),
    _Arrow("isMadeBy", "Claim", "bottom", _MIDDLE, "Source", "top", _MIDDLE),
    _Arrow("isFoundAt", "Claim", "left", 76, "TextSpan", "right", 30, leg=1),
    _Arrow("isSpanOf", "TextSpan", "right", 76, "Source", "left", 76),
    _Arrow("conflictsWith", "Claim", "right", 30, "Claim", "right", 76, 62, leg=1),
)  # fmt: skip

_TITLE = "Core classes of the alliance-kg ontology"
_DESCRIPTION = (
    "Boxes are classes with some of their simple properties; arrows are object properties "
    "from domain to range. People, companies, brands, plants, platforms and cars are tied by "
    "situations such as role holdings, shareholdings, production assignments and events. "
    "Claims describe situations, are made by sources, found at text spans, and are the sides "
    "of disputes."
)
_LEGEND = {
    "entity": "entity · entità",
    "situation": "situation: holds for a time · situazione: vale per un tempo",
    "evidence": "evidence · prove",
}
_STYLE = """
text { font-family: system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; font-size: 14px }
.back { fill: #ffffff }
.box { stroke-width: 1.5 }
.entity { fill: #eef4fb; stroke: #4a76a8 }
.situation { fill: #fdf3e1; stroke: #b07d2b }
.evidence { fill: #eef7ee; stroke: #4d8a54 }
.name { font-size: 17px; font-weight: 600; fill: #16202c }
.other { font-style: italic; fill: #50606f }
.item { font-size: 13px; fill: #27333f }
.kind { font-size: 13px; fill: #5d6b78 }
.arrow { fill: none; stroke: #5b6875; stroke-width: 1.5 }
.head { fill: #5b6875 }
.edge { font-size: 13px; fill: #16202c; stroke: #ffffff }
.edge { stroke-width: 5px; stroke-linejoin: round; paint-order: stroke }
@media (prefers-color-scheme: dark) {
  .back { fill: #0d1117 }
  .entity { fill: #16263a; stroke: #6fa3dc }
  .situation { fill: #33270f; stroke: #d3a24c }
  .evidence { fill: #15291a; stroke: #6fb878 }
  .name { fill: #f0f4f8 }
  .other { fill: #a9b6c3 }
  .item { fill: #dbe3ea }
  .kind { fill: #9fadba }
  .arrow { stroke: #94a1ae }
  .head { fill: #94a1ae }
  .edge { fill: #f0f4f8; stroke: #0d1117 }
}
"""


def overview() -> str:
    """Return the diagram as SVG, readable on light and on dark ground."""
    ontology = read(ROOT / "ontology" / "alliance.ttl")
    for arrow in _ARROWS:
        _check(ontology, arrow.name, arrow.start, "domain")
        _check(ontology, arrow.name, arrow.end, "range")
    width, height = _SIZE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'role="img" aria-labelledby="title description">',
        f'<title id="title">{_TITLE}</title>',
        f'<desc id="description">{_DESCRIPTION}</desc>',
        f"<style>{_STYLE}</style>",
        '<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9"'
        ' orient="auto"><path class="head" d="M0 0L10 5L0 10z"/></marker>',
        f'<rect class="back" width="{width}" height="{height}"/>',
        *_legend(),
    ]
    drawn = [_arrow(arrow) for arrow in _ARROWS]
    lines += [path for path, _ in drawn]
    for name in _BOXES:
        lines += _box(ontology, name)
    lines += [text for _, text in drawn]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _check(ontology: dict[str, Block], name: str, box: str, end: str) -> None:
    """Refuse to draw a property at a class that is not below its domain or range."""
    wanted = iris(ontology[ONTOLOGY + name].get(f"{RDFS}{end}", ()))
    above = _above(ontology, ONTOLOGY + box)
    if not set(wanted) <= above:
        raise SystemExit(f"overview: {name} has another {end} than {box}")


def _above(ontology: dict[str, Block], iri: str) -> set[str]:
    found = {iri}
    for parent in _parents(ontology.get(iri, {})):
        found |= _above(ontology, parent)
    return found


def _parents(term: Block) -> list[str]:
    return iris(term.get(f"{RDFS}subClassOf", ()))


def _box(ontology: dict[str, Block], name: str) -> list[str]:
    box = _BOXES[name]
    middle = box.left + _MIDDLE
    italian = words(ontology[ONTOLOGY + name], f"{RDFS}label")["it"]
    lines = [
        f'<rect class="box {box.layer}" x="{box.left}" y="{box.top}" width="{_WIDTH}" '
        f'height="{box.height}" rx="6"/>',
        _text("name", middle, box.top + 21, name, "middle"),
        _text("other", middle, box.top + 39, italian, "middle"),
    ]
    for number, item in enumerate(box.properties):
        _check(ontology, item, name, "domain")
        y = box.top + _HEADER + _LINE * number + 13
        kind = _kind(ontology[ONTOLOGY + item])
        lines.append(_text("item", box.left + 8, y, item))
        lines.append(_text("kind", box.left + _WIDTH - 8, y, kind, "end"))
    if name == "Situation":
        below = (term for term in ontology.values() if ONTOLOGY + name in _parents(term))
        kinds = f"{len(list(below))} kinds, in this color"
        lines.append(_text("item", middle, box.top + box.height + 20, kinds, "middle"))
    return lines


def _kind(term: Block) -> str:
    """Return the type of a property's values; text in two languages is `text`."""
    name = local_name(iris(term[f"{RDFS}range"])[0])
    if "ObjectProperty" in types(term):
        return "concept"
    return "text" if name == "Literal" else name


def _arrow(arrow: _Arrow) -> tuple[str, str]:
    """Return the line of an arrow and its label, which is drawn above the boxes."""
    points = _route(arrow)
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    legs = list(pairwise(points))
    (x1, y1), (x2, y2) = legs[arrow.leg] if arrow.leg >= 0 else max(legs, key=_length)
    line = f'<path class="arrow" d="{path}" marker-end="url(#head)"/>'
    return line, _text("edge", (x1 + x2) / 2, (y1 + y2) / 2 + 4, arrow.name, "middle")


def _length(leg: tuple[tuple[float, float], tuple[float, float]]) -> float:
    (x1, y1), (x2, y2) = leg
    return abs(x1 - x2) + abs(y1 - y2)


def _route(arrow: _Arrow) -> list[tuple[float, float]]:
    """Return the corners of an arrow: straight, or with one leg across.

    `bend` is where the leg across lies: a share of the way, or a distance from the
    outer of the two sides when it is no share (beyond them).
    """
    x1, y1 = _port(_BOXES[arrow.start], arrow.from_side, arrow.from_at)
    x2, y2 = _port(_BOXES[arrow.end], arrow.to_side, arrow.to_at)
    is_share = 0 <= arrow.bend <= 1
    if arrow.from_side in ("left", "right"):
        outer = max(x1, x2) if arrow.bend > 0 else min(x1, x2)
        x = x1 + (x2 - x1) * arrow.bend if is_share else outer + arrow.bend
        return [(x1, y1), (x2, y2)] if y1 == y2 else [(x1, y1), (x, y1), (x, y2), (x2, y2)]
    outer = max(y1, y2) if arrow.bend > 0 else min(y1, y2)
    y = y1 + (y2 - y1) * arrow.bend if is_share else outer + arrow.bend
    return [(x1, y1), (x2, y2)] if x1 == x2 and is_share else [(x1, y1), (x1, y), (x2, y), (x2, y2)]


def _port(box: _Box, side: str, at: int) -> tuple[float, float]:
    return {
        "left": (box.left, box.top + at),
        "right": (box.left + _WIDTH, box.top + at),
        "top": (box.left + at, box.top),
        "bottom": (box.left + at, box.top + box.height),
    }[side]


def _legend() -> list[str]:
    lines, x, y = [], _COLUMNS["A"], 14
    for layer, meaning in _LEGEND.items():
        lines.append(f'<rect class="box {layer}" x="{x}" y="{y}" width="20" height="14" rx="3"/>')
        lines.append(_text("item", x + 28, y + 12, meaning))
        x += 60 + 7 * len(meaning)
    return lines


def _text(css: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'
