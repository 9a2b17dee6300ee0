"""``miolingo forget``: delete attempts and listening answers for good, on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.completion import languages
from miolingo.commands.context import context_of
from miolingo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from miolingo.composition.context import Context
    from miolingo.history.attempts import Attempt
    from miolingo.history.interface import History

_SHOWN = 5
"""So many attempts are shown before they are forgotten."""


def forget(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Attempts or listening answers, by the ids that export shows."),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="The newest attempt.")] = False,
    since: Annotated[
        str | None, typer.Option(help="Everything from this day on: 2026-11-01, 7d or 4w.")
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="With --since: only this language.", autocompletion=languages),
    ] = None,
    recordings: Annotated[
        bool,
        typer.Option(
            "--recordings", help="Only recordings, all or --since a day; their attempts stay."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Permanently delete attempts: here and, with an account, on every machine.

    With --since, listening answers of that time are deleted too. Recordings go with their attempts.

    Examples:
        miolingo forget --last
        miolingo forget --since 2026-11-01 --lang ko
        miolingo forget --recordings
    """
    from miolingo.composition.history import open_history, sweep_recordings
    from miolingo.composition.sync import sync_later

    whole = recordings and not (ids or last or since)
    if bool(ids) + last + bool(since) + whole != 1 or (lang and not since):
        raise UsageError(
            "Which attempts should be deleted?",
            hint="Give either ids, or --last (the newest one), or --since with or without --lang.",
        )
    context = context_of(ctx)
    if recordings:
        _forget_recordings(context, ids or [], since, lang, last=last, yes=yes)
        return
    with open_history(context) as store:
        if since:
            count = _forget_since(store, since, lang, context.today(), yes)
        else:
            count = _forget(store, ids or [], yes)
    if count is None:
        typer.echo("Nothing was deleted.")
        return
    typer.echo(f"Deleted: {count}.")
    if count:
        sweep_recordings(context)
        sync_later(context)


def _forget_recordings(
    context: Context, ids: list[str], since: str | None, lang: str | None, *, last: bool, yes: bool
) -> None:
    """Delete recordings and leave their attempts. Raises UsageError without a terminal."""
    from miolingo.composition.history import open_history, recording_folder
    from miolingo.history.reports.statistics import Selection, selected

    folder = recording_folder(context)
    chosen = set(folder.sizes())
    with open_history(context) as store:
        if since:
            selection = selected(since, lang, context.today(), None)
            chosen &= {outcome.id for outcome in store.outcomes(selection)}
        elif last:
            chosen &= {attempt.id for attempt in store.latest_attempts(Selection(), 1)}
        elif ids:
            chosen &= set(ids)
    what = "1 recording" if len(chosen) == 1 else f"{len(chosen):,} recordings"
    if chosen and not yes and not _sure([f"This permanently deletes: {what}. Attempts stay."]):
        typer.echo("Nothing was deleted.")
        return
    folder.remove(chosen)
    typer.echo(f"Deleted: {what}.")


def _forget_since(
    store: History, since: str, lang: str | None, today: date, yes: bool
) -> int | None:
    """Forget a selection; how many attempts and answers went, None where the learner said no."""
    from miolingo.history.reports.statistics import selected

    selection = selected(since, lang, today, None)
    count, answers = store.count(selection), sum(1 for _ in store.listening_answers(selection))
    newest = store.latest_attempts(selection, _SHOWN)
    if count + answers and not yes and not _confirmed(count, newest, answers):
        return None
    store.forget_selected(selection)
    return count + answers


def _forget(store: History, ids: list[str], yes: bool) -> int | None:
    """Forget what has these ids, or the newest attempt; None where the learner said no."""
    from miolingo.history.reports.statistics import Selection

    newest = [] if ids else list(store.latest_attempts(Selection(), 1))
    chosen = ids or [attempt.id for attempt in newest]
    if unknown := set(chosen) - store.known(chosen):
        raise UsageError(
            f"No attempt or listening answer has the id {min(unknown)}.",
            hint="See the ids of attempts: miolingo history --format json; of all: miolingo export",
        )
    if chosen and not yes:
        wanted = set(chosen)
        found = newest or (attempt for attempt in store.every_attempt() if attempt.id in wanted)
        answers = sum(answer.id in wanted for answer in store.listening_answers(Selection()))
        if not _confirmed(len(wanted) - answers, found, answers):
            return None
    store.forget(chosen)
    return len(chosen)


def _confirmed(count: int, attempts: Iterable[Attempt], answers: int = 0) -> bool:
    """Ask, with the first of the attempts. Raises UsageError without a terminal."""
    from itertools import islice

    from miolingo.ui.history.table import forgotten_lines

    return _sure(forgotten_lines(count, list(islice(attempts, _SHOWN)), answers))


def _sure(lines: Iterable[str]) -> bool:
    """Say what is deleted, and ask. Raises UsageError without a terminal."""
    from miolingo.ui.prompts import TerminalDialog

    dialog = TerminalDialog()
    for line in lines:
        dialog.say(line)
    sure = dialog.confirm("Delete this permanently?")
    if sure is None:
        raise UsageError(
            "Nothing was forgotten: confirmation needs a terminal.",
            hint="Use --yes to skip the question.",
        )
    return sure
