"""Judged recordings as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.judging.batch.files import FileResult
from miolingo.judging.feedback import about_recording
from miolingo.judging.judgement import Verdict
from miolingo.ui.practice.word_marks import marked_words

_END_IN_DOUBT = (
    "The file may be cut off before its last words. Send the whole recording, or record it again."
)
_VERDICTS = {
    Verdict.UNDERSTOOD: "understood",
    Verdict.PARTLY_UNDERSTOOD: "partly",
    Verdict.NOT_UNDERSTOOD: "not understood",
    Verdict.NOT_SCORABLE: "not scorable",
}


def print_table(results: Iterable[FileResult], console: Console) -> None:
    """Print a row for each result: file, score, verdict, and the words with their marks."""
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Words", overflow="fold", ratio=1)
    for result in results:
        judgement = result.judgement
        score = judgement.similarity_score
        table.add_row(
            result.task.file,
            "–" if score is None else f"{score:.1f}",
            _VERDICTS[judgement.verdict],
            _told(result, console),
        )
    console.print(table)


def explained(result: FileResult) -> str:
    """Why a recording could not be scored, or not to its end, in words; empty when it was."""
    if result.problem:
        return result.problem
    if result.judgement.reason is not None:
        return about_recording(result.judgement.reason)
    return _END_IN_DOUBT if result.end_in_doubt else ""


def _told(result: FileResult, console: Console) -> Text:
    words = marked_words(result.judgement.words, console)
    return Text("\n").join(part for part in (words, Text(explained(result))) if part)
