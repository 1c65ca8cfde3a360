"""The process that checks files of anyone; `foreign` starts it, and ends it when it is late."""

import codecs
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple

from alliance_kg import worker
from alliance_kg.errors import AllianceError, DataSyntaxError, InputError
from alliance_kg.report import ValidationReport
from alliance_kg.validation import check_triples
from alliance_kg.validation.places import Places
from alliance_kg.validation.triples import Triples, parse_file, read

# With the byte order marks of UTF-32 first: that of UTF-16 is their beginning.
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16",
}  # fmt: skip
_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"PK\x03\x04": "zip"}
_SUFFIXES = {
    ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG, ".jsonld": RdfFormat.JSON_LD, ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML, ".xml": RdfFormat.RDF_XML,
}  # fmt: skip


def main() -> None:
    """Read a task from standard input, check, and write what was found as JSON."""
    task = json.loads(sys.stdin.buffer.read())
    sys.addaudithook(_refuse_network)
    worker.bound(task["memory_mb"], task["cpu_s"])
    try:
        told = _told(_checked(task))
    except MemoryError:
        raise SystemExit("out of memory") from None
    except AllianceError as error:
        told = {"error": type(error).__name__, "message": str(error)}
    sys.stdout.write(json.dumps(told))


def _checked(task: Mapping[str, Any]) -> ValidationReport:
    texts = {Path(name): b"" for name in (*task["data"], *task["shapes"])}
    for path in texts:
        texts[path] = _text(path)

    def triples(names: list[str]) -> Triples:
        return Triples(it for name in names for it in _triples(Path(name), texts[Path(name)]))

    written = {
        name: texts[Path(name)] for name in task["data"] if Path(name).suffix.lower() == ".ttl"
    }
    results, checked = check_triples(
        triples(task["data"]), triples(task["shapes"]), Places(written), engine=task["engine"]
    )
    return ValidationReport(results, checked, tuple(map(str, texts)))


def _text(path: Path) -> bytes:
    """Return a file as UTF-8; raises InputError for what is none."""
    text = read(path)
    for mark, name in _MARKS.items():
        if text.startswith(mark):
            raise InputError(f"{path}: this is {name}; save it as UTF-8")
    for mark, name in _PACKED.items():
        if text.startswith(mark):
            raise InputError(f"{path}: this is packed with {name}; unpack it first")
    return text.removeprefix(codecs.BOM_UTF8)


def _triples(path: Path, text: bytes) -> Iterator[Triple]:
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise InputError(f"{path}: no format has this suffix; name it {', '.join(_SUFFIXES)}")
    # An entity may unfold to any size, or name a file to read.
    if form == RdfFormat.RDF_XML and b"<!DOCTYPE" in text.upper():
        raise InputError(f"{path}: a document type declaration is refused; write entities out")
    try:
        yield from parse_file(path, text, form, base=path.absolute().as_uri())
    except DataSyntaxError as error:
        if "LoadDocumentCallback" not in error.reason:
            raise
        reason = "a context elsewhere is not loaded; write it into the file"
        raise InputError(f"{path}: {reason}") from error


def _told(report: ValidationReport) -> dict[str, Any]:
    return {
        "results": [asdict(result) for result in report.results],
        "focus_nodes": report.focus_nodes,
        "files": report.files,
    }


def _refuse_network(event: str, _: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        raise OSError("a check reaches no network")


if __name__ == "__main__":
    main()
