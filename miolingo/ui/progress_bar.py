"""A progress bar on stderr for work that takes a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from miolingo.ui.console import stderr_console

Item = TypeVar("Item")


@contextmanager
def counter(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done, as often as it is told."""
    with _counting(doing, MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        yield progress


@contextmanager
def byte_counter(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many bytes of how many are done, as often as it is told."""
    with _counting(
        doing, DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    ) as progress:
        yield progress


def progress(items: Iterable[Item], total: int, doing: str) -> Iterator[Item]:
    """Pass items on while a bar on a terminal shows how many of ``total`` are done."""
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = stderr_console()
    shown = console.is_terminal and total > 1
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        yield from bar.track(items, total=total)


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """Show on a terminal that something is being done, and for how long already."""
    console = stderr_console()
    columns = (SpinnerColumn(), TextColumn(doing), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        bar.add_task(doing, total=None)
        yield


@contextmanager
def _counting(doing: str, *columns: ProgressColumn) -> Iterator[Callable[[int, int], None]]:
    shown = (TextColumn(doing), BarColumn(), *columns)
    console = stderr_console()
    with Progress(*shown, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
