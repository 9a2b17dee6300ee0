"""How a contrast is heard and said, side by side, in the history and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from miolingo.history.attempts import Attempt
from miolingo.history.reports.contrasts import ContrastReport, contrast_report
from miolingo.judging.judgement import (
    SoundResult,
    SoundStatus,
    Verdict,
    WordResult,
    WordStatus,
)
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT
from tests.parts.histories import LOCAL_NOON, history_command
from tests.parts.listening import an_answer


def said(*heard: str | None, sound: str = "t", attempt_id: int = 1) -> Attempt:
    """An attempt with one sound so many times: right for None, or heard as another one."""
    sounds = tuple(
        SoundResult(
            sound,
            SoundStatus.WRONG if other else SoundStatus.CORRECT,
            20.0 if other else 90.0,
            0,
            70,
            other,
        )
        for other in heard
    )
    word = WordResult("달", WordStatus.MISPRONOUNCED, 50.0, 0, 70, sounds)
    return replace(
        ATTEMPT,
        id=f"01936000-0000-7000-8000-{attempt_id:012x}",
        verdict=Verdict.PARTLY_UNDERSTOOD,
        words=(word,),
        practice_date=LOCAL_NOON,
    )


def test_ear_and_mouth_stand_side_by_side_the_worst_heard_first() -> None:
    answers = [
        *(an_answer(n, correct=n > 0) for n in range(4)),
        an_answer(8, contrast="k kʰ", correct=False),
    ]
    attempts = [said(None, "t͈", "d"), said(None, "t", sound="t͈", attempt_id=2)]
    worst, other = contrast_report(answers, attempts)
    assert worst == ContrastReport(("ko", "k kʰ"), answers=1, heard=0, said=0, mixed_up=0)
    assert worst.mouth is None
    assert other == ContrastReport(("ko", "t t͈"), answers=4, heard=3, said=4, mixed_up=2)
    assert (other.ear, other.mouth) == (0.75, 0.5)


def test_other_languages_and_what_was_not_listened_to_say_nothing() -> None:
    assert contrast_report([], [said(None, "t͈")]) == ()
    (one,) = contrast_report([an_answer(1, language_code="fr")], [said(None, "t͈")])
    assert (one.name, one.said) == (("fr", "t t͈"), 0)


def test_the_history_shows_both(tmp_path: Path) -> None:
    with Store(tmp_path / "data" / "history.db") as store:
        answers = [an_answer(n, correct=n > 0, answered_at=LOCAL_NOON) for n in range(4)]
        store.add_all([said(None, "t͈")], [], answers)
    told = history_command(tmp_path, "--plain").stdout
    assert "Sounds by ear and by mouth" in told
    (row,) = (line for line in told.splitlines() if line.startswith("t and t͈"))
    assert "3 of 4 answers (75%)" in row
    assert row.endswith("1 of 2 sounds (50%)")
    (contrast,) = json.loads(history_command(tmp_path, "--format", "json").stdout)["contrasts"]
    assert contrast == {
        "language_code": "ko",
        "sounds": ["t", "t͈"],
        "ear": {"answers": 4, "right": 3, "rate": 0.75},
        "mouth": {"said": 2, "mixed_up": 1, "rate": 0.5},
    }
    page = tmp_path / "page.html"
    history_command(tmp_path, "--report", str(page))
    assert "t and t͈" in page.read_text("utf-8")


def test_it_shows_what_was_listened_to_where_nothing_was_said(tmp_path: Path) -> None:
    with Store(tmp_path / "data" / "history.db") as store:
        store.add_listening_answer(an_answer(1, answered_at=LOCAL_NOON))
    told = history_command(tmp_path).stdout
    assert told.startswith("No attempts yet.")
    assert "1 of 1 answers (100%)" in told
    assert "not said yet" in told
