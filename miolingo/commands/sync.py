"""``miolingo sync``: the same history and settings here and in the account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode, MiolingoError, UsageError

if TYPE_CHECKING:
    from miolingo.composition.context import Context


def sync(
    ctx: typer.Context,
    status: Annotated[
        bool, typer.Option("--status", help="Show the sync status without going online.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be sent and fetched.")
    ] = False,
    refused: Annotated[
        bool, typer.Option("--refused", help="Also send again what the account refused.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep syncing until you press Ctrl-C.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
) -> None:
    """Sync the history and settings of this machine with your account.

    Examples:
        miolingo sync
        miolingo sync --status
    """
    if status + dry_run + refused + watch + background > 1:
        raise UsageError(
            "--status, --dry-run, --refused and --watch cannot be used together.",
            hint="Choose one of them.",
        )
    context = context_of(ctx)
    if context.in_account_alone:
        _print_nothing_to_sync(status=status, as_json=as_json)
    elif background:
        _sync_quietly(context)
    elif status:
        _print_status(context, as_json=as_json)
    elif watch:
        _watch(context, as_json=as_json)
    elif dry_run:
        _print_preview(context, as_json=as_json)
    else:
        _sync(context, refused_too=refused, as_json=as_json)


def _print_nothing_to_sync(*, status: bool, as_json: bool) -> None:
    from miolingo.history.sync.run import NOTHING_DONE
    from miolingo.history.sync.state import NOTHING_KEPT
    from miolingo.ui.console import show
    from miolingo.ui.sync import report_json, status_json

    if not as_json:
        show("There is nothing to sync: the history is in the account alone.")
    else:
        typer.echo(status_json(NOTHING_KEPT) if status else report_json(NOTHING_DONE))


def _sync_quietly(context: Context) -> None:
    """Print nothing, as nobody reads it; what goes wrong is kept for ``--status``."""
    from miolingo.composition import sync

    with suppress(MiolingoError):
        sync.sync_with_deadline(context)


def _print_status(context: Context, *, as_json: bool) -> None:
    from miolingo.composition import sync
    from miolingo.ui.sync import status_json, status_lines

    with sync.open_sync_store(context) as store:
        state = store.state()
    _print_either(status_json(state) if as_json else "", status_lines(state))
    _exit_if_refused(state.refused)


def _print_preview(context: Context, *, as_json: bool) -> None:
    from miolingo.composition import sync
    from miolingo.ui.sync import preview_lines, report_json

    report = sync.preview_sync(context)
    _print_either(report_json(report) if as_json else "", preview_lines(report))


def _sync(context: Context, *, refused_too: bool, as_json: bool) -> None:
    from miolingo.composition import sync
    from miolingo.ui.progress_bar import counter
    from miolingo.ui.sync import report_json, report_lines

    with counter("Syncing") as progress:
        report = sync.sync(context, progress, refused_too=refused_too)
    _print_either(report_json(report) if as_json else "", report_lines(report))
    _exit_if_refused(report.refused_earlier | report.refused)


def _watch(context: Context, *, as_json: bool) -> None:
    """Print what each sync did that did anything, as lines or as one JSON object a line."""
    from miolingo.composition import sync
    from miolingo.history.sync.run import SyncReport
    from miolingo.ui.console import say
    from miolingo.ui.sync import report_json, report_lines

    def tell(outcome: SyncReport | MiolingoError) -> None:
        if isinstance(outcome, MiolingoError):
            say(f"{outcome.message} {outcome.hint}".strip())
        elif outcome.changed_anything:
            _print_either(report_json(outcome) if as_json else "", report_lines(outcome))

    say("Syncing until you press Ctrl-C.")
    sync.watch(context, tell)


def _print_either(json: str, lines: Iterable[str]) -> None:
    """Print a JSON object, or sentences where there is none."""
    from miolingo.ui.console import show

    if json:
        typer.echo(json)
        return
    for line in lines:
        show(line)


def _exit_if_refused(refused: Mapping[str, str]) -> None:
    """End with the code for an account that has not taken everything, which was told already."""
    if refused:
        raise typer.Exit(ExitCode.CLOUD)
