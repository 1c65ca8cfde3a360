"""Editions of the graph, wherever they are: files, folders, releases, Git revisions."""

import contextlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat

from alliance_kg import media
from alliance_kg.bundle import GRAPHS, Bundle
from alliance_kg.edition import Edition
from alliance_kg.errors import InputError, UnknownFormat
from alliance_kg.export import Contents
from alliance_kg.outputs import MARK
from alliance_kg.question import Question
from alliance_kg.stores.loading import read_file, read_quads
from alliance_kg.terms import Prefixes

RULES = NamedNode(f"{GRAPHS}shapes")
QUADS_FILE = "alliance-kg.nq"
RULES_FILE = "shapes.ttl"
"""The files of a release that hold its quads and its shapes."""

_GIT = "git:"
_PARTS = ("ontology", "data", "queries")
_READERS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_WITH_GRAPHS = ("nq", "trig", "jsonld")
_FORMS = {suffix: entry.name for entry in media.GRAPHS.values() for suffix in entry.suffixes}


def contents_of(bundle: Bundle) -> Contents:
    """Return what the files of a bundle say, for exporting."""
    prefixes = Prefixes.read(bundle.root / "ontology" / "prefixes.ttl")
    return Contents(bundle, partial(read_quads, bundle), prefixes.namespaces)


@contextlib.contextmanager
def open_edition(where: str) -> Iterator[Edition]:
    """Give the edition at a path, or at `git:REVISION` of the repository one is in.

    A folder is a release, a checkout (ontology/, data/, queries/), or holds RDF files.
    Raises InputError for what is missing or no edition, UnknownFormat for a suffix that
    means no RDF format.
    """
    if where.startswith(_GIT):
        with tempfile.TemporaryDirectory(prefix="alliance-kg-") as folder:
            name = _check_out(where.removeprefix(_GIT), Path(folder))
            yield of_bundle(Bundle.open(Path(folder)), name)
        return
    path = Path(where)
    if not path.exists():
        raise InputError(f"{where}: no such file or folder; name one, a release, or git:REVISION")
    if path.is_file():
        yield _of_file(path)
    elif (path / QUADS_FILE).is_file() and (path / MARK).is_file():
        yield _of_release(path)
    elif (path / "ontology").is_dir() and (path / "data").is_dir():
        yield of_bundle(Bundle.open(path), where)
    else:
        yield _of_folder(path)


def of_bundle(bundle: Bundle, name: str) -> Edition:
    """Return the edition that the files of a bundle are."""
    return Edition(
        name,
        partial(read_quads, bundle),
        has_graphs=True,
        read_rules=partial(_read_rules, bundle.shapes),
        questions={path.stem: Question.read(path) for path in bundle.queries},
    )


def _of_release(folder: Path) -> Edition:
    try:
        said = json.loads((folder / MARK).read_text(encoding="utf-8"))
        version = str(said["version"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(f"{folder / MARK}: does not say which release this is: {error}") from error
    rules = folder / RULES_FILE
    queries = sorted((folder / "queries").glob("*.rq"))
    return Edition(
        f"{folder} ({version})",
        partial(read_file, folder / QUADS_FILE, RdfFormat.N_QUADS),
        has_graphs=True,
        read_rules=partial(_read_rules, (rules,)) if rules.is_file() else None,
        questions={path.stem: Question.read(path) for path in queries},
        version=version,
    )


def _of_file(path: Path) -> Edition:
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise UnknownFormat(path.suffix or path.name, _FORMS)
    return Edition(
        str(path), partial(read_file, path, _READERS[form]), has_graphs=form in _WITH_GRAPHS
    )


def _of_folder(folder: Path) -> Edition:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _FORMS]
    if not paths:
        known = ", ".join(_FORMS)
        raise InputError(f"{folder}: no release, no checkout, and no RDF file ({known}) in it")

    def read() -> Iterator[Quad]:
        for path in paths:
            form = _FORMS[path.suffix.lower()]
            graph = NamedNode(GRAPHS + path.relative_to(folder).with_suffix("").as_posix())
            yield from read_file(path, _READERS[form], None if form in _WITH_GRAPHS else graph)

    return Edition(str(folder), read, has_graphs=True)


def _read_rules(paths: tuple[Path, ...]) -> Iterator[Quad]:
    return chain.from_iterable(read_file(path, RdfFormat.TURTLE, RULES) for path in paths)


def _check_out(revision: str, folder: Path) -> str:
    """Put the files of a revision into a folder; return its name, the commit included."""
    place = f"{_GIT}{revision}"
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise InputError(f"{place}: no such revision in the Git repository here ({Path.cwd()})")
    sha = commit.decode().strip()
    # From the folder one is in, or from the top: the graph may be a part of a repository.
    archive = _git("archive", "--format=tar", sha, "--", *_PARTS)
    if archive is None:
        top = (_git("rev-parse", "--show-toplevel") or b".").decode().strip()
        archive = _git("-C", top, "archive", "--format=tar", sha, "--", *_PARTS)
    if archive is None:
        raise InputError(f"{place}: that revision has no {', '.join(_PARTS)} here")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return f"{place} ({sha[:9]})"


def _git(*arguments: str) -> bytes | None:
    """Return what Git prints, None when it refuses. Raises InputError without Git."""
    program = shutil.which("git")
    if program is None:
        raise InputError("git: no such command on the path; git:REVISION needs it")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603
    return done.stdout if done.returncode == 0 else None
