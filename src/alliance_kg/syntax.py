"""How a SPARQL 1.1 query is built: its clauses, groups and triple patterns, with their places.

This reads structure, not meaning: expressions are stepped over by their parentheses.
The store remains the judge of validity; this module says what a query would do
(read or write, stay here or call elsewhere) and where its triple patterns stand, so
that a proof can be computed from the text that runs. It is cheap, and so stays on the path of
a cold `ask`.

Source: SPARQL 1.1 Query Language, section 19 (grammar).
"""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from alliance_kg.errors import QuerySyntaxError
from alliance_kg.lexis import Cursor, PatternTerm, TriplePattern, Var, error_at
from alliance_kg.structure import Group, Projection, Query

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_AFTER_WHERE = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_OPENERS = ("{", "(", "[")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def read(text: str, prefixes: Mapping[str, str] | None = None) -> Query:
    """Read the structure of a query; `prefixes` are known without declaration.

    An update comes back with the form UPDATE and no structure.
    Raises QuerySyntaxError with line and column.
    """
    return _Reader(text, prefixes or {}).query()


def calls_service(text: str) -> bool:
    """Return whether a text has a SERVICE in it, as a whole query or as a part of one.

    Raises QuerySyntaxError for a text that is not made of the words of SPARQL.
    """
    return "service" in _Reader(text, {}).features


class _Reader(Cursor):
    """One pass over the words of a query, by recursive descent."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        super().__init__(text, prefixes)
        self.features: set[str] = set()
        if self._has_service():
            self.features.add("service")

    def query(self) -> Query:
        self._prologue()
        form = self.peek()
        if form not in _FORMS:
            if form in _UPDATES:
                return Query("UPDATE", self.text)
            raise self.error("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
        found = Query(form, self.text, prologue_end=self.words[self.index].start)
        self.index += 1
        self._head(found)
        first = self.index
        while self.peek() == "FROM":
            self.index += 1 + (self.peek(1) == "NAMED")
            term = self.term()
            if isinstance(term, NamedNode):
                found.datasets.append(term)
        found.dataset_clauses = self._between(first, self.index)
        if self.peek() == "WHERE":
            self.index += 1
        if self.peek() == "{":
            found.where = self._group("group", 0)
        elif form != "DESCRIBE":
            raise self.error("expected the WHERE group, '{'")
        self._modifiers(found)
        found.features |= self.features
        return found

    def _has_service(self) -> bool:
        """Whether SERVICE stands anywhere, stepped-over parts included.

        The store needs no blank around it: `trueSERVICE<…>{…}` and `SERVICEex:a{…}` call
        elsewhere too. A prefix of that name is innocent unless a group follows.
        """
        for at, word in enumerate(self.words):
            if "SERVICE" not in word.text.partition(":")[0].upper():
                continue
            around = [other.keyword for other in self.words[max(at - 1, 0) : at + 2]]
            is_group_name = word.kind == "pname" and around[-1] == "{" and around[0] != "GRAPH"
            if word.kind == "word" or is_group_name:
                return True
        return False

    def _prologue(self) -> None:
        while self.peek() in ("PREFIX", "BASE"):
            if self.next().keyword == "BASE":
                self.base = self.iri(self.next()).value
                continue
            name, iri = self.next(), self.next()
            if name.kind != "pname" or not name.text.endswith(":") or iri.kind != "iri":
                raise error_at(self.text, name.start, "expected PREFIX name: <IRI>")
            self.prefixes[name.text[:-1]] = self.iri(iri).value

    def _head(self, found: Query) -> None:
        if self.peek() in ("DISTINCT", "REDUCED"):
            self.index += 1
        if found.form == "CONSTRUCT" and self.peek() == "{":
            self.skip_balanced()
            return
        while self.peek() not in ("WHERE", "{", "FROM", ""):
            if self.peek() == "*":
                self.index += 1
                found.projection.clear()
            elif found.form == "SELECT":
                found.projection.append(self._column())
            else:
                self.term()

    def _column(self) -> Projection:
        """Read `?name` or `( expression AS ?name )`."""
        if self.peek() != "(":
            word = self.next()
            if word.kind != "var":
                raise error_at(
                    self.text, word.start, "expected a variable or (expression AS ?name)"
                )
            return Projection(word.text[1:])
        first = self.index
        last = self.skip_balanced()
        inner = self.words[first : self.index]
        name, has_as = inner[-2], inner[-3].keyword == "AS" if len(inner) > 4 else False
        if not has_as or name.kind != "var":
            raise error_at(self.text, inner[0].start, "expected (expression AS ?name)")
        aggregate = any(word.keyword in _AGGREGATES for word in inner)
        return Projection(name.text[1:], self.text[inner[0].start : last.end], aggregate)

    def _modifiers(self, found: Query) -> None:
        while self.index < len(self.words):
            if self.peek() == "GROUP":
                self.index += 2
                self._grouping(found)
            elif self.peek() == "VALUES":
                found.trailing_values = self._between(self.index, len(self.words))
                return
            elif self.peek() in _OPENERS:
                self.skip_balanced()
            else:
                self.next()

    def _between(self, first: int, end: int) -> str:
        """Return the text from a word up to another, '' when there is none."""
        return self.text[self.words[first].start : self.words[end - 1].end] if first < end else ""

    def _grouping(self, found: Query) -> None:
        while self.index < len(self.words) and self.peek() not in _AFTER_WHERE:
            is_column = self.words[self.index].kind == "var" or self.peek() == "("
            if not is_column:
                self.features.add("bare grouping")
                self.next()
                continue
            try:
                found.grouping.append(self._column())
            except QuerySyntaxError:
                self.features.add("bare grouping")

    def _group(self, role: str, depth: int) -> Group:
        group = Group(self.expect("{").start, role=role)
        if self.peek() == "SELECT":
            self.features.add("sub-select")
            self.index -= 1
            group.end = self.skip_balanced().start
            return group
        while self.peek() != "}":
            self._element(group, depth)
        group.end = self.next().start
        return group

    def _element(self, group: Group, depth: int) -> None:
        key = self.peek()
        if key == ".":
            self.index += 1
        elif key == "{":
            self._union(group, depth)
        elif key in ("OPTIONAL", "MINUS"):
            self.index += 1
            self._nest(group, self._group(key.lower(), depth + 1))
        elif key in ("GRAPH", "SERVICE"):
            if key == "GRAPH":
                self.features.add("graph")
            self.index += 1 + (self.peek(1) == "SILENT")
            term = self.term()
            self._note(group, term)
            self._nest(group, self._group(key.lower(), depth + 1))
        elif key == "FILTER":
            self.index += 1
            self._filter(group, depth)
        elif key == "BIND":
            self.index += 1
            self.skip_balanced(lambda: self._exists(group, depth))
            self._note(group, Var(self.words[self.index - 2].text[1:]))
        elif key == "VALUES":
            self.index += 1
            self._values(group)
        else:
            self._same_subject(group)

    def _union(self, group: Group, depth: int) -> None:
        branches = [self._group("group", depth + 1)]
        while self.peek() == "UNION":
            self.index += 1
            branches.append(self._group("union", depth + 1))
        if len(branches) > 1:
            branches[0].role = "union"
        for branch in branches:
            self._nest(group, branch)

    def _nest(self, group: Group, inner: Group) -> None:
        group.groups.append(inner)
        if inner.role not in ("minus", "exists", "service"):
            for name in inner.variables:
                self._note(group, Var(name))

    def _filter(self, group: Group, depth: int) -> None:
        while not self._exists(group, depth):
            if self.peek() == "(":
                self.skip_balanced(lambda: self._exists(group, depth))
                return
            self.next()
            if self.peek() not in ("(", "EXISTS", "NOT"):
                raise self.error("expected a condition in parentheses after FILTER")

    def _exists(self, group: Group, depth: int) -> bool:
        """Consume `EXISTS { … }` or `NOT EXISTS { … }` if it stands next."""
        negated = self.peek() == "NOT" and self.peek(1) == "EXISTS"
        if not negated and self.peek() != "EXISTS":
            return False
        self.index += 1 + negated
        self._nest(group, self._group("minus" if negated else "exists", depth + 1))
        return True

    def _values(self, group: Group) -> None:
        names = []
        while self.peek() not in ("{", ""):
            word = self.next()
            if word.kind == "var":
                names.append(word.text[1:])
        self.skip_balanced()
        for name in names:
            self._note(group, Var(name))

    def _same_subject(self, group: Group) -> None:
        subject = self._node(group)
        if self.peek() in (".", "}") and subject is None:
            return
        while True:
            predicate = self._verb(group)
            while True:
                value = self._node(group)
                if subject is not None and predicate is not None and value is not None:
                    group.patterns.append(TriplePattern(subject, predicate, value))
                if self.peek() != ",":
                    break
                self.index += 1
            while self.peek() == ";":
                self.index += 1
            if self.peek() in (".", "}") or self.words[self.index - 1].text != ";":
                return

    def _verb(self, group: Group) -> PatternTerm | None:
        if self.peek() == "A":
            self.index += 1
            verb: PatternTerm | None = NamedNode(f"{_RDF}type")
        elif self.peek() in ("(", "^", "!"):
            verb = None
        else:
            verb = self.term()
            self._note(group, verb)
        if verb is not None and self.peek() not in ("/", "|", "*", "+", "?", "^"):
            return verb
        self.features.add("path")
        # A path ends where an object can begin: not after an operator or an open bracket.
        joins = ("/", "|", "^", "!")
        ready = verb is not None
        while True:
            key = self.peek()
            if key in joins:
                ready = False
            elif key in ("*", "+", "?"):
                pass
            elif ready:
                return None
            elif key == "(":
                self.skip_balanced()
                ready = True
                continue
            else:
                ready = True
            self.next()

    def _node(self, group: Group) -> PatternTerm | None:
        """Read a subject or object; None for a blank node or a collection."""
        if self.peek() in ("[", "("):
            self.features.add("collection" if self.peek() == "(" else "blank node")
            self.skip_balanced()
            return None
        if self.index < len(self.words) and self.words[self.index].kind == "blank":
            self.features.add("blank node")
            self.index += 1
            return None
        term = self.term()
        self._note(group, term)
        return term

    def _note(self, group: Group, term: PatternTerm) -> None:
        if isinstance(term, Var) and term.name not in group.variables:
            group.variables.append(term.name)
