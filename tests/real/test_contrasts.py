"""Which sounds the small Korean model tells apart, measured with a synthesized voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo.judging.sounds.contrasts import TOLD_APART
from miolingo.language.phonemes import Sound
from miolingo.speech.recognizer.model_dir import model_for
from miolingo.speech.sounds import contrast_check
from miolingo.speech.sounds.contrast_check import ContrastMeter, Utterance
from miolingo.speech.synthesis.phonemizer import phonemes_of
from tests.parts.speech import require_korean_model, said

WORDS = (
    "나라",
    "나무",
    "바다",
    "사람",
    "아빠",
    "바람",
    "머리",
    "어제",
    "언니",
    "정말",
    "처음",
    "점심",
    "허리",
    "할머니",
    "거실",
    "걱정",
    "어젯밤",
    "하늘",
)


@pytest.fixture(scope="module")
def folder() -> Path:
    require_korean_model()
    return model_for("ko", ()).path


def meter(folder: Path, cache: Path) -> ContrastMeter:
    def transcribe(word: str) -> tuple[Sound, ...]:
        return phonemes_of(word, "ko")

    return ContrastMeter(folder, cache, transcribe)


def test_vowels_that_a_voice_says_clearly_are_told_apart(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contrast_check, "find_learned", lambda _: None)
    unlearned = meter(folder, tmp_path)
    assert all(map(unlearned.knows, WORDS))
    assert not unlearned.knows("hello")
    heard: list[tuple[int, int]] = []
    check = unlearned.check(
        [Utterance(word, said(word)) for word in WORDS], lambda *done: heard.append(done)
    )
    assert heard[-1] == (len(WORDS), len(WORDS))
    assert check.utterances == len(WORDS)
    named = {(each.first, each.second): each for each in check.contrasts}
    assert {frozenset(pair) for pair in named} >= {frozenset("aʌ")}
    (vowels,) = (each for pair, each in named.items() if set(pair) == set("aʌ"))
    assert vowels.synthesized >= TOLD_APART
    assert vowels.on_people is None


def test_what_was_learned_from_people_is_told_beside(folder: Path, tmp_path: Path) -> None:
    check = meter(folder, tmp_path).check(
        [Utterance(word, said(word)) for word in WORDS], lambda *_: None
    )
    (vowels,) = (each for each in check.contrasts if {each.first, each.second} == set("aʌ"))
    assert vowels.on_people is not None
    assert vowels.share == vowels.on_people
