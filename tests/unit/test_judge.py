"""How a recognizer is asked about a phrase, in languages whose models are not at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import pytest

from miolingo.decks.built_in import distractors
from miolingo.judging.hypothesis import HeardWord
from miolingo.judging.judge import TargetAwareJudge
from miolingo.judging.judgement import Judgement, Verdict, WordStatus
from miolingo.judging.recording import Samples
from miolingo.judging.target import ANYTHING_ELSE
from miolingo.speech.synthesis.phonemizer import phones_of, phonetic_key

LOUDNESS = np.repeat([0.001, 0.1, 0.02, 0.1, 0.001], 8_000)
SPEECH = (LOUDNESS * np.random.default_rng(0).normal(size=40_000)).astype(np.float32)


class ScriptedRecognizer:
    """Knows some words, and hears what it is told to: for each grammar another text."""

    name = "scripted"
    ready = True
    dynamic_graph = True

    def __init__(self, vocabulary: Iterable[str], *heard: str) -> None:
        self.vocabulary = frozenset(vocabulary)
        self.heard = heard
        self.grammars: list[Sequence[str] | None] = []

    def known(self, words: Iterable[str]) -> frozenset[str]:
        return self.vocabulary & frozenset(words)

    def start(self, grammars: Sequence[Sequence[str] | None]) -> None:
        self.grammars = list(grammars)

    def feed(self, block: Samples) -> None:
        pass

    def finish(self) -> list[tuple[HeardWord, ...]]:
        return [
            tuple(
                HeardWord(word, 0.9, 0.2 * place, 0.2 * place + 0.2)
                for place, word in enumerate(text.split())
            )
            for text in self.heard
        ]

    def close(self) -> None:
        pass


def judged(language: str, phrase: str, recognizer: ScriptedRecognizer) -> Judgement:
    judge = TargetAwareJudge(
        recognizer,
        language,
        distractors(language),
        phonetic_key=partial(phonetic_key, language_code=language),
        phones_of=partial(phones_of, language_code=language),
    )
    return judge.judge(phrase, SPEECH)


def english(*heard: str) -> ScriptedRecognizer:
    known = [
        "i",
        "like",
        "coffee",
        "toffee",
        "cough",
        "he",
        "bike",
        "knight",
        "night",
        ANYTHING_ELSE,
    ]
    return ScriptedRecognizer([*known, *distractors("en")], *heard)


def test_the_phrase_is_in_the_guided_grammars_and_not_in_the_open_one() -> None:
    recognizer = english("i like coffee", "i like coffee", "i like coffee")
    assert judged("en", "I like coffee.", recognizer).verdict is Verdict.UNDERSTOOD
    doubting, trusting, opened = (set(grammar or ()) for grammar in recognizer.grammars)
    assert "i like coffee" in doubting & trusting
    assert "i like coffee" not in opened
    assert {"i", "like", "coffee", "toffee", "bike", ANYTHING_ELSE} <= opened


@pytest.mark.parametrize("opened", ["i like cough he", "eye lie coffee", "i bike toffee"])
def test_near_misses_of_an_open_ear_blame_nobody(opened: str) -> None:
    recognizer = english("i like coffee", "i like coffee", opened)
    assert judged("en", "I like coffee", recognizer).perfect_match


def test_another_word_is_blamed_though_one_grammar_took_it_for_the_right_one() -> None:
    recognizer = english("i like [unk]", "i like coffee", "i like now")
    result = judged("en", "I like coffee", recognizer)
    clear = english("i like coffee", "i like coffee", "i like coffee")
    assert result.words[2].score < judged("en", "I like coffee", clear).words[2].score
    nobody = english("i like [unk]", "i like garden", "i like now")
    assert judged("en", "I like coffee", nobody).words[2].status is not WordStatus.CORRECT


def test_the_same_sound_spelled_otherwise_is_the_same_to_an_open_ear() -> None:
    same = judged("en", "night", english("night", "night", "knight"))
    assert same.verdict is Verdict.UNDERSTOOD
    assert same.words == judged("en", "night", english("night", "night", "night")).words
