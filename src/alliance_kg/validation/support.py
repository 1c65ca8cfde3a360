"""What no engine here would check: said, never passed over."""

from pyoxigraph import Literal, NamedNode

from alliance_kg.errors import InputError, OperationRefused, QuerySyntaxError
from alliance_kg.sparql.syntax import calls_service
from alliance_kg.terms import RDF_TYPE, Term, text_of
from alliance_kg.validation.triples import Triples

SH = "http://www.w3.org/ns/shacl#"
# The terms of SHACL Core and of SPARQL-based constraints (SHACL, sections 2 to 6).
_TERMS = """
    targetClass targetNode targetObjectsOf targetSubjectsOf
    property path severity message deactivated name description order group defaultValue
    inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan
    lessThanOrEquals not and or xone node qualifiedValueShape qualifiedMinCount
    qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in
    sparql select ask prefixes declare prefix namespace
    parameter optional validator nodeValidator propertyValidator labelTemplate
    shapesGraph suggestedShapesGraph
"""
_KNOWN = frozenset(f"{SH}{name}" for name in _TERMS.split())
_TO_SHAPES = frozenset(f"{SH}{name}" for name in ("node", "not", "property", "qualifiedValueShape"))
_QUERIES = (f"{SH}select", f"{SH}ask")


def refuse_unsupported(shapes: Triples) -> None:
    """Let only shapes pass that are checked to the last constraint.

    An engine ignores what it does not know: SHACL-JS, rules, a misspelt `sh:mincount`, a
    shape that is not there. Raises InputError that names it, and OperationRefused for a
    query that would call another service.
    """
    for quad in shapes:
        predicate, value = quad.predicate.value, quad.object
        if predicate.startswith(SH) and predicate not in _KNOWN:
            name = predicate.removeprefix(SH)
            raise InputError(
                f"the shapes cannot be used: sh:{name} of {_name(quad.subject)} is not checked "
                "here; only SHACL Core and SPARQL-based constraints are"
            )
        if predicate in _TO_SHAPES and not shapes.about(value):
            raise InputError(
                f"the shapes cannot be used: {_name(value)} is no shape, and "
                f"{_name(quad.subject)} refers to it; correct the name, or add its file"
            )
        if _is_property_shape(quad.predicate, value, predicate):
            shape = value if predicate == f"{SH}property" else quad.subject
            if shapes.value(shape, f"{SH}path") is None:
                raise InputError(
                    f"the shapes cannot be used: the property shape {_name(shape)} has no sh:path"
                )
        if predicate in _QUERIES and isinstance(value, Literal):
            _refuse_service(value.value, quad.subject)


def _is_property_shape(predicate: NamedNode, value: Term, name: str) -> bool:
    return name == f"{SH}property" or (
        predicate == RDF_TYPE and value == NamedNode(f"{SH}PropertyShape")
    )


def _refuse_service(query: str, shape: Term) -> None:
    try:
        calls = calls_service(query)
    except QuerySyntaxError as error:
        reason = f"the shapes cannot be used: a query of {_name(shape)} does not parse: {error}"
        raise InputError(reason) from error
    if calls:
        raise OperationRefused(
            f"SERVICE is refused in the query of {_name(shape)}: a check stays in this graph"
        )


def _name(term: Term) -> str:
    return f"<{term.value}>" if isinstance(term, NamedNode) else text_of(term)
