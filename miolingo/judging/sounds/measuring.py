"""Measures phrases at several speeds, and how much better one fits than another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from miolingo.judging.sounds.changes import ChangesOf
from miolingo.judging.sounds.features import (
    Aligned,
    Hearing,
    SoundFeatures,
    align,
    asked_changes,
    averaged,
    sound_features,
)
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.target import SoundTable


class Measurer:
    """Measures the sounds of phrases in one model."""

    def __init__(self, table: SoundTable, inventory: Inventory) -> None:
        self.inventory = inventory
        self._table = table
        self._changes_of = ChangesOf(table)

    def align(self, hearings: Sequence[Hearing], phrase: Phrase) -> Aligned | None:
        """Find how a phrase was said, by the first speed; None where it has too few frames."""
        return align(hearings[0], phrase, self._table)

    def measure(
        self, hearings: Sequence[Hearing], phrase: Phrase, words: Sequence[int] | None = None
    ) -> tuple[Aligned, SoundFeatures] | None:
        """Align a phrase and measure its sounds (of some ``words``), as the mean over all speeds.

        The first speed decides how the phrase was said. None where it has fewer frames than sounds.
        """
        aligned = self.align(hearings, phrase)
        if aligned is None:
            return None
        asked = asked_changes(aligned, self._changes_of, self.inventory, words)
        features = [sound_features(hearings[0], aligned, asked)]
        said = Phrase(aligned.target, ())
        for hearing in hearings[1:]:
            again = align(hearing, said, self._table)
            if again is not None:
                features.append(sound_features(hearing, again, asked))
        return aligned, averaged(features)

    def lead(self, hearings: Sequence[Hearing], aligned: Aligned, other: Phrase) -> float:
        """How much better another phrase fits (natural log), as the mean over speeds and heads.

        0 where it cannot be compared.
        """
        said = Phrase(aligned.target, ())
        leads = []
        for hearing in hearings:
            own, rival = align(hearing, said, self._table), align(hearing, other, self._table)
            if own and rival:
                pairs = zip(own.fits, rival.fits, strict=True)
                leads.append(np.mean([theirs.score - ours.score for ours, theirs in pairs]))
        return round(float(np.mean(leads)), 3) if leads else 0.0
