"""``miolingo score``: judge recordings of one phrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miolingo.commands.command_line.files import Force, told_written
from miolingo.commands.command_line.options import Lang
from miolingo.commands.context import context_of
from miolingo.commands.results_output import Clips
from miolingo.errors import ExitCode, UsageError


def score(
    ctx: typer.Context,
    audio: Annotated[list[Path], typer.Argument(help="Recordings; - is standard input.")],
    text: Annotated[
        str, typer.Option("--text", help="The phrase that the speaker was asked to say.")
    ],
    lang: Lang = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    textgrid: Annotated[
        Path | None,
        typer.Option(help="Write words and sounds of one recording as a TextGrid of Praat."),
    ] = None,
    clips: Clips = None,
    force: Force = False,
    min_score: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="Exit with code 9 if a recording scores below this."),
    ] = None,
    allow_cut: Annotated[
        bool, typer.Option("--allow-cut", help="Judge what is left of files that are cut off.")
    ] = False,
) -> None:
    """Judge recordings of one phrase and show which words were understood.

    Examples:
        miolingo score hello.wav --text "안녕하세요" --lang ko
        miolingo score hello.wav --text "안녕하세요" --lang ko --clips words
        ffmpeg -i talk.mp4 -f wav - | miolingo score - --text "Good morning" --lang en
    """
    from contextlib import closing
    from functools import partial

    from miolingo.commands.results_output import (
        Format,
        Output,
        build_judge,
        clip_keeper,
        exit_code,
        refuse_unknown_words,
        refuse_used_clips,
        tell_problems,
        with_sounds,
        write_results,
        write_textgrid,
    )
    from miolingo.composition import speech
    from miolingo.judging.batch.files import Task, judge_files
    from miolingo.language.normalize import words_of
    from miolingo.settings.definitions import LANGUAGE
    from miolingo.ui.console import say
    from miolingo.ui.results.summary import below_lines

    if textgrid and len(audio) > 1:
        raise UsageError(
            "A TextGrid is of one recording.", hint="Run the command for each recording."
        )
    refuse_used_clips(clips, force=force)
    context = context_of(ctx)
    language = context.choices({LANGUAGE.key: lang}).value(LANGUAGE)
    words_of(text, language)
    judge = build_judge(context, language)
    refuse_unknown_words(judge, text)
    tasks = [Task(str(path), path, text) for path in audio]
    output = Output(form=Format.JSONL if json else Format.TABLE)
    read = partial(speech.read_speech, allow_cut=allow_cut)
    keep = clip_keeper(context, judge, clips)
    with closing(judge_files([judge], read, tasks, keep)) as judged:
        results = with_sounds(judged, language)
        shown = write_results(results, len(tasks), output, tasks)
    if json:
        tell_problems(shown)
    told_written(clips, "the words as files")
    if textgrid and shown[0].judgement.words:
        write_textgrid(shown[0].judgement, textgrid, force=force)
    if any(result.judgement.reason for result in shown):
        raise typer.Exit(ExitCode.AUDIO)
    if min_score is not None:
        for line in below_lines(((one.task.file, one.outcome) for one in shown), min_score):
            say(line)
    raise typer.Exit(exit_code((result.outcome for result in shown), min_score))
