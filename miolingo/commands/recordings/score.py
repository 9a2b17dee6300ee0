"""``miolingo score``: judge recordings of one phrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miolingo.commands.command_line.files import Force, told_written
from miolingo.commands.command_line.options import Lang
from miolingo.commands.context import context_of
from miolingo.commands.results_output import Clips, Melody
from miolingo.errors import ConfigurationError, ExitCode, UsageError
from miolingo.files.installation import add_part


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
    melody: Melody = False,
    plot: Annotated[
        Path | None,
        typer.Option(help="With --melody: draw one recording as a .png, .svg or .html file."),
    ] = None,
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
        miolingo score hello.wav --text "안녕하세요" --lang ko --melody --plot hello.png
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
        prosody_measure,
        refuse_unknown_words,
        refuse_used_clips,
        tell_problems,
        with_sounds,
        write_melody,
        write_results,
        write_textgrid,
    )
    from miolingo.composition import speech
    from miolingo.judging.batch.files import Task, judge_files
    from miolingo.judging.batch.manifest import STDIN
    from miolingo.language.normalize import words_of
    from miolingo.settings.definitions import LANGUAGE, PLAIN
    from miolingo.ui.console import say, stdout_console
    from miolingo.ui.results.melody.terminal_chart import print_prosody
    from miolingo.ui.results.summary import below_lines

    if (textgrid or plot) and len(audio) > 1:
        raise UsageError(
            f"A {'TextGrid' if textgrid else 'picture'} is of one recording.",
            hint="Run the command for each recording.",
        )
    if plot:
        _check_plot(plot, melody=melody)
    refuse_used_clips(clips, force=force)
    context = context_of(ctx)
    language = context.choices({LANGUAGE.key: lang}).value(LANGUAGE)
    words_of(text, language)
    judge = build_judge(context, language)
    if any(path == STDIN or path.exists() for path in audio):  # else the model has nothing to hear
        refuse_unknown_words(judge, text)
    tasks = [Task(str(path), path, text) for path in audio]
    output = Output(form=Format.JSONL if json else Format.TABLE)
    read = partial(speech.read_speech, allow_cut=allow_cut)
    keep = clip_keeper(context, judge, clips)
    measure = prosody_measure(context, judge) if melody else None
    with closing(judge_files([judge], read, tasks, keep, measure)) as judged:
        results = with_sounds(judged, language)
        shown = write_results(results, len(tasks), output, tasks)
    if json:
        tell_problems(shown)
    elif melody:
        print_prosody(shown, stdout_console(), plain=context.settings.value(PLAIN))
    if plot:
        write_melody(shown[0], plot, force=force)
    told_written(clips, "the words as files")
    if textgrid and shown[0].judgement.words:
        write_textgrid(shown[0].judgement, textgrid, force=force)
    if any(result.judgement.reason for result in shown):
        raise typer.Exit(ExitCode.AUDIO)
    if min_score is not None:
        for line in below_lines(((one.task.file, one.outcome) for one in shown), min_score):
            say(line)
    raise typer.Exit(exit_code((result.outcome for result in shown), min_score))


def _check_plot(path: Path, *, melody: bool) -> None:
    """Refuse what cannot be drawn. Raises UsageError and ConfigurationError."""
    from miolingo.commands.command_line.pictures import PICTURES, check_picture, file_form
    from miolingo.speech.prosody.pitch import is_there
    from miolingo.ui.results.melody.words import NO_PRAAT

    if not melody:
        raise UsageError("--plot draws the melody.", hint="Add --melody")
    if file_form(path, PICTURES) != "html":
        check_picture(path)
    if not is_there():
        raise ConfigurationError(NO_PRAAT, hint=add_part("melody"))
