"""Where the ontology, the shapes, the data and the questions of one release are."""

from pathlib import Path
from typing import NamedTuple

from alliance_kg.errors import InputError

GRAPHS = "https://w3id.org/alliance-kg/graph/"

_PACKAGE = Path(__file__).parent


def root() -> Path:
    """Return the folder that holds `ontology/`, `data/` and `queries/`.

    In a wheel that is the package itself; in a checkout, the repository.
    """
    return _PACKAGE if (_PACKAGE / "queries").is_dir() else _PACKAGE.parents[1]


class Bundle(NamedTuple):
    """The files of one release, sorted by name within each part."""

    root: Path
    ontology: tuple[Path, ...]
    shapes: tuple[Path, ...]
    data: tuple[Path, ...]
    queries: tuple[Path, ...]

    @classmethod
    def open(cls, folder: Path | None = None) -> "Bundle":
        """Find the files of the release in `folder`, by default the shipped one.

        Raises InputError when a part is missing.
        """
        base = root() if folder is None else Path(folder)
        parts = {
            "ontology": sorted((base / "ontology").glob("*.ttl")),
            "shapes": sorted((base / "ontology" / "shapes").glob("*.ttl")),
            "data": sorted((base / "data").rglob("*.ttl")),
            "queries": sorted((base / "queries").glob("*.rq")),
        }
        if not parts["ontology"] or not parts["data"]:
            missing = "ontology" if not parts["ontology"] else "data"
            raise InputError(
                f"{base}: no {missing}/*.ttl; name a folder with ontology/, data/ and queries/"
            )
        return cls(base, **{name: tuple(paths) for name, paths in parts.items()})

    @property
    def turtle(self) -> tuple[Path, ...]:
        """All files that a store holds: ontology and data, not the shapes."""
        return self.ontology + self.data

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of the release, in a fixed order."""
        return self.ontology + self.shapes + self.data + self.queries

    def graph_name(self, path: Path) -> str:
        """Return the IRI of the named graph that holds a file's triples."""
        below = path.relative_to(self.root).with_suffix("").parts[1:]
        return GRAPHS + "/".join(below)

    def label(self, path: Path) -> str:
        """Return a file's path as people write it, relative to the release."""
        return path.relative_to(self.root).as_posix()
