"""``miolingo import`` and ``miolingo export``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.errors import UsageError

if TYPE_CHECKING:
    from miolingo.import_files import Answers
    from miolingo.services.importing import Findings


class Format(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"


def import_files(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of them.")],
    lang: Annotated[
        str | None, typer.Option("--lang", help="The language of what does not name its own.")
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="Whose rows, where a users.db has those of several.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be brought in.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Bring in an export, or the histories, settings and phrases of the older app."""
    from miolingo import runtime_import, runtime_settings
    from miolingo.import_files import sources
    from miolingo.services.importing import bring_in, look_into
    from miolingo.ui.importing import done_line, import_json, preview_lines

    found_files = sources(files, _answers(lang, user))
    with runtime_import.open_targets() as targets:
        found = look_into(found_files, targets)
        if not as_json:
            for line in preview_lines(found):
                typer.echo(line)
        wanted = not dry_run and any(not each.empty for each in found) and _sure(found, yes)
        if wanted:
            bring_in(found, targets)
    if as_json:
        typer.echo(import_json(found, done=wanted))
    else:
        typer.echo(done_line(found) if wanted else "Nothing was changed.")
    if wanted:
        runtime_settings.sync_later()


def export(
    output: Annotated[
        Path | None, typer.Argument(help="A new file; standard output if left out.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.JSONL,
) -> None:
    """Write everything that is kept of you here: attempts, practice sessions, settings."""
    from miolingo import runtime_import, runtime_store
    from miolingo.domain.export_format import csv_lines, json_lines
    from miolingo.services.private_file import new_private_file

    with runtime_store.open_store() as store:
        entries = runtime_import.every_entry(store)
        lines = json_lines(entries) if form is Format.JSONL else csv_lines(entries)
        if output is None:
            sys.stdout.writelines(f"{line}\n" for line in lines)
        else:
            with new_private_file(output) as file:
                file.writelines(f"{line}\n" for line in lines)


def _sure(found: list[Findings], yes: bool) -> bool:
    from miolingo.ui.dialog import TerminalDialog

    if yes:
        return True
    sure = TerminalDialog().confirm("Bring this in?")
    if sure is None:
        raise UsageError(
            f"Nothing was brought in from {len(found)} files: nobody can be asked.",
            hint="Say --yes to go on without asking.",
        )
    return sure


def _answers(lang: str | None, user: str | None) -> Answers:
    from miolingo.domain.progress import language_tag
    from miolingo.import_files import Answers
    from miolingo.ui.dialog import TerminalDialog

    def language(path: Path) -> str:
        if lang:
            return language_tag(lang)
        if not sys.stdin.isatty():
            raise UsageError(
                f"{path} does not say which language it is in.", hint="Say it: --lang pt-BR"
            )
        return language_tag(TerminalDialog().line(f"Language of {path}, such as ko or pt-BR"))

    def user_among(path: Path, names: list[str]) -> str:
        if user in names:
            return user
        raise UsageError(
            f"{path} has the rows of several users: {', '.join(names)}.",
            hint="Choose one: --user NAME",
        )

    return Answers(language, user_among)
