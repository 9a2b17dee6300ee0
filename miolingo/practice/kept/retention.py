"""Which recordings stay: none without an attempt, as many as were wished for, none beyond a limit.

Of each phrase the first, the best and the latest recording are its milestones, by which progress
can be heard. They are the last to go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from miolingo.history.attempts import AttemptOutcome
from miolingo.judging.judgement import Verdict
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store

BYTES_OF_A_MB = 1_000_000

_WORST_FIRST = (
    Verdict.NOT_SCORABLE,
    Verdict.NOT_UNDERSTOOD,
    Verdict.PARTLY_UNDERSTOOD,
    Verdict.UNDERSTOOD,
)


@unique
class Wish(StrEnum):
    """Which recordings a learner wants to keep; BEST are the milestones of each phrase."""

    OFF = "off"
    BEST = "best"
    ALL = "all"


@dataclass(frozen=True)
class Retention:
    """What a learner chose: which recordings are kept, and how many bytes they may take."""

    wish: Wish
    most_bytes: int


def sweep(folder: RecordingFolder, history: Store) -> None:
    """Remove recordings without an attempt, and what killed processes left behind.

    Where a damaged history was set aside, an attempt may come back out of it; then only those go
    whose attempt was deleted. Raises StoreError.
    """
    if folder.exists:
        with folder.locked():
            folder.remove_drafts()
            folder.remove(_orphans(folder, history))


def shrink(folder: RecordingFolder, history: Store, retention: Retention) -> None:
    """Remove recordings that are more than was wished for. Raises StoreError.

    Those without an attempt are not looked at.
    """
    if folder.exists:
        with folder.locked():
            sizes = folder.sizes()
            if retention.wish is Wish.BEST or sum(sizes.values()) > retention.most_bytes:
                folder.remove(superfluous(history.outcomes_of(sizes), sizes, retention))


def _orphans(folder: RecordingFolder, history: Store) -> set[str]:
    ids = folder.sizes().keys()
    orphans = ids - {outcome.id for outcome in history.outcomes_of(ids)}
    if orphans and history.has_damaged_aside:
        return history.known(orphans)  # those that were deleted
    return orphans


def superfluous(
    outcomes: Sequence[AttemptOutcome], sizes: Mapping[str, int], retention: Retention
) -> set[str]:
    """The ids of recorded attempts whose recordings are not to stay; ``sizes`` are in bytes.

    Where they are too large together, the oldest of those with the worst verdict go first.
    """
    milestones = _milestones(outcomes)
    gone = {outcome.id for outcome in outcomes} - milestones
    if retention.wish is not Wish.BEST:
        gone = set()
    staying = [outcome for outcome in outcomes if outcome.id not in gone]
    excess = sum(sizes[outcome.id] for outcome in staying) - retention.most_bytes
    for outcome in sorted(staying, key=lambda outcome: _worth(outcome, milestones)):
        if excess <= 0:
            break
        gone.add(outcome.id)
        excess -= sizes[outcome.id]
    return gone


def _milestones(outcomes: Iterable[AttemptOutcome]) -> set[str]:
    by_phrase = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda outcome: (outcome.practice_date, outcome.id)):
        by_phrase[outcome.language, outcome.target_phrase].append(outcome)
    return {
        milestone.id
        for phrase in by_phrase.values()
        for milestone in (phrase[0], max(reversed(phrase), key=_score), phrase[-1])
    }


def _score(outcome: AttemptOutcome) -> float:
    return -1.0 if outcome.similarity_score is None else outcome.similarity_score


def _worth(outcome: AttemptOutcome, milestones: set[str]) -> tuple[object, ...]:
    rank = _WORST_FIRST.index(outcome.verdict)
    return outcome.id in milestones, rank, outcome.practice_date, outcome.id
