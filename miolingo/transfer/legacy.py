"""What the older Miolingo left behind, record by record: a web app and its first script.

Attempts from there keep their text and their score. How they were judged is not comparable: the
phonemes of both texts were compared, without word results, and homophones passed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import Verdict
from miolingo.language.names import language_meant

MODEL, SCORER_VERSION = "unknown", "legacy"
DEVICE_ID = "6c656761-6379-8000-8000-000000000000"
"""The older app knew no devices; this stands for all of them (a UUID of version 8)."""

NO_PHONEMES = "[phonemes unavailable]"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - compared with times that have no zone either
_HALF = 50.0

CONFIG_KEYS = frozenset(
    {
        *("speed", "pitch", "voice", "model", "duration", "comparison_algorithm", "asr_engine"),
        *("whisper_model_size", "silence_threshold", "use_wav_audio", "tts_engine", "gtts_slow"),
        *("source_language", "debug_mode"),
    }
)
KEPT_CONFIG_KEYS = ("speed", "pitch", "voice")


@dataclass(frozen=True)
class OldAttempt:
    """An old record, read: ``at`` has no zone where none was written, ``score`` is 0-100."""

    at: datetime
    target: str
    recognized: str
    score: float | None
    perfect: bool
    fingerprint: str


def practice_record(record: Any) -> OldAttempt:
    """An entry of ``practices`` in practice_history.json. Raises ValueError.

    Where no phonemes were to be had, both sides had the same placeholder, a false perfect: such
    an attempt was not scored.
    """
    if not isinstance(record, dict):
        raise ValueError("it is not a record")
    unheard = NO_PHONEMES in (record.get("correct_phonemes"), record.get("user_phonemes"))
    perfect = record.get("exact_match", record.get("match", False))
    return OldAttempt(
        at=_time(record.get("time")),
        target=_text(record, "target"),
        recognized=_optional_text(record, "recognized"),
        score=None if unheard else _score(record.get("similarity"), 1),
        perfect=not unheard and perfect is True,
        fingerprint=_fingerprint(record, "time", "target", "recognized", "similarity"),
    )


def progress_row(row: Mapping[str, Any], *, shares: bool) -> OldAttempt:
    """A row of ``user_progress`` in users.db. Raises ValueError.

    ``shares`` says that the file's scores are 0-1, as its app wrote them, not 0-100.
    """
    score = row.get("similarity_score")
    return OldAttempt(
        at=_time(row.get("practice_date")),
        target=_text(row, "target_phrase"),
        recognized=_optional_text(row, "recognized_phrase"),
        score=None if score is None else _score(score, 1 if shares else 100),
        perfect=bool(row.get("perfect_match")) and score is not None,
        fingerprint=_fingerprint(
            row, "practice_date", "target_phrase", "recognized_phrase", "similarity_score"
        ),
    )


def attempt_from(old: OldAttempt, *, language_code: str, zone: tzinfo | None) -> Attempt:
    """The attempt of an old record; a time without a zone is one of ``zone``, None this machine's.

    The id is the same wherever and whenever the record is read: a UUID of version 7 (RFC 9562)
    with the written time and, in place of random bits, a digest of the record.
    """
    aware = old.at if old.at.tzinfo else old.at.replace(tzinfo=zone)
    return Attempt(
        id=str(_id_of(old)),
        user_id=None,
        language_code=language_code,
        practice_date=aware.astimezone(UTC),
        target_phrase=old.target,
        recognized_phrase=old.recognized,
        similarity_score=old.score,
        perfect_match=old.perfect,
        verdict=_verdict(old),
        words=(),
        deck=None,
        duration_ms=0,
        model=MODEL,
        scorer_version=SCORER_VERSION,
        device_id=DEVICE_ID,
    )


def language_of(text: str) -> str:
    """The tag of a language that the older app wrote as a name or a tag. Raises ValueError."""
    tag = language_meant(text)
    if tag is None:
        raise ValueError(f"“{text}” is not a known language")
    return tag


def is_configuration(content: Any) -> bool:
    """Whether this is a practice_config.json: most of its keys are those of one."""
    return isinstance(content, dict) and 2 * len(content.keys() & CONFIG_KEYS) > len(content)


def _id_of(old: OldAttempt) -> UUID:
    written = old.at.replace(tzinfo=None)
    milliseconds = max(0, (written - _EPOCH) // timedelta(milliseconds=1))
    digest = int.from_bytes(hashlib.sha256(old.fingerprint.encode()).digest()[:10], "big")
    value = (milliseconds & (2**48 - 1)) << 80 | 7 << 76 | (digest >> 68 & 0xFFF) << 64
    return UUID(int=value | 2 << 62 | (digest & (2**62 - 1)))


def _fingerprint(record: Mapping[str, Any], *names: str) -> str:
    return json.dumps([record.get(name) for name in names], ensure_ascii=True, default=str)


def _verdict(old: OldAttempt) -> Verdict:
    """Without words to go by, half of the sounds count as partly understood."""
    if old.score is None:
        return Verdict.NOT_SCORABLE
    if old.perfect:
        return Verdict.UNDERSTOOD
    return Verdict.PARTLY_UNDERSTOOD if old.score >= _HALF else Verdict.NOT_UNDERSTOOD


def _time(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"“{text}” is not a time") from None


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"“{name}” is missing")
    return value


def _optional_text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    raise ValueError(f"“{name}” is not text")


def _score(value: Any, most: float) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= most:
        return round(100 * value / most, 1)
    raise ValueError(f"“{value}” is not a score from 0 to {most}")
