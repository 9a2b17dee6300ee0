"""Write and read Miolingo's own export: all that is kept of a learner, as JSON lines or CSV.

Both forms hold the same entries and read back as what they were written from; recordings are in
JSON lines alone.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.serialization import (
    ATTEMPT_FIELDS,
    LISTENING_FIELDS,
    SESSION_FIELDS,
    attempt_from_record,
    attempt_record,
    listening_from_record,
    listening_record,
    session_from_record,
    session_record,
    text_of,
)
from miolingo.language.csv_cells import csv_line, unguarded
from miolingo.language.terminal_safe import json_text

SCHEMA = "miolingo.export/1"
CSV_COLUMNS = (
    "kind",
    *dict.fromkeys(
        (*ATTEMPT_FIELDS, *SESSION_FIELDS, "setting_key", "setting_value", *LISTENING_FIELDS)
    ),
)

_AS_JSON = {
    *("words", "details", "setting_value", "similarity_score", "perfect_match", "duration_ms"),
    *("correct", "step"),
}
_MAY_BE_EMPTY = {"recognized_phrase", "voice"}
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
"""The form of a language's tag: of an export, one that is not known is kept as well."""

_LONGEST_MS = 86_400_000
_OPUS_HEAD = b"OpusHead"
_MOST_OPUS_BYTES = 2**20
"""Far more than the longest phrase takes, which is a minute at 3 kB a second."""

_NO_YEARS = (1, 9999)
"""Other tools write an instant of these years where they know none; zones reach beyond them."""


@dataclass(frozen=True)
class ExportedSetting:
    """A setting's key and its value, which is not None."""

    key: str
    value: Any


@dataclass(frozen=True)
class ExportedRecording:
    """The recording of an attempt, in Ogg Opus."""

    attempt_id: str
    opus: bytes


Entry = Attempt | PracticeSession | ListeningAnswer | ExportedSetting | ExportedRecording


def json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a first line with the schema, then an entry a line."""
    yield json.dumps({"schema": SCHEMA})
    for entry in entries:
        yield json_text(_record(entry))


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a header, then an entry a line; an entry with a line break in it spans several."""
    yield csv_line(CSV_COLUMNS)
    for entry in entries:
        record = _record(entry)
        yield csv_line(_cell(name, record.get(name)) for name in CSV_COLUMNS)


def entry_of_json_line(line: str) -> Entry:
    """Return the entry of a line of JSON. Raises ValueError, and RecursionError for a deep one."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("it is not an object")
    return entry_of_json(record)


def entry_of_json(record: Mapping[str, Any]) -> Entry:
    """Return the entry of a JSON object. Raises ValueError."""
    match record.get("kind"):
        case "attempt":
            return attempt_from_record(record)
        case "sitting":
            return session_from_record(record)
        case "listening_answer":
            return listening_from_record(record)
        case "setting":
            return _setting_of(record)
        case "recording":
            return _recording_of(record)
        case _:
            raise ValueError("its kind is not known")


def entry_of_csv(columns: Sequence[str], cells: Sequence[str]) -> Entry:
    """Return the entry of the cells of CSV under a header. Raises ValueError."""
    if len(cells) != len(columns):
        raise ValueError(f"it has {len(cells)} cells, not {len(columns)}")
    named = dict(zip(columns, map(unguarded, cells), strict=True))
    present = {name: text for name, text in named.items() if text or name in _MAY_BE_EMPTY}
    return entry_of_json(
        {name: json.loads(text) if name in _AS_JSON else text for name, text in present.items()}
    )


def keepable(entry: Entry) -> Entry:
    """Return the entry, if a history can hold it. Raises ValueError."""
    try:
        json.dumps(_record(entry), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it contains half a character, which is not valid text") from None
    for instant in _instants(entry):
        if instant.year in _NO_YEARS:
            raise ValueError(f"its time “{text_of(instant)}” is none: it is in year {instant.year}")
    if isinstance(entry, (Attempt, ListeningAnswer)):
        _check_language(entry.language_code)
    if isinstance(entry, Attempt) and entry.duration_ms > _LONGEST_MS:
        raise ValueError("it took longer than a day")
    return entry


def _instants(entry: Entry) -> Iterator[datetime]:
    match entry:
        case Attempt():
            yield entry.practice_date
        case PracticeSession():
            yield entry.started_at
            if entry.ended_at:
                yield entry.ended_at
        case ListeningAnswer():
            yield entry.answered_at


def _check_language(tag: str) -> None:
    if not _TAG.fullmatch(tag):
        raise ValueError(f"“{tag}” is not a language")


def _record(entry: Entry) -> dict[str, Any]:
    match entry:
        case Attempt():
            return {"kind": "attempt", **attempt_record(entry)}
        case PracticeSession():
            return {"kind": "sitting", **session_record(entry)}
        case ListeningAnswer():
            return {"kind": "listening_answer", **listening_record(entry)}
        case ExportedSetting():
            return {"kind": "setting", "setting_key": entry.key, "setting_value": entry.value}
        case ExportedRecording():
            opus = b64encode(entry.opus).decode("ascii")
            return {"kind": "recording", "attempt_id": entry.attempt_id, "opus": opus}


def _setting_of(record: Mapping[str, Any]) -> ExportedSetting:
    key, value = record.get("setting_key"), record.get("setting_value")
    if not isinstance(key, str) or value is None:
        raise ValueError("no setting")
    return ExportedSetting(key, value)


def _recording_of(record: Mapping[str, Any]) -> ExportedRecording:
    attempt_id, text = record.get("attempt_id"), record.get("opus")
    if not isinstance(attempt_id, str) or not isinstance(text, str):
        raise ValueError("no recording")
    opus = b64decode(text, validate=True)
    if len(opus) > _MOST_OPUS_BYTES or not (opus.startswith(b"OggS") and _OPUS_HEAD in opus[:64]):
        raise ValueError("its recording is not Ogg Opus")
    return ExportedRecording(str(UUID(attempt_id)), opus)


def _cell(name: str, value: Any) -> Any:
    if value is None or name not in _AS_JSON:
        return value
    return json_text(value)
