"""``miolingo drill``: judge a manifest of recordings."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from miolingo.judging.batch.files import FileResult


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def drill(
    ctx: typer.Context,
    manifest: Annotated[
        Path, typer.Argument(help="TSV, CSV or JSONL with the columns audio and text.")
    ],
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="Language, such as ko.", show_default="from settings"),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Recordings judged at once.")] = 1,
    form: Annotated[
        Format | None, typer.Option("--format", help="[default: table; jsonl with --output]")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write to this file, not to stdout.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip what --output already holds, add the rest.")
    ] = False,
    min_score: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="Exit with 9 when a recording scores less."),
    ] = None,
    allow_cut: Annotated[
        bool, typer.Option("--allow-cut", help="Judge what is left of files that are cut off.")
    ] = False,
) -> None:
    """Judge a batch of recordings; rows that cannot be judged say why, and the rest goes on."""
    from contextlib import closing
    from functools import partial

    from miolingo.commands.results_output import build_judges, exit_code, print_results, with_sounds
    from miolingo.composition import speech
    from miolingo.judging.batch.files import judge_files
    from miolingo.judging.batch.manifest import read_manifest
    from miolingo.judging.batch.resume import earlier_results, left_to_do
    from miolingo.settings.definitions import LANGUAGE

    chosen = form or (Format.JSONL if output else Format.TABLE)
    if output and chosen is Format.TABLE:
        raise UsageError("A table cannot go to a file.", hint="Use --format jsonl or csv.")
    if resume and (output is None or chosen is not Format.JSONL):
        raise UsageError(
            "--resume needs a file of JSON lines to go on from.",
            hint="Use --output results.jsonl --resume",
        )
    tasks = read_manifest(manifest)
    earlier = earlier_results(output) if resume and output else []
    tasks = left_to_do(tasks, earlier)
    context = context_of(ctx)
    language = context.choices({LANGUAGE.key: lang}).value(LANGUAGE)
    judges = build_judges(context, language, min(jobs, len(tasks)))
    read = partial(speech.read_speech, allow_cut=allow_cut)
    with closing(judge_files(judges, read, tasks)) as judged:
        results = with_sounds(judged, language)
        if output:
            done = _written(output, results, chosen, len(tasks), resume=resume)
        else:
            done = print_results(results, chosen, len(tasks))
    outcomes = [row.outcome for row in earlier] + [result.outcome for result in done]
    raise typer.Exit(exit_code(outcomes, min_score))


def _written(
    output: Path, results: Iterator[FileResult], form: Format, total: int, *, resume: bool
) -> list[FileResult]:
    from miolingo.commands.results_output import write_lines
    from miolingo.judging.batch.resume import opened

    try:
        with opened(output, resume=resume) as stream:
            return write_lines(results, form, stream, total)
    except KeyboardInterrupt:
        if form is Format.JSONL:
            typer.echo("Run it again with --resume to do the rest.", err=True)
        raise
    except OSError as error:
        raise ConfigurationError(
            f"The results cannot be written to “{output}”: {error.strerror}.",
            hint="Free some space and run it again with --resume, or name another --output.",
        ) from error
