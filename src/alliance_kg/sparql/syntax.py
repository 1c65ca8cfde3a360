"""How a SPARQL 1.1 query is built: its clauses, groups and triple patterns, with their places.

This reads structure, not meaning: expressions are stepped over by their parentheses, only
the groups of EXISTS within them are read. The store remains the judge of validity; this
module says what a query would do (read or write, stay here or call elsewhere) and where its
parts stand, so that a proof can be computed from the text that runs. It is cheap, and so
stays on the path of a cold `ask`.

Source: SPARQL 1.1 Query Language, section 19 (grammar).
"""

import re
from collections.abc import Mapping

from pyoxigraph import NamedNode

from alliance_kg.errors import QuerySyntaxError
from alliance_kg.sparql.lexis import Var, error_at
from alliance_kg.sparql.structure import UNBINDING, Condition, Group, Projection, Query, Test
from alliance_kg.sparql.triples import TripleReader

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_OPENERS = ("{", "(", "[")


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
    return _Reader(text, {})._has_service()


def has_dataset(text: str, prefixes: Mapping[str, str]) -> bool:
    """Whether a query chooses its graphs itself, by FROM. Raises QuerySyntaxError."""
    return bool(re.search(r"\bFROM\b", text, re.IGNORECASE)) and bool(read(text, prefixes).datasets)


class _Reader(TripleReader):
    """One pass over the words of a query, by recursive descent."""

    def query(self) -> Query:
        if self._has_service():
            self.features.add("service")
        self._prologue()
        form = self.peek()
        if form not in _FORMS:
            if form in _UPDATES:
                return Query("UPDATE", self.text)
            raise self.error("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
        found = Query(form, self.text)
        found.own, found.prefixes = self.own, self.prefixes
        found.prologue_end = found.start = self.words[self.index].start
        found.features = self.features
        found.bound = self._bound_tests()
        self._body(found)
        return found

    def _body(self, found: Query) -> None:
        """Consume a query, or a sub-select, from its form to its end."""
        self.index += 1
        self._head(found)
        first = self.index
        while self.peek() == "FROM":
            is_named = self.peek(1) == "NAMED"
            self.index += 1 + is_named
            term = self.term()
            if isinstance(term, NamedNode):
                found.datasets.append(term)
                found.merged += [] if is_named else [term]
        found.dataset_clauses = self._between(first, self.index) or found.dataset_clauses
        if self.peek() == "WHERE":
            self.index += 1
        if self.peek() == "{":
            found.where = self._group("group", found)
        elif found.form != "DESCRIBE":
            raise self.error("expected the WHERE group, '{'")
        self._modifiers(found)
        found.end = self.words[self.index - 1].end

    def _has_service(self) -> bool:
        """Whether SERVICE stands anywhere, stepped-over parts included.

        The store needs no blank around it: `trueSERVICE<…>{…}` and `SERVICEex:a{…}` call
        elsewhere too. A prefix of that name is innocent unless a group follows.
        """
        if "SERVICE" not in self.text.upper():
            return False
        for at, word in enumerate(self.words):
            if "SERVICE" not in word.text.partition(":")[0].upper():
                continue
            around = [other.keyword for other in self.words[max(at - 1, 0) : at + 2]]
            is_group_name = word.kind == "pname" and around[-1] == "{" and around[0] != "GRAPH"
            if word.kind == "word" or is_group_name:
                return True
        return False

    def _bound_tests(self) -> set[str]:
        if "BOUND" not in self.text.upper():
            return set()
        return {
            self.words[at + 2].text[1:]
            for at, word in enumerate(self.words[:-2])
            if word.keyword == "BOUND" and self.words[at + 2].kind == "var"
        }

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
            found.distinct = self.next().keyword
        if found.form == "CONSTRUCT" and self.peek() == "{":
            self.skip_balanced()
            return
        first = self.index
        while self.peek() not in ("WHERE", "{", "FROM", ""):
            if self.peek() == "*":
                self.index += 1
                found.projection.clear()
            elif found.form == "SELECT":
                found.projection.append(self._column())
            else:
                self.term()
        if first < self.index:
            found.head = (self.words[first].start, self.words[self.index - 1].end)

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
        last = self._skip_expression()
        inner = self.words[first : self.index]
        name, has_as = inner[-2], inner[-3].keyword == "AS" if len(inner) > 4 else False
        if not has_as or name.kind != "var":
            raise error_at(self.text, inner[0].start, "expected (expression AS ?name)")
        aggregate = any(word.keyword in _AGGREGATES for word in inner)
        return Projection(name.text[1:], self.text[inner[0].start : last], aggregate)

    def _skip_expression(self) -> int:
        """Step over brackets outside WHERE and return where they end."""
        first = self.index
        end = self.skip_balanced().end
        if any(word.keyword == "EXISTS" for word in self.words[first : self.index]):
            self.features.add("existence")
        return end

    def _modifiers(self, found: Query) -> None:
        while self.index < len(self.words) and self.peek() != "}":
            first = self.index
            key = self.next().keyword
            if key == "GROUP":
                self.index += 1
                self._grouping(found)
                continue
            while self.peek() not in (*_MODIFIERS, "}", ""):
                if self.peek() in _OPENERS:
                    self._skip_expression()
                else:
                    self.next()
            if key == "ORDER":
                found.order = self._between(first, self.index)
            elif key == "VALUES":
                found.trailing_values = self._between(first, self.index)
            elif key in ("LIMIT", "OFFSET"):
                start = found.slice[0] or self.words[first].start
                found.slice = (start, self.words[self.index - 1].end)

    def _between(self, first: int, end: int) -> str:
        """Return the text from a word up to another, '' when there is none."""
        return self.text[self.words[first].start : self.words[end - 1].end] if first < end else ""

    def _grouping(self, found: Query) -> None:
        while self.index < len(self.words) and self.peek() not in (*_MODIFIERS, "}"):
            first = self.index
            try:
                found.grouping.append(self._column())
                continue
            except QuerySyntaxError:
                self.index = first
            # An expression without a name: a call, or one in brackets.
            while self.peek() not in ("(", "", "}"):
                self.next()
            if self.peek() == "(":
                self._skip_expression()
            if first < self.index:
                start, end = self.words[first].start, self.words[self.index - 1].end
                self._count += 1
                name = f"{self.own}{self._count}"
                expression = f"({self.text[start:end]} AS ?{name})"
                found.grouping.append(Projection(name, expression))
                found.unnamed.append((start, end, expression))

    def _group(self, role: str, around: Query) -> Group:
        group = Group(self.expect("{").start, role)
        if self.peek() == "SELECT":
            self._sub_select(group, around)
        else:
            while self.peek() != "}":
                self._element(group, around)
        group.end = self.expect("}").start
        return group

    def _sub_select(self, group: Group, around: Query) -> None:
        self.features.add("sub-select")
        inner = Query("SELECT", self.text)
        inner.own, inner.prefixes = around.own, around.prefixes
        inner.prologue_end = around.prologue_end
        inner.dataset_clauses, inner.merged = around.dataset_clauses, around.merged
        inner.bound = around.bound
        inner.start = self.words[self.index].start
        self._body(inner)
        group.select = inner
        for name in inner.columns:
            self.note(group, Var(name))

    def _element(self, group: Group, around: Query) -> None:
        key = self.peek()
        if key == ".":
            self.index += 1
        elif key == "{":
            self._union(group, around)
        elif key in ("OPTIONAL", "MINUS"):
            self.index += 1
            self._nest(group, self._group(key.lower(), around))
        elif key in ("GRAPH", "SERVICE"):
            self._named(group, around, key.lower())
        elif key == "FILTER":
            self.index += 1
            self._filter(group, around)
        elif key == "BIND":
            self.index += 1
            self._bind(group, around)
        elif key == "VALUES":
            self.index += 1
            self._values(group)
        else:
            self.block(group)

    def _named(self, group: Group, around: Query, role: str) -> None:
        if role == "graph":
            self.features.add("graph")
        self.index += 1 + (self.peek(1) == "SILENT")
        term = self.term()
        self.note(group, term)
        inner = self._group(role, around)
        inner.graph = term
        self._nest(group, inner)

    def _union(self, group: Group, around: Query) -> None:
        branches = [self._group("group", around)]
        while self.peek() == "UNION":
            self.index += 1
            branches.append(self._group("union", around))
        if len(branches) > 1:
            branches[0].role = "union"
        for branch in branches:
            self._nest(group, branch)

    def _nest(self, group: Group, inner: Group) -> None:
        group.groups.append(inner)
        if inner.role not in UNBINDING:
            group.variables += [name for name in inner.variables if name not in group.variables]
            group.hidden += [name for name in inner.hidden if name not in group.hidden]

    def _filter(self, group: Group, around: Query) -> None:
        first = self.index
        tests: list[Test] = []
        while not self._exists(group, around, tests):
            if self.peek() == "(":
                self.skip_balanced(lambda: self._exists(group, around, tests))
                break
            self.next()
            if self.peek() not in ("(", "EXISTS", "NOT"):
                raise self.error("expected a condition in parentheses after FILTER")
        self._condition(group, tests, first, self.index, is_filter=True)

    def _bind(self, group: Group, around: Query) -> None:
        first = self.index
        tests: list[Test] = []
        self.skip_balanced(lambda: self._exists(group, around, tests))
        self.note(group, Var(self.words[self.index - 2].text[1:]))
        self._condition(group, tests, first + 1, self.index - 3, is_filter=False)

    def _condition(
        self, group: Group, tests: list[Test], first: int, end: int, *, is_filter: bool
    ) -> None:
        """Keep an expression, given by its words, if it tests for existence."""
        if not tests:
            return
        start, stop = self.words[first].start, self.words[end - 1].end
        around = self.text[start : tests[0].start] + self.text[tests[0].end : stop]
        is_bare = is_filter and len(tests) == 1 and not around.strip("() \t\r\n")
        group.conditions.append(Condition(start, stop, tests, is_bare, is_filter))

    def _exists(self, group: Group, around: Query, tests: list[Test]) -> bool:
        """Consume `EXISTS { … }` or `NOT EXISTS { … }` if it stands next."""
        negated = self.peek() == "NOT" and self.peek(1) == "EXISTS"
        if not negated and self.peek() != "EXISTS":
            return False
        start = self.words[self.index].start
        self.index += 1 + negated
        inner = self._group("not exists" if negated else "exists", around)
        self._nest(group, inner)
        tests.append(Test(inner, start, inner.end + 1))
        return True

    def _values(self, group: Group) -> None:
        names = []
        while self.peek() not in ("{", ""):
            word = self.next()
            if word.kind == "var":
                names.append(word.text[1:])
        self.skip_balanced()
        for name in names:
            self.note(group, Var(name))
