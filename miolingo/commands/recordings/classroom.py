"""``miolingo class``: judge the recordings of a class, and write pages for teacher and learners."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.options import Lang
from miolingo.commands.context import context_of
from miolingo.commands.results_output import Melody
from miolingo.judging.batch.classroom.learners import ToldBy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from miolingo.composition.context import Context
    from miolingo.errors import ExitCode
    from miolingo.judging.batch.classroom.homework import Homework
    from miolingo.judging.batch.files import Task
    from miolingo.ui.results.classroom.folder import ClassFolder

_WHO, _RESULTS = "Who is who", "Results"


def classroom(
    ctx: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="A folder of recordings, or a list as drill takes it."
        ),
    ],
    text: Annotated[
        str | None,
        typer.Option("--text", help="The phrase that everybody was asked to say."),
    ] = None,
    lang: Lang = None,
    names: Annotated[
        Path | None,
        typer.Option(
            "--names",
            help="The names of the class, one on a line: tells who is missing.",
            rich_help_panel=_WHO,
        ),
    ] = None,
    learners: Annotated[
        Path | None,
        typer.Option(
            "--learners",
            help="Whose recording is whose: a table with the columns audio and learner.",
            rich_help_panel=_WHO,
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--learners-template",
            help="Write such a table to fill in; nothing is judged.",
            rich_help_panel=_WHO,
        ),
    ] = None,
    told_by: Annotated[
        ToldBy,
        typer.Option(
            "--by",
            help="What names a learner: the folder, the file, or the folder if there is one.",
            rich_help_panel=_WHO,
        ),
    ] = ToldBy.AUTO,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Numbers instead of names; voices stay.", rich_help_panel=_WHO
        ),
    ] = False,
    marks: Annotated[
        Path | None,
        typer.Option(
            "--marks",
            help="Your own marks, a table with the columns audio, mark and perhaps word.",
            rich_help_panel=_RESULTS,
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output", metavar="FOLDER", help="Write to this folder.", rich_help_panel=_RESULTS
        ),
    ] = Path("class-report"),
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Judge only what --output does not have yet.",
            rich_help_panel=_RESULTS,
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Overwrite the results in --output, or the table.",
            rich_help_panel=_RESULTS,
        ),
    ] = False,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel",
            help="Add the mark to results.csv that lets Excel read its characters.",
            rich_help_panel=_RESULTS,
        ),
    ] = False,
    json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print the figures as one JSON object.", rich_help_panel=_RESULTS
        ),
    ] = False,
    melody: Melody = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Recordings judged at once.")] = 1,
    allow_cut: Annotated[
        bool, typer.Option("--allow-cut", help="Judge what is left of files that are cut off.")
    ] = False,
) -> None:
    """Judge a class's recordings: a page for the class, and one for each learner.

    Examples:
        miolingo class homework --text "커피 주세요" --lang ko
        miolingo class homework --text "커피 주세요" --names class.txt --output monday
        miolingo class homework --learners-template whose.csv
        miolingo class list.csv --marks my-marks.csv --anonymous --resume
    """
    from miolingo.commands.recordings.class_pages import ClassRequest, write_class
    from miolingo.judging.batch.classroom.homework import (
        LearnerHints,
        homework_in,
        homework_of_list,
        read_names,
    )
    from miolingo.judging.batch.classroom.learner_table import LearnerTable, read_learner_table
    from miolingo.judging.batch.classroom.marks import read_marks
    from miolingo.language.normalize import words_of
    from miolingo.settings.definitions import LANGUAGE
    from miolingo.ui.results.classroom.folder import ClassFolder

    context = context_of(ctx)
    language = context.choices({LANGUAGE.key: lang}).value(LANGUAGE)
    if text is not None:
        words_of(text, language)
    listed = read_names(names, language) if names else []
    table = read_learner_table(learners, language) if learners else LearnerTable()
    own_marks = read_marks(marks, language) if marks else None
    hints = LearnerHints(listed, told_by, table)
    asked = text or "" if template else text
    if source.is_dir():
        homework = homework_in(source, asked, hints, output)
    else:
        homework = homework_of_list(source, asked, hints, language)
    if template:
        _write_template(homework, template, force=force)
        return
    folder = ClassFolder(output)
    folder.prepare(force=force, resume=resume)
    options = JudgingOptions(language, jobs, resume, allow_cut, melody)
    code = _judge(context, homework.tasks, text, folder, options)
    request = ClassRequest(language, listed, own_marks, anonymous, excel, json, context.today())
    write_class(request, homework, folder)
    raise typer.Exit(code)


def _write_template(homework: Homework, path: Path, *, force: bool) -> None:
    """Write whose recording is whose, as far as it is known, to be filled in."""
    from miolingo.commands.command_line.files import told_written, written
    from miolingo.judging.batch.classroom.learner_table import table_lines
    from miolingo.ui.results.classroom.parts import counted

    whose = [
        (submission.task.file, "" if submission.nameless else submission.learner)
        for submission in homework.submissions
    ]
    with written(path, force=force) as file:
        file.writelines(table_lines(whose))
    unnamed = sum(not learner for _, learner in whose)
    left = f"{unnamed} of them without a learner" if unnamed else "each with its learner"
    told_written(path, f"{counted(len(whose), 'recording')}, {left}")


@dataclass(frozen=True)
class JudgingOptions:
    """How the recordings are judged."""

    language_code: str
    jobs: int
    resume: bool
    allow_cut: bool
    melody: bool


def _judge(
    context: Context,
    tasks: Sequence[Task],
    text: str | None,
    folder: ClassFolder,
    options: JudgingOptions,
) -> ExitCode:
    """Judge what was not judged yet; each result is written at once."""
    from contextlib import closing
    from functools import partial

    from miolingo.commands.results_output import (
        Format,
        Output,
        build_judge,
        exit_code,
        prosody_measure,
        refuse_unknown_words,
        with_sounds,
        write_results,
    )
    from miolingo.composition import speech
    from miolingo.composition.recordings.clips import build_clip_folder
    from miolingo.judging.batch.earlier import earlier_results, matched
    from miolingo.judging.batch.files import judge_files
    from miolingo.speech.clips.folder import OPUS

    there = options.resume and folder.judged.exists()
    earlier = matched(tasks, earlier_results(folder.judged) if there else [])
    left = earlier.left
    judges = [build_judge(context, options.language_code)] * min(options.jobs, len(left))
    if judges and text is not None:
        refuse_unknown_words(judges[0], text)
    keep = build_clip_folder(context, judges[0], folder.clips, OPUS).keep if judges else None
    read = partial(speech.read_speech, allow_cut=options.allow_cut)
    output = Output(folder.judged, Format.JSONL, resume=options.resume)
    measure = prosody_measure(context, judges[0]) if judges and options.melody else None
    with closing(judge_files(judges, read, left, keep, measure)) as judged:
        results = with_sounds(judged, options.language_code)
        done = write_results(results, len(left), output, tasks)
    outcomes = [*(result.outcome for _, result in earlier.done), *(one.outcome for one in done)]
    return exit_code(outcomes, None)
