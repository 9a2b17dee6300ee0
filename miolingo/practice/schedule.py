"""Schedule when each phrase is to be said again, by FSRS and from the attempts alone.

It depends on nothing but the attempts and the time, so it is the same on every machine that has
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from fsrs import Card as Memory
from fsrs import Rating, Scheduler

from miolingo.errors import UsageError
from miolingo.history.attempts import AttemptOutcome
from miolingo.judging.judgement import Verdict
from miolingo.language.normalize import words_of

EASY_SCORE = 95.0
HARD_SCORE = 50.0
_GOOD_SHARE, _HARD_SHARE = 0.9, 0.75
"""Of answers that are right by chance half of the time: three of four is half known."""

_DAY = timedelta(days=1)
_HALF_DAY = _DAY / 2
_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""FSRS is told only how many days lie between two reviews, so any day can be the first."""

_SCHEDULER = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False
)


_Rated = tuple[AttemptOutcome, Rating]


@dataclass(frozen=True)
class ScheduledPhrase:
    """A phrase, as it was last written and in the deck it was last in, and when it is due (UTC).

    ``key`` tells it apart from the other phrases of its language.
    """

    key: str
    phrase: str
    deck: str | None
    due_at: datetime


@cache
def phrase_key(phrase: str, language_code: str) -> str:
    """Return the words of a phrase as they are said, without spaces; empty where there are none."""
    try:
        return "".join(word.spoken[0].replace(" ", "") for word in words_of(phrase, language_code))
    except UsageError:
        return ""


def rating_of(outcome: AttemptOutcome) -> Rating | None:
    """Return FSRS's rating of an outcome; None for one without a score, or shadowed."""
    if outcome.shadowed:
        return None
    match outcome.verdict:
        case Verdict.UNDERSTOOD:
            return Rating.Easy if _scored(outcome, EASY_SCORE) else Rating.Good
        case Verdict.PARTLY_UNDERSTOOD:
            return Rating.Hard if _scored(outcome, HARD_SCORE) else Rating.Again
        case Verdict.NOT_UNDERSTOOD:
            return Rating.Again
        case Verdict.NOT_SCORABLE:
            return None


def schedule(
    outcomes: Iterable[AttemptOutcome], language_code: str, now: datetime
) -> tuple[ScheduledPhrase, ...]:
    """Return every phrase of a language that has a score, the first that is due in front.

    ``outcomes`` are those in the language, in any order; what is dated after ``now`` (aware) was
    dated by a wrong clock and does not count.
    """
    rated_by_key: defaultdict[str, list[_Rated]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda outcome: (outcome.practice_date, outcome.id)):
        rating, key = rating_of(outcome), phrase_key(outcome.target_phrase, language_code)
        if rating and key and outcome.practice_date <= now:
            rated_by_key[key].append((outcome, rating))
    phrases = (_scheduled(key, rated) for key, rated in rated_by_key.items())
    return tuple(sorted(phrases, key=lambda phrase: (phrase.due_at, phrase.key)))


@dataclass(frozen=True)
class DueAfter:
    """What is due when a session is over: how many phrases ``now``, and when the next is (UTC)."""

    now: datetime
    due: int
    next_due_at: datetime | None


def due_after(outcomes: Iterable[AttemptOutcome], language_code: str, now: datetime) -> DueAfter:
    """What of a language is still due ``now`` (aware), and what comes next."""
    due_at = [phrase.due_at for phrase in schedule(outcomes, language_code, now)]
    later = [at for at in due_at if at > now]
    return DueAfter(now, len(due_at) - len(later), min(later, default=None))


def due_by_share(reviews: Sequence[tuple[datetime, float]]) -> datetime:
    """Return when something is due (UTC) of which a share (0-1) was right at each review."""
    return _next_due_at([(at, _rating_of_share(share)) for at, share in reviews])


def _rating_of_share(share: float) -> Rating:
    if share >= _GOOD_SHARE:
        return Rating.Good
    return Rating.Hard if share >= _HARD_SHARE else Rating.Again


def _next_due_at(rated: Sequence[tuple[datetime, Rating]]) -> datetime:
    """Return when something is due (UTC) that was reviewed at these instants, the oldest first.

    Days are counted to the nearest. A review less than half a day after another one repeats that
    one and changes nothing; so it is due half a day before its days are over.
    """
    (reviewed_at, _), day = rated[0], _FIRST_DAY
    memory = Memory(card_id=0, due=day)
    for at, rating in rated:
        days = (at - reviewed_at + _HALF_DAY) // _DAY
        if days or memory.last_review is None:
            reviewed_at, day = at, day + days * _DAY
            memory, _ = _SCHEDULER.review_card(memory, rating, day)
    return reviewed_at + (memory.due - day) - _HALF_DAY


def _scheduled(key: str, rated: Sequence[_Rated]) -> ScheduledPhrase:
    """Schedule a phrase by its rated attempts, the oldest first."""
    latest = rated[-1][0]
    due_at = _next_due_at([(outcome.practice_date, rating) for outcome, rating in rated])
    return ScheduledPhrase(key, latest.target_phrase, latest.deck, due_at)


def _scored(outcome: AttemptOutcome, least: float) -> bool:
    return outcome.similarity_score is not None and outcome.similarity_score >= least
