"""The practice screen on terminals of all sorts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from miolingo.decks.cards import Card
from miolingo.errors import ExitCode
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.store import Store
from miolingo.ui.practice.screen import PracticeScreen
from tests.parts.cli import invoke_here
from tests.parts.screens import SUMMARY, Screen
from tests.parts.sync_world import attempt

CARD = Card("화장실이 어디예요", "Where is the restroom?", "hwadʑaŋɕiɾi ʌdijejo")
FRAMES = re.compile("[─-╿]")
ESCAPE = "\x1b"
JUDGEMENT = Judgement(
    language_code="ko",
    target_phrase="저는 학생이에요 정말",
    recognized_phrase="저는 학생이 네",
    similarity_score=42.0,
    perfect_match=False,
    verdict=Verdict.PARTLY_UNDERSTOOD,
    reason=None,
    words=(
        WordResult("저는", WordStatus.CORRECT, 95.0),
        WordResult("학생이에요", WordStatus.MISPRONOUNCED, 40.0),
        WordResult("정말", WordStatus.MISSING, 0.0),
        WordResult("네", WordStatus.EXTRA, 0.0),
    ),
    model="fake",
    scorer_version="0",
    audio_ms=2000,
    decode_ms=3,
)


def show_everything(view: PracticeScreen) -> None:
    view.card(CARD, 2, 40)
    view.loading()
    with view.listening() as meter:
        meter(-30.0, True)
    view.result(JUDGEMENT)
    view.menu()
    view.summary(SUMMARY, [])


@pytest.mark.parametrize("width", [80, 30])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    screen = Screen(width)
    show_everything(screen.view)
    visible = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", screen.text())
    assert max(cell_len(line) for line in visible.splitlines()) <= width


@pytest.mark.parametrize("width", [80, 30])
def test_a_phrase_stands_in_an_even_frame(width: int) -> None:
    screen = Screen(width)
    screen.view.card(CARD, 2, 40)
    framed = screen.lines()[1:]
    assert {cell_len(line) for line in framed} == {width}
    assert "2 of 40" in framed[0]
    assert CARD.phrase.split()[0] in screen.text()
    assert CARD.ipa.split()[0] in screen.text()


def test_marks_are_readable_without_color() -> None:
    screen = Screen()
    screen.view.result(JUDGEMENT)
    lines = screen.lines()
    assert lines[1] == "✓ 저는  ✗ 학생이에요  ∅ 정말  » 네"
    assert lines[2] == "✓ understood  ✗ sounded different  ∅ not heard  » added"
    assert "Heard: 저는 학생이 네" in lines
    assert "Score: 42.0 of 100" in lines
    assert lines[-1].startswith("I didn't hear “정말”.")
    assert ESCAPE not in screen.text()


def test_on_a_narrow_screen_a_mark_stays_with_its_word() -> None:
    screen = Screen(19)
    screen.view.result(JUDGEMENT)
    assert screen.lines()[1:8] == [
        "✓ 저는",
        "✗ 학생이에요",
        "∅ 정말  » 네",
        "✓ understood",
        "✗ sounded different",
        "∅ not heard",
        "» added",
    ]


def test_color_only_adds_to_the_marks() -> None:
    plain, colored = Screen(), Screen(color=True)
    plain.view.result(JUDGEMENT)
    colored.view.result(JUDGEMENT)
    assert ESCAPE in colored.text()
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored.text()) == plain.text()


def test_marks_fit_an_encoding_without_them() -> None:
    words = tuple(replace(word, word="agua") for word in JUDGEMENT.words)
    screen = Screen(encoding="latin-1")
    screen.view.result(
        replace(JUDGEMENT, words=words[:1], recognized_phrase="agua", perfect_match=True)
    )
    screen.view.card(Card("agua", "water"), 1, 1)
    with screen.view.listening() as meter:
        meter(-10.0, True)
    assert "+ agua" in screen.text()
    assert "+ understood" in screen.text()
    assert "####" in screen.text()


@pytest.mark.parametrize("terminal", [True, False])
def test_plain_has_no_frames_and_nothing_that_moves(terminal: bool) -> None:
    screen = Screen(terminal=terminal, plain=True)
    show_everything(screen.view)
    assert not FRAMES.search(screen.text())
    assert ESCAPE not in screen.text()
    assert "\r" not in screen.text()
    assert screen.lines()[1:4] == [
        "Phrase 2 of 40: 화장실이 어디예요",
        "Meaning: Where is the restroom?",
        "IPA: hwadʑaŋɕiɾi ʌdijejo",
    ]


def test_what_goes_to_a_pipe_is_not_cut_into_lines() -> None:
    screen = Screen(40, terminal=False, plain=True)
    screen.view.note("word " * 30)
    screen.view.result(JUDGEMENT)
    assert screen.lines()[0] == "word " * 30
    assert all(line == line.rstrip() for line in screen.lines()[1:])


def test_an_attempt_that_was_not_judged_has_no_score() -> None:
    screen = Screen()
    screen.view.result(
        replace(
            JUDGEMENT,
            similarity_score=None,
            verdict=Verdict.NOT_SCORABLE,
            reason=Reason.TOO_SHORT,
            words=(),
        )
    )
    assert screen.lines() == [
        "Not scored.",
        "That was too short to judge. Say the whole phrase.",
    ]


def test_the_summary_counts() -> None:
    screen = Screen()
    screen.view.summary(SUMMARY, [])
    assert screen.lines()[1:] == [
        "Session over: 3 attempts, mean 71.2 of 100, 1 perfect.",
        "1 attempt could not be scored.",
        "Hardest words: 반갑습니다 (12)",
    ]


def test_attempts_that_could_not_be_saved_are_printed_whole_and_can_be_imported(
    tmp_path: Path, miolingo_home: Path
) -> None:
    screen = Screen(30)
    unsaved = [attempt(1), attempt(2)]
    screen.view.summary(SUMMARY, unsaved)
    assert "2 attempts could not be" in screen.text()
    copied = tmp_path / "copied.jsonl"
    lines = [line for line in screen.lines() if line.startswith("{")]
    copied.write_text("\n".join(lines), encoding="utf-8")

    imported = invoke_here("import", copied, "--yes")
    assert imported.exit_code == ExitCode.OK, imported
    with Store(miolingo_home / "data" / "history.db") as store:
        assert list(store.every_attempt()) == unsaved


def test_every_key_is_on_screen_and_none_is_broken() -> None:
    for width in (80, 30):
        screen = Screen(width)
        screen.view.menu()
        entries = [entry for line in screen.lines()[1:] for entry in line.split("  ")]
        assert entries == [
            "Enter=next",
            "r=retry",
            "l=listen",
            "s=slow",
            "m=my recording",
            "b=back",
            "k=skip",
            "t=take back",
            "i=I said it right",
            "q=quit",
        ]
