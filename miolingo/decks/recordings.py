"""Copies the recordings of a deck to where its file names them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from miolingo.decks.cards import DeckLine


def copied_recordings(rows: Iterable[DeckLine], folder: Path, prefix: str) -> list[DeckLine]:
    """Copy recordings into a folder, each named by the number of its row in the deck, from 1.

    The cards that come back name them behind the ``prefix``. Raises OSError.
    """
    return [
        replace(row, card=replace(row.card, recording=prefix + _copy(row.card.recording, target)))
        if row.card and row.card.recording and (target := folder / str(number))
        else row
        for number, row in enumerate(rows, start=1)
    ]


def _copy(recording: str, target: Path) -> str:
    copy = target.with_suffix(Path(recording).suffix.lower())
    shutil.copyfile(recording, copy)
    return copy.name
