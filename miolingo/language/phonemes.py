"""The sounds of speech and the phonetic features of each, after the chart of the IPA.

The tables follow the chart of the International Phonetic Association, revised to 2020, for the
sounds that eSpeak NG and ``korean.ipa`` write. The values of a feature that is a scale stand in
their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import product


@unique
class Feature(StrEnum):
    """A phonetic feature in which two sounds can differ."""

    VOICING = "voicing"
    PLACE = "place"
    MANNER = "manner"
    LENGTH = "length"
    HEIGHT = "height"
    BACKNESS = "backness"
    ROUNDING = "rounding"
    NASALITY = "nasality"
    ASPIRATION = "aspiration"
    TENSENESS = "tenseness"
    PALATALIZATION = "palatalization"


HEIGHTS = ("close", "near-close", "close-mid", "mid", "open-mid", "near-open", "open")
BACKNESSES = ("front", "central", "back")
PLACES = (
    "lips", "lip and teeth", "teeth", "ridge", "behind the ridge", "hard palate", "soft palate",
    "uvula", "throat",
)  # fmt: skip
SCALES = {Feature.HEIGHT: HEIGHTS, Feature.BACKNESS: BACKNESSES, Feature.PLACE: PLACES}

AFFRICATE = "affricate"

_CONSONANTS = {
    "stop": {"lips": "pb", "ridge": "td", "hard palate": "cɟ", "soft palate": "kɡ", "throat": "ʔ-"},
    "nasal": {"lips": "-m", "ridge": "-n", "hard palate": "-ɲ", "soft palate": "-ŋ"},
    "fricative": {
        "lips": "ɸβ", "lip and teeth": "fv", "teeth": "θð", "ridge": "sz",
        "behind the ridge": "ʃʒɕʑ", "hard palate": "çʝ", "soft palate": "xɣ", "uvula": "χʁ",
        "throat": "hɦ",
    },
    "trill": {"ridge": "-r", "uvula": "-ʀ"},
    "tap": {"ridge": "-ɾ"},
    "glide": {"lips": "-w", "lip and teeth": "-ʋ", "ridge": "-ɹ", "hard palate": "-j",
              "soft palate": "-ɰ"},
    "lateral": {"ridge": "-l", "hard palate": "-ʎ"},
}  # fmt: skip
"""Voiceless and voiced sounds in turn, by manner and place."""

_VOWELS = ("iy ɨʉ ɯu", "ɪʏ -- -ʊ", "eø ɘɵ ɤo", "-- ə- --", "ɛœ ɜɞ ʌɔ", "æ- ɐ- --", "aɶ -- ɑɒ")
"""A row for each height; unrounded and rounded vowels in turn, from front to back."""

_SIMPLIFIED = {"ɚ": "ə", "ɝ": "ɜ", "ɥ": "j"}
"""Letters with a quality that the tables leave out, and the letters without it."""
_UNMARKED = {
    Feature.LENGTH: "short",
    Feature.NASALITY: "oral",
    Feature.ASPIRATION: "unaspirated",
    Feature.TENSENESS: "lax",
    Feature.PALATALIZATION: "plain",
}
_MARKS = {
    "ː": (Feature.LENGTH, "long"),
    "\N{COMBINING TILDE}": (Feature.NASALITY, "nasal"),
    "ʰ": (Feature.ASPIRATION, "aspirated"),
    "\N{COMBINING DOUBLE VERTICAL LINE BELOW}": (Feature.TENSENESS, "tense"),
    "ʲ": (Feature.PALATALIZATION, "palatalized"),
}


@dataclass(frozen=True)
class Sound:
    """One sound as it is written in IPA, with its length and other marks."""

    symbol: str
    features: tuple[tuple[Feature, str], ...]
    """Empty for a sound that the tables do not hold."""

    @property
    def is_vowel(self) -> bool:
        """Whether it is a vowel: only vowels have a tongue height."""
        return any(feature is Feature.HEIGHT for feature, _ in self.features)


def sound_of(symbol: str, letters: str, marks: str) -> Sound:
    """The sound of one letter, or of the two of an affricate, with these marks.

    An affricate has the features of its second letter, but for the manner. A mark that the tables
    do not hold changes no feature.
    """
    features = _LETTERS.get(letters[-1], {})
    if features and len(letters) > 1:
        features = {**features, Feature.MANNER: AFFRICATE}
    if features:
        marked = dict(_MARKS[mark] for mark in marks if mark in _MARKS)
        features = {**_UNMARKED, **features, **marked}
    return Sound(symbol, tuple(features.items()))


def _features_of_letters() -> Mapping[str, Mapping[Feature, str]]:
    """The tables of consonants and vowels as the features of each letter."""
    letters: dict[str, Mapping[Feature, str]] = {}
    for manner, places in _CONSONANTS.items():
        for place, pairs in places.items():
            for index, letter in enumerate(pairs):
                voicing = "voiced" if index % 2 else "voiceless"
                letters[letter] = {
                    Feature.VOICING: voicing,
                    Feature.PLACE: place,
                    Feature.MANNER: manner,
                }
    for height, row in zip(HEIGHTS, _VOWELS, strict=True):
        columns = product(BACKNESSES, ("unrounded", "rounded"))
        for letter, (backness, rounding) in zip(row.replace(" ", ""), columns, strict=True):
            letters[letter] = {
                Feature.HEIGHT: height,
                Feature.BACKNESS: backness,
                Feature.ROUNDING: rounding,
            }
    del letters["-"]
    return letters | {letter: letters[plain] for letter, plain in _SIMPLIFIED.items()}


_LETTERS = _features_of_letters()
