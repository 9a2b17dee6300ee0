"""Which sounds are told apart: measured, and what follows for pairs of words."""

from __future__ import annotations

import numpy as np

from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.contrasts import (
    contrast_key,
    deciding_lead,
    measured_contrasts,
    sounds_of_key,
    told_apart,
)
from miolingo.judging.sounds.features import Changes, SoundFeatures
from miolingo.judging.sounds.inventory import Phrase
from miolingo.judging.sounds.target import Target

D, TENSE_D, A, L = 0, 1, 2, 3


def phrase(*sounds: int) -> Phrase:
    return Phrase(Target((sounds,)), ())


def test_words_are_told_apart_by_sounds_that_people_proved() -> None:
    first, second = phrase(D, A, L), phrase(TENSE_D, A, L)
    pair = contrast_key(first.target.words[0][0], second.target.words[0][0])
    assert told_apart(first, second, {pair: (0.95, 0.0)})
    assert not told_apart(first, second, {pair: (0.85, 0.0)})
    assert not told_apart(first, second, {})
    assert told_apart(phrase(D, A, L), phrase(D, A, L, D, A), {})


def test_a_rival_must_fit_better_by_what_decides_best() -> None:
    first, second = phrase(D, A, L), phrase(TENSE_D, A, L)
    pair = (first.target.words[0][0], second.target.words[0][0])
    limit = {contrast_key(*pair): (0.95, 1.5)}
    low, high = (first, second) if pair[0] < pair[1] else (second, first)
    assert deciding_lead(low, high, limit) == 1.5
    assert deciding_lead(high, low, limit) == -1.5
    assert deciding_lead(low, phrase(D, A, L, D, A), limit) == 0


def one_sound(sound: int, other: int, gain: float) -> SoundFeatures:
    """One sound of a phrase, and how much better the other one fits in its place."""
    place = np.zeros(1, np.int32)
    swap = Changes(
        place,
        np.array([Kind.SUBSTITUTION], np.int32),
        np.array([other], np.int32),
        np.full((2, 1), gain, np.float32),
    )
    nothing = np.zeros((1, 2), np.float32)
    return SoundFeatures(
        place,
        place,
        np.array([sound], np.int32),
        nothing,
        nothing,
        nothing,
        swap,
        np.zeros((1, 2), np.int32),
        nothing,
    )


def test_a_pair_is_as_well_told_apart_as_the_best_limit_decides() -> None:
    always = [one_sound(D, TENSE_D, -3.0), one_sound(TENSE_D, D, -1.0)] * 10
    assert measured_contrasts(always) == {"0-1": (1.0, 1.0)}
    half = [one_sound(A, L, gain) for gain in (-4.0, 4.0) for _ in range(10)]
    half += [one_sound(L, A, gain) for gain in (-4.0, 4.0) for _ in range(10)]
    assert measured_contrasts(half)["2-3"][0] == 0.5


def test_a_pair_needs_ten_cases_of_each() -> None:
    few = [one_sound(D, TENSE_D, -3.0)] * 30 + [one_sound(TENSE_D, D, -1.0)] * 9
    assert measured_contrasts(few) == {}


def test_a_key_stands_for_its_pair() -> None:
    assert sounds_of_key(contrast_key(12, 7)) == (7, 12)
