"""Attempts and sessions as JSON-able records, the same in a file, on the wire and on the server."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.judging.judgement import Verdict, WordResult, WordStatus

ATTEMPT_FIELDS = tuple(field.name for field in fields(Attempt) if field.name != "user_id")
SESSION_FIELDS = tuple(field.name for field in fields(PracticeSession))

_OPTIONAL = {"similarity_score": float, "deck": str, "ended_at": str}
_TYPES = {"duration_ms": int, "perfect_match": bool, "words": list} | _OPTIONAL


def text_of(at: datetime) -> str:
    """An aware instant as ISO 8601 in UTC, with microseconds and a Z: texts sort as instants do."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant_of(text: str) -> datetime:
    """The UTC instant of an ISO 8601 text with an offset. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError(f"“{text}” has no time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"“{text}” is out of range") from error


def attempt_record(attempt: Attempt) -> dict[str, Any]:
    """An attempt without its owner; what it does not have is left out."""
    values = {name: getattr(attempt, name) for name in ATTEMPT_FIELDS}
    return _present(
        values
        | {
            "practice_date": text_of(attempt.practice_date),
            "verdict": str(attempt.verdict),
            "words": [word_record(word) for word in attempt.words],
        }
    )


def attempt_from_record(record: Mapping[str, Any], *, user_id: str | None = None) -> Attempt:
    """The attempt of a record, which belongs to ``user_id``; more fields than known are ignored.

    Raises ValueError for a record of anything else.
    """
    values = _checked(record, ATTEMPT_FIELDS)
    score = values["similarity_score"]
    verdict = Verdict(values["verdict"])
    if (score is None) != (verdict is Verdict.NOT_SCORABLE):
        raise ValueError("the score does not fit the verdict")
    if values["perfect_match"] and verdict is not Verdict.UNDERSTOOD:
        raise ValueError("a perfect attempt is understood")
    if score is not None and not 0 <= score <= 100:
        raise ValueError("the score is not between 0 and 100")
    if not values["target_phrase"].strip() or values["duration_ms"] < 0:
        raise ValueError("no phrase or no duration")
    return Attempt(
        **values
        | {
            "user_id": user_id,
            "practice_date": instant_of(values["practice_date"]),
            "similarity_score": None if score is None else float(score),
            "verdict": verdict,
            "words": tuple(word_from_record(word) for word in values["words"]),
        }
    )


def session_record(session: PracticeSession) -> dict[str, Any]:
    """A session; the end is left out while it goes on."""
    ended_at = session.ended_at and text_of(session.ended_at)
    return _present(
        vars(session) | {"started_at": text_of(session.started_at), "ended_at": ended_at}
    )


def session_from_record(record: Mapping[str, Any]) -> PracticeSession:
    """The session of a record; more fields than known are ignored. Raises ValueError."""
    values = _checked(record, SESSION_FIELDS)
    ended_at = None if values["ended_at"] is None else instant_of(values["ended_at"])
    session = PracticeSession(
        values["id"], values["device_id"], instant_of(values["started_at"]), ended_at
    )
    if ended_at and ended_at < session.started_at:
        raise ValueError("the end is before the start")
    return session


def word_record(word: WordResult) -> dict[str, Any]:
    """A word of an attempt; times are left out for a word that was not heard."""
    return _present(vars(word) | {"status": str(word.status)})


def word_from_record(record: Mapping[str, Any]) -> WordResult:
    """The word of a record. Raises ValueError."""
    try:
        word = WordResult(**{**record, "status": WordStatus(record["status"])})
    except (TypeError, KeyError) as error:
        raise ValueError("no word of an attempt") from error
    times = (word.start_ms, word.end_ms)
    if not isinstance(word.word, str) or not _is_number(word.score):
        raise ValueError("no word of an attempt")
    if not all(time is None or (isinstance(time, int) and time >= 0) for time in times):
        raise ValueError("no time of a word")
    return word


def _present(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _checked(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The values of these fields, each of its type; None where one may be missing."""
    values = {name: record.get(name) for name in names}
    for name, value in values.items():
        if not _fits(name, value):
            raise ValueError(f"“{name}” is missing or not what it should be")
    return values | {name: str(UUID(values[name])) for name in ("id", "device_id")}


def _fits(name: str, value: Any) -> bool:
    if value is None:
        return name in _OPTIONAL
    wanted = _TYPES.get(name, str)
    if wanted is float:
        return _is_number(value)
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
