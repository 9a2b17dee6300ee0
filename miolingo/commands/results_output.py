"""What ``score`` and ``drill`` share: showing results as they come, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.pictures import PICTURES, file_form, write_bytes
from miolingo.errors import ConfigurationError, ExitCode
from miolingo.files.installation import add_part

if TYPE_CHECKING:
    from typing import Any, TextIO

    from miolingo.composition.context import Context
    from miolingo.judging.batch.files import (
        FileOutcome,
        FileResult,
        KeepClips,
        MeasureProsody,
        Task,
    )
    from miolingo.judging.judge import GrammarJudge
    from miolingo.judging.judgement import Judgement


Clips = Annotated[
    Path | None,
    typer.Option(
        "--clips",
        metavar="FOLDER",
        help="Write each word that was heard, and the reference's, into this folder.",
    ),
]


Melody = Annotated[
    bool,
    typer.Option("--melody", help="Tell pace, pauses and melody beside a reference's as well."),
]


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True)
class Output:
    """Where results go, into a file or for None to stdout, and how they are written there.

    ``excel`` puts a byte-order mark in front of CSV; ``resume`` adds to what the file holds.
    """

    path: Path | None = None
    form: Format = Format.TABLE
    excel: bool = False
    resume: bool = False


def build_judge(context: Context, language_code: str) -> GrammarJudge:
    """Start a judge; what its model cannot do is said on stderr."""
    from miolingo.composition import speech
    from miolingo.ui.console import say

    judge = speech.build_judge(context, language_code)
    if judge.limitation:
        say(judge.limitation)
    return judge


def refuse_used_clips(folder: Path | None, *, force: bool) -> None:
    """Raise ConfigurationError for a folder of clips that is used already, unless forced."""
    from miolingo.speech.clips.folder import refuse_used

    if folder:
        refuse_used(folder, allowed=force)


def clip_keeper(context: Context, judge: GrammarJudge, folder: Path | None) -> KeepClips | None:
    """What writes the words of each recording into a folder; None where that is not wished for."""
    from miolingo.composition.recordings.clips import build_clip_folder
    from miolingo.speech.clips.folder import WAV

    return build_clip_folder(context, judge, folder, WAV).keep if folder else None


def prosody_measure(context: Context, judge: GrammarJudge) -> MeasureProsody:
    """What measures pace and melody; where Praat is missing, that is said on stderr."""
    from miolingo.composition.recordings.melody import build_prosody
    from miolingo.speech.prosody.pitch import is_there
    from miolingo.ui.console import say
    from miolingo.ui.results.melody.words import NO_PRAAT

    if not is_there():
        say(f"{NO_PRAAT} {add_part('melody')}")
    return build_prosody(context, judge)


def with_sounds(results: Iterable[FileResult], language_code: str) -> Iterator[FileResult]:
    """The results with hints on the sounds of words that were not understood."""
    from miolingo.judging.batch.sound_hints import with_hints
    from miolingo.speech.synthesis.phonemizer import transcribed

    return with_hints(results, lambda phrase: transcribed(phrase, language_code))


def refuse_unknown_words(judge: GrammarJudge, text: str) -> None:
    """Raise ConfigurationError, naming the words, for a phrase that the model cannot hear."""
    from miolingo.judging.decoding.plan import NotScorable

    plan = judge.plan(text)
    if isinstance(plan, NotScorable):
        judge.close()
        raise ConfigurationError(
            f"The speech model does not know: {', '.join(plan.unknown_words)}.",
            hint="Check the spelling and --lang, or choose other words.",
        )


def tell_problems(results: Iterable[FileResult]) -> None:
    """Say on stderr, in words, which recordings could not be judged and why."""
    from miolingo.ui.console import say
    from miolingo.ui.results.table import explained

    for result in results:
        if problem := explained(result):
            say(f"{result.task.file}: {problem}")


def write_results(
    results: Iterable[FileResult], total: int, output: Output, tasks: Sequence[Task]
) -> list[FileResult]:
    """Write the results, with progress on stderr: a table at the end, all else as it comes.

    ``tasks`` are all rows of the list, whether they are among the results or not.
    """
    from miolingo.ui.console import say, stdout_console
    from miolingo.ui.progress_bar import progress
    from miolingo.ui.results.records import as_object
    from miolingo.ui.results.table import print_table

    if output.form is Format.TABLE:
        done = list(progress(results, total, "Judging"))
        print_table(done, stdout_console())
        return done
    done = []

    def noted() -> Iterator[dict[str, Any]]:
        for result in progress(results, total, "Judging"):
            done.append(result)
            yield as_object(result)

    try:
        write_records(noted(), output, tasks)
    except KeyboardInterrupt:
        say(f"Stopped: {len(done)} of {total} done.")
        if output.path and output.form is Format.JSONL:
            say("Run the same command with --resume to do the rest.")
        raise
    return done


def write_records(
    records: Iterable[Mapping[str, Any]], output: Output, tasks: Sequence[Task]
) -> None:
    """Write results' objects as JSON lines or CSV, each as soon as it is there.

    CSV has the manifest's other columns. Raises ConfigurationError where a file cannot take them.
    """
    from miolingo.language.csv_cells import marked_for_excel
    from miolingo.ui.console import write_line
    from miolingo.ui.results.records import as_json_line, csv_lines, extra_columns

    if output.form is Format.CSV:
        lines = csv_lines(records, extra_columns(tasks))
    else:
        lines = map(as_json_line, records)
    with _opened(output) as stream:
        for line in marked_for_excel(lines) if output.excel else lines:
            write_line(line, stream)
            stream.flush()


@contextmanager
def _opened(output: Output) -> Iterator[TextIO]:
    from miolingo.judging.batch.earlier import opened

    if output.path is None:
        yield sys.stdout
        return
    try:
        with opened(output.path, resume=output.resume) as stream:
            yield stream
    except OSError as error:
        raise ConfigurationError(
            f"The results cannot be written to “{output.path}”: {error.strerror}.",
            hint="Free some space and run it again with --resume, or name another --output.",
        ) from error


def write_textgrid(judgement: Judgement, path: Path, *, force: bool = False) -> None:
    """Write the words and sounds of a judgement into a file. Raises ConfigurationError."""
    from miolingo.ui.results.textgrid import textgrid

    write_bytes(path, textgrid(judgement).encode(), force=force)


def write_melody(result: FileResult, path: Path, *, force: bool = False) -> None:
    """Draw the melody of a result into a file. Raises ConfigurationError."""
    from miolingo.ui.console import say
    from miolingo.ui.results.melody.page import melody_page

    if result.prosody is None or result.prosody.own.melody is None:
        say(f"{path} was not written, because the melody of this recording cannot be told.")
        return
    form, phrase = file_form(path, PICTURES), result.judgement.target_phrase
    if form == "html":
        write_bytes(path, melody_page(phrase, result.prosody).encode(), force=force)
        return
    from miolingo.ui.history.fonts import advice
    from miolingo.ui.results.melody.picture import melody_picture

    content, missing = melody_picture(phrase, result.prosody, form)
    write_bytes(path, content, force=force)
    if missing:
        say(advice(missing))


def exit_code(outcomes: Iterable[FileOutcome], min_score: float | None) -> ExitCode:
    """AUDIO when a file could not be read, BELOW_MIN_SCORE when one scored less or not at all."""
    all_outcomes = list(outcomes)
    if any(outcome.unreadable for outcome in all_outcomes):
        return ExitCode.AUDIO
    if min_score is not None and any(
        outcome.score is None or outcome.score < min_score for outcome in all_outcomes
    ):
        return ExitCode.BELOW_MIN_SCORE
    return ExitCode.OK
