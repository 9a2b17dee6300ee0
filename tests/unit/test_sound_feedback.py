"""The sounds of words on the screen, and what to change in those that were heard as others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from miolingo.judging.judgement import (
    Judgement,
    SoundResult,
    SoundStatus,
    Verdict,
    WordResult,
    WordStatus,
)
from miolingo.judging.sound_hints import sound_hints
from miolingo.language.ipa import Pairing, sounds_of
from miolingo.ui.practice.articulation import articulation_advice
from miolingo.ui.practice.sound_hints import as_object, hint_lines
from tests.parts.screens import Screen

RIGHT, WRONG, NOT_SURE = SoundStatus


def sound(ipa: str, status: SoundStatus = RIGHT, heard: str | None = None) -> SoundResult:
    return SoundResult(ipa, status, 50.0, 0, 60, heard)


COFFEE = WordResult(
    "커피",
    WordStatus.MISPRONOUNCED,
    40.0,
    310,
    690,
    (sound("kʰ"), sound("ʌ", WRONG, "o"), sound("pʰ", WRONG), sound("i", NOT_SURE)),
)
PLEASE = WordResult(
    "주세요", WordStatus.CORRECT, 90.0, 690, 1230, (sound("tɕ"), sound("u"), sound("s"))
)
JUDGEMENT = Judgement(
    language_code="ko",
    target_phrase="커피 주세요",
    recognized_phrase="",
    similarity_score=62.0,
    perfect_match=False,
    verdict=Verdict.PARTLY_UNDERSTOOD,
    reason=None,
    words=(COFFEE, PLEASE),
    model="fake",
    scorer_version="4",
    unheard_reason="something_else",
    channel=("noisy", "quiet"),
)


def no_spelling(_word: str) -> str:
    raise AssertionError("what was heard is not guessed from spelling")


def advice(target: str, heard: str) -> str:
    (one,) = sounds_of(target)
    (other,) = sounds_of(heard)
    return articulation_advice(Pairing(one, other))


@pytest.mark.parametrize(("heard", "hints"), [("t", 1), ("tw", 1), ("twi", 0)])
def test_who_added_several_sounds_at_once_said_something_else_there(heard: str, hints: int) -> None:
    sounds = (sound("tɕ", WRONG, heard), sound("o"), sound("m"))
    a_little = WordResult("좀", WordStatus.MISPRONOUNCED, 40.0, 0, 180, sounds)
    assert len(sound_hints([a_little], "", no_spelling)) == hints


def test_the_sounds_stand_below_their_words_and_are_marked_without_color() -> None:
    screen = Screen()
    screen.view.result(JUDGEMENT)
    assert screen.lines()[2:5] == [
        "✗ 커피        ✓ 주세요",
        "kʰ ✗ʌ ✗pʰ ?i  tɕ u s",
        "✗ sounded different  ✓ understood  ? not sure",
    ]
    assert not re.search(r"\x1b\[[\d;]*m", screen.text())


def test_color_only_adds_to_the_marks_of_sounds() -> None:
    plain, colored = Screen(), Screen(color=True)
    plain.view.result(JUDGEMENT)
    colored.view.result(JUDGEMENT)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored.text()) == plain.text()


@pytest.mark.parametrize("width", [12, 16, 20])
def test_on_a_narrow_screen_sounds_stay_below_their_word(width: int) -> None:
    screen = Screen(width)
    screen.view.result(JUDGEMENT)
    lines = screen.lines()
    assert max(map(cell_len, lines)) <= width
    assert lines[lines.index("✓ 주세요") + 1] == "tɕ u s"


def test_a_screen_reader_hears_words_in_place_of_marks() -> None:
    screen = Screen(plain=True)
    screen.view.result(JUDGEMENT)
    lines = screen.lines()
    assert "Sounds of 커피: kʰ right, ʌ wrong, heard as o, pʰ wrong, i not sure" in lines
    assert "Sounds of 주세요: tɕ right, u right, s right" in lines
    assert "kʰ ✗ʌ" not in screen.text()


def test_what_was_heard_is_said_and_what_makes_it_less_sure() -> None:
    screen = Screen(120)
    screen.view.result(JUDGEMENT)
    assert "Heard: something else" in screen.lines()
    note = "I am less sure than usual about this recording: there is noise and it is very quiet."
    assert note in screen.lines()


@pytest.mark.parametrize(
    ("recognized", "reason", "shown"),
    [
        ("커피", "", "Heard: 커피"),
        ("", "something_else", "Heard: something else"),
        ("", "nothing", "Heard: nothing"),
    ],
)
def test_heard_is_what_was_heard_and_never_the_target(
    recognized: str, reason: str, shown: str
) -> None:
    screen = Screen()
    screen.view.result(replace(JUDGEMENT, recognized_phrase=recognized, unheard_reason=reason))
    assert shown in screen.lines()


def test_hints_come_from_what_was_heard_where_it_is_clear() -> None:
    (hint,) = sound_hints(JUDGEMENT.words, "", no_spelling)
    assert hint_lines(hint) == [
        "커피: ʌ sounded like o. Lower your tongue and open your mouth more; "
        "do not round your lips."
    ]
    assert as_object(hint) == {
        "word": "커피",
        "heard": "",
        "ipa": "kʰʌpʰi",
        "heard_ipa": "kʰopʰi",
        "from_sounds": True,
        "differences": [{"target": "ʌ", "heard": "o", "features": ["height", "rounding"]}],
    }


@pytest.mark.parametrize("status", [WordStatus.CORRECT, WordStatus.UNSURE])
def test_a_word_that_is_not_blamed_gets_no_hint(status: WordStatus) -> None:
    assert sound_hints([replace(COFFEE, status=status)], "", no_spelling) == ()


def test_another_word_in_its_place_gets_no_hint_on_its_sounds() -> None:
    wrong = (*(sound(ipa, WRONG, "s") for ipa in ("kʰ", "ʌ", "pʰ")), sound("i"))
    assert sound_hints([replace(COFFEE, sounds=wrong)], "", no_spelling) == ()


@pytest.mark.parametrize(
    ("heard", "told"),
    [
        ("", "n was left out. Say it, too."),
        ("m", "n sounded like m. Put the tip of your tongue to the ridge behind your upper teeth."),
        ("nɯ", "ɯ was added. Leave it out."),
    ],
)
def test_a_sound_left_out_or_added_is_told(heard: str, told: str) -> None:
    word = replace(COFFEE, word="눈", sounds=(sound("u"), sound("n", WRONG, heard)))
    (hint,) = sound_hints([word], "", no_spelling)
    assert hint_lines(hint) == [f"눈: {told}"]


@pytest.mark.parametrize(
    ("target", "heard", "told"),
    [
        ("t͈", "tʰ", "Let out no puff of breath; press it out with a tight throat."),
        ("tʰ", "t", "Let out a puff of breath with it."),
        ("b", "p", "Let your voice hum."),
        ("ɪ", "iː", "Make it shorter; lower your tongue and open your mouth more."),
        ("y", "u", "Push your tongue forward."),
        ("u", "y", "Pull your tongue back."),
        ("i", "e", "Raise your tongue."),
        ("θ", "s", "Put the tip of your tongue to your upper teeth."),
        ("a", "t", "Listen to it once more, slowly."),
    ],
)
def test_what_to_change_is_told_from_the_sound_that_was_heard(
    target: str, heard: str, told: str
) -> None:
    assert advice(target, heard) == f"{target} sounded like {heard}. {told}"


def test_there_is_advice_from_any_sound_to_any_other() -> None:
    consonants = "pbtdcɟkɡʔmnɲŋɸβfvθðszʃʒɕʑçʝxɣχʁhɦrʀɾwʋɹjɰlʎ"
    symbols = set(consonants + "iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒ") | {"tɕ", "dʒ", "ts"}
    marked = {symbol + mark for symbol in symbols for mark in ("ː", "ʰ", "\u0348", "ʲ", "\u0303")}
    for target in symbols | marked:
        for heard in ("t", "a", "ɾ", "m", "oː"):
            if target != heard:
                assert advice(target, heard).endswith(".")
