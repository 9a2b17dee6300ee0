"""What is said of a class at the end: who is missing, the agreement, what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from miolingo.judging.batch.classroom.homework import Homework
from miolingo.judging.batch.classroom.marks import MarksReport
from miolingo.judging.batch.classroom.report import ClassReport
from miolingo.ui.results.classroom.parts import HOW_TO_NAME, counted

_MOST_NAMED = 20


@dataclass(frozen=True)
class WrittenFiles:
    """The files of a class's results."""

    class_page: Path
    learner_pages: tuple[Path, ...]
    results: tuple[Path, ...]


def class_lines(
    report: ClassReport,
    marks: MarksReport | None,
    homework: Homework,
    files: WrittenFiles,
) -> Iterator[str]:
    """The lines, for stderr."""
    yield from _listed("Missing", report.missing)
    yield from _listed("Not on the list of names", report.unlisted)
    yield from _listed("Without a name", [recording.file for recording in report.nameless])
    if report.nameless:
        yield HOW_TO_NAME
    yield from _listed("Left out, not called like a recording", homework.other_files)
    yield from _listed("Lines of --learners that could not be used", homework.unused_lines)
    if marks:
        for kind, agreement in (("words", marks.words), ("recordings", marks.recordings)):
            if agreement.count:
                kappa = "not defined" if agreement.kappa is None else f"{agreement.kappa:.2f}"
                yield (
                    f"Your marks of {agreement.count} {kind}: the same in"
                    f" {agreement.observed:.0%}, Cohen's kappa {kappa}."
                )
        yield from _listed("Marks that could not be used", marks.unused)
    pages = counted(len(files.learner_pages), "page")
    yield f"Written: {files.class_page}, and {pages} for learners beside it"


def _listed(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = f", … and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield f"{title}: {len(names)}. {', '.join(names[:_MOST_NAMED])}{more}"
