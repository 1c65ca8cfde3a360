"""Answers in the SPARQL 1.1 result formats, and as CSV with labels and claims."""

import re
from collections.abc import Mapping

from alliance_kg import layout
from alliance_kg.answer import Answer
from alliance_kg.terms import text_of


def csv(content: Answer, *, with_evidence: bool) -> str:
    """Return an answer as CSV: a column of labels for IRIs, one of certainty, one of claims."""
    labelled = {
        column
        for column in content.columns
        for row in content.rows
        if column in row.cells and text_of(row.cells[column]) in content.labels
    }
    keys: list[str] = []
    for column in content.columns:
        keys += [column, f"{column}_label"] if column in labelled else [column]
    rows = []
    for row in content.rows:
        cells: list[str] = []
        for column in content.columns:
            cells.append(text_of(row.cells[column]) if column in row.cells else "")
            if column in labelled:
                cells.append(content.label(row.cells[column]) if column in row.cells else "")
        if with_evidence:
            cells.append(row.certainty.words(content.language) if row.certainty else "")
            cells.append(" ".join(dict.fromkeys(item.claim_id for item in row.evidence)))
        rows.append(cells)
    return layout.separated(
        [*keys, *(["certainty", "evidence"] if with_evidence else [])], rows, ","
    )


def tsv(content: Answer) -> str:
    """Return an answer in the SPARQL 1.1 Query Results TSV format."""
    lines = ["\t".join(f"?{column}" for column in content.columns)]
    lines += [
        "\t".join(str(row.cells.get(column, "")) for column in content.columns)
        for row in content.rows
    ]
    return "\n".join(lines) + "\n"


def srj(content: Answer) -> str:
    """Return an answer in the SPARQL 1.1 Query Results JSON format."""
    bindings = [
        {name: _binding(cell) for name, cell in row["cells"].items()}
        for row in content.to_dict()["rows"]
    ]
    return layout.json({"head": {"vars": list(content.columns)}, "results": {"bindings": bindings}})


def _binding(cell: Mapping[str, str]) -> dict[str, str]:
    binding = {key: cell[key] for key in ("type", "value", "datatype") if key in cell}
    return binding | ({"xml:lang": cell["language"]} if "language" in cell else {})


def srx(content: Answer) -> str:
    """Return an answer in the SPARQL 1.1 Query Results XML format."""
    from xml.etree import ElementTree as Xml

    space = "http://www.w3.org/2005/sparql-results#"
    sparql = Xml.Element("sparql", xmlns=space)
    head = Xml.SubElement(sparql, "head")
    for column in content.columns:
        Xml.SubElement(head, "variable", name=column)
    results = Xml.SubElement(sparql, "results")
    for row in content.to_dict()["rows"]:
        result = Xml.SubElement(results, "result")
        for name, cell in row["cells"].items():
            binding = Xml.SubElement(result, "binding", name=name)
            attributes = {"datatype": cell["datatype"]} if "datatype" in cell else {}
            if "language" in cell:
                attributes["xml:lang"] = cell["language"]
            Xml.SubElement(binding, cell["type"], attributes).text = cell["value"]
    Xml.indent(sparql)
    text = Xml.tostring(sparql, encoding="unicode").replace("\r", "&#13;")
    # XML 1.0 has no place for these characters, not even escaped.
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    return '<?xml version="1.0"?>\n' + text + "\n"


WRITERS = {"srj": srj, "srx": srx, "tsv": tsv}
