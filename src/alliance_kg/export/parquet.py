"""Parquet: one table of typed triples, one wide table for each class, partitioned.

`triples/file=NAME/part-N.parquet` has the columns s, p, o, datatype, lang, graph;
`classes/NAME/part-N.parquet` has `id` and a column for each property, typed where XSD and
Parquet agree. Written with pyarrow, which is imported when this is called.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Context, Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from pyoxigraph import Literal, Quad

from alliance_kg import outputs
from alliance_kg.bundle import GRAPHS
from alliance_kg.errors import InputError
from alliance_kg.export import wide
from alliance_kg.export.contents import Contents

ROWS_A_GROUP = 50_000
ROWS_IN_MEMORY = 50_000
"""How many rows of all class tables together wait for their row groups."""

ROWS_A_FILE = 5_000_000
DROPPED = (
    "in classes/: " + wide.DROPPED[0],
    "in classes/: " + wide.DROPPED[1] + " (triples/ has it)",
    "in classes/: decimals are numbers with 9 decimal places, instants are in UTC, so the "
    "lexical form is lost (triples/ keeps it)",
)
_PLACES = 9
_DIGITS = Context(prec=38)
_TRIPLES = ("s", "p", "o", "datatype", "lang", "graph")


def write(contents: Contents, folder: Path) -> None:
    """Fill a folder with the tables.

    Raises InputError when pyarrow is not installed, or a value does not fit its column.
    """
    arrow()
    _write_triples(contents, folder / "triples")
    _write_classes(contents, folder / "classes")
    outputs.mark(folder, contents.marked("parquet", DROPPED))


def arrow() -> Any:  # Any: the module
    """Import pyarrow. Raises InputError with the way to get it."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow, which is not installed: pip install 'alliance-kg[parquet]'"
        ) from error
    return pyarrow


def _write_triples(contents: Contents, folder: Path) -> None:
    pa = arrow()
    schema = pa.schema([(name, pa.string()) for name in _TRIPLES])
    quads = contents.by_graph.quads()
    for graph, members in groupby(quads, lambda quad: getattr(quad.graph_name, "value", "")):
        name = graph.removeprefix(GRAPHS).replace("/", ".") or "default"
        with _Parts(folder / f"file={name}", _labelled(schema, contents, ())) as parts:
            for quad in members:
                parts.add(_triple(quad, graph))


def _triple(quad: Quad, graph: str) -> tuple[str | None, ...]:
    value = quad.object
    datatype = language = None
    if isinstance(value, Literal):
        datatype, language = value.datatype.value, value.language
    subject, predicate = wide.text_in(quad.subject), quad.predicate.value
    return subject, predicate, wide.text_in(value), datatype, language, graph or None


def _write_classes(contents: Contents, folder: Path) -> None:
    pa = arrow()
    tables = wide.schema(contents.merged.nodes())
    with ExitStack() as stack:
        parts = {}
        for iri, table in tables.tables.items():
            fields = [pa.field("id", pa.string(), nullable=False)]
            fields += [_field(column) for column in table.columns]
            schema = _labelled(pa.schema(fields), contents, DROPPED)
            parts[iri] = stack.enter_context(_Parts(folder / table.name, schema))
        for node in contents.merged.nodes():
            for table in tables.of(node):
                parts[table.iri].add((node.subject.value, *_row(node, table)))
            if sum(part.waiting for part in parts.values()) >= ROWS_IN_MEMORY:
                max(parts.values(), key=lambda part: part.waiting).flush()


def _row(node: Any, table: wide.Table) -> Iterator[Any]:  # Any: a node, and values of any type
    for column, texts in wide.cells(node, table):
        values = [_value(text, column) for text in texts]
        if column.is_list:
            yield values
        else:
            yield values[0] if values else None


def _value(text: str, column: wide.Column) -> Any:  # Any: of the column's type
    kind = column.datatype
    try:
        if kind == "integer":
            number = int(text)
            if not -(2**63) <= number < 2**63:
                raise OverflowError("more than 64 bits")
            return number
        if kind == "decimal":
            return Decimal(text).quantize(Decimal(1).scaleb(-_PLACES), context=_DIGITS)
        if kind == "double":
            return float(text)
        if kind == "boolean":
            return text in ("true", "1")
        if kind == "dateTime":
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, ArithmeticError) as error:
        raise InputError(
            f"<{column.predicate}>: '{text}' is not a {kind} that Parquet has: {error}"
        ) from error
    return text


def _field(column: wide.Column) -> Any:
    pa = arrow()
    types = {
        "integer": pa.int64(),
        "decimal": pa.decimal128(38, _PLACES),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "dateTime": pa.timestamp("us", tz="UTC"),
    }
    kind = types.get(column.datatype, pa.string())
    said = {"property": column.predicate, "kind": column.kind, "datatype": column.datatype}
    if column.kind[0] == "@":
        said["language"] = column.kind[1:]
    return pa.field(column.name, pa.list_(kind) if column.is_list else kind, metadata=said)


def _labelled(schema: Any, contents: Contents, dropped: tuple[str, ...]) -> Any:
    said = contents.marked("parquet", dropped)
    return schema.with_metadata({"alliance-kg": json.dumps(said, ensure_ascii=False)})


class _Parts:
    """A folder of part files of one schema, filled row by row, a row group at a time."""

    def __init__(self, folder: Path, schema: Any) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._schema = schema
        self._rows: list[tuple[Any, ...]] = []
        self._writer: Any = None
        self._in_file = 0
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None and (self._rows or not self._files):
            self.flush()
        self._close()

    @property
    def waiting(self) -> int:
        """How many rows are in memory."""
        return len(self._rows)

    def add(self, row: tuple[Any, ...]) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS_A_GROUP:
            self.flush()

    def flush(self) -> None:
        """Write the rows in memory as one row group."""
        pa = arrow()
        if self._writer is None:
            path = self._folder / f"part-{self._files:05}.parquet"
            self._writer = pa.parquet.ParquetWriter(path, self._schema, compression="zstd")
            self._files += 1
        columns = [
            pa.array([row[at] for row in self._rows], type=field.type)
            for at, field in enumerate(self._schema)
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        self._in_file += len(self._rows)
        self._rows = []
        if self._in_file >= ROWS_A_FILE:
            self._close()

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._in_file = None, 0
