"""`validate`: the files against the shapes."""

import click

from alliance_kg import media, render
from alliance_kg.cli import options, streams
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.report import ValidationReport

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.command()
@options.output_options(_ROWS)
@options.language_option
@options.graph_option
def validate(form: str | None, output: str | None, language: str | None, folder: str | None) -> int:
    """Check the data against the SHACL shapes, with pySHACL.

    Prints each result as a sentence with entity, file and line, rule and remedy; exits
    1 when there is a violation (warnings and notes do not count).

    \b
    Example:
      alliance-kg validate
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    spoken = language or streams.locale_language()
    report = KnowledgeGraph.open(folder).validate()
    if name == "table":
        lines = [f"{result.sentence(spoken)}\n" for result in report.results]
        lines.append(f"{_summary(report)}\n")
        streams.emit("".join(lines), output)
    else:
        rows = tuple(
            (str(result.severity), result.file, result.line, result.focus_node, result.path,
             result.value, result.source_shape, result.sentence(spoken))
            for result in report.results
        )  # fmt: skip
        keys = ("severity", "file", "line", "focus_node", "path", "value", "source_shape",
                "message")  # fmt: skip
        streams.emit(render.table(render.Table(keys, keys, rows), name), output)
    return 0 if report.conforms else 1


def _summary(report: ValidationReport) -> str:
    counts = report.counts()
    told = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    verdict = "conforms" if report.conforms else "does not conform"
    checked = f"{len(report.files)} files, {len(report.focus_nodes)} shapes"
    return f"{verdict}: {told or 'nothing to report'} ({checked})"
