"""Which nodes each shape looks at, so that a shape that looks at nothing shows."""

from collections import defaultdict

from pyoxigraph import NamedNode

from alliance_kg.terms import RDF_TYPE, Term
from alliance_kg.validation.triples import Triples

SH = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SUBCLASS = f"{_RDFS}subClassOf"


def focus_nodes(data: Triples, shapes: Triples) -> dict[str, set[Term]]:
    """Return the nodes that each node shape checks, in the order of the shapes' IRIs.

    Source: SHACL, section 2.1.3, targets.
    """
    node_shapes = shapes.subjects(RDF_TYPE.value, NamedNode(f"{SH}NodeShape"))
    subjects_of, objects_of, instances = _uses(data, shapes)
    found: dict[str, set[Term]] = {}
    for shape in sorted(set(node_shapes), key=str):
        iri = shape.value if isinstance(shape, NamedNode) else str(shape)
        nodes = found.setdefault(iri, set(shapes.objects(shape, f"{SH}targetNode")))
        kinds = shapes.objects(shape, f"{SH}targetClass")
        if NamedNode(f"{_RDFS}Class") in shapes.objects(shape, RDF_TYPE.value):
            kinds.append(shape)
        for kind in _below(kinds, data):
            nodes |= instances[kind]
        for predicate in shapes.objects(shape, f"{SH}targetSubjectsOf"):
            nodes |= subjects_of[predicate]
        for predicate in shapes.objects(shape, f"{SH}targetObjectsOf"):
            nodes |= objects_of[predicate]
    return found


_Nodes = defaultdict[Term, set[Term]]


def _uses(data: Triples, shapes: Triples) -> tuple[_Nodes, _Nodes, _Nodes]:
    """Read the data once: subjects and objects of targeted predicates, instances of classes."""
    subjects_of, objects_of, instances = _Nodes(set), _Nodes(set), _Nodes(set)
    from_subjects = {
        quad.object for quad in shapes if quad.predicate.value == f"{SH}targetSubjectsOf"
    }
    from_objects = {
        quad.object for quad in shapes if quad.predicate.value == f"{SH}targetObjectsOf"
    }
    for quad in data:
        if quad.predicate == RDF_TYPE:
            instances[quad.object].add(quad.subject)
        if quad.predicate in from_subjects:
            subjects_of[quad.predicate].add(quad.subject)
        if quad.predicate in from_objects:
            objects_of[quad.predicate].add(quad.object)
    return subjects_of, objects_of, instances


def _below(kinds: list[Term], data: Triples) -> set[Term]:
    """Return classes and all their subclasses."""
    found: set[Term] = set()
    todo = list(kinds)
    while todo:
        kind = todo.pop()
        if kind not in found:
            found.add(kind)
            todo += data.subjects(_SUBCLASS, kind)
    return found
