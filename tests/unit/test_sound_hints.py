"""Which words get a hint on their sounds, and how it is shown."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.sound_hints import SoundHint, heard_instead, sound_hints
from miolingo.language.korean import ipa as korean_ipa
from miolingo.ui.practice.sound_hints import as_object, hint_lines

CORRECT, WRONG, MISSING, EXTRA, _ = WordStatus


def word(text: str, status: WordStatus, *, heard: bool = True) -> WordResult:
    times = (100, 200) if heard else (None, None)
    return WordResult(text, status, 50.0, *times)


def hints(recognized: str, *words: WordResult) -> tuple[SoundHint, ...]:
    return sound_hints(words, recognized, korean_ipa.ipa)


@pytest.mark.parametrize(
    ("recognized", "words", "found"),
    [
        ("불", [word("물", WRONG)], [("물", ("불",))]),
        ("불 좀", [word("물", WRONG), word("좀", CORRECT)], [("물", ("불",))]),
        ("좀 불 이", [word("좀", CORRECT), word("물이", WRONG)], [("물이", ("불", "이"))]),
        ("좀 불", [word("좀", CORRECT), word("물", MISSING)], [("물", ("불",))]),
        ("좀", [word("좀", CORRECT), word("물", MISSING, heard=False)], []),
        ("네 불", [word("네", EXTRA), word("물", WRONG)], [("물", ("불",))]),
        ("불 종", [word("물", WRONG), word("좀", WRONG)], []),
        ("불", [word("물", WRONG), word("좀", MISSING, heard=False)], [("물", ("불",))]),
        ("damaged", [word("물", WRONG), word("좀", CORRECT)], []),
        ("", [word("물", WRONG)], []),
    ],
)
def test_what_was_heard_in_place_of_a_word_is_found_in_the_attempt(
    recognized: str, words: list[WordResult], found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert list(heard_instead(words, recognized)) == found


def test_a_word_that_was_something_else_altogether_gets_no_hint() -> None:
    assert hints("바다", word("학생", WRONG)) == ()
    assert hints("가 나 다 라", word("가나다라", WRONG)) == ()
    assert hints("hello", word("물", WRONG)) == ()
    assert len(hints("불", word("물", WRONG))) == 1


def test_the_sounds_stand_side_by_side_and_what_differs_is_in_brackets() -> None:
    (hint,) = hints("탈", word("달", WRONG))
    target, heard, told = hint_lines(hint)
    assert target == "Sounds: [t]  a  l   달"
    assert heard == "Heard:  [tʰ] a  l   탈"
    assert told == (
        "Just a guess: perhaps tʰ instead of t: with a puff of air, not without a puff of air."
    )
    (longer,) = hints("물", word("문이", WRONG))
    lines = hint_lines(longer)[:2]
    assert "[-]" in lines[1]
    starts = [cell_len(re.split(r"[가-힣]", line)[0]) for line in lines]
    assert starts[0] == starts[1]


def test_a_program_gets_the_same() -> None:
    (hint,) = hints("탈", word("달", WRONG))
    assert as_object(hint) == {
        "word": "달",
        "heard": "탈",
        "ipa": "tal",
        "heard_ipa": "tʰal",
        "from_sounds": False,
        "differences": [{"target": "t", "heard": "tʰ", "features": ["aspiration"]}],
    }
