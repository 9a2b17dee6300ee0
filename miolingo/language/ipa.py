"""Cut transcriptions into sounds, align them, and measure how different they are.

The distance counts the features of the IPA chart in which two sounds differ, each of which can be
named to a learner: voicing, place, height. The library PanPhon measures more sounds, by features
of generative phonology, but it needs pandas and six other packages for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miolingo.language.phonemes import SCALES, Feature, Sound, sound_of

_MARK = r"[\u0300-\u036f\u02b0-\u02c1\u02d0\u02d1\u02e0-\u02e4]"
_PHONEME = re.compile(rf"[td]{_MARK}*[szʃʒɕʑ]{_MARK}*|(?![ˈˌ])\w{_MARK}*")
"""A letter with its marks, or the two letters of an affricate."""
_DOUBLED = re.compile(r"(\w)\1")

_GAP = 0.5
"""Cost of a sound without a counterpart in an alignment, where the worst substitution costs 1."""
_PER_FEATURE = 0.25

_LEFT_OUT = 1.0
_ADDED = 0.5
_SUBSTITUTED = 0.3
_PER_DISTANCE = 2.0
_CONSONANT_WEIGHT = 0.5
"""These five price what was heard; chosen on the tuning half of ``benchmarks/judgement``."""


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


_Alignment = tuple[float, tuple[Pairing, ...]]
"""The cost of an alignment, and its pairings."""


@lru_cache(maxsize=65_536)
def sounds_of(ipa: str) -> tuple[Sound, ...]:
    """Cut a transcription into its sounds; stress, spaces and other signs are left out.

    A doubled sound becomes a long one, and an unreleased stop the same stop released.
    """
    decomposed = unicodedata.normalize("NFD", re.sub("[ˈˌ]", "", ipa)).replace(
        "c\N{COMBINING CEDILLA}", "ç"
    )
    spelled = _DOUBLED.sub(r"\1ː", decomposed.replace("\N{COMBINING LEFT ANGLE ABOVE}", ""))
    return tuple(_sound(match[0]) for match in _PHONEME.finditer(spelled))


def _sound(signs: str) -> Sound:
    letters = re.sub(_MARK, "", signs)
    marks = "".join(re.findall(_MARK, signs))
    return sound_of(unicodedata.normalize("NFC", signs), letters, marks)


def distance(target: Sound, heard: Sound) -> float:
    """How different two sounds are, from 0 for the same to 1.

    It is 0.25 for each feature in which they differ, and for a feature that is a scale (place,
    height, backness) that times the part of the scale between them, 1 at most: the count of
    differing features of phonological theory. Sounds that do not have the same features, as a
    vowel and a consonant, or that the tables do not hold, have the distance 1.
    """
    if target == heard:
        return 0.0
    differing = _differing(target, heard)
    steps = sum(abs(scale_step(target, heard, feature)) for feature in differing)
    return min(1.0, _PER_FEATURE * steps) if differing else 1.0


def _differing(target: Sound, heard: Sound) -> list[Feature]:
    before, after = dict(target.features), dict(heard.features)
    if before.keys() != after.keys():
        return []
    return [feature for feature in before if before[feature] != after[feature]]


def scale_step(target: Sound, heard: Sound, feature: Feature) -> float:
    """How far it is from a sound's value to the other's, -1 to 1: a part of the feature's scale.

    It is 1 for a feature that is no scale.
    """
    scale = SCALES.get(feature)
    if scale is None:
        return 1.0
    before, after = (scale.index(dict(sound.features)[feature]) for sound in (target, heard))
    return (after - before) / (len(scale) - 1)


def aligned(target: Sequence[Sound], heard: Sequence[Sound]) -> tuple[Pairing, ...]:
    """Pair the sounds of two words so that they differ as little as may be.

    This is the global alignment of Needleman and Wunsch (1970) with ``distance`` as the cost of a
    substitution; ``best[i][j]`` aligns the first i sounds of the target with the first j heard.
    """
    best: list[list[_Alignment]] = []
    for i in range(len(target) + 1):
        best.append([])
        for j in range(len(heard) + 1):
            candidates: list[_Alignment] = [] if i or j else [(0.0, ())]
            if i and j:
                pair = Pairing(target[i - 1], heard[j - 1])
                cost = distance(target[i - 1], heard[j - 1])
                candidates.append(_extended(best[i - 1][j - 1], pair, cost))
            if i:
                candidates.append(_extended(best[i - 1][j], Pairing(target[i - 1], None), _GAP))
            if j:
                candidates.append(_extended(best[i][j - 1], Pairing(None, heard[j - 1]), _GAP))
            best[i].append(min(candidates, key=lambda candidate: candidate[0]))
    return best[-1][-1][1]


def _extended(alignment: _Alignment, pairing: Pairing, cost: float) -> _Alignment:
    return alignment[0] + cost, (*alignment[1], pairing)


def phonetic_similarity(target: Sequence[Sound], heard: Sequence[Sound]) -> float:
    """How much what was heard sounds like a word of one sound or more, 0-1.

    It is one minus the sum of the costs over the sum of the weights of the word's sounds. A sound
    left out costs 1, one added 0.5, and another in its place 0.3 + 2 x ``distance``: the less, the
    more easily they are mistaken for each other. Consonants, which are misheard more than vowels,
    have half a vowel's weight, and their costs count for half.
    """
    cost = sum(_cost(pairing) for pairing in aligned(target, heard))
    return max(0.0, 1 - cost / sum(map(_weight, target)))


def _cost(pairing: Pairing) -> float:
    if pairing.same:
        return 0.0
    if pairing.target and pairing.heard:
        weight = max(_weight(pairing.target), _weight(pairing.heard))
        return weight * (_SUBSTITUTED + _PER_DISTANCE * distance(pairing.target, pairing.heard))
    if pairing.target:
        return _LEFT_OUT * _weight(pairing.target)
    return _ADDED * _weight(pairing.heard) if pairing.heard else 0.0


def _weight(sound: Sound) -> float:
    return 1.0 if sound.is_vowel else _CONSONANT_WEIGHT
