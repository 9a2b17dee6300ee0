"""The record of one attempt, the same here and on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean

from miolingo.judging.judgement import Judgement, Verdict, WordResult, WordStatus
from miolingo.language.names import canonical_tag

BLAMED = (WordStatus.MISPRONOUNCED, WordStatus.MISSING)
"""What a learner can be told of a word of the phrase and may dispute."""


@dataclass(frozen=True)
class AttemptDetails:
    """How an attempt was recorded and judged, and what the learner says of the judgement.

    ``microphone`` is its name, empty where it is not known; ``strictness`` the setting judged by;
    ``disputed`` are the indices of the words that the learner said right, by their own account:
    these words are ``unsure``. ``shadowed`` where the phrase was said while it was played.
    """

    microphone: str = ""
    strictness: str = "normal"
    disputed: tuple[int, ...] = ()
    shadowed: bool = False


@dataclass(frozen=True)
class Attempt:
    """One judged utterance of a learner.

    ``id`` and ``device_id`` are UUIDs (``id`` is version 7), ``user_id`` is None for a guest,
    ``language_code`` a BCP 47 tag, ``practice_date`` an aware UTC instant, ``similarity_score``
    0-100, or None when ``verdict`` is ``not_scorable``.
    """

    id: str
    user_id: str | None
    language_code: str
    practice_date: datetime
    target_phrase: str
    recognized_phrase: str
    similarity_score: float | None
    perfect_match: bool
    verdict: Verdict
    words: tuple[WordResult, ...]
    deck: str | None
    duration_ms: int
    model: str
    scorer_version: str
    device_id: str
    details: AttemptDetails = AttemptDetails()

    @property
    def language(self) -> str:
        """The one tag of its language, however that was written when it was kept."""
        return canonical_tag(self.language_code)


@dataclass(frozen=True)
class AttemptOutcome:
    """How an attempt went: what reviews and reports by deck need of an Attempt.

    ``shadowed`` where the phrase was said while it was played, which tests no memory.
    """

    id: str
    practice_date: datetime
    target_phrase: str
    similarity_score: float | None
    verdict: Verdict
    deck: str | None
    language_code: str = ""
    shadowed: bool = False

    @property
    def language(self) -> str:
        """The one tag of its language, however that was written when it was kept."""
        return canonical_tag(self.language_code)


@dataclass(frozen=True)
class PracticeSession:
    """A practice session on one device; ``ended_at`` is None while it goes on.

    ``id`` and ``device_id`` are UUIDs, the instants aware and UTC, the end not before the start.
    """

    id: str
    device_id: str
    started_at: datetime
    ended_at: datetime | None = None


def attempt_of(
    judgement: Judgement,
    *,
    attempt_id: str,
    at: datetime,
    deck: str | None,
    device_id: str,
    microphone: str = "",
    shadowed: bool = False,
) -> Attempt:
    """Record a judgement as a guest's attempt made ``at`` an aware UTC instant."""
    return Attempt(
        id=attempt_id,
        user_id=None,
        language_code=judgement.language_code,
        practice_date=at,
        target_phrase=judgement.target_phrase,
        recognized_phrase=judgement.recognized_phrase,
        similarity_score=judgement.similarity_score,
        perfect_match=judgement.perfect_match,
        verdict=judgement.verdict,
        words=judgement.words,
        deck=deck,
        duration_ms=judgement.audio_ms,
        model=judgement.model,
        scorer_version=judgement.scorer_version,
        device_id=device_id,
        details=AttemptDetails(microphone, judgement.strictness, shadowed=shadowed),
    )


def with_dispute(attempt: Attempt, index: int, attempt_id: str) -> Attempt:
    """Return what takes an attempt's place when the learner says that a word was right.

    The word is not sure from then on. It keeps its sounds, by which disputes are counted. The
    others decide: where more than half of the words are not sure the attempt is not scorable.
    """
    words = tuple(
        replace(word, status=WordStatus.UNSURE) if place == index else word
        for place, word in enumerate(attempt.words)
    )
    details = replace(attempt.details, disputed=(*attempt.details.disputed, index))
    verdict = _verdict_of(words)
    return replace(
        attempt,
        id=attempt_id,
        words=words,
        details=details,
        verdict=verdict,
        similarity_score=_score_of(attempt, words, verdict),
    )


def _verdict_of(words: Sequence[WordResult]) -> Verdict:
    statuses = [word.status for word in words]
    of_phrase = [status for status in statuses if status is not WordStatus.EXTRA]
    if 2 * of_phrase.count(WordStatus.UNSURE) > len(of_phrase):
        return Verdict.NOT_SCORABLE
    if set(statuses) <= {WordStatus.CORRECT, WordStatus.UNSURE}:
        return Verdict.UNDERSTOOD
    if WordStatus.CORRECT in statuses:
        return Verdict.PARTLY_UNDERSTOOD
    return Verdict.NOT_UNDERSTOOD


def _score_of(attempt: Attempt, words: Sequence[WordResult], verdict: Verdict) -> float | None:
    """Return the mean score of the words that are sure, or the score as it was if that is more."""
    if verdict is Verdict.NOT_SCORABLE:
        return None
    sure = (WordStatus.CORRECT, *BLAMED)
    mean = fmean(word.score for word in words if word.status in sure)
    return max(attempt.similarity_score or 0.0, round(mean, 1))


def outcome_of(attempt: Attempt) -> AttemptOutcome:
    """Return the outcome of an attempt."""
    return AttemptOutcome(
        id=attempt.id,
        practice_date=attempt.practice_date,
        target_phrase=attempt.target_phrase,
        similarity_score=attempt.similarity_score,
        verdict=attempt.verdict,
        deck=attempt.deck,
        language_code=attempt.language_code,
        shadowed=attempt.details.shadowed,
    )
