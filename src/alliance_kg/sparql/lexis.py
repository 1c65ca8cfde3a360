"""The words of a SPARQL 1.1 query, and a cursor that walks over them.

Source: SPARQL 1.1 Query Language, section 19.8 (terminals).
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from alliance_kg.errors import QuerySyntaxError

MAX_DEPTH = 100
"""Deeper nesting crashes a store's recursive parser, so it is refused before."""
MAX_JOINS = 2_000
"""Operators and keywords; long chains of them crash it too, without a bracket."""
MAX_WORDS = 20_000

# Marks, signs and emoji, which Python calls no word characters: a superset of PN_CHARS, since
# the store judges. Source: SPARQL 1.1 Query Language, productions 164 to 167.
_MORE = (
    r"\u00b7\u0300-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u3001-\ud7ff\uf900-\ufffd"
    r"\U00010000-\U000effff"
)
_GRAMMAR = r"""
    (?P<skip>\s+|\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<var>[?$][\w]+)
  | (?P<blank>_:[\w](?:[\w.\-]*[\w\-])?|\[\s*\])
  | (?P<pname>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:
      (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
         (?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
            (?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_][\w]*)
  | (?P<mark>\^\^|&&|\|\||<=|>=|!=|[{}()\[\].,;*/+\-|^!=<>?])
    """


@cache
def _token(is_ascii: bool) -> re.Pattern[str]:
    """Return the pattern of one word; compiling the ranges above costs a cold start dearly."""
    if is_ascii:
        return re.compile(_GRAMMAR, re.VERBOSE | re.DOTALL | re.ASCII)
    return re.compile(_GRAMMAR.replace(r"[\w", rf"[\w{_MORE}"), re.VERBOSE | re.DOTALL)


_CLOSERS = {"{": "}", "(": ")", "[": "]"}
_PLAIN = ("}", "(", ")", "[", "]", ",", "^^", "UNDEF")  # lists of values are made of these
_XSD = "http://www.w3.org/2001/XMLSchema#"


class Token(NamedTuple):
    """A word of the query: what kind, its text, where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The upper-cased text of a word, the text of a mark, else `<kind>`."""
        if self.kind == "word":
            return self.text.upper()
        return self.text if self.kind == "mark" else f"<{self.kind}>"


class Var(NamedTuple):
    """A variable, by its name."""

    name: str


PatternTerm: TypeAlias = Var | NamedNode | Literal


class TriplePattern(NamedTuple):
    """A triple pattern whose terms are variables, IRIs or literals."""

    subject: PatternTerm
    predicate: PatternTerm
    object: PatternTerm


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a query, white space and comments left out.

    Raises QuerySyntaxError at a character that can start no word.
    """
    pattern = _token(text.isascii())
    lone = None if text.isascii() else re.search("[\ud800-\udfff]", text)
    if lone is not None:
        raise error_at(text, lone.start(), "not a character: the query is not UTF-8")
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if match is None or match.end() == position:
            raise error_at(text, position, f"nothing in SPARQL starts with {text[position]!r}")
        if match.lastgroup != "skip":
            yield Token(str(match.lastgroup), match[0], position, match.end())
        position = match.end()


def place(text: str, position: int) -> tuple[int, int]:
    """Return line and column, both from 1, of a position in a text."""
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def error_at(text: str, position: int, reason: str) -> QuerySyntaxError:
    """Return the error for a place in a query."""
    line, column = place(text, position)
    return QuerySyntaxError("query", line, column, reason)


def query_error(said: str, shift: int = 0) -> QuerySyntaxError:
    """Return the error for what a store says of a query, with its place where it names one.

    `shift` is the length of what was put before the query's first line.
    """
    # Oxigraph says "error at 3:2: expected one of …".
    found = re.match(r"error at (\d+):(\d+): (.*)", said, re.DOTALL)
    if found is None:
        return QuerySyntaxError("query", None, None, " ".join(said.split()))
    line, column, reason = int(found[1]), int(found[2]), " ".join(found[3].split())
    return QuerySyntaxError("query", line, column - (shift if line == 1 else 0), reason)


def undeclared(text: str, prefixes: Mapping[str, str]) -> str:
    """Return declarations, on one line, of the prefixes that a query uses and leaves out."""
    declared = set()
    words = tokens(text)
    for word in words:
        if word.keyword == "PREFIX":
            declared.add(next(words, word).text[:-1])
            next(words, word)
        elif word.keyword == "BASE":
            next(words, word)
        else:
            break
    missing = (name for name in prefixes if name not in declared and f"{name}:" in text)
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in missing)


class Cursor:
    """Walks over the words of a query; `prefixes` grows with the prologue."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self.text = text
        self.prefixes = dict(prefixes)
        self.base = ""
        self.words = list(tokens(text))
        self.index = 0
        self._check_depth()

    def peek(self, ahead: int = 0) -> str:
        """Return the keyword or mark that stands next, '' at the end."""
        at = self.index + ahead
        return self.words[at].keyword if at < len(self.words) else ""

    def error(self, reason: str) -> QuerySyntaxError:
        """Return the error for the word that stands next."""
        at = self.words[self.index].start if self.index < len(self.words) else len(self.text)
        return error_at(self.text, at, reason)

    def next(self) -> Token:
        """Consume the next word. Raises QuerySyntaxError at the end."""
        if self.index >= len(self.words):
            raise self.error("the query ends too early")
        self.index += 1
        return self.words[self.index - 1]

    def expect(self, mark: str) -> Token:
        """Consume a mark or keyword that must stand next."""
        if self.peek() != mark:
            raise self.error(f"expected '{mark}'")
        return self.next()

    def skip_balanced(self, visit: Callable[[], bool] | None = None) -> Token:
        """Step over a bracketed run and return its last word; `visit` may consume parts."""
        close = _CLOSERS[self.peek()]
        self.next()
        while self.peek() != close:
            if visit is not None and visit():
                continue
            if self.peek() in _CLOSERS:
                self.skip_balanced(visit)
            else:
                self.next()
        return self.next()

    def term(self) -> PatternTerm:
        """Consume a variable, an IRI or a literal."""
        word = self.next()
        if word.kind == "var":
            return Var(word.text[1:])
        if word.kind in ("iri", "pname"):
            return self.iri(word)
        if word.kind == "string":
            return self._string(word)
        sign = ""
        if word.text in ("+", "-") and self.index < len(self.words):
            sign, word = word.text, self.next()
        if word.kind == "number":
            return Literal(sign + word.text, datatype=NamedNode(_XSD + _number_type(word.text)))
        if word.keyword in ("TRUE", "FALSE"):
            return Literal(word.text.lower(), datatype=NamedNode(f"{_XSD}boolean"))
        raise error_at(self.text, word.start, f"expected a term, not '{word.text}'")

    def iri(self, word: Token) -> NamedNode:
        """Return the IRI that a word names, prefixes resolved."""
        if word.kind == "iri":
            iri = _unescape(word.text[1:-1])
            if self.base:
                from urllib.parse import urljoin

                iri = urljoin(self.base, iri)
        else:
            prefix, _, rest = word.text.partition(":")
            if prefix not in self.prefixes:
                raise error_at(self.text, word.start, f"prefix '{prefix}' is not declared")
            iri = self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", rest)
        try:
            return NamedNode(iri)
        except ValueError as error:
            raise error_at(self.text, word.start, f"'{iri}' is not an absolute IRI") from error

    def _string(self, word: Token) -> Literal:
        width = 3 if word.text[:3] in ('"""', "'''") and len(word.text) >= 6 else 1
        value = _unescape(word.text[width:-width])
        try:
            return self._literal(value)
        except ValueError as error:  # a surrogate, a language tag that is none
            raise error_at(self.text, word.start, f"not a literal: {error}") from error

    def _literal(self, value: str) -> Literal:
        if self.index < len(self.words) and self.words[self.index].kind == "lang":
            return Literal(value, language=self.next().text[1:].lower())
        if self.peek() == "^^":
            self.index += 1
            return Literal(value, datatype=self.iri(self.next()))
        return Literal(value)

    def _check_depth(self) -> None:
        depth = joins = 0
        for at, word in enumerate(self.words):
            if word.kind == "mark":
                depth += (word.text in _CLOSERS) - (word.text in ")]}")
            joins += word.kind in ("mark", "word") and word.text not in _PLAIN
            if depth > MAX_DEPTH:
                raise error_at(self.text, word.start, f"nested more than {MAX_DEPTH} levels deep")
            if joins > MAX_JOINS or at >= MAX_WORDS:
                raise error_at(self.text, word.start, "the query is too long for a store to parse")


def _number_type(text: str) -> str:
    if "e" in text.lower():
        return "double"
    return "decimal" if "." in text else "integer"


_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code and int(code, 16) > sys.maxunicode:
            return match[0]  # no character: left for the store to refuse
        return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[0])

    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", character, text, flags=re.S)
