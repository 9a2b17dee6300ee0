"""From what a network heard to the evidence for each word and sound of a phrase."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.columns import (
    likeliest_changes,
    segment_posteriors,
    sound_rows,
    word_row,
)
from miolingo.judging.sounds.evidence import (
    Channel,
    PhraseEvidence,
    SoundEvidence,
    WordEvidence,
)
from miolingo.judging.sounds.features import Aligned, Hearing, SoundFeatures, fit_of
from miolingo.judging.sounds.gaps import gap_rows
from miolingo.judging.sounds.inventory import Inventory, Phrase, deciding_lead
from miolingo.judging.sounds.learned import Learned
from miolingo.judging.sounds.limits import USUAL_FRAMES, Limits, limits_at
from miolingo.judging.sounds.measuring import Measurer
from miolingo.judging.sounds.replacements import Floats
from miolingo.judging.sounds.target import SoundTable

FRAME_S = 0.03


class Weigher:
    """Weighs phrases by what a model's network heard, with what was learned for it."""

    def __init__(self, table: SoundTable, inventory: Inventory, learned: Learned) -> None:
        self._measurer = Measurer(table, inventory)
        self._learned = learned

    def evidence(
        self,
        hearings: Sequence[Hearing],
        phrase: Phrase,
        others: Sequence[Phrase],
        channel: Channel,
    ) -> PhraseEvidence:
        """Weigh a phrase; ``hearings`` are of several speeds, the usual one first."""
        learned = self._learned
        measured = self._measurer.measure(hearings, phrase)
        if measured is None:
            limits = self._limits(channel, USUAL_FRAMES)
            return PhraseEvidence((), (), channel, 0.0, 0.0, (), hearings[0].sounds_heard, limits)
        aligned, features = measured
        segments = segment_posteriors(features, learned.segments)
        rows = sound_rows(features, learned.usual, segments, self._measurer.inventory.merged)
        scores = learned.sounds.predict(rows)
        words = range(len(aligned.target.words))
        gaps = learned.gaps.predict(gap_rows(hearings[0], aligned))
        fit, frames_a_sound = fit_of(features)
        rivals = [self._measurer.measure(hearings[:1], other) for other in others]
        fit = max([fit, *(fit_of(rival[1])[0] for rival in rivals if rival)])
        return PhraseEvidence(
            tuple(_word(features, scores, rows, word, learned) for word in words),
            tuple(round(float(gap), 3) for gap in gaps),
            channel,
            round(fit, 3),
            round(frames_a_sound, 3),
            tuple(self._lead(hearings, aligned, phrase, other) for other in others),
            hearings[0].sounds_heard,
            self._limits(channel, frames_a_sound),
        )

    def _lead(
        self, hearings: Sequence[Hearing], aligned: Aligned, phrase: Phrase, other: Phrase
    ) -> float:
        lead = self._measurer.lead(hearings, aligned, other)
        return round(lead - deciding_lead(phrase, other, self._learned.contrasts), 3)

    def _limits(self, channel: Channel, frames_a_sound: float) -> dict[str, Limits]:
        levels = self._learned.limits.items()
        return {level: limits_at(numbers, channel, frames_a_sound) for level, numbers in levels}


def _word(
    features: SoundFeatures, scores: Floats, rows: Floats, word: int, learned: Learned
) -> WordEvidence:
    row = word_row(scores, rows, features, word)
    score = learned.words.predict(row[None])[0]
    changes = likeliest_changes(features)
    sounds = tuple(
        _sound(features, changes, scores, index, learned)
        for index in np.flatnonzero(features.words == word).tolist()
    )
    return WordEvidence(round(float(score), 3), sounds)


def _sound(
    features: SoundFeatures,
    changes: Sequence[tuple[int, float]],
    scores: Floats,
    index: int,
    learned: Learned,
) -> SoundEvidence:
    begin, end = features.spans[index]
    change, lead = changes[index]
    own = learned.names[features.sounds[index]]
    heard = ""
    if change >= 0 and features.changes.kind[change] != Kind.DELETION:
        heard = learned.names[features.changes.sound[change]]
        if features.changes.kind[change] == Kind.INSERTION_BEFORE:
            heard += own
        elif features.changes.kind[change] == Kind.INSERTION_AFTER:
            heard = own + heard
    return SoundEvidence(
        own,
        round(float(scores[index]), 3),
        round(FRAME_S * int(begin), 3),
        round(FRAME_S * int(end), 3),
        heard,
        round(lead, 2),
    )
