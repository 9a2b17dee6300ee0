"""Hints on sounds: for people as two lines side by side, for programs as objects."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len

from miolingo.judging.sound_hints import SoundHint
from miolingo.language.ipa import Pairing, description
from miolingo.language.phonemes import Sound

_NOTHING = "-"


def hint_lines(hint: SoundHint) -> list[str]:
    """The sounds of both words, those that differ in brackets, and what differs in words."""
    targets = [_shown(pairing, pairing.target) for pairing in hint.pairings]
    heards = [_shown(pairing, pairing.heard) for pairing in hint.pairings]
    widths = [max(map(cell_len, column)) for column in zip(targets, heards, strict=True)]
    differences = ". ".join(description(pairing) for pairing in hint.differences)
    return [
        f"Sounds: {_row(targets, widths)}  {hint.word}",
        f"Heard:  {_row(heards, widths)}  {hint.heard}",
        f"A hint, not a proof: perhaps {differences}.",
    ]


def as_object(hint: SoundHint) -> dict[str, Any]:
    """A hint as the JSON object that docs/output.md describes."""
    return {
        "word": hint.word,
        "heard": hint.heard,
        "ipa": hint.ipa,
        "heard_ipa": hint.heard_ipa,
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
