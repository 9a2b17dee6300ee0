"""What travels between this machine and the account, as the server's functions take and give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from miolingo.history.serialization import (
    attempt_from_record,
    attempt_record,
    session_from_record,
    session_record,
)
from miolingo.history.sync.plan import Answer, Batch, Page, SyncedSetting


def batch_record(batch: Batch) -> dict[str, Any]:
    """Return a batch as the parameters of ``push_changes``."""
    return {
        "attempts": [attempt_record(attempt) for attempt in batch.attempts],
        "sittings": [session_record(session) for session in batch.sessions],
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
        )
    except (TypeError, KeyError) as error:
        raise ValueError("no answer to a batch") from error


def page_from_record(record: Any, *, after: int, most_rows: int) -> Page:
    """Return what ``pull_changes`` answered. Raises ValueError for anything else.

    A page with fewer than ``most_rows`` changes reaches to the head.
    """
    try:
        head, changes = int(record["head"]), list(record["changes"])
        rows: dict[str, list[Any]] = {kind: [] for kind in _READERS}
        last = after
        for change in changes:
            if int(change["revision"]) <= last:
                raise ValueError("changes out of order")
            last = int(change["revision"])
            rows[change["kind"]].append(_READERS[change["kind"]](change["row"]))
    except (TypeError, KeyError) as error:
        raise ValueError("no page of changes") from error
    return Page(
        head=head,
        last=last if len(changes) >= most_rows else max(last, head),
        attempts=tuple(rows["user_progress"]),
        sessions=tuple(rows["sessions"]),
        settings=tuple(rows["user_settings"]),
        deletions=tuple(rows["deletions"]),
    )


def setting_from_record(row: Mapping[str, Any]) -> SyncedSetting:
    """Return the setting of a row of the server. Raises TypeError, KeyError and ValueError."""
    return SyncedSetting(str(row["setting_key"]), row["setting_value"], int(row["revision"]))


_READERS: Mapping[str, Any] = {
    "user_progress": attempt_from_record,
    "sessions": session_from_record,
    "user_settings": setting_from_record,
    "deletions": lambda row: str(row["id"]),
}
