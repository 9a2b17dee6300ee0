"""``miolingo forget``: delete attempts for good, on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from miolingo.history.interface import History


def forget(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Attempts, by the ids that history --format json shows."),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="The newest attempt.")] = False,
    since: Annotated[
        str | None, typer.Option(help="Everything from this day on: 2026-11-01, 7d or 4w.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="With --since: only this language.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Permanently delete attempts: here and, with an account, on every machine."""
    from miolingo.composition.history import open_history
    from miolingo.composition.sync import sync_later

    if bool(ids) + last + bool(since) != 1 or (lang and not since):
        raise UsageError(
            "Which attempts should be deleted?",
            hint="Give ids, or --last, or --since with or without --lang.",
        )
    context = context_of(ctx)
    with open_history(context) as store:
        if since:
            count = _forget_since(store, since, lang, context.today(), yes)
        else:
            count = _forget(store, ids or [], yes)
    typer.echo(f"Deleted: {count}.")
    if count:
        sync_later(context)


def _forget_since(store: History, since: str, lang: str | None, today: date, yes: bool) -> int:
    from miolingo.history.reports.statistics import selected

    selection = selected(since, lang, today, None)
    count = store.count(selection)
    if count:
        _make_sure(f"This permanently deletes attempts: {count}.", yes)
    store.forget_selected(selection)
    return count


def _forget(store: History, ids: list[str], yes: bool) -> int:
    from miolingo.history.reports.statistics import Selection

    chosen = ids or [attempt.id for attempt in store.latest_attempts(Selection(), 1)]
    if unknown := set(chosen) - store.known(chosen):
        raise UsageError(
            f"No attempt has the id {min(unknown)}.",
            hint="See the ids: miolingo history --format json",
        )
    if chosen:
        _make_sure(f"This permanently deletes attempts: {len(chosen)}.", yes)
    store.forget(chosen)
    return len(chosen)


def _make_sure(what: str, yes: bool) -> None:
    from miolingo.ui.prompts import TerminalDialog

    if yes:
        return
    sure = TerminalDialog().confirm(f"{what} Continue?")
    if sure is None:
        raise UsageError(
            f"{what} Confirmation needs a terminal.", hint="Use --yes to skip the question."
        )
    if not sure:
        raise UsageError("Nothing was deleted.")
