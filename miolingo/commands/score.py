"""``miolingo score``: judge recordings of one phrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miolingo.commands.context import context_of
from miolingo.errors import ExitCode, UsageError


def score(
    ctx: typer.Context,
    audio: Annotated[list[Path], typer.Argument(help="Recordings: WAV, FLAC, OGG or MP3.")],
    text: Annotated[str, typer.Option("--text", help="What was to be said.")],
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="Language, such as ko.", show_default="from settings"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    textgrid: Annotated[
        Path | None,
        typer.Option(help="Write words and sounds of one recording as a TextGrid of Praat."),
    ] = None,
    min_score: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="Exit with 9 when a recording scores less."),
    ] = None,
) -> None:
    """Judge recordings of one phrase and show which words were understood."""
    from contextlib import closing

    from miolingo.commands.results_output import (
        build_judges,
        exit_code,
        print_results,
        refuse_unknown_words,
        tell_problems,
        with_sounds,
        write_textgrid,
    )
    from miolingo.composition import speech
    from miolingo.judging.batch.files import Task, judge_files
    from miolingo.language.normalize import words_of
    from miolingo.settings.definitions import LANGUAGE

    if textgrid and len(audio) > 1:
        raise UsageError(
            "A TextGrid is of one recording.", hint="Run the command for each recording."
        )
    context = context_of(ctx)
    language = context.choices({LANGUAGE.key: lang}).value(LANGUAGE)
    words_of(text, language)
    judges = build_judges(context, language, 1)
    refuse_unknown_words(judges[0], text)
    tasks = [Task(row, str(path), path, text) for row, path in enumerate(audio, start=1)]
    with closing(judge_files(judges, speech.read_samples, tasks)) as judged:
        results = with_sounds(judged, language)
        shown = print_results(results, "jsonl" if json else "table", len(tasks))
    if json:
        tell_problems(shown)
    if textgrid and shown[0].judgement.words:
        write_textgrid(shown[0].judgement, textgrid)
    if any(result.judgement.reason for result in shown):
        raise typer.Exit(ExitCode.AUDIO)
    raise typer.Exit(exit_code((result.outcome for result in shown), min_score))
