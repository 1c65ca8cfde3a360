"""Expected answers: the golden answers of a checkout as a W3C test manifest.

Any SPARQL 1.1 store that holds the release can be checked with it: each entry is an
`mf:QueryEvaluationTest` with a bound query (`.rq`), the data, and the rows (`.srj`).
The answers were written and checked by hand, not computed when the release is made.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from alliance_kg import layout
from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError
from alliance_kg.question import Question
from alliance_kg.terms import Term, read_value

_HEAD = """@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .

"""


def write(bundle: Bundle, golden: Path, folder: Path, data: str) -> None:
    """Write manifest.ttl, and beside it the query and the rows of each case.

    `data` is the file of the release that the queries are about. Raises InputError for
    a case that names no question or does not have the question's columns.
    """
    folder.mkdir()
    names = []
    for path in sorted(golden.glob("*/*.json")):
        question = _question(bundle, path)
        query, rows = _case(question, path)
        name = f"{path.parent.name}.{path.stem}"
        names.append(name)
        (folder / f"{name}.rq").write_text(f"{query}\n", encoding="utf-8")
        (folder / f"{name}.srj").write_text(layout.json(rows), encoding="utf-8")
    (folder / "manifest.ttl").write_text("".join(_manifest(names, data)), encoding="utf-8")


def _question(bundle: Bundle, path: Path) -> Question:
    found = next((it for it in bundle.queries if it.stem == path.parent.name), None)
    if found is None:
        raise InputError(f"{path}: there is no question '{path.parent.name}'")
    return Question.read(found)


def _case(question: Question, path: Path) -> tuple[str, Any]:  # Any: JSON
    content = json.loads(path.read_text(encoding="utf-8"))
    values: dict[str, Term] = {}
    for name, text in content["parameters"].items():
        kind = question.parameter(name).type
        values[name] = NamedNode(text) if kind == "iri" else read_value(kind, text)
    columns = [column.name for column in question.columns]
    bindings = []
    for row in content["rows"]:
        if len(row) != len(columns):
            raise InputError(f"{path}: a row has {len(row)} cells, the question {len(columns)}")
        cells = zip(columns, row, strict=True)
        bindings.append({name: _binding(_term(cell)) for name, cell in cells if cell is not None})
    return question.bind(values), {"head": {"vars": columns}, "results": {"bindings": bindings}}


def _term(text: str) -> Term:
    line = f"<urn:s> <urn:p> {text} ."
    (quad,) = pyoxigraph.parse(line, format=RdfFormat.N_TRIPLES)
    value: Term = quad.object
    return value


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, Literal):
        raise InputError(f"a golden answer has {term}, which is neither an IRI nor a literal")
    found = {"type": "literal", "value": term.value}
    if term.language:
        return found | {"xml:lang": term.language}
    is_string = term.datatype.value.endswith("XMLSchema#string")
    return found if is_string else found | {"datatype": term.datatype.value}


def _manifest(names: list[str], data: str) -> Iterator[str]:
    yield _HEAD
    yield "<manifest.ttl> a mf:Manifest ;\n    mf:entries (\n"
    yield "".join(f"        <#{name}>\n" for name in names)
    yield "    ) .\n"
    for name in names:
        yield (
            f"\n<#{name}> a mf:QueryEvaluationTest ;\n"
            f'    mf:name "{name}" ;\n'
            f"    mf:action [ qt:query <{name}.rq> ; qt:data <../{data}> ] ;\n"
            f"    mf:result <{name}.srj> .\n"
        )
