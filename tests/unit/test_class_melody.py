"""Pace, pauses and melody of a class: read back from its results, told to the learner alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import ConfigurationError
from miolingo.judging.batch.classroom.prosody import prosody_of
from miolingo.judging.batch.classroom.recordings import Recording
from miolingo.judging.batch.classroom.report import class_report
from miolingo.judging.prosody.comparison import ProsodyComparison, Untold, beside_own
from miolingo.ui.results.classroom.folder import ClassFolder
from miolingo.ui.results.classroom.learner_page import learner_page
from miolingo.ui.results.melody.records import as_object
from miolingo.ui.results.melody.words import prosody_lines
from tests.parts.class_results import IPA, record, recording, word
from tests.parts.prosody import compared, melody

RIGHT = [word(text) for text in IPA]


def kept(comparison: ProsodyComparison) -> dict[str, Any]:
    """The object as it is read back from a file."""
    return dict(json.loads(json.dumps(as_object(comparison))))


def page_of(prosody: dict[str, Any] | None) -> str:
    more = {"prosody": prosody} if prosody else {}
    (learner,) = class_report([recording("Mina", "1.ogg", RIGHT, **more)], ()).learners
    return learner_page(learner, lambda _file: None, language_code="ko", made_on="")


@pytest.mark.parametrize(
    "comparison",
    [compared(), compared(melody(0, 3, end=5.0), rises=True), compared(melody(0, -20, 3))],
)
def test_what_was_measured_is_read_back(comparison: ProsodyComparison) -> None:
    again = prosody_of(kept(comparison))
    assert again is not None
    assert list(prosody_lines(again)) == list(prosody_lines(comparison))
    assert beside_own(again) == beside_own(comparison)
    assert again.own.pace == comparison.own.pace
    assert again.own.melody == comparison.own.melody


def test_a_learner_sees_their_line_beside_the_reference_and_that_it_does_not_count() -> None:
    page = page_of(kept(compared(melody(0, 3, end=5.0))))
    assert 'class="s1"' in page
    assert "Pause after" in page
    assert "None of this counts in a score." in page
    assert "Pace" not in page_of(None)


def test_without_praat_there_is_no_line_and_no_word_of_what_the_teacher_lacks() -> None:
    record = kept(compared())
    record["own"]["untold"] = [Untold.NOT_INSTALLED]
    page = page_of(record)
    assert "Pace: 3.1" in page
    assert "Praat" not in page
    assert "<svg" not in page


def test_the_pace_of_a_learner_is_that_of_their_recordings() -> None:
    def spoken(**more: Any) -> Recording:
        return recording("Mina", "1.ogg", RIGHT, **more)

    (mina,) = class_report([spoken(prosody=kept(compared())), spoken()], ()).learners
    assert mina.speech_rate == pytest.approx(3.125)
    assert mina.pauses == 1
    (silent,) = class_report([spoken()], ()).learners
    assert (silent.speech_rate, silent.pauses) == (None, None)


@pytest.mark.parametrize("asked", [True, False])
def test_the_table_has_the_pace_where_it_was_asked_for(tmp_path: Path, *, asked: bool) -> None:
    records = [record("Mina", "1.ogg", RIGHT), record("Jo", "2.ogg", [], reason="silence")]
    if asked:
        records[0]["prosody"] = kept(compared())
    table, _ = ClassFolder(tmp_path).write_records(records, excel=False)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    paces = [(row.get("speech_rate"), row.get("pauses")) for row in rows]
    assert paces == ([("3.12", "1"), ("", "")] if asked else [(None, None)] * 2)


def test_a_result_with_a_damaged_line_of_pitch_is_refused() -> None:
    damaged = kept(compared(melody(0, 3)))
    del damaged["own"]["pitch"]["semitones"]
    with pytest.raises(ConfigurationError, match="cannot be used"):
        recording("Mina", "1.ogg", RIGHT, prosody=damaged)
