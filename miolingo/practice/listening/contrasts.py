"""Which contrasts to listen to: those that are due by FSRS, then those that are new.

It depends on nothing but the answers, the attempts and the time, as the reviews do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from miolingo.history.listening_answers import ListeningAnswer
from miolingo.practice.pairs import Confusions, Contrast, MinimalPair, by_confusion
from miolingo.practice.schedule import due_by_share

AT_ONCE = 5
"""The most contrasts of one round: each is to be heard several times."""

_ONE_REVIEW = timedelta(hours=12)
"""Answers less than half a day after the first of them are one review, as attempts are."""


@dataclass(frozen=True)
class HeardContrast:
    """A contrast with its pairs and its answers, the oldest first; ``due_at`` None if it is new."""

    name: str
    pairs: tuple[MinimalPair, ...]
    answers: tuple[ListeningAnswer, ...] = ()
    due_at: datetime | None = None


def contrast_name(contrast: Contrast) -> str:
    """The two sounds of a contrast as answers are kept with them: sorted, a space between."""
    return " ".join(sorted(contrast))


def contrasts_of(
    pairs: Iterable[MinimalPair], answers: Iterable[ListeningAnswer], mixed: Confusions
) -> list[HeardContrast]:
    """The contrasts of pairs, those that this learner mixes up when speaking first."""
    by_name: dict[str, list[MinimalPair]] = {}
    for pair in by_confusion(pairs, mixed):
        by_name.setdefault(contrast_name(pair.contrast), []).append(pair)
    answered: dict[str, list[ListeningAnswer]] = {}
    for answer in sorted(answers, key=lambda answer: (answer.answered_at, answer.id)):
        answered.setdefault(answer.contrast, []).append(answer)
    return [
        HeardContrast(name, tuple(own), tuple(own_answers), due_at(own_answers))
        for name, own in by_name.items()
        for own_answers in [answered.get(name, [])]
    ]


def choose_contrasts(contrasts: Sequence[HeardContrast], now: datetime) -> list[HeardContrast]:
    """The AT_ONCE contrasts to listen to ``now`` (aware).

    Those that are due come first, the longest due in front; then new ones in their order; then
    those that are due soonest.
    """
    seen = sorted(
        (contrast for contrast in contrasts if contrast.due_at),
        key=lambda contrast: (contrast.due_at, contrast.name),
    )
    due = [contrast for contrast in seen if contrast.due_at and contrast.due_at <= now]
    new = [contrast for contrast in contrasts if contrast.due_at is None]
    return [*due, *new, *seen[len(due) :]][:AT_ONCE]


def due_at(answers: Sequence[ListeningAnswer]) -> datetime | None:
    """When a contrast is due (UTC), by its answers, the oldest first; None without answers."""
    reviews: list[list[ListeningAnswer]] = []
    for answer in answers:
        if not reviews or answer.answered_at - reviews[-1][0].answered_at >= _ONE_REVIEW:
            reviews.append([])
        reviews[-1].append(answer)
    if not reviews:
        return None
    return due_by_share(
        [(review[0].answered_at, fmean(answer.correct for answer in review)) for review in reviews]
    )
