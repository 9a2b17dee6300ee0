"""How much memory FFmpeg may ask for at once.

A header of a few bytes can claim millions of entries, for which FFmpeg by itself would take
gigabytes. It has a limit of its own for this, which PyAV does not offer.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

_MOST_BYTES = 64 * 2**20
"""Honest recordings of five minutes were never seen to need a tenth of it."""


@cache
def limit_allocations() -> bool:
    """Limit each allocation of FFmpeg in this process; whether this build of it could be told."""
    for library in _libraries():
        try:
            limit = ctypes.CDLL(library).av_max_alloc
        except (OSError, AttributeError):
            continue
        limit(ctypes.c_size_t(_MOST_BYTES))
        return True
    return False


def _libraries() -> Iterator[str]:
    """A library through which FFmpeg's functions are found; on Windows only their own one is."""
    core = str(import_module("av._core").__file__)
    yield core
    yield from map(str, Path(core).parents[1].glob("av.libs/avutil*.dll"))
