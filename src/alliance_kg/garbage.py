"""Pauses the collection of cyclic garbage while much is made that has no cycles.

A large answer makes hundreds of thousands of tuples that stay; each round of the collector
looks at all of them again and frees none. Counting references goes on as ever.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_within = 0
_was_enabled = False


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector; the last of several that are within, in any thread, lets it go on."""
    global _within, _was_enabled
    with _LOCK:
        if not _within:
            _was_enabled = gc.isenabled()
            gc.disable()
        _within += 1
    try:
        yield
    finally:
        with _LOCK:
            _within -= 1
            if not _within and _was_enabled:
                gc.enable()
