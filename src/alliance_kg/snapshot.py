"""A release on disk, indexed once, so that a cold start need not load it again.

Loading indexes every triple; opening an index does not. The first `ask` over a release
leaves a read-only store in the user's cache, with an index of names and question headers
beside it; later ones open both. What the files were (name, size, time of change) is written
with it, and a release whose files differ gets a new one, published as `stores.generations` has it.
"""

import contextlib
from pathlib import Path

import pyoxigraph

from alliance_kg import cache
from alliance_kg.bundle import Bundle
from alliance_kg.index import Index
from alliance_kg.stores import generations, loading
from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.terms import Prefixes

_INDEX = "index.sqlite"
_WORTHWHILE_BYTES = 500_000
"""Below this, loading into memory is as fast as opening a store on disk."""


def open_snapshot(bundle: Bundle, prefixes: Prefixes) -> tuple[EmbeddedStore, Index | None]:
    """Return a store of a release and its index: from the snapshot, else from memory.

    Builds the snapshot when there is none or the files have changed. A cache that cannot
    be used is no error: the release is then loaded into memory, without an index.
    Raises DataSyntaxError and InputError as loading does.
    """
    try:
        files = bundle.turtle + bundle.queries
        manifest, size = cache.state_of(files), sum(path.stat().st_size for path in files)
    except OSError:
        return loading.load(bundle, prefixes.namespaces), None  # which says what file it is
    if size < _WORTHWHILE_BYTES:
        return loading.load(bundle, prefixes.namespaces), None
    folder = cache.place_of(bundle.root)
    found = _opened(folder, manifest, prefixes)
    if found is not None:
        return found
    loaded = loading.load(bundle, prefixes.namespaces)

    def build(target: Path) -> str:
        _fill(target, bundle, prefixes, loaded)
        return manifest

    with contextlib.suppress(OSError, RuntimeError):
        generations.publish(folder, build)
        generations.sweep(folder)
    return loaded, None


def _opened(folder: Path, manifest: str, prefixes: Prefixes) -> tuple[EmbeddedStore, Index] | None:
    try:
        found = generations.current(folder)
        if found is None or found[1] != manifest:
            return None
        store = pyoxigraph.Store.read_only(str(found[0]))
        return EmbeddedStore(store, prefixes.namespaces, found[0]), Index(found[0] / _INDEX)
    except (OSError, RuntimeError, UnicodeDecodeError):
        return None


def _fill(target: Path, bundle: Bundle, prefixes: Prefixes, loaded: EmbeddedStore) -> None:
    # Imported here: they are slow to import, and opening a snapshot needs none of them.
    from alliance_kg.catalog import Catalog
    from alliance_kg.index import build
    from alliance_kg.names import Names, fold

    store = pyoxigraph.Store(str(target))
    store.bulk_extend(loaded.store)
    store.flush()
    if len(store) != len(loaded.store):
        raise RuntimeError("the snapshot does not hold what was loaded")
    del store  # releases the lock
    names = Names(loaded, prefixes)
    build(
        target / _INDEX,
        ((fold(spelling.name), spelling) for spelling in names.spellings()),
        names.kinds(),
        ((question.slug, question.header) for question in Catalog(bundle)),
    )
