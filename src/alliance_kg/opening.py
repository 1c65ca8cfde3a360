"""Where a release is and which store answers for it: files, a store on disk, an endpoint."""

from pathlib import Path
from typing import NamedTuple

from alliance_kg.bundle import Bundle
from alliance_kg.errors import OperationRefused
from alliance_kg.index import Index
from alliance_kg.moment import Moment
from alliance_kg.stores import Store, generations, loading
from alliance_kg.terms import Prefixes

ALWAYS = Moment()


class Opened(NamedTuple):
    """A release, its prefixes and the store that holds it.

    `has_files` is False when the store was loaded from single files, so that the files of
    the bundle, which then is the shipped one, are not those of the store.
    """

    bundle: Bundle
    prefixes: Prefixes
    store: Store
    names_index: Index | None = None
    has_files: bool = True


def open_release(
    folder: Path | None,
    moment: Moment = ALWAYS,
    *,
    address: str | None = None,
    timeout_s: float | None = None,
    from_cache: bool = False,
) -> Opened:
    """Open a release as `KnowledgeGraph.open` says, restricted to a moment."""
    if folder is not None and address is None and generations.holds_store(folder):
        opened = _from_disk(folder, moment)
    else:
        opened = _from_files(folder, moment, address, timeout_s, from_cache=from_cache)
    if moment != ALWAYS:
        from alliance_kg import validity

        validity.restrict(opened.store, moment)
    return opened


def bundle_of(folder: Path | None) -> Bundle:
    """Return the files of a release, also of one whose store a folder holds.

    Raises InputError when a part is missing, StoreUnavailable for a broken store.
    """
    if folder is not None and generations.holds_store(folder):
        from alliance_kg.stores import disk

        return Bundle.open(disk.release_of(folder))
    return Bundle.open(folder)


def files_of(folder: Path | None) -> Bundle:
    """Return the files of a release, those that a store was loaded from included.

    Raises OperationRefused for a store of single files, and what `bundle_of` raises.
    """
    if folder is not None and generations.holds_store(folder):
        from alliance_kg.stores import disk

        if disk.release_of(folder) is None:
            raise no_files(folder)
    return bundle_of(folder)


def no_files(folder: Path | None) -> OperationRefused:
    """Return the error for work on files that a store does not have."""
    return OperationRefused(
        f"{folder} is a store without the files of a release; name their folder"
    )


def _from_files(
    folder: Path | None,
    moment: Moment,
    address: str | None,
    timeout_s: float | None,
    *,
    from_cache: bool,
) -> Opened:
    bundle = bundle_of(folder)
    prefixes = _prefixes(bundle)
    if address is not None:
        from alliance_kg.stores import connection

        remote = connection.connect(address, bundle, prefixes, timeout_s=timeout_s)
        if moment == ALWAYS:
            return Opened(bundle, prefixes, remote)
        return Opened(bundle, prefixes, connection.copy(remote, bundle, prefixes))
    if from_cache and moment == ALWAYS:
        from alliance_kg import snapshot

        return Opened(bundle, prefixes, *snapshot.open_snapshot(bundle, prefixes))
    return Opened(bundle, prefixes, loading.load(bundle, prefixes.namespaces))


def _from_disk(folder: Path, moment: Moment) -> Opened:
    from alliance_kg.stores import disk

    root = disk.release_of(folder)
    bundle = Bundle.open(root)
    prefixes = _prefixes(bundle)
    store = disk.open_store(folder, bundle, prefixes)
    if moment != ALWAYS:
        store = disk.copy(store, prefixes)
    return Opened(bundle, prefixes, store, None, has_files=root is not None)


def _prefixes(bundle: Bundle) -> Prefixes:
    return Prefixes.read(bundle.root / "ontology" / "prefixes.ttl")
