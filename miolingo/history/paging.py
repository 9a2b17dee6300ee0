"""Long work in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

PAGE_ROWS = 500


def pages(items: Iterable[T], rows: int = PAGE_ROWS) -> Iterator[list[T]]:
    """The items in lists of ``rows``, the last one shorter; each is read when it is asked for."""
    iterator = iter(items)
    while page := list(islice(iterator, rows)):
        yield page
