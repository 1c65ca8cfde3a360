"""What two SHACL engines must agree on, result by result."""

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from alliance_kg.validation.found import Found

SH = "http://www.w3.org/ns/shacl#"
_ORDERED = {f"{SH}LessThanConstraintComponent", f"{SH}LessThanOrEqualsConstraintComponent"}
_QUERIED = f"{SH}SPARQLConstraintComponent"
_TYPED = f"{SH}DatatypeConstraintComponent"


def agreed(found: Iterable[Found], *, rewritten: bool = False) -> Counter[tuple[str, ...]]:
    """The results as they must be equal: a blank node is any, a literal its lexical form.

    What a query gives is compared without leading zeros when a store has rewritten it.

    Left out are comparisons of a value that is not of its datatype, which is reported as
    such: by SHACL 4.5.3 what cannot be compared is a result, pySHACL takes it for smaller.
    """
    results = list(found)
    ill = {(it.focus, it.path) for it in results if it.component == _TYPED}
    kept = [
        it
        for it in results
        if it.component not in _ORDERED or not any(focus == it.focus for focus, _ in ill)
    ]
    return Counter(
        tuple(
            _text(part)
            for part in (
                it.focus,
                it.path,
                _rewritten(it.value) if rewritten and it.component == _QUERIED else it.value,
                it.severity,
                it.shape,
                it.component,
            )
        )
        for it in kept
    )


def _rewritten(term: object) -> object:
    if isinstance(term, Literal) and term.datatype.value.endswith(("#integer", "#decimal")):
        return term.value.lstrip("0")
    return term


def _text(part: object) -> str:
    if isinstance(part, NamedNode):
        return str(part)
    text = str(getattr(part, "value", part))
    return "_:" if str(part).startswith("_:") else text
