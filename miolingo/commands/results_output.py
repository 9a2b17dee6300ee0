"""What ``score`` and ``drill`` share: showing results as they come, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import typer

from miolingo.errors import ConfigurationError, ExitCode

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

    from miolingo.composition.context import Context
    from miolingo.judging.batch.files import FileOutcome, FileResult
    from miolingo.judging.judge import GrammarJudge
    from miolingo.judging.judgement import Judgement


def build_judges(context: Context, language_code: str, count: int) -> list[GrammarJudge]:
    """Start so many judges; what their model cannot do is said on stderr."""
    from miolingo.composition.speech import build_judge

    judges = [build_judge(context, language_code) for _ in range(count)]
    if judges and judges[0].limitation:
        typer.echo(judges[0].limitation, err=True)
    return judges


def with_sounds(results: Iterable[FileResult], language_code: str) -> Iterator[FileResult]:
    """The results with hints on the sounds of words that were not understood."""
    from miolingo.judging.batch.sound_hints import with_hints
    from miolingo.speech.synthesis.phonemizer import transcribed

    return with_hints(results, lambda phrase: transcribed(phrase, language_code))


def refuse_unknown_words(judge: GrammarJudge, text: str) -> None:
    """Raise ConfigurationError, naming the words, for a phrase that the model cannot hear."""
    from miolingo.judging.plan import NotScorable

    plan = judge.plan(text)
    if isinstance(plan, NotScorable):
        judge.close()
        raise ConfigurationError(
            f"The speech model does not know: {', '.join(plan.unknown_words)}.",
            hint="Check the spelling and --lang, or choose other words.",
        )


def tell_problems(results: Iterable[FileResult]) -> None:
    """Say on stderr, in words, which recordings could not be judged and why."""
    from miolingo.language.terminal_safe import strip_controls
    from miolingo.ui.results.table import explained

    for result in results:
        if problem := explained(result):
            typer.echo(strip_controls(f"{result.task.file}: {problem}"), err=True)


def print_results(results: Iterable[FileResult], form: str, total: int) -> list[FileResult]:
    """Show results on stdout as ``table``, ``jsonl`` or ``csv``, with progress on stderr."""
    if form == "table":
        return _print_table(list(_with_progress(results, total)))
    return write_lines(results, form, sys.stdout, total)


def write_lines(
    results: Iterable[FileResult], form: str, stream: TextIO, total: int
) -> list[FileResult]:
    """Write each result as soon as it is there, as ``jsonl`` or ``csv``."""
    from miolingo.ui.results.records import as_json_line, csv_lines

    done: list[FileResult] = []

    def noted() -> Iterator[FileResult]:
        for result in _with_progress(results, total):
            done.append(result)
            yield result

    lines = csv_lines(noted()) if form == "csv" else map(as_json_line, noted())
    try:
        for line in lines:
            stream.write(line + "\n")
            stream.flush()
    except KeyboardInterrupt:
        typer.echo(f"Stopped: {len(done)} of {total} done.", err=True)
        raise
    return done


def write_textgrid(judgement: Judgement, path: Path) -> None:
    """Write the words and sounds of a judgement into a new file. Raises ConfigurationError."""
    from miolingo.files.atomic import new_private_file
    from miolingo.ui.results.textgrid import textgrid

    with new_private_file(path) as file:
        file.buffer.write(textgrid(judgement).encode())
    typer.echo(f"Written: {path}", err=True)


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


def _print_table(results: list[FileResult]) -> list[FileResult]:
    from miolingo.ui.console import stdout_console
    from miolingo.ui.results.table import print_table

    print_table(results, stdout_console())
    return results


def _with_progress(results: Iterable[FileResult], total: int) -> Iterator[FileResult]:
    if total == 1 or not sys.stderr.isatty():
        yield from results
        return
    from miolingo.ui.progress_bar import progress

    yield from progress(results, total, "Judging")
