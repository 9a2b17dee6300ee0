"""What travels between this machine and the account, as the server's functions take and give it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

from miolingo.history.serialization import (
    attempt_from_record,
    attempt_record,
    listening_from_record,
    listening_record,
    session_from_record,
    session_record,
)
from miolingo.history.sync.plan import Answer, Batch, Checkpoint, Page, SyncedSetting

UNREADABLE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What reading a record raises that is none."""


def checkpoint_record(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as parameters of ``pull_changes`` and ``push_changes``."""
    return {"reached": checkpoint.revision, "reached_mark": checkpoint.mark}


def batch_record(batch: Batch) -> dict[str, Any]:
    """Return a batch as the parameters of ``push_changes``."""
    return {
        "attempts": [attempt_record(attempt) for attempt in batch.attempts],
        "sittings": [session_record(session) for session in batch.sessions],
        "listening": [listening_record(answer) for answer in batch.listening_answers],
        "deletions": list(batch.deletions),
        "settings": [
            {
                "setting_key": setting.key,
                "setting_value": setting.value,
                "revision": setting.revision,
            }
            for setting in batch.settings
        ],
    }


def answer_from_record(record: Any) -> Answer:
    """Return what ``push_changes`` answered. Raises ValueError for anything else."""
    try:
        return Answer(
            int(record["before"]),
            int(record["after"]),
            {str(row["id"]): str(row["reason"]) for row in record["refused"]},
            tuple(setting_from_record(row) for row in record["settings"]),
            _mark(record),
            record.get("set_back") is True,
            float(record["used"]) if "used" in record else None,
        )
    except UNREADABLE as error:
        raise ValueError("no answer to a batch") from error


def page_from_record(record: Any, *, after: int, most_rows: int) -> Page:
    """Return what ``pull_changes`` answered. Raises ValueError for anything else.

    A page with fewer than ``most_rows`` changes reaches to the head. A change that this version
    cannot read is left out and counted.
    """
    try:
        head, changes = int(record["head"]), list(record["changes"])
        revisions = [after, *(int(change["revision"]) for change in changes)]
        mark, set_back = _mark(record), record.get("set_back") is True
        used = float(record.get("used", 0))
    except UNREADABLE as error:
        raise ValueError("no page of changes") from error
    if any(later <= earlier for earlier, later in pairwise(revisions)):
        raise ValueError("changes out of order")
    rows: dict[str, list[Any]] = {kind: [] for kind in _READERS}
    unreadable = []
    for change in changes:
        try:
            rows[change["kind"]].append(_READERS[change["kind"]](change["row"]))
        except UNREADABLE:
            unreadable.append(int(change["revision"]))
    return Page(
        head=head,
        last=revisions[-1] if len(changes) >= most_rows else max(revisions[-1], head),
        mark=mark,
        set_back=set_back,
        attempts=tuple(rows["user_progress"]),
        sessions=tuple(rows["sessions"]),
        listening_answers=tuple(rows["listening_answers"]),
        settings=tuple(rows["user_settings"]),
        deletions=tuple(rows["deletions"]),
        unreadable=len(unreadable),
        used=used,
        unreadable_after=min(unreadable, default=1) - 1,
    )


def setting_from_record(row: Mapping[str, Any]) -> SyncedSetting:
    """Return the setting of a row of the server. Raises TypeError, KeyError and ValueError."""
    return SyncedSetting(str(row["setting_key"]), row["setting_value"], int(row["revision"]))


def _mark(record: Mapping[str, Any]) -> str | None:
    mark = record.get("mark")
    return None if mark is None else str(mark)


_READERS: Mapping[str, Any] = {
    "user_progress": attempt_from_record,
    "sessions": session_from_record,
    "listening_answers": listening_from_record,
    "user_settings": setting_from_record,
    "deletions": lambda row: str(UUID(row["id"])),
}
