"""`validate` and `reason`: the files against the shapes, and what follows from them."""

import sys
from pathlib import Path

import click

from alliance_kg import layout, media
from alliance_kg.cli import options, streams
from alliance_kg.errors import UsageError
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.report import ValidationReport

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--shapes",
    multiple=True,
    metavar="FILE",
    help="Shapes to check the files against, instead of those of the release; may be repeated.",
)
@click.option(
    "--engine",
    type=click.Choice(["shacl", "pyshacl"]),
    default="shacl",
    show_default=True,
    help="What checks: the fast engine, or the reference that it is held against.",
)
@click.option(
    "--timeout",
    "timeout_s",
    type=float,
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a check of files of your own may run.",
)
@click.option(
    "--memory",
    "memory_mb",
    type=int,
    default=4096,
    show_default=True,
    metavar="MB",
    help="How much memory it may need.",
)
@options.output_options(_ROWS)
@options.language_option
@options.graph_option
def validate(
    files: tuple[str, ...],
    shapes: tuple[str, ...],
    engine: str,
    timeout_s: float,
    memory_mb: int,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
) -> int:
    """Check the data against the SHACL shapes, or any RDF files against any shapes.

    Prints each result as a sentence with entity, file and line, rule and remedy; exits
    1 when there is a violation (warnings and notes do not count).

    Files given are checked in a process of their own, without network and within
    --timeout and --memory: against --shapes, or else against the shapes of the release,
    together with its ontology.

    \b
    Example:
      alliance-kg validate
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    spoken = language or streams.locale_language()
    if files:
        from alliance_kg.validation.foreign import validate_files

        data, rules = _paths(files, shapes, folder)
        report = validate_files(
            data, rules, engine=engine, timeout_s=timeout_s, memory_mb=memory_mb
        )
    elif shapes:
        raise UsageError("--shapes is for files of your own: name the data files to check")
    else:
        report = KnowledgeGraph.open(folder).validate(engine=engine)
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
        streams.emit_table(layout.Table(keys, keys, rows), name, output)
    return 0 if report.conforms else 1


def _paths(
    files: tuple[str, ...], shapes: tuple[str, ...], folder: str | None
) -> tuple[list[Path], list[Path]]:
    """Return the data and the shapes to check: without shapes, those of the release."""
    data = [Path(name) for name in files]
    if shapes:
        return data, [Path(name) for name in shapes]
    bundle = KnowledgeGraph.open(folder).files
    prefixes = [path for path in bundle.ontology if path.stem == "prefixes"]
    return [*data, *bundle.ontology], [*bundle.shapes, *prefixes]


def _summary(report: ValidationReport) -> str:
    counts = report.counts()
    told = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    verdict = "conforms" if report.conforms else "does not conform"
    checked = f"{len(report.files)} files, {len(report.focus_nodes)} shapes"
    return f"{verdict}: {told or 'nothing to report'} ({checked})"


@click.command()
@options.output_options(_ROWS | media.GRAPHS)
@options.language_option
@options.graph_option
def reason(form: str | None, output: str | None, language: str | None, folder: str | None) -> int:
    """Derive what follows by OWL 2 RL, each fact with its rule and premises.

    A row format lists the derived facts; an RDF format writes them in a graph of their
    own. Exits 1 when the facts contradict the ontology, and says which triples do.

    \b
    Example:
      alliance-kg reason
    """
    name = media.choose(_ROWS | media.GRAPHS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder)
    spoken = language or streams.locale_language()
    closure = graph.reason()
    for fault in closure.inconsistencies:
        told = " but ".join(_words(graph, premise, spoken) for premise in fault.premises)
        print(f"inconsistent by {fault.rule}: {told}", file=sys.stderr)  # noqa: T201
    if name in media.GRAPHS:
        from alliance_kg.export import serialize
        from alliance_kg.reasoning import derived_quads

        quads = derived_quads(closure)
        streams.emit(serialize(quads, name, graph.prefixes.namespaces), output)
    else:
        rows = tuple(
            (_words(graph, item.fact, spoken), item.rule,
             "; ".join(_words(graph, premise, spoken) for premise in item.premises))
            for item in closure.derived
        )  # fmt: skip
        headings = {
            "en": ("Derived fact", "Rule", "Premises"),
            "it": ("Fatto derivato", "Regola", "Premesse"),
        }[spoken]
        content = layout.Table(("fact", "rule", "premises"), headings, rows)
        streams.emit_table(content, name, output)
    return 0 if closure.is_consistent else 1


def _words(graph: KnowledgeGraph, triple: tuple[object, ...], spoken: str) -> str:
    """Return a triple of rdflib terms in words; what has no name is an ellipsis."""
    iris = {str(term) for term in triple if str(term).startswith("http")}
    labels = graph.names.labels(iris, spoken)
    words = [
        labels.get(str(term)) or (graph.names.short(str(term)) if str(term) in iris else "…")
        for term in triple
    ]
    return " ".join(words)
