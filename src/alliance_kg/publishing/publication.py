"""Building a release: aside, whole, verified, then put in place."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat

from alliance_kg import layout, outputs
from alliance_kg.bundle import Bundle
from alliance_kg.diff import compare, difference
from alliance_kg.diff.words import Words, as_json
from alliance_kg.edition import Edition
from alliance_kg.editions import QUADS_FILE, RULES_FILE, contents_of, of_bundle, open_edition
from alliance_kg.errors import AllianceError
from alliance_kg.export import Contents, context_of, save, serialize
from alliance_kg.export.jsonld import published
from alliance_kg.publishing import catalog, expected, sbom
from alliance_kg.publishing.sums import listing, sha256
from alliance_kg.release import Release
from alliance_kg.statements import Statements
from alliance_kg.stores.loading import read_file
from alliance_kg.terms import Prefixes

FORMS = {
    "nq": QUADS_FILE,
    "trig": "alliance-kg.trig",
    "jsonld": "alliance-kg.jsonld",
    "nt": "alliance-kg.nt",
    "ttl": "alliance-kg.ttl",
    "rdfxml": "alliance-kg.rdf",
    "ttl12": "alliance-kg.rdf12.ttl",
    "nt12": "alliance-kg.rdf12.nt",
    "nanopub": "nanopublications.trig",
    "questions": "questions.ttl",
    "graphml": "alliance-kg.graphml",
    "csvw": "csvw",
    "parquet": "parquet",
    "opencypher": "opencypher",
}
"""By format of `media.EXPORTS`: its file or folder in a release."""

SUMS = "SHA256SUMS"
_COPIED = ("CITATION.cff", "LICENSE", "LICENSE-DATA", "CHANGELOG.md")
_LOCK = "requirements/runtime.txt"
# The file of an ontology is not always called as its IRI ends.
_RENAMED = {"alliance.ttl": "ontology.ttl"}
_VERIFIED = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "rdfxml": RdfFormat.RDF_XML,
}


class Publication(NamedTuple):
    """What was published.

    `digest` is that of the release's own files, `canonical` that of its canonical
    N-Quads; `left_out` names what the folder of the graph did not have.
    """

    version: str
    digest: str
    canonical: str
    files: int
    size_bytes: int
    left_out: tuple[str, ...]


def publish(
    bundle: Bundle, folder: Path, *, previous: str | None = None, base: str | None = None
) -> Publication:
    """Build a release in a folder, which is put in place when it is complete and verified.

    `previous` is an edition to report the changes from; `base` the address where the
    release will be served, for the download addresses of its description.

    Raises UsageError for a folder in use for something else, BadParameter for a base that
    is no IRI, InputError with the reason.
    """
    where = None if base is None else catalog.address(base)
    with ExitStack() as stack:
        # What cannot be read is told before anything is built.
        old = None if previous is None else stack.enter_context(open_edition(previous))
        contents = stack.enter_context(contents_of(bundle))
        catalog.issued(contents)
        target = stack.enter_context(outputs.new_folder(folder))
        for name, file in FORMS.items():
            save(contents, name, target / file)
        canonical = sha256(target / QUADS_FILE)
        _verify(target, contents)
        _write_sources(bundle, contents, target)
        left_out = tuple(_write_beside(bundle, contents, target))
        if old is not None:
            _write_changes(bundle, old, target)
        described = catalog.described(contents, target, FORMS, where)
        outputs.write(target / "dcat.ttl", described)
        said = contents.marked("release") | {"canonical": canonical, "left_out": list(left_out)}
        outputs.mark(target, said)
        paths = sorted(path for path in target.rglob("*") if path.is_file())
        outputs.write(target / SUMS, listing(paths, target).encode())
        size = sum(path.stat().st_size for path in paths)
    release = contents.release
    return Publication(release.version, release.digest, canonical, len(paths) + 1, size, left_out)


def _verify(target: Path, contents: Contents) -> None:
    """Read every RDF form back. Raises AllianceError when one is not what was written."""
    merged = _digest(contents.merged.lines())
    whole = _digest(contents.canonical.lines())
    for name, form in _VERIFIED.items():
        has_graphs = form.supports_datasets
        order = contents.canonical.order if has_graphs else contents.merged.order
        with Statements(read_file(target / FORMS[name], form), order) as found:
            if _digest(found.lines()) != (whole if has_graphs else merged):
                raise AllianceError(
                    f"{FORMS[name]} does not read back as what was written; please report it"
                )


def _digest(lines: Iterator[str]) -> str:
    return sha256(f"{line}\n".encode() for line in lines)


def _write_sources(bundle: Bundle, contents: Contents, target: Path) -> None:
    """Write the ontology, the shapes and the questions as files of their own."""
    context = context_of(contents)
    outputs.write(target / "context.jsonld", published(context).encode())
    for path in bundle.ontology:
        name = _RENAMED.get(path.name, path.name)
        shutil.copyfile(path, target / name)
        quads = read_file(path, RdfFormat.TURTLE)
        content = serialize(quads, "jsonld", contents.namespaces, context)
        outputs.write((target / name).with_suffix(".jsonld"), content)
    rules = [quad for path in bundle.shapes for quad in read_file(path, RdfFormat.TURTLE)]
    outputs.write(target / RULES_FILE, serialize(rules, "ttl", contents.namespaces))
    content = serialize(rules, "jsonld", contents.namespaces, context)
    outputs.write((target / RULES_FILE).with_suffix(".jsonld"), content)
    (target / "queries").mkdir()
    for path in bundle.queries:
        shutil.copyfile(path, target / "queries" / path.name)


def _write_beside(bundle: Bundle, contents: Contents, target: Path) -> Iterator[str]:
    """Write what a checkout has beside the graph; yield what this one does not have."""
    for name in _COPIED:
        if (bundle.root / name).is_file():
            shutil.copyfile(bundle.root / name, target / name)
        else:
            yield name
    if (bundle.root / _LOCK).is_file():
        described = sbom.described(
            (bundle.root / _LOCK), contents.release, catalog.issued(contents)
        )
        outputs.write(target / "sbom.cdx.json", described)
    else:
        yield f"sbom.cdx.json (no {_LOCK})"
    golden = bundle.root / "tests" / "golden"
    if golden.is_dir():
        expected.write(bundle, golden, target / "expected", QUADS_FILE)
    else:
        yield "expected (no tests/golden)"


def _write_changes(bundle: Bundle, old: Edition, target: Path) -> None:
    """Report what differs from an earlier edition, in both languages and for programs."""
    prefixes = Prefixes.read(bundle.root / "ontology" / "prefixes.ttl")
    new = of_bundle(bundle, Release(bundle).version)
    # Named by its version: a path is this machine's.
    with compare(old._replace(name=old.version or old.name), new) as found:
        told = difference(found)
    for language, name in (("en", "changes.md"), ("it", "changes.it.md")):
        text = Words(told, language, prefixes).markdown()
        outputs.write(target / name, text.encode())
    outputs.write(target / "changes.json", layout.json(as_json(told)).encode())
