"""Convert what a history keeps to JSON-able records and back, checking what comes back.

The records are the same in SQLite, in an export, on the wire and on the server. ``words`` holds
what version 0.1.0 can read of them, ``details`` the rest (``attempt_details``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from math import inf
from types import NoneType
from typing import Any
from uuid import UUID

from miolingo.history.attempt_details import all_words, details_from_record, details_record
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.judging.judgement import Verdict, WordResult, WordStatus

ATTEMPT_FIELDS = tuple(field.name for field in fields(Attempt) if field.name != "user_id")
SESSION_FIELDS = tuple(field.name for field in fields(PracticeSession))
LISTENING_FIELDS = tuple(field.name for field in fields(ListeningAnswer))

_Types = Mapping[str, frozenset[type]]

_TEXT = frozenset({str})
_NUMBER = frozenset({int, float})
_MISSING = frozenset({NoneType})
_ATTEMPT_TYPES: _Types = dict.fromkeys(ATTEMPT_FIELDS, _TEXT) | {
    "similarity_score": _NUMBER | _MISSING,
    "perfect_match": frozenset({bool}),
    "words": frozenset({list}),
    "deck": _TEXT | _MISSING,
    "duration_ms": frozenset({int}),
    "details": frozenset({dict}) | _MISSING,
}
_SESSION_TYPES: _Types = dict.fromkeys(SESSION_FIELDS, _TEXT) | {"ended_at": _TEXT | _MISSING}
_LISTENING_TYPES: _Types = dict.fromkeys(LISTENING_FIELDS, _TEXT) | {
    "correct": frozenset({bool}),
    "step": frozenset({int}),
}
_HIGHEST_STEP = 99
_IDS = ("id", "device_id")
_CANONICAL_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_canonical_uuid(text: str) -> bool:
    """Return whether a text is a UUID in the form that ids are kept in."""
    return _CANONICAL_UUID.fullmatch(text) is not None


def text_of(at: datetime, *, timespec: str = "microseconds") -> str:
    """Return an aware instant as ISO 8601 in UTC with a Z.

    With microseconds, the precision of what is stored, texts sort as instants do; ``timespec`` is
    that of ``datetime.isoformat``. Raises ValueError for an instant without a time zone.
    """
    if at.utcoffset() is None:
        raise ValueError("a time needs a time zone")
    return at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def instant_of(text: str) -> datetime:
    """Return the UTC instant of an ISO 8601 text with an offset. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError(f"“{text}” has no time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"“{text}” is out of range") from error


def attempt_record(attempt: Attempt) -> dict[str, Any]:
    """Return an attempt's record, without its owner and without fields that are None."""
    values = {name: getattr(attempt, name) for name in ATTEMPT_FIELDS}
    return _present(
        values
        | {
            "practice_date": text_of(attempt.practice_date),
            "verdict": str(attempt.verdict),
            "words": word_records(word for word in attempt.words if _is_known(word)),
            "details": details_record(attempt.words, attempt.details) or None,
        }
    )


def word_records(words: Iterable[WordResult]) -> list[dict[str, Any]]:
    """Return the records of words as version 0.1.0 has them: without sounds and fields of None."""
    return [_word_record(word) for word in words]


def attempt_from_record(record: Mapping[str, Any], *, user_id: str | None = None) -> Attempt:
    """Return the attempt of a record, owned by ``user_id``; unknown fields are ignored.

    Raises ValueError for a field that is missing, of another type or out of range, and for a score
    that does not fit the verdict.
    """
    values = _checked(record, _ATTEMPT_TYPES)
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
    details = values["details"] or {}
    words = all_words([_word_from_record(word) for word in values["words"]], details)
    for word in words:
        _check_word(word)
    return Attempt(
        **values
        | {
            "user_id": user_id,
            "practice_date": instant_of(values["practice_date"]),
            "similarity_score": None if score is None else float(score),
            "verdict": verdict,
            "words": words,
            "details": details_from_record(details),
        }
    )


def session_record(session: PracticeSession) -> dict[str, Any]:
    """Return a practice session's record, without an end while it goes on."""
    ended_at = session.ended_at and text_of(session.ended_at)
    return _present(
        vars(session) | {"started_at": text_of(session.started_at), "ended_at": ended_at}
    )


def session_from_record(record: Mapping[str, Any]) -> PracticeSession:
    """Return the practice session of a record; unknown fields are ignored.

    Raises ValueError for a field that is missing or of another type, and for an end before the
    start.
    """
    values = _checked(record, _SESSION_TYPES)
    ended_at = None if values["ended_at"] is None else instant_of(values["ended_at"])
    session = PracticeSession(
        values["id"], values["device_id"], instant_of(values["started_at"]), ended_at
    )
    if ended_at and ended_at < session.started_at:
        raise ValueError("the end is before the start")
    return session


def listening_record(answer: ListeningAnswer) -> dict[str, Any]:
    """Return a listening answer's record."""
    return vars(answer) | {"answered_at": text_of(answer.answered_at)}


def listening_from_record(record: Mapping[str, Any]) -> ListeningAnswer:
    """Return the listening answer of a record; unknown fields are ignored.

    Raises ValueError for a field that is missing, of another type, empty or out of range.
    """
    values = _checked(record, _LISTENING_TYPES)
    if not all(values[name].strip() for name in ("played_word", "other_word", "contrast")):
        raise ValueError("no words or no contrast")
    if not 0 <= values["step"] <= _HIGHEST_STEP:
        raise ValueError("the step is out of range")
    return ListeningAnswer(**values | {"answered_at": instant_of(values["answered_at"])})


def _is_known(word: WordResult) -> bool:
    """Whether version 0.1.0 knows words with this status."""
    return word.status is not WordStatus.UNSURE


def _word_record(word: WordResult) -> dict[str, Any]:
    return _present(
        {
            "word": word.word,
            "status": str(word.status),
            "score": word.score,
            "start_ms": word.start_ms,
            "end_ms": word.end_ms,
        }
    )


def _word_from_record(record: Any) -> WordResult:
    try:
        return WordResult(
            record["word"],
            WordStatus(record["status"]),
            record["score"],
            record.get("start_ms"),
            record.get("end_ms"),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no word of an attempt") from error


def _check_word(word: WordResult) -> None:
    if type(word.word) is not str or type(word.score) not in _NUMBER or not abs(word.score) < inf:
        raise ValueError("no word of an attempt")
    for time_ms in (word.start_ms, word.end_ms):
        if time_ms is not None and (type(time_ms) is not int or time_ms < 0):
            raise ValueError("no time of a word")


def _present(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _checked(record: Mapping[str, Any], types: _Types) -> dict[str, Any]:
    """Return the fields of a record, None for one that may be missing and is; ids in lower case."""
    values: dict[str, Any] = {name: record.get(name) for name in types}
    for name, value in values.items():
        if type(value) not in types[name]:
            raise ValueError(f"“{name}” is missing or not what it should be")
    for name in _IDS:
        if not is_canonical_uuid(values[name]):
            values[name] = str(UUID(values[name]))
    return values
