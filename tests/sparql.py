"""Random graphs and random queries over them, by Hypothesis.

Queries use every construct that a proof must follow. What is drawn is small, so that two
evaluators can be compared and every witness tried.
"""

from hypothesis import strategies as st

NODES = ("a", "b", "c", "d")
PREDICATES = ("p", "q")
VARIABLES = ("x", "y", "z")

facts = st.sets(
    st.tuples(*map(st.sampled_from, (NODES, PREDICATES, NODES))), min_size=4, max_size=9
)
"""Facts as names of subject, predicate and object."""

_variable = st.sampled_from(VARIABLES).map("?{}".format)
_node = st.one_of(*[_variable] * 6, st.sampled_from(NODES).map("ex:{}".format))
_predicate = st.sampled_from(PREDICATES).map("ex:{}".format)


def _wider(path):
    return st.one_of(
        st.tuples(path, path).map("({0[0]}/{0[1]})".format),
        st.tuples(path, path).map("({0[0]}|{0[1]})".format),
        path.map("(^{})".format),
        st.tuples(path, st.sampled_from("?*+")).map("({0[0]}){0[1]}".format),
    )


_negated = st.lists(
    st.tuples(st.sampled_from(("", "^")), _predicate).map("".join), min_size=1, max_size=2
).map(lambda items: f"!({'|'.join(items)})")
paths = st.recursive(st.one_of(_predicate, _negated), _wider, max_leaves=3)
"""Property paths, brackets around each part."""

_plain = st.tuples(_node, _predicate, _node).map(" ".join)
_varied = st.tuples(_node, st.one_of(_variable, _predicate, paths), _node).map(" ".join)
_blank = st.one_of(
    st.tuples(_node, _predicate).map("{0[0]} {0[1]} []".format),
    st.tuples(_node, _predicate, _predicate, _node).map("{0[0]} {0[1]} [ {0[2]} {0[3]} ]".format),
)
patterns = st.one_of(_plain, _plain, _varied, _blank).map("{} .".format)

_equal = st.tuples(_variable, st.sampled_from(("=", "!=")), _node).map(" ".join)


def _elements(group):
    """Return what may stand in a group besides triple patterns, given groups within."""
    exists = st.tuples(st.sampled_from(("EXISTS", "NOT EXISTS")), group).map(
        "{0[0]} {{ {0[1]} }}".format
    )
    return st.one_of(
        group.map("OPTIONAL {{ {} }}".format),
        st.tuples(group, group).map("{{ {0[0]} }} UNION {{ {0[1]} }}".format),
        group.map("MINUS {{ {} }}".format),
        exists.map("FILTER {}".format),
        st.tuples(_equal, exists).map("FILTER ({0[0]} || {0[1]})".format),
        st.tuples(exists, exists).map("FILTER ({0[0]} || {0[1]})".format),
        _equal.map("FILTER ({})".format),
        group.map("{{ {} }}".format),
        group.map("{{ SELECT ?x WHERE {{ {} }} }}".format),
        group.map("{{ SELECT ?x (COUNT(*) AS ?count) WHERE {{ {} }} GROUP BY ?x }}".format),
        st.sampled_from(("VALUES ?x { ex:a ex:b }", "VALUES (?x ?y) { (ex:a UNDEF) }")),
    )


def _group(elements):
    return st.tuples(
        st.lists(patterns, min_size=1, max_size=2), st.lists(elements, max_size=3)
    ).map(lambda parts: " ".join((*parts[0], *parts[1])))


groups = st.recursive(
    st.lists(patterns, min_size=1, max_size=3).map(" ".join),
    lambda group: _group(_elements(group)),
    max_leaves=4,
)
"""The insides of groups."""

_heads = st.one_of(
    st.sampled_from(
        ("SELECT *", "SELECT ?x", "SELECT DISTINCT ?x", "SELECT ?x ?y", "SELECT DISTINCT ?y")
    ).map(lambda head: (head, "")),
    st.sampled_from(
        (
            ("SELECT ?x (COUNT(*) AS ?n)", "GROUP BY ?x"),
            ("SELECT (COUNT(?y) AS ?n)", ""),
            ("SELECT DISTINCT (COUNT(*) AS ?n)", "GROUP BY ?x"),
            ("SELECT (COUNT(*) AS ?n)", "GROUP BY STR(?x)"),
            ("SELECT ?x (COUNT(?y) AS ?n)", "GROUP BY ?x HAVING (COUNT(?y) > 1)"),
            ("ASK", ""),
        )
    ),
)

queries = st.tuples(_heads, groups).map(
    lambda parts: f"{parts[0][0]} WHERE {{ {parts[1]} }} {parts[0][1]}"
)
"""SELECT and ASK queries, the prefix ex left to declare."""
