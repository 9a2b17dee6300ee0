"""A class's results for programs: an object of all figures, and each recording's record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from miolingo.judging.batch.classroom.learner_table import LEARNER
from miolingo.judging.batch.classroom.marks import Agreement, MarksReport
from miolingo.judging.batch.classroom.recordings import Recording
from miolingo.judging.batch.classroom.report import ClassReport, HardSound, HardWord
from miolingo.judging.batch.files import RESULT_FIELDS
from miolingo.ui.json_objects import json_object
from miolingo.ui.results.classroom.parts import why
from miolingo.ui.results.classroom.summary import WrittenFiles

SCHEMA = "miolingo.class/1"


def as_json_line(report: ClassReport, marks: MarksReport | None, files: WrittenFiles) -> str:
    """The figures of a class as one line of JSON, with the files that were written."""
    return json_object(
        SCHEMA,
        {
            "learners": [
                {
                    "name": learner.name,
                    "recordings": len(learner.recordings),
                    "mean_score": _rounded(learner.mean_score, 1),
                    "words_understood": _rounded(learner.right_rate, 3),
                    "hard_words": learner.hard_words,
                    "speech_rate": _rounded(learner.speech_rate, 2),
                    "pauses": learner.pauses,
                }
                for learner in report.learners
            ],
            "missing": report.missing,
            "not_on_the_list": report.unlisted,
            "nameless": [recording.file for recording in report.nameless],
            "not_judged": [
                {
                    "learner": recording.learner,
                    "file": recording.file,
                    "reason": recording.reason,
                    "problem": why(recording),
                }
                for recording in report.unjudged
            ],
            "words": [_word(word) for word in report.words],
            "sounds": [_sound(sound) for sound in report.sounds],
            "agreement": marks and _marks(marks),
            "files": asdict(files),
        },
    )


def public_records(
    records: Iterable[Mapping[str, Any]], recordings: Iterable[Recording], *, anonymous: bool
) -> Iterator[dict[str, Any]]:
    """The results' objects with the learners as they are shown.

    Those of anonymous ones have no columns of a list, and no names of files.
    """
    for record, recording in zip(records, recordings, strict=True):
        shown = {LEARNER: recording.learner, "file": recording.file}
        if not anonymous:
            yield {**record, **shown}
            continue
        kept = {name: value for name, value in record.items() if name in RESULT_FIELDS}
        words = [{**word, "clips": None} for word in record["words"]]
        problem = recording.problem and why(recording)
        yield {**kept, **shown, "words": words, "problem": problem}


def _word(word: HardWord) -> dict[str, Any]:
    return {
        "word": word.text,
        "phrase": word.phrase,
        "right": word.right,
        "wrong": word.wrong,
        "unsure": word.unsure,
        "learners": word.learners,
        "heard": word.heard,
    }


def _sound(sound: HardSound) -> dict[str, Any]:
    return {
        "ipa": sound.ipa,
        "right": sound.right,
        "wrong": sound.wrong,
        "learners": sound.learners,
        "heard": sound.heard,
        "words": sound.words,
    }


def _marks(marks: MarksReport) -> dict[str, Any]:
    return {
        "words": _agreement(marks.words),
        "recordings": _agreement(marks.recordings),
        "unused": marks.unused,
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    interval = agreement.interval
    return {
        "both_right": agreement.both_right,
        "both_wrong": agreement.both_wrong,
        "teacher_alone_right": agreement.teacher_alone,
        "judge_alone_right": agreement.judge_alone,
        "unsure": agreement.unsure,
        "same": _rounded(agreement.observed, 3),
        "kappa": _rounded(agreement.kappa, 3),
        "kappa_from": _rounded(interval and interval[0], 3),
        "kappa_to": _rounded(interval and interval[1], 3),
        "differences": [
            {
                "learner": each.recording.learner,
                "file": each.recording.file,
                "word": each.word or None,
                "teacher": "right" if each.teacher_right else "wrong",
            }
            for each in agreement.differences
        ],
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
