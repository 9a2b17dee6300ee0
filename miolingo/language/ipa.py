"""Transcriptions compared: cut into sounds, aligned, and what differs told in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miolingo.language.phonemes import SCALES, Feature, Sound, sound_of

_MARK = r"[\u0300-\u036f\u02b0-\u02c1\u02d0\u02d1\u02e0-\u02e4]"
_SOUND = re.compile(rf"[td]{_MARK}*[szʃʒɕʑ]{_MARK}*|(?![ˈˌ])\w{_MARK}*")
"""A letter with its marks, or the two letters of an affricate."""
_DOUBLED = re.compile(r"(\w)\1")

_GAP = 0.5
_PER_FEATURE = 0.25
_LEFT_OUT = 1.0
_ADDED = 0.5
_DIFFERENT = 0.3
_PER_DISTANCE = 2.0
_CONSONANT_WEIGHT = 0.5

_PLAIN_WORDS = {
    "voiced": "with the voice",
    "voiceless": "without the voice",
    "lips": "made at the lips",
    "lip and teeth": "made with lip and teeth",
    "teeth": "made at the teeth",
    "ridge": "made at the ridge behind the teeth",
    "behind the ridge": "made behind the ridge of the teeth",
    "hard palate": "made at the hard palate",
    "soft palate": "made at the soft palate",
    "uvula": "made at the uvula",
    "throat": "made in the throat",
    "stop": "with the air stopped",
    "nasal": "through the nose",
    "fricative": "a hiss",
    "affricate": "the air stopped and then a hiss",
    "trill": "rolled",
    "tap": "one tap of the tongue",
    "glide": "a glide",
    "lateral": "with the air past the sides of the tongue",
    "unrounded": "with spread lips",
    "rounded": "with rounded lips",
    "oral": "through the mouth alone",
    "aspirated": "with a puff of air",
    "unaspirated": "without a puff of air",
    "lax": "relaxed",
    "palatalized": "with a trace of y",
    "plain": "without a trace of y",
}
_DIRECTIONS = {
    Feature.HEIGHT: ("the tongue higher", "the tongue lower"),
    Feature.BACKNESS: ("the tongue further forward", "the tongue further back"),
}


@dataclass(frozen=True)
class Pairing:
    """A sound of the target and what was heard in its place; None for no sound."""

    target: Sound | None
    heard: Sound | None

    @property
    def same(self) -> bool:
        """Whether it is the same sound."""
        return self.target == self.heard

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features in which the two differ; empty where they cannot be compared."""
        if self.target is None or self.heard is None:
            return ()
        return tuple(_differing(self.target, self.heard))


_Way = tuple[float, tuple[Pairing, ...]]
"""What an alignment so far costs, and its pairings."""


@lru_cache(maxsize=65_536)
def sounds_of(ipa: str) -> tuple[Sound, ...]:
    """Cut a transcription into its sounds; stress, spaces and other signs are none.

    A doubled sound is a long one, and a stop that is held to the end is that stop.
    """
    decomposed = unicodedata.normalize("NFD", ipa).replace("c\N{COMBINING CEDILLA}", "ç")
    spelled = _DOUBLED.sub(r"\1ː", decomposed.replace("\N{COMBINING LEFT ANGLE ABOVE}", ""))
    return tuple(_sound(found[0]) for found in _SOUND.finditer(spelled))


def _sound(signs: str) -> Sound:
    letters = re.sub(_MARK, "", signs)
    marks = "".join(re.findall(_MARK, signs))
    return sound_of(unicodedata.normalize("NFC", signs), letters, marks)


def distance(target: Sound, heard: Sound) -> float:
    """How different two sounds are, 0-1: a quarter for each feature, less for a near place."""
    if target == heard:
        return 0.0
    differing = _differing(target, heard)
    steps = sum(abs(_step(target, heard, feature)) for feature in differing)
    return min(1.0, _PER_FEATURE * steps) if differing else 1.0


def _differing(target: Sound, heard: Sound) -> list[Feature]:
    before, after = dict(target.features), dict(heard.features)
    if before.keys() != after.keys():
        return []
    return [feature for feature in before if before[feature] != after[feature]]


def _step(target: Sound, heard: Sound, feature: Feature) -> float:
    """How far it is from a sound's value to the other's: a part of the scale, or 1 without one."""
    scale = SCALES.get(feature)
    if scale is None:
        return 1.0
    before, after = (scale.index(dict(sound.features)[feature]) for sound in (target, heard))
    return (after - before) / (len(scale) - 1)


def aligned(target: Sequence[Sound], heard: Sequence[Sound]) -> tuple[Pairing, ...]:
    """Pair the sounds of two words so that they differ as little as may be."""
    best: list[list[_Way]] = []
    for i in range(len(target) + 1):
        best.append([])
        for j in range(len(heard) + 1):
            ways: list[_Way] = [] if i or j else [(0.0, ())]
            if i and j:
                pair = Pairing(target[i - 1], heard[j - 1])
                ways.append(_after(best[i - 1][j - 1], pair, distance(target[i - 1], heard[j - 1])))
            if i:
                ways.append(_after(best[i - 1][j], Pairing(target[i - 1], None), _GAP))
            if j:
                ways.append(_after(best[i][j - 1], Pairing(None, heard[j - 1]), _GAP))
            best[i].append(min(ways, key=lambda way: way[0]))
    return best[-1][-1][1]


def phonetic_similarity(target: Sequence[Sound], heard: Sequence[Sound]) -> float:
    """How much what was heard sounds like a word of one sound or more, 0-1.

    It is one minus the mean cost of a sound of the word, where a sound left out costs 1, one added
    0.5, and another in its place 0.3 + 2 x ``distance``: the less, the more easily they are
    mistaken for each other. Consonants, which are misheard more than vowels, count for half.
    """
    cost = sum(_cost(pairing) for pairing in aligned(target, heard))
    return max(0.0, 1 - cost / sum(map(_weight, target)))


def _cost(pairing: Pairing) -> float:
    if pairing.target and pairing.heard:
        weight = max(_weight(pairing.target), _weight(pairing.heard))
        return 0.0 if pairing.same else weight * _cost_of_other(pairing.target, pairing.heard)
    if pairing.target:
        return _LEFT_OUT * _weight(pairing.target)
    return _ADDED * _weight(pairing.heard) if pairing.heard else 0.0


def _cost_of_other(target: Sound, heard: Sound) -> float:
    return _DIFFERENT + _PER_DISTANCE * distance(target, heard)


def _weight(sound: Sound) -> float:
    return 1.0 if sound.is_vowel else _CONSONANT_WEIGHT


def _after(way: _Way, pairing: Pairing, cost: float) -> _Way:
    return way[0] + cost, (*way[1], pairing)


def description(pairing: Pairing) -> str:
    """Say how what was heard differs from the target: “b in place of p: with the voice, ...”."""
    if pairing.heard is None and pairing.target:
        return f"{pairing.target.symbol} left out"
    if pairing.target is None and pairing.heard:
        return f"{pairing.heard.symbol} added"
    if pairing.target is None or pairing.heard is None:
        return ""
    told = f"{pairing.heard.symbol} in place of {pairing.target.symbol}"
    differences = [_difference(pairing.target, pairing.heard, f) for f in pairing.features]
    return f"{told}: {'; '.join(differences)}" if differences else told


def _difference(target: Sound, heard: Sound, feature: Feature) -> str:
    if feature in _DIRECTIONS:
        return _DIRECTIONS[feature][_step(target, heard, feature) > 0]
    before, after = (dict(sound.features)[feature] for sound in (target, heard))
    return f"{_PLAIN_WORDS.get(after, after)}, not {_PLAIN_WORDS.get(before, before)}"
