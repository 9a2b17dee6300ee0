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
from miolingo.practice.interface import Ending, Enter, Key, Offer, Sound
from miolingo.store import Store
from miolingo.ui.practice.key_names import HELP, entries
from miolingo.ui.practice.keys import BINDINGS
from miolingo.ui.practice.live_screen import LiveScreen
from miolingo.ui.practice.plain_screen import PlainScreen
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


OTHERS = (Key.NEXT, Key.PAUSE, Key.RESUMED)
OFFER = Offer(Enter.NEXT, tuple(key for key in Key if key not in OTHERS))


def show_everything(view: LiveScreen | PlainScreen) -> None:
    view.card(CARD, 2, 40)
    with view.now_playing(Sound.SLOW_REFERENCE):
        view.loading()
    with view.listening() as meter:
        meter(-30.0, True)
    view.listened(Ending.PAUSE)
    view.result(JUDGEMENT)
    view.menu(OFFER)
    view.help()
    view.summary(SUMMARY, [])


@pytest.mark.parametrize("width", [80, 30])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    screen = Screen(width)
    show_everything(screen.view)
    assert max(map(cell_len, screen.shown())) <= width


@pytest.mark.parametrize("width", [80, 30])
def test_a_phrase_stands_in_an_even_frame(width: int) -> None:
    screen = Screen(width)
    screen.view.card(CARD, 2, 40)
    framed = screen.shown()[:-2]
    assert {cell_len(line) for line in framed} == {width}
    assert "2 of 40" in framed[0]
    assert CARD.phrase.split()[0] in screen.text()
    assert CARD.ipa.split()[0] in screen.text()


def test_marks_are_readable_without_color() -> None:
    screen = Screen(plain=True)
    screen.view.result(JUDGEMENT)
    lines = screen.lines()
    assert lines[1] == "✓ 저는  ✗ 학생이에요  ∅ 정말  » 네"
    assert lines[2] == "✓ understood  ✗ sounded different  ∅ not heard  » added"
    assert "Heard: 저는 학생이 네" in lines
    assert "Score: 42.0 of 100" in lines
    assert lines[-1].startswith("I did not hear “정말”.")
    assert ESCAPE not in screen.text()


def test_on_a_narrow_screen_a_mark_stays_with_its_word() -> None:
    screen = Screen(19, plain=True)
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
    assert re.search(r"\x1b\[[0-9;]+m", colored.text())
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
    screen = Screen(plain=True)
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
        "Session over: 3 attempts, mean 71.2 of 100, all words right in 1.",
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


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("width", [80, 30])
def test_every_key_is_on_screen_and_none_is_broken(width: int, plain: bool) -> None:
    screen = Screen(width, plain=plain)
    screen.view.menu(OFFER)
    named = [entry for line in screen.shown()[1:] for entry in line.split("  ") if entry]
    assert named == [
        "Enter=next",
        "r=retry",
        "l=listen",
        "s=slow",
        "c=compare",
        "m=my recording",
        "w=hear the word",
        ",=word before",
        ".=word after",
        "p=pitch and pace",
        "b=back",
        "k=skip",
        "t=take back",
        "i=I said it right",
        "?=help",
        "q=quit",
    ]


def test_each_key_that_is_listed_does_something_and_is_explained() -> None:
    listed = {key for key, _ in entries(OFFER)} - {"Enter"}
    assert listed <= set(BINDINGS)
    assert listed | {"Enter"} == {key for key, _ in HELP}


def test_the_help_is_a_list_whose_second_column_keeps_its_place() -> None:
    screen = Screen(40)
    screen.view.help()
    lines = screen.shown()[1:]
    assert [line[:5].strip() for line in lines if line[:5].strip()] == [key for key, _ in HELP]
    assert all(line[5:7] == "  " and line[7:8].strip() for line in lines)


def test_the_last_card_says_so_and_a_single_one_is_not_counted() -> None:
    screen = Screen()
    screen.view.card(CARD, 40, 40)
    screen.view.menu(Offer(Enter.FINISH, (Key.QUIT,)))
    assert "40 of 40, the last" in screen.shown()[0]
    assert "Enter=finish (last phrase)" in screen.shown()[-1]
    single = Screen()
    single.view.card(CARD, 1, 1)
    assert not re.search(r"\d", single.shown()[0])


def test_results_and_remarks_stay_above_the_card_and_are_printed_once() -> None:
    screen = Screen()
    screen.view.card(CARD, 2, 40)
    for _ in range(2):
        with screen.view.listening() as meter:
            meter(-30.0, True)
            assert "Speak now" in screen.shown()[-3]
        screen.view.listened(Ending.PAUSE)
        assert "stopped listening. One moment." in screen.shown()[-1]
        screen.view.result(JUDGEMENT)
        screen.view.menu(OFFER)
    shown = screen.shown()
    assert [line for line in shown if line.startswith("2 of 40")] == [
        "2 of 40 · Where is the restroom?",
        "2 of 40 · Where is the restroom? · attempt 2",
    ]
    assert shown.count("Score: 42.0 of 100") == screen.text().count("Score: 42.0") == 2
    assert sum("IPA" in line or "╭" in line for line in shown) == 1
    assert "Speak now" not in "".join(shown)
    screen.view.summary(SUMMARY, [])
    assert not FRAMES.search("".join(screen.shown()))
    assert screen.terminal.cursor_shown


def test_what_is_played_is_on_screen_until_it_ends() -> None:
    screen = Screen()
    screen.view.card(replace(CARD, rivals=(Card("나무", "tree"),)), 2, 40)
    with screen.view.now_playing(Sound.OTHER_WORD):
        assert "♪ Playing the other word, 나무" in screen.shown()
    assert "Playing" not in "".join(screen.shown())


def test_both_words_of_a_pair_have_their_meaning_and_ipa_on_every_screen() -> None:
    pair = Card("나무", "tree", "namu", rivals=(Card("너무", "too", "nʌmu"),))
    for plain in (True, False):
        screen = Screen(plain=plain)
        screen.view.card(pair, 1, 2, by_ear=True)
        words = "\n".join(screen.shown())
        for told in ("나무", "tree", "namu", "너무", "too", "nʌmu", "cannot tell these two words"):
            assert told in words, (plain, told)


@pytest.mark.parametrize(("before", "after"), [(80, 40), (40, 80), (80, 33), (60, 25)])
def test_another_width_leaves_no_trace_of_the_frame_before(before: int, after: int) -> None:
    screen = Screen(before)
    screen.view.note("A remark stays.")
    screen.view.card(CARD, 2, 40)
    screen.view.menu(OFFER)
    screen.resize(after)
    screen.view.keep_fitting()
    shown = screen.shown()
    assert shown[0] == "A remark stays."
    assert re.fullmatch("╭│+╰", "".join(line[0] for line in shown if FRAMES.match(line)))
    assert max(map(cell_len, shown)) <= after
    screen.resize(before)
    screen.view.note("Another one.")
    assert screen.shown()[:3] == ["A remark stays.", "", "Another one."]


def test_while_a_shell_has_the_terminal_nothing_is_left_of_the_card() -> None:
    screen = Screen()
    screen.view.card(CARD, 2, 40)
    with screen.view.set_aside():
        assert not FRAMES.search("".join(screen.shown()))
        assert screen.terminal.cursor_shown
    assert "2 of 40" in screen.shown()[0]
    assert not screen.terminal.cursor_shown
