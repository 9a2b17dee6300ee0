"""Report which sounds a learner keeps missing, and how often the learner disputes a judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Generic, TypeVar

from miolingo.history.attempts import BLAMED, Attempt
from miolingo.history.reports.trends import (
    LEAST_TIMES,
    Named,
    first_of_each_language,
    judged_sounds,
)
from miolingo.judging.judgement import SoundResult, SoundStatus, WordResult

SOUNDS_AMONG = 500
"""Sounds are looked for in so many of the newest attempts: what was learned fades."""

MOST_INSTEAD = 2

T = TypeVar("T")


@dataclass(frozen=True)
class MissedSound:
    """A sound that was wrong ``missed`` of ``times``, and what was heard in its place most often.

    The means are the percentages of right ones in the first and in the last third of the times;
    None for a sound that was said too few times to tell.
    """

    name: Named
    times: int
    missed: int
    instead: tuple[str, ...]
    first_mean: float | None
    last_mean: float | None


@dataclass(frozen=True)
class DisputeRate(Generic[T]):
    """Of how many times that something was called wrong the learner disputed how many."""

    name: T
    blamed: int
    disputed: int

    @property
    def rate(self) -> float:
        """The share that was disputed, 0-1."""
        return self.disputed / self.blamed


@dataclass(frozen=True)
class SoundReport:
    """What the newest attempts tell of single sounds, and of words that were called wrong.

    The rates are of what was disputed at least once; a microphone without a name is "".
    """

    missed: tuple[MissedSound, ...] = ()
    disputed_sounds: tuple[DisputeRate[Named], ...] = ()
    disputes_by_microphone: tuple[DisputeRate[str], ...] = ()


def sound_report(attempts: Sequence[Attempt]) -> SoundReport:
    """Sum up the sounds of attempts and the disputes of their words."""
    blamed_sounds = [
        ((attempt.language, sound.ipa), disputed)
        for attempt in attempts
        for word, disputed in _called_wrong(attempt)
        for sound in word.sounds
        if sound.status is SoundStatus.WRONG
    ]
    blamed_words = [
        (attempt.details.microphone, disputed)
        for attempt in attempts
        for _, disputed in _called_wrong(attempt)
    ]
    return SoundReport(missed_sounds(attempts), _rates(blamed_sounds), _rates(blamed_words))


def missed_sounds(attempts: Iterable[Attempt]) -> tuple[MissedSound, ...]:
    """Return the sounds that were missed most, the most first; those missed once are left out."""
    heard: defaultdict[Named, list[SoundResult]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda attempt: (attempt.practice_date, attempt.id)):
        for sound in judged_sounds(attempt):
            heard[attempt.language, sound.ipa].append(sound)
    missed = [_missed_sound(name, sounds) for name, sounds in heard.items()]
    kept = [sound for sound in missed if sound.missed > 1]
    return first_of_each_language(sorted(kept, key=lambda sound: (-sound.missed, sound.name)))


def _missed_sound(name: Named, sounds: Sequence[SoundResult]) -> MissedSound:
    right = [100.0 * (sound.status is SoundStatus.CORRECT) for sound in sounds]
    instead = Counter(sound.heard for sound in sounds if sound.heard)
    third = len(sounds) // 3 if len(sounds) >= LEAST_TIMES else 0
    return MissedSound(
        name=name,
        times=len(sounds),
        missed=right.count(0.0),
        instead=tuple(heard for heard, _ in instead.most_common(MOST_INSTEAD)),
        first_mean=fmean(right[:third]) if third else None,
        last_mean=fmean(right[-third:]) if third else None,
    )


def _called_wrong(attempt: Attempt) -> Iterator[tuple[WordResult, bool]]:
    """Yield the words that were called wrong, each with whether the learner disputes it."""
    for index, word in enumerate(attempt.words):
        disputed = index in attempt.details.disputed
        if disputed or (word.status in BLAMED and attempt.similarity_score is not None):
            yield word, disputed


def _rates(blamed: Iterable[tuple[T, bool]]) -> tuple[DisputeRate[T], ...]:
    times, disputed = Counter[T](), Counter[T]()
    for name, is_disputed in blamed:
        times[name] += 1
        disputed[name] += is_disputed
    rates = [DisputeRate(name, times[name], count) for name, count in disputed.items() if count]
    return tuple(sorted(rates, key=lambda rate: (-rate.rate, str(rate.name))))
