"""Values that tests are fed with: hostile text, RDF terms."""

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

# What breaks out of a string, a block, a comment or a line where text is pasted together.
HOSTILE = (
    "VALUES ?b { }",
    "VALUES ?a { UNDEF }",
    '" } UNION { ?s ?p ?o } #',
    "' . ?s ?p ?o . '",
    '"""',
    "'''",
    "\\",
    '\\"',
    "\\u0022",
    "}",
    "{",
    "{count}",
    "#",
    "#+ title.en",
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x1b[31m",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\\1",
    "\\g<name>",
    "$a",
    "?a",
    "<http://example.org/>",
    "; DROP ALL",
    "SERVICE <http://127.0.0.1/> { }",
    "é",
    "e\u0301",
    "مرحبا",
    "😀",
)

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join),
)
"""Any text that UTF-8 can write, hostile fragments often."""

_paths = st.text(st.characters(categories=["L", "N"], include_characters="-_.~/"), max_size=20)

iris = _paths.map(lambda path: NamedNode(f"https://example.org/{path}"))

languages = st.sampled_from(["en", "it", "en-gb", "ar"])

literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, language: Literal(text, language=language), texts, languages),
    st.builds(lambda text, kind: Literal(text, datatype=kind), texts, iris),
    st.integers().map(Literal),
    st.booleans().map(Literal),
)

terms = st.one_of(iris, literals)
"""Terms that may stand in a VALUES block."""
