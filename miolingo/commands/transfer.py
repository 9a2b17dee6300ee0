"""``miolingo import`` and ``miolingo export``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.completion import languages
from miolingo.commands.command_line.files import Force, read_from, told_written, written
from miolingo.commands.context import context_of
from miolingo.errors import UsageError

if TYPE_CHECKING:
    from miolingo.transfer.sources import Answers


class Format(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"


def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="Files, or folders of them; - is standard input.")
    ],
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            help="Language of files that do not specify one.",
            autocompletion=languages,
        ),
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="User to import, if a users.db has several.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be imported.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import an export, or data of the older app: histories, settings and phrases.

    Examples:
        miolingo import export.jsonl
        miolingo import old-app/ --lang pt-BR --dry-run
    """
    from miolingo.composition.sync import sync_later
    from miolingo.composition.transfer import open_targets
    from miolingo.transfer.importing import preview_import, run_import
    from miolingo.transfer.sources import sources
    from miolingo.ui.console import say, show
    from miolingo.ui.progress_bar import busy
    from miolingo.ui.prompts import TerminalDialog
    from miolingo.ui.transfer import done_line, import_json, preview_lines

    context = context_of(ctx)
    with ExitStack() as opened:
        read = [opened.enter_context(read_from(file, ".txt")) for file in files]
        import_sources = sources(read, _answers(lang, user))
        targets = opened.enter_context(open_targets(context))
        with busy("Reading"):
            previews = preview_import(import_sources, targets)
        for line in preview_lines(previews):
            (say if as_json else show)(line)
        useful = not dry_run and any(not preview.empty for preview in previews)
        sure = useful and (yes or TerminalDialog().confirm("Import this?"))
        if sure:
            with busy("Importing"):
                run_import(previews, targets)
    if as_json:
        typer.echo(import_json(previews, done=bool(sure)))
    else:
        show(done_line(previews) if sure else "Nothing was changed.")
    if sure is None:
        raise UsageError(
            "Nothing was imported: confirmation needs a terminal.",
            hint="Use --yes to skip the question.",
        )
    if sure:
        sync_later(context)


def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Argument(help="A new file; standard output if left out, or for -.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.JSONL,
    recordings: Annotated[
        bool,
        typer.Option("--recordings", help="Add the recordings that you keep; not with csv."),
    ] = False,
    force: Force = False,
    excel: Annotated[
        bool,
        typer.Option("--excel", help="With csv: add the mark that lets Excel read its characters."),
    ] = False,
) -> None:
    """Export all your data here: attempts, practice sessions, settings.

    Examples:
        miolingo export everything.jsonl
        miolingo export everything.jsonl --recordings
        miolingo export --format csv > attempts.csv
    """
    from miolingo.composition.transfer import exported_entries
    from miolingo.language.csv_cells import marked_for_excel
    from miolingo.transfer.export_format import csv_lines, json_lines
    from miolingo.ui.console import write_line

    if excel and form is not Format.CSV:
        raise UsageError("--excel is only for CSV.", hint="Add --format csv")
    if recordings and form is Format.CSV:
        raise UsageError("CSV cannot hold recordings.", hint="Leave out --format csv")
    with exported_entries(context_of(ctx), recordings=recordings) as entries:
        lines = json_lines(entries) if form is Format.JSONL else csv_lines(entries)
        lines = marked_for_excel(lines) if excel else lines
        count = 0
        with written(output, force=force) as file:
            for count, line in enumerate(lines):  # noqa: B007 - the first is a header
                write_line(line, file)
    told_written(output, "1 row" if count == 1 else f"{count:,} rows")


def _answers(lang: str | None, user: str | None) -> Answers:
    from miolingo.language.names import known_language
    from miolingo.transfer.sources import Answers
    from miolingo.ui.prompts import TerminalDialog

    def language(path: Path) -> str:
        if lang:
            return known_language(lang)
        if not sys.stdin.isatty():
            raise UsageError(
                f"{path} does not say which language it is in.",
                hint="Add it, for example: --lang pt-BR",
            )
        return known_language(TerminalDialog().line(f"Language of {path}, such as ko or pt-BR"))

    def user_among(path: Path, names: list[str]) -> str:
        wanted = names[0] if user is None and len(names) == 1 else user
        if wanted in names:
            return wanted
        raise UsageError(
            f"{path} has rows of: {', '.join(names)}.", hint="Choose one of them: --user NAME"
        )

    return Answers(language, user_among)
