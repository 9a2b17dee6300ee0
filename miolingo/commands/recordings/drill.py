"""``miolingo drill``: judge a manifest of recordings, or a share of it; put shares together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.files import STANDARD, told_written
from miolingo.commands.command_line.options import Lang
from miolingo.commands.context import context_of
from miolingo.commands.results_output import (
    Clips,
    Format,
    Melody,
    Output,
    refuse_used_clips,
)
from miolingo.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from miolingo.composition.context import Context
    from miolingo.judging.batch.earlier import EarlierResult
    from miolingo.judging.batch.files import Task
    from miolingo.ui.results.summary import DrillRow


_ROWS, _RESULTS = "Which rows", "Results"


def drill(
    ctx: typer.Context,
    manifest: Annotated[
        Path,
        typer.Argument(help="TSV, CSV or JSONL with the columns audio and text; - for stdin."),
    ],
    parts: Annotated[
        list[Path] | None, typer.Argument(help="With --join: files of results (JSON lines).")
    ] = None,
    lang: Lang = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Recordings judged at once.")] = 1,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="[default: table; jsonl with --output or --join]",
            rich_help_panel=_RESULTS,
        ),
    ] = None,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel",
            help="With csv: add the mark that lets Excel read its characters.",
            rich_help_panel=_RESULTS,
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Write to this file; standard output if left out, or for -.",
            rich_help_panel=_RESULTS,
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Skip what --output already has, add the rest.",
            rich_help_panel=_RESULTS,
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite what --output already has.", rich_help_panel=_RESULTS
        ),
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(help="Judge only this share of the list: 3/16.", rich_help_panel=_ROWS),
    ] = None,
    join: Annotated[
        bool,
        typer.Option(
            "--join", help="Merge results, and say what is missing.", rich_help_panel=_ROWS
        ),
    ] = False,
    min_score: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=100,
            help="Exit with code 9 if a recording scores below this.",
            rich_help_panel=_RESULTS,
        ),
    ] = None,
    allow_cut: Annotated[
        bool, typer.Option("--allow-cut", help="Judge what is left of files that are cut off.")
    ] = False,
    clips: Clips = None,
    melody: Melody = False,
) -> None:
    """Judge a list of recordings; rows that cannot be judged say why and do not stop it.

    Examples:
        miolingo drill list.csv --output results.jsonl --jobs 4
        miolingo drill list.csv --output results.jsonl --resume
        miolingo drill list.csv --output results.jsonl --clips words
        miolingo drill list.csv --output results.jsonl --melody
        miolingo drill - --lang ko < list.tsv
    """
    from miolingo.judging.batch.earlier import refuse_loss
    from miolingo.judging.batch.manifest import read_manifest
    from miolingo.judging.batch.shard import parse_shard
    from miolingo.settings.definitions import LANGUAGE

    output = None if output == STANDARD else output
    target = _target(output, form, excel=excel, resume=resume, join=join)
    _check_parts(parts or [], shard, join=join, resume=resume, clips=clips)
    if melody and target.form is not Format.JSONL:
        raise UsageError("--melody needs JSON lines.", hint="Add --format jsonl")
    share = parse_shard(shard) if shard else None
    if output:
        refuse_loss(output, [manifest, *(parts or [])], force=force, resume=resume)
    refuse_used_clips(clips, force=force or resume)
    context = context_of(ctx)
    language = context.choices({LANGUAGE.key: lang}).value(LANGUAGE)
    tasks = read_manifest(manifest, language)
    if join:
        raise typer.Exit(_join(tasks, parts or [], target, min_score))
    tasks = share.of(tasks) if share else tasks
    done = _judge(context, tasks, target, language, jobs, clips, melody=melody, allow_cut=allow_cut)
    told_written(clips, "the words as files")
    raise typer.Exit(_summarized(done, min_score))


def _target(
    path: Path | None, form: Format | None, *, excel: bool, resume: bool, join: bool
) -> Output:
    """Where and how to write. Raises UsageError for options that do not go together."""
    if excel and form is not Format.CSV:
        raise UsageError("--excel is only for CSV.", hint="Add --format csv")
    chosen = form or (Format.JSONL if path or join else Format.TABLE)
    if (path or join) and chosen is Format.TABLE:
        raise UsageError("A table cannot go to a file.", hint="Use --format jsonl or csv.")
    if resume and (path is None or chosen is not Format.JSONL):
        raise UsageError(
            "--resume needs a file of JSON lines to continue.",
            hint="Use --output results.jsonl --resume",
        )
    return Output(path, chosen, excel, resume)


def _check_parts(
    parts: Sequence[Path], shard: str | None, *, join: bool, resume: bool, clips: Path | None
) -> None:
    if bool(parts) != join:
        raise UsageError(
            "--join and files of results belong together.",
            hint="Write: miolingo drill list.csv --join part-*.jsonl --output all.jsonl",
        )
    if join and (shard or resume or clips):
        raise UsageError(
            "--join judges nothing, so it does not go with --shard, --resume or --clips.",
            hint="Judge the shares first, then join their results.",
        )


def _judge(
    context: Context,
    tasks: Sequence[Task],
    output: Output,
    language: str,
    jobs: int,
    clips: Path | None,
    *,
    melody: bool,
    allow_cut: bool,
) -> list[DrillRow]:
    from contextlib import closing
    from functools import partial

    from miolingo.commands.results_output import (
        build_judge,
        clip_keeper,
        prosody_measure,
        with_sounds,
        write_results,
    )
    from miolingo.composition import speech
    from miolingo.judging.batch.earlier import matched
    from miolingo.judging.batch.files import judge_files
    from miolingo.ui.results.summary import DrillRow

    earlier = matched(tasks, _earlier(output))
    count = min(jobs, len(earlier.left))
    judges = [build_judge(context, language)] * count if count else []
    read = partial(speech.read_speech, allow_cut=allow_cut)
    keep = clip_keeper(context, judges[0], clips) if judges else None
    measure = prosody_measure(context, judges[0]) if judges and melody else None
    with closing(judge_files(judges, read, earlier.left, keep, measure)) as judged:
        results = with_sounds(judged, language)
        done = write_results(results, len(earlier.left), output, tasks)
    new = [DrillRow(result.task, result.outcome, result.problem) for result in done]
    return [*_rows(earlier.done), *new]


def _earlier(output: Output) -> list[EarlierResult]:
    from miolingo.judging.batch.earlier import earlier_results

    goes_on = output.path if output.resume else None
    return earlier_results(goes_on) if goes_on and goes_on.exists() else []


def _join(
    tasks: Sequence[Task], parts: Sequence[Path], output: Output, min_score: float | None
) -> ExitCode:
    """Write the results of all parts in the manifest's order, and say which rows have none."""
    from miolingo.commands.results_output import write_records
    from miolingo.judging.batch.earlier import earlier_results, matched
    from miolingo.ui.results.summary import missing_lines

    joined = matched(tasks, [result for part in parts for result in earlier_results(part)])
    write_records((result.record for _, result in joined.done), output, tasks)
    code = _summarized(_rows(joined.done), min_score)
    _say(missing_lines(joined.left, len(joined.spare)))
    return ExitCode.CONFIGURATION if joined.left else code


def _rows(done: Iterable[tuple[Task, EarlierResult]]) -> list[DrillRow]:
    from miolingo.ui.results.summary import DrillRow

    return [DrillRow(task, result.outcome) for task, result in done]


def _summarized(rows: Sequence[DrillRow], min_score: float | None) -> ExitCode:
    from miolingo.commands.results_output import exit_code
    from miolingo.ui.results.summary import summary_lines

    _say(summary_lines(rows, min_score))
    return exit_code((row.outcome for row in rows), min_score)


def _say(lines: Iterable[str]) -> None:
    from miolingo.ui.console import say

    for line in lines:
        say(line)
