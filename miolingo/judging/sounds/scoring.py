"""From what a network heard to the evidence for each word and sound of a phrase."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from miolingo.judging.sounds.changes import Kind
from miolingo.judging.sounds.columns import (
    likeliest_changes,
    misfit,
    segment_posteriors,
    sound_rows,
    word_row,
)
from miolingo.judging.sounds.contrasts import deciding_lead
from miolingo.judging.sounds.evidence import (
    Channel,
    PhraseEvidence,
    SoundEvidence,
    WordEvidence,
)
from miolingo.judging.sounds.features import Aligned, Hearing, SoundFeatures, fit_of
from miolingo.judging.sounds.forest import Forest
from miolingo.judging.sounds.gaps import gap_rows
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.learned import Learned
from miolingo.judging.sounds.limits import USUAL_FRAMES, Limits, limits_at
from miolingo.judging.sounds.measuring import Measurer
from miolingo.judging.sounds.replacements import Floats
from miolingo.judging.sounds.target import SoundTable

_MOST_LEFT_OUT = 2
"""So many words may have been left out of a phrase and the others still count as right."""
_DOUBTLESS, _DOUBTLESS_FIT = 0.9, -1.0
"""By how much others are beyond the strictest limit, and how well all of it fits, where fewer than
half of them looked right before: 2 of 448 wrong phrases of synthesized voices reach both."""


@dataclass(frozen=True)
class _Shortened:
    """A phrase without some of its words: the others, the highest gap, and how well it fits."""

    words: Mapping[int, WordEvidence]
    gap: float
    fit: float

    def fits(self, limit: float, heard: float) -> bool:
        """Whether all words are above a limit, and no gap holds a word."""
        return self.gap < heard and all(each.score >= limit for each in self.words.values())


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
        gaps = learned.gaps.predict(gap_rows(hearings[0], aligned))
        fit, frames_a_sound = fit_of(features)
        limits = self._limits(channel, frames_a_sound)
        words = self._words(features, hearings[0].frame_s)
        words = self._beside_left_out(hearings, phrase, words, limits.values())
        rivals = [self._measurer.measure(hearings[:1], other) for other in others]
        fit = max([fit, *(fit_of(rival[1])[0] for rival in rivals if rival)])
        return PhraseEvidence(
            tuple(words),
            tuple(round(float(gap), 3) for gap in gaps),
            channel,
            round(fit, 3),
            round(frames_a_sound, 3),
            tuple(self._lead(hearings, aligned, phrase, other) for other in others),
            hearings[0].sounds_heard,
            limits,
        )

    def _words(self, features: SoundFeatures, frame_s: float) -> list[WordEvidence]:
        """Weigh each word of a phrase that was measured."""
        learned = self._learned
        segments = segment_posteriors(features, learned.segments)
        rows = sound_rows(features, learned.usual, segments, self._measurer.inventory.merged)
        scores = learned.sounds.predict(rows)
        heard = [_heard(features, *change, learned.names) for change in likeliest_changes(features)]
        sounds = [
            _sound(features, score, index, heard[index], learned.names, frame_s)
            for index, score in enumerate(scores.tolist())
        ]
        return [
            _word(features, scores, rows, word, sounds, learned.words)
            for word in np.unique(features.words).tolist()
        ]

    def _beside_left_out(
        self,
        hearings: Sequence[Hearing],
        phrase: Phrase,
        words: Sequence[WordEvidence],
        limits: Collection[Limits],
    ) -> list[WordEvidence]:
        """Weigh the others as if wrong words were not in the phrase, where all of it fits then.

        A word that was not said takes frames of its neighbors, which look wrong, too. By the most
        lenient limits half of the others must look right before and all afterwards, or all be
        beyond doubt afterwards, and no gap may hold a word: else another phrase was said.
        """
        wrong, right = (end(each.word for each in limits) for end in (max, min))
        heard = min(each.gap for each in limits)
        suspects = sorted(
            (word for word, each in enumerate(words) if each.score < wrong),
            key=lambda word: words[word].score,
        )
        left_out: list[int] = []
        weighed: Mapping[int, WordEvidence] = dict(enumerate(words))
        while len(left_out) < _MOST_LEFT_OUT and len(weighed) > 1:
            worst = min(weighed, key=lambda word: weighed[word].score)
            others = [words[word].score >= right for word in weighed if word != worst]
            if weighed[worst].score >= wrong or 2 * sum(others) < len(others):
                break
            left_out.append(worst)
            again = self._without(hearings, phrase, left_out)
            if again is None:
                break
            weighed = again.words
            if again.fits(right, heard):
                return _with_left_out(words, weighed)
        for word in suspects if len(words) > 1 else ():
            again = self._without(hearings, phrase, [word])
            if again and again.fit >= _DOUBTLESS_FIT and again.fits(wrong + _DOUBTLESS, heard):
                return _with_left_out(words, again.words)
        return list(words)

    def _without(
        self, hearings: Sequence[Hearing], phrase: Phrase, left_out: Collection[int]
    ) -> _Shortened | None:
        """Weigh a phrase without some of its words; None where it cannot be measured."""
        measured = self._measurer.measure(hearings, phrase.without(left_out))
        if measured is None:
            return None
        aligned, features = measured
        kept = [word for word in range(len(phrase.target.words)) if word not in left_out]
        return _Shortened(
            dict(zip(kept, self._words(features, hearings[0].frame_s), strict=True)),
            float(self._learned.gaps.predict(gap_rows(hearings[0], aligned)).max()),
            fit_of(features)[0],
        )

    def _lead(
        self, hearings: Sequence[Hearing], aligned: Aligned, phrase: Phrase, other: Phrase
    ) -> float:
        lead = self._measurer.lead(hearings, aligned, other)
        return round(lead - deciding_lead(phrase, other, self._learned.contrasts), 3)

    def _limits(self, channel: Channel, frames_a_sound: float) -> dict[str, Limits]:
        levels = self._learned.limits.items()
        return {level: limits_at(numbers, channel, frames_a_sound) for level, numbers in levels}


def _with_left_out(
    words: Sequence[WordEvidence], kept: Mapping[int, WordEvidence]
) -> list[WordEvidence]:
    """The words that are kept as they were weighed, and the others, which took no time."""
    begins = {word: evidence.sounds[0].start_s for word, evidence in kept.items()}
    end_s = max(evidence.sounds[-1].end_s for evidence in kept.values())
    found = []
    for word, evidence in enumerate(words):
        at_s = next((begin for other, begin in sorted(begins.items()) if other > word), end_s)
        sounds = (replace(sound, start_s=at_s, end_s=at_s) for sound in evidence.sounds)
        found.append(kept.get(word) or replace(evidence, sounds=tuple(sounds)))
    return found


def _word(
    features: SoundFeatures,
    scores: Floats,
    rows: Floats,
    word: int,
    sounds: Sequence[SoundEvidence],
    forest: Forest,
) -> WordEvidence:
    row = word_row(scores, rows, features, word)
    score = float(forest.predict(row[None])[0]) - misfit(features, word)
    own = np.flatnonzero(features.words == word).tolist()
    return WordEvidence(round(score, 3), tuple(sounds[index] for index in own))


def _sound(
    features: SoundFeatures,
    score: float,
    index: int,
    heard: tuple[str, float],
    names: Sequence[str],
    frame_s: float,
) -> SoundEvidence:
    begin, end = features.spans[index].tolist()
    own = names[features.sounds[index]]
    return SoundEvidence(
        own, round(score, 3), round(frame_s * begin, 3), round(frame_s * end, 3), *heard
    )


def _heard(
    features: SoundFeatures, change: int, lead: float, names: Sequence[str]
) -> tuple[str, float]:
    """What a change puts in the place of a sound, in IPA, and how clear it is.

    That is the lesser of its gain and its lead: not at all where the sound itself fits better, or
    where a sound has no name.
    """
    if change < 0:
        return "", 0.0
    changes = features.changes
    own = names[features.sounds[np.searchsorted(features.places, changes.place[change])]]
    sound = "" if changes.kind[change] == Kind.DELETION else names[changes.sound[change]]
    unnamed = not own or (not sound and changes.kind[change] != Kind.DELETION)
    clear = 0.0 if unnamed else max(0.0, min(lead, float(changes.gains[:, change].mean())))
    before, after = (
        own if changes.kind[change] == kind else ""
        for kind in (Kind.INSERTION_AFTER, Kind.INSERTION_BEFORE)
    )
    return before + sound + after, round(clear, 2)
