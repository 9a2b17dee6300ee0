"""``miolingo history``: what was practiced, and how it went."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from miolingo.domain.attempts import Attempt
    from miolingo.services.history import HistoryReport


class Format(StrEnum):
    """How the history is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def history(
    since: Annotated[
        str | None, typer.Option(help="Only from this day on: 2026-11-01, 7d or 4w.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000_000, help="Attempts listed.")] = 20,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TABLE,
    demo: Annotated[bool, typer.Option("--demo", help="What demonstrations left.")] = False,
) -> None:
    """Report progress: latest attempts, means by day and language, hardest words, streak."""
    from datetime import UTC, datetime

    from miolingo import runtime_settings, runtime_store
    from miolingo.domain.progress import selected
    from miolingo.domain.settings import DAILY_GOAL
    from miolingo.services.history import report

    today = datetime.now(UTC).astimezone().date()
    selection = selected(since, lang, today, None)
    with runtime_store.open_store(demo=demo) as store:
        if form is Format.CSV:
            _write_csv(store.latest_attempts(selection, limit))
            return
        goal = 0 if demo else runtime_settings.settings().value(DAILY_GOAL)
        found = report(store, selection, limit=limit, today=today, zone=None, goal=goal)
    if form is Format.JSON:
        _write_json(found)
    else:
        _write_table(found, "miolingo practice --demo" if demo else "miolingo practice")


def _write_csv(attempts: Iterable[Attempt]) -> None:
    from miolingo.ui.history import csv_lines

    sys.stdout.writelines(line + "\n" for line in csv_lines(attempts))


def _write_json(found: HistoryReport) -> None:
    from miolingo.ui.history import as_json

    sys.stdout.write(as_json(found) + "\n")


def _write_table(found: HistoryReport, practice: str) -> None:
    from miolingo.ui.console import stdout_console
    from miolingo.ui.history_table import print_history, print_nothing

    if found.total.attempts:
        print_history(found, stdout_console())
    else:
        print_nothing(found.selection, practice, stdout_console())
