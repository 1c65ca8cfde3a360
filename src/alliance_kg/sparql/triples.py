"""Blocks of triples: one subject with its predicates and objects, however they are written.

Blank nodes and collections become variables of the reader's own, as in a basic graph
pattern they are; the triples that brackets stand for are spelled out.

Source: SPARQL 1.1 Query Language, sections 4.2 (syntax for triple patterns) and 19.8.
"""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from alliance_kg.sparql.lexis import Cursor, PatternTerm, TriplePattern, Var
from alliance_kg.sparql.structure import Block, Group

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OPERATORS = ("/", "|", "^")


class TripleReader(Cursor):
    """Reads blocks of triples into groups."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        super().__init__(text, prefixes)
        self.features: set[str] = set()
        self.own = "akg_"
        while self.own in text:
            self.own += "_"
        self._blanks: dict[str, Var] = {}
        self._count = 0

    def block(self, group: Group) -> None:
        """Consume the triples of one subject and put them into a group."""
        if self.index >= len(self.words):
            raise self.error("the query ends too early")
        block = Block(self.words[self.index].start)
        group.blocks.append(block)
        is_bracketed = self.peek() in ("[", "(")
        subject = self._node(group, block)
        if not is_bracketed or self._is_verb():
            self._property_list(group, block, subject)
        block.end = self.words[self.index - 1].end

    def note(self, group: Group, term: PatternTerm) -> None:
        """Remember a variable that a group binds."""
        if isinstance(term, Var):
            group.own.add(term.name)
            if term.name not in group.variables and not term.name.startswith(self.own):
                group.variables.append(term.name)

    def fresh(self, group: Group) -> Var:
        """Return a variable that the query does not have."""
        self._count += 1
        name = f"{self.own}{self._count}"
        group.hidden.append(name)
        group.own.add(name)
        return Var(name)

    def _is_verb(self) -> bool:
        kind = self.words[self.index].kind if self.index < len(self.words) else ""
        return kind in ("var", "iri", "pname") or self.peek() in ("A", "^", "!", "(")

    def _property_list(self, group: Group, block: Block, subject: PatternTerm) -> None:
        while True:
            self._objects(group, block, subject)
            if self.peek() != ";":
                return
            while self.peek() == ";":
                self.index += 1
            if not self._is_verb():
                return

    def _objects(self, group: Group, block: Block, subject: PatternTerm) -> None:
        """Consume a predicate, or a path, and its objects."""
        path = None
        predicate = self._verb(group)
        if predicate is None:
            from alliance_kg.sparql.paths import read_path

            self.features.add("path")
            block.is_plain = False
            path = read_path(self)
        while True:
            value = self._node(group, block)
            if path is not None:
                from alliance_kg.sparql.paths import PathPattern

                block.paths.append(PathPattern(subject, path, value))
            elif predicate is not None:
                block.patterns.append(TriplePattern(subject, predicate, value))
            if self.peek() != ",":
                return
            self.index += 1

    def _verb(self, group: Group) -> PatternTerm | None:
        """Consume a predicate; None, with nothing consumed, for a path."""
        if self.peek() in ("(", "^", "!"):
            return None
        at = self.index
        if self.peek() == "A":
            self.index += 1
            verb: PatternTerm = NamedNode(f"{_RDF}type")
        else:
            verb = self.term()
        if self.peek() in ("*", "+", "?"):
            from alliance_kg.sparql.paths import is_modifier

            is_path = is_modifier(self)
        else:
            is_path = self.peek() in _OPERATORS
        if is_path:
            self.index = at
            return None
        self.note(group, verb)
        return verb

    def _node(self, group: Group, block: Block) -> PatternTerm:
        """Consume a subject or an object."""
        if self.peek() == "[":
            self.features.add("blank node")
            block.is_plain = False
            self.next()
            node = self.fresh(group)
            self._property_list(group, block, node)
            self.expect("]")
            return node
        if self.peek() == "(":
            self.features.add("collection")
            block.is_plain = False
            return self._collection(group, block)
        if self.index < len(self.words) and self.words[self.index].kind == "blank":
            self.features.add("blank node")
            block.is_plain = False
            return self._blank(group)
        term = self.term()
        self.note(group, term)
        return term

    def _blank(self, group: Group) -> Var:
        label = self.next().text
        if label.startswith("["):
            return self.fresh(group)
        if label not in self._blanks:
            self._blanks[label] = self.fresh(group)
        node = self._blanks[label]
        group.own.add(node.name)
        if node.name not in group.hidden:
            group.hidden.append(node.name)
        return node

    def _collection(self, group: Group, block: Block) -> PatternTerm:
        self.expect("(")
        first, rest, nil = (NamedNode(_RDF + name) for name in ("first", "rest", "nil"))
        cells: list[Var] = []
        while self.peek() != ")":
            cell = self.fresh(group)
            if cells:
                block.patterns.append(TriplePattern(cells[-1], rest, cell))
            cells.append(cell)
            block.patterns.append(TriplePattern(cell, first, self._node(group, block)))
        self.expect(")")
        if not cells:
            return nil
        block.patterns.append(TriplePattern(cells[-1], rest, nil))
        return cells[0]
