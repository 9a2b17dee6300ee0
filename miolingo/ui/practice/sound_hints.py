"""Render hints on sounds: for people as aligned lines, for programs as JSON objects."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len

from miolingo.judging.sound_hints import SoundHint
from miolingo.language.ipa import Pairing, scale_step
from miolingo.language.phonemes import Feature, Sound
from miolingo.ui.practice.articulation import articulation_advice

_NOTHING = "-"
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


def hint_lines(hint: SoundHint) -> list[str]:
    """What was heard and what to change; for a guess the sounds of both words and what differs.

    The sounds that differ are in brackets.
    """
    if hint.from_sounds:
        return [f"{hint.word}: {articulation_advice(pairing)}" for pairing in hint.differences]
    targets = [_shown(pairing, pairing.target) for pairing in hint.pairings]
    heard = [_shown(pairing, pairing.heard) for pairing in hint.pairings]
    widths = [max(map(cell_len, column)) for column in zip(targets, heard, strict=True)]
    differences = ". ".join(description(pairing) for pairing in hint.differences)
    return [
        f"Sounds: {_row(targets, widths)}  {hint.word}",
        f"Heard:  {_row(heard, widths)}  {hint.heard}",
        f"Just a guess: perhaps {differences}.",
    ]


def description(pairing: Pairing) -> str:
    """Say how what was heard differs from the target: “b instead of p: with the voice, ...”."""
    if pairing.heard is None and pairing.target:
        return f"{pairing.target.symbol} left out"
    if pairing.target is None and pairing.heard:
        return f"{pairing.heard.symbol} added"
    if pairing.target is None or pairing.heard is None:
        return ""
    substitution = f"{pairing.heard.symbol} instead of {pairing.target.symbol}"
    differences = [_difference(pairing.target, pairing.heard, f) for f in pairing.features]
    return f"{substitution}: {'; '.join(differences)}" if differences else substitution


def as_object(hint: SoundHint) -> dict[str, Any]:
    """A hint as the JSON object that docs/output.md describes."""
    return {
        "word": hint.word,
        "heard": hint.heard,
        "ipa": hint.ipa,
        "heard_ipa": hint.heard_ipa,
        "from_sounds": hint.from_sounds,
        "differences": [
            {
                "target": pairing.target and pairing.target.symbol,
                "heard": pairing.heard and pairing.heard.symbol,
                "features": list(pairing.features),
            }
            for pairing in hint.differences
        ],
    }


def _shown(pairing: Pairing, sound: Sound | None) -> str:
    symbol = sound.symbol if sound else _NOTHING
    return f" {symbol} " if pairing.same else f"[{symbol}]"


def _row(cells: list[str], widths: list[int]) -> str:
    return "".join(
        cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)
    )


def _difference(target: Sound, heard: Sound, feature: Feature) -> str:
    if feature in _DIRECTIONS:
        return _DIRECTIONS[feature][scale_step(target, heard, feature) > 0]
    before, after = (dict(sound.features)[feature] for sound in (target, heard))
    return f"{_PLAIN_WORDS.get(after, after)}, not {_PLAIN_WORDS.get(before, before)}"
