"""What `data/dataset.ttl` says of the other files: counts, classes, terms, sources, places.

Its first part is written by hand but for the values of `dataset`; all below the
mark is made here. The file describes the other data files and does not count itself.
Terms: VoID (W3C Interest Group Note, 2011), DCAT 3 (W3C Recommendation, 2024).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from alliance_kg import __version__
from alliance_kg.bundle import Bundle
from alliance_kg.terms import BASE, RDF_TYPE, akg
from generator.turtle import ROOT, data_files, iris, key, prefixes, release, types

MARK = "# ---- Counted by docs/generate.py; do not edit from here on. ----\n"
_DATASET = f"{BASE}dataset"
_TITLES = {
    "facts": ("Facts {of}", "Fatti {of}"),
    "claims": ("Claims {of}", "Affermazioni {of}"),
    "source": ("The article and the passages of it", "L'articolo e i suoi passi"),
    "sources": ("Sources other than the article", "Fonti diverse dall'articolo"),
    "disputes": ("Disputes between sources", "Controversie tra le fonti"),
    "identifiers": ("Identifiers in other registers", "Identificatori in altri registri"),
}
_LAYERS = {
    "article": ("of the article", "dell'articolo"),
    "background": ("of other sources", "delle altre fonti"),
    "": ("", ""),
}


def dataset(text: str) -> str:
    """Return the text of the file with everything counted anew."""
    head = text.partition(MARK)[0].rstrip("\n")
    bundle = Bundle.open(ROOT)
    files = data_files(bundle)
    quads = {path: list(pyoxigraph.parse(path=path, format=RdfFormat.TURTLE)) for path in files}
    everything = [quad for path in files for quad in quads[path]]
    lines = {
        "owl:versionInfo": [f'"{__version__}"'],
        "dcat:version": [f'"{__version__}"'],
        "dcterms:source": sorted(f"<{iri}>" for iri in _of_class("NewsArticle", "WebPage")),
        "dcterms:spatial": sorted(f"<{iri}>" for iri in _of_class("Country")),
        "void:subset": [f"<{bundle.graph_name(path)}>" for path in sorted(files)],
        **_counts(everything),
    }
    for predicate, values in lines.items():
        head = _filled(head, predicate, values)
    blocks = [_period()]
    for path in sorted(files):
        blocks += _graph(bundle, path, quads[path])
    return "\n\n".join([head, MARK.rstrip("\n"), *blocks]) + "\n"


def _counts(quads: Iterable[Quad]) -> dict[str, list[str]]:
    """Return the VoID statistics of some triples; entities are subjects with an IRI."""
    triples = {quad.triple for quad in quads}
    subjects = {triple.subject for triple in triples}
    numbers = {
        "triples": len(triples),
        "entities": sum(1 for subject in subjects if isinstance(subject, NamedNode)),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({triple.object for triple in triples}),
        "properties": len({triple.predicate for triple in triples}),
        "classes": len({t.object for t in triples if t.predicate == RDF_TYPE}),
    }
    return {f"void:{name}": [str(number)] for name, number in numbers.items()} | {
        "void:vocabulary": _vocabularies(triples)
    }


def _vocabularies(triples: Iterable[pyoxigraph.Triple]) -> list[str]:
    """Return the namespaces of the properties and classes used, as the prefix table has them."""
    triples = tuple(triples)
    used = {triple.predicate.value for triple in triples}
    used |= set(iris(t.object for t in triples if t.predicate == RDF_TYPE))
    spaces = {re.sub(r"[^#/]+$", "", iri) for iri in used}
    return sorted(f"<{space}>" for space in spaces if space in prefixes().namespaces.values())


def _graph(bundle: Bundle, path: Path, quads: list[Quad]) -> list[str]:
    """Return the blocks of one file: its graph, then its classes."""
    graph = bundle.graph_name(path)
    layer = path.parent.name if path.parent.name in _LAYERS else ""
    english, italian = (
        title.format(of=of).strip()
        for title, of in zip(_TITLES[path.stem], _LAYERS[layer], strict=True)
    )
    subjects = [q.subject.value for q in quads if isinstance(q.subject, NamedNode)]
    spaces = sorted({_space(iri) for iri in subjects})
    members: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == RDF_TYPE:
            members[prefixes().contract(key(quad.object))].add(key(quad.subject))
    partitions = {name: f"<{graph}#{name.partition(':')[2]}>" for name in sorted(members)}
    lines = {
        "dcterms:title": [f'"{english}"@en', f'"{italian}"@it'],
        "dcterms:isPartOf": [f"<{_DATASET}>"],
        "void:uriSpace": [f'"{space}"' for space in spaces],
        "void:exampleResource": [f"<{subjects[0]}>"],
        **_counts(quads),
        "void:classPartition": list(partitions.values()),
    }
    sizes = {name: str(len(members[name])) for name in partitions}
    return [
        _block(f"<{graph}>", "void:Dataset", lines),
        *(
            _block(node, "void:Dataset", {"void:class": [name], "void:entities": [sizes[name]]})
            for name, node in partitions.items()
        ),
    ]


def _space(iri: str) -> str:
    """Return the part of our names that an IRI belongs to, such as `…/id/`."""
    return BASE + iri.removeprefix(BASE).partition("/")[0] + "/"


def _of_class(*names: str) -> list[str]:
    return [iri for iri, block in release().items() if types(block) & set(names)]


def _period() -> str:
    """Return the time covered: from the first bound that a fact has to the last one."""
    bounds = [
        value.value[:10]
        for iri, block in release().items()
        if "TimeExtent" in types(block) and not iri.startswith("_:")
        for name in ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")
        for value in block.get(akg(name).value, ())
        if isinstance(value, Literal)
    ]
    # The last bound is exclusive, a DCAT end is not.
    last = date.fromisoformat(max(bounds)) - timedelta(days=1)
    days = {"dcat:startDate": min(bounds), "dcat:endDate": last.isoformat()}
    lines = {name: [f'"{day}"^^xsd:date'] for name, day in days.items()}
    return _block(f"<{_DATASET}#period>", "dcterms:PeriodOfTime", lines)


def _block(subject: str, kind: str, lines: dict[str, list[str]]) -> str:
    written = [f"{subject} a {kind}"]
    written += [f"    {name} {' , '.join(values)}" for name, values in lines.items() if values]
    return " ;\n".join(written) + " ."


def _filled(head: str, predicate: str, values: list[str]) -> str:
    """Put the values of a predicate into its line of the hand-written part."""
    line = re.compile(rf"^(    {predicate} ).*?( [;.])$", re.MULTILINE)
    filled, count = line.subn(lambda found: found[1] + " , ".join(values) + found[2], head)
    if count != 1:
        raise SystemExit(f"data/dataset.ttl: {count} lines of {predicate}; it needs one")
    return filled
