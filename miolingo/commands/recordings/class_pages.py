"""Write what ``miolingo class`` found: the pages, the records, and what to say of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from miolingo.judging.batch.classroom.homework import Homework
from miolingo.judging.batch.classroom.learners import key_of
from miolingo.judging.batch.classroom.marks import Mark, MarksReport, compared
from miolingo.judging.batch.classroom.recordings import recording_of
from miolingo.judging.batch.classroom.report import (
    ClassReport,
    aliases,
    anonymous_recordings,
    class_report,
)
from miolingo.judging.batch.earlier import earlier_results, matched
from miolingo.ui.console import say, write_line
from miolingo.ui.history.series import long_date
from miolingo.ui.results.classroom.class_page import AboutClass, class_page
from miolingo.ui.results.classroom.folder import ClassFolder
from miolingo.ui.results.classroom.learner_page import learner_page
from miolingo.ui.results.classroom.records import as_json_line, public_records
from miolingo.ui.results.classroom.summary import WrittenFiles, class_lines
from miolingo.ui.results.summary import DrillRow, summary_lines


@dataclass(frozen=True)
class ClassRequest:
    """What is wanted of a class's results; ``marks`` are those that can be read, and why not."""

    language_code: str
    names: Sequence[str]
    marks: tuple[Sequence[Mark], Sequence[str]] | None
    anonymous: bool
    excel: bool
    json: bool
    made_on: date


def write_class(request: ClassRequest, homework: Homework, folder: ClassFolder) -> None:
    """Write everything anew from what was judged, and sum it up. Raises ConfigurationError."""
    rows = matched(homework.tasks, earlier_results(folder.judged)).rows
    done = [
        (submission, result)
        for submission, (_, result) in zip(homework.submissions, rows, strict=True)
        if result
    ]
    results = [result for _, result in done]
    recordings = [
        recording_of(result, submission.learner, nameless=submission.nameless)
        for submission, result in done
    ]
    names = request.names
    marks = compared(recordings, *request.marks) if request.marks else None
    folder.forget_pages()
    if request.anonymous:
        whose = aliases([*names, *(recording.learner for recording in recordings)])
        folder.write_aliases(whose)
        shown = anonymous_recordings(recordings, whose)
        marks = marks and marks.renamed(dict(zip(recordings, shown, strict=True)))
        recordings, names = shown, [whose[key_of(name)] for name in names]
    report = class_report(recordings, names)
    records = public_records(
        [result.record for result in results], recordings, anonymous=request.anonymous
    )
    model = next((str(result.record["model"]) for result in results if result.record["model"]), "")
    files = WrittenFiles(
        _write_class_page(request, report, marks, folder, model),
        tuple(_write_learner_pages(request, report, folder)),
        tuple(folder.write_records(list(records), excel=request.excel)),
    )
    if request.json:
        write_line(as_json_line(report, marks, files), sys.stdout)
    judged = [
        DrillRow(submission.task, result.outcome, str(result.record["problem"]))
        for submission, result in done
    ]
    for line in summary_lines(judged, None):
        say(line)
    for line in class_lines(report, marks, homework, files):
        say(line)


def _write_class_page(
    request: ClassRequest,
    report: ClassReport,
    marks: MarksReport | None,
    folder: ClassFolder,
    model: str,
) -> Path:
    about = AboutClass(request.language_code, long_date(request.made_on), model)
    folder.write_page(folder.class_page, class_page(report, marks, folder.sound, about))
    return folder.class_page


def _write_learner_pages(
    request: ClassRequest, report: ClassReport, folder: ClassFolder
) -> Iterator[Path]:
    written: list[Path] = []
    made_on = long_date(request.made_on)
    for learner in report.learners:
        path = folder.page_of(learner, written)
        page = learner_page(
            learner, folder.sound, language_code=request.language_code, made_on=made_on
        )
        folder.write_page(path, page)
        written.append(path)
        yield path
