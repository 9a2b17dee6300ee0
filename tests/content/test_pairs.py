"""Minimal pairs: those that come with Miolingo, and which of them a learner is given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from miolingo.errors import ConfigurationError
from miolingo.history.attempts import Attempt
from miolingo.history.reports.statistics import Selection
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.language.ipa import sounds_of
from miolingo.language.normalize import words_of
from miolingo.language.phonemes import Feature
from miolingo.practice.minimal_pairs import DECK, USUAL_PAIRS, choose_pairs, pairs_of
from miolingo.practice.pairs import parse_pairs
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.ui.practice.plan_description import describe_pairs
from tests.parts.attempts import an_attempt

LANGUAGES = ("pt-BR", "fr", "it", "de", "nl", "es", "en", "ko")
CONSONANTS = {Feature.VOICING, Feature.PLACE, Feature.MANNER}
VOWELS = {Feature.HEIGHT, Feature.BACKNESS, Feature.ROUNDING}
HARD = {
    "pt-BR": {"ɔ/o", "a/ɐ̃", "ɾ/h", "tʃ/dʒ", "n/ɲ"},
    "fr": {"y/u", "ø/u", "ɛ̃/ɑ̃", "ɔ̃/ɑ̃", "ʁ/l", "s/z"},
    "it": {"l/lː", "p/pː", "l/ʎː", "tʃ/dʒ", "l/r"},
    "de": {"iː/ɪ", "uː/yː", "ɛ/œ", "ç/ʃ", "x/k", "z/ts"},
    "nl": {"ɑ/aː", "y/u", "øː/oː", "ɣ/ɦ", "x/k", "f/v"},
    "es": {"ɾ/r", "s/θ", "n/ɲ", "p/b", "ɾ/ð"},
    "en": {"ɪ/iː", "æ/ɛ", "θ/s", "l/ɹ", "v/w", "ð/d"},
    "ko": {"k/kʰ", "t/t͈", "p/p͈", "s/s͈", "ʌ/o", "ɯ/u", "n/ŋ"},
}


class History:
    """Newest attempts of a learner, as a store would give them."""

    def __init__(self, *attempts: Attempt) -> None:
        self.attempts = attempts
        self.asked: list[tuple[Selection, int]] = []

    def latest_attempts(self, selection: Selection, limit: int) -> Iterable[Attempt]:
        self.asked.append((selection, limit))
        return self.attempts


def misheard(word: str, heard: str) -> Attempt:
    attempt = an_attempt("id", datetime(2026, 3, 1, tzinfo=UTC))
    result = WordResult(word, WordStatus.MISPRONOUNCED, 40.0, 100, 600)
    return replace(attempt, target_phrase=word, recognized_phrase=heard, words=(result,))


def stresses(ipa: str) -> list[tuple[int, str]]:
    """Each stress mark of a word, and the number of vowels before it."""
    return [
        (sum(sound.is_vowel for sound in sounds_of(ipa[: mark.start()])), mark[0])
        for mark in re.finditer("[ˈˌ]", ipa)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_pairs_of_many_kinds_and_of_the_hard_sounds(language: str) -> None:
    pairs = pairs_of(language, transcribed)
    assert len(pairs) >= 20
    assert len({frozenset(card.phrase for card in pair.cards) for pair in pairs}) == len(pairs)
    contrasts = [pair.contrast for pair in pairs]
    assert {tuple(sorted(one.split("/"))) for one in HARD[language]} <= {
        tuple(sorted(contrast)) for contrast in contrasts
    }
    assert max(contrasts.count(contrast) for contrast in contrasts) <= len(pairs) / 5
    for half in (pairs[:USUAL_PAIRS], pairs):
        features = {feature for pair in half for feature in pair.pairing.features}
        assert features & CONSONANTS
        assert features & VOWELS
        assert len(features) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_pair_are_words_that_differ_in_one_sound_alone(language: str) -> None:
    for pair in pairs_of(language, transcribed):
        one, other = pair.cards
        sounds, others = sounds_of(one.ipa), sounds_of(other.ipa)
        assert len(sounds) == len(others)
        assert sum(a != b for a, b in zip(sounds, others, strict=True)) == 1
        assert pair.pairing.features, pair
        marks = stresses(one.ipa), stresses(other.ipa)
        assert marks[0] == marks[1] or not all(marks), pair  # some short words have no mark
        assert (one.confusable_with, other.confusable_with) == ((other.phrase,), (one.phrase,))
        for card in pair.cards:
            assert len(words_of(card.phrase, language)) == 1
            assert card.translation


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("달 | 딸 | moon", "does not have four parts"),
        ("달 | 딸 | moon | ", "does not have four parts"),
        ("달 | 달 | moon | moon", "do not differ in one sound"),
        ("달 | 물 | moon | water", "do not differ in one sound"),
        ("오리 | 요리 | duck | cooking", "do not differ in one sound"),
    ],
)
def test_a_line_that_is_no_pair_is_refused_by_its_number(line: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Line 2 of the pairs.* {told}"):
        parse_pairs(f"# Pairs\n{line}\n", lambda word: transcribed(word, "ko"))


def test_without_a_history_there_is_something_of_everything() -> None:
    history = History()
    deck, confused = choose_pairs(history, "ko", transcribed, None)
    assert deck.name == DECK
    assert deck.cards == tuple(
        card for pair in pairs_of("ko", transcribed)[:USUAL_PAIRS] for card in pair.cards
    )
    assert "shows none that you mix up" in describe_pairs(confused)
    assert history.asked == [(Selection(language_code="ko"), 1_000)]
    assert choose_pairs(history, "ko", transcribed, 3)[0].cards == deck.cards[:3]


def test_sounds_that_were_mixed_up_come_first_and_those_like_them_next() -> None:
    history = History(misheard("가방", "카방"), misheard("가다", "카다"), misheard("손", "선"))
    deck, confused = choose_pairs(history, "ko", transcribed, None)
    said = [card.phrase for card in deck.cards]
    assert said[:2] == ["공", "콩"]
    assert said[4:6] == ["거기", "고기"]
    assert "k and kʰ, o and ʌ" in describe_pairs(confused)
    assert {"손", "선", "털", "덜"} <= set(said)


def test_a_region_has_the_pairs_of_its_language_and_an_unknown_language_has_none() -> None:
    assert pairs_of("en-GB", transcribed) == pairs_of("en", transcribed)
    with pytest.raises(ConfigurationError, match="no minimal pairs for Esperanto"):
        pairs_of("eo", transcribed)
