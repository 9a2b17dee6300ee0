"""The side of a history that a sync sees: what is to be sent, and what came back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from miolingo.history.attempts import PracticeSession
from miolingo.history.closing import Closing
from miolingo.history.database import StoreFile
from miolingo.history.database_errors import damaged
from miolingo.history.rows import COLUMNS, attempt_of, forget, insert, session_of
from miolingo.history.serialization import instant_of, text_of
from miolingo.history.sync.plan import (
    BATCH_ROWS,
    Batch,
    LocalSetting,
    LocalState,
    SettingConflict,
    SyncChanges,
    SyncedSetting,
    within,
)

_UNSENT_ATTEMPTS = (
    f"SELECT {', '.join(COLUMNS)} FROM attempts "  # noqa: S608 - the names of fields
    "WHERE sync_state = 0 ORDER BY id LIMIT :rows"
)
_UNSENT_SESSIONS = """
    SELECT id, device_id, started_at, ended_at FROM sessions
    WHERE sync_state = 0 ORDER BY id LIMIT :rows
"""
_UNSENT_DELETIONS = "SELECT id FROM deletions WHERE sync_state = 0 ORDER BY id LIMIT :rows"
_UNSENT_SETTINGS = """
    SELECT key, value, revision FROM settings WHERE sync_state = 0 ORDER BY key LIMIT :rows
"""
_SETTINGS = "SELECT key, value, revision, sync_state <> 1, in_flight FROM settings"
_COUNTS = """
    SELECT
        (SELECT count(*) FROM attempts WHERE sync_state = 0),
        (SELECT count(*) FROM sessions WHERE sync_state = 0),
        (SELECT count(*) FROM deletions WHERE sync_state = 0),
        (SELECT count(*) FROM settings WHERE sync_state = 0)
"""
_TAKE_SETTING = """
    INSERT INTO settings (key, value, revision, sync_state) VALUES (:key, :value, :revision, 1)
    ON CONFLICT (key) DO UPDATE SET
        value = excluded.value, revision = excluded.revision, sync_state = 1, in_flight = '[]'
"""


@dataclass(frozen=True)
class SyncState:
    """How a history stands to the account.

    ``unsent`` counts what is to be sent by kind, ``refused`` gives reasons by id or setting,
    ``finished_at`` is when a sync last reached its end, ``problem`` what a later one died of.
    """

    cursor: int
    unsent: Mapping[str, int]
    refused: Mapping[str, str]
    finished_at: datetime | None
    problem: str


NOTHING_KEPT = SyncState(cursor=0, unsent={}, refused={}, finished_at=None, problem="")


class SyncStore(Closing):
    """One person's history as a sync sees it. Every method may raise StoreError."""

    def __init__(self, path: Path, *, user_id: str) -> None:
        self._file = StoreFile(path)
        self._user_id = user_id

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._file.close()

    def cursor(self) -> int:
        """The server's revision up to which everything was read."""
        return int(self._meta("cursor") or 0)

    def unsent(self) -> dict[str, int]:
        """How much is to be sent, by kind."""
        counts = next(self._file.read(_COUNTS), (0, 0, 0, 0))
        return dict(zip(("attempts", "sessions", "deletions", "settings"), counts, strict=True))

    def refusals(self) -> dict[str, str]:
        """What the account refused, by id or setting, and why."""
        return dict(self._file.read("SELECT id, reason FROM refusals ORDER BY id"))

    def next_batch(self, rows: int = BATCH_ROWS) -> Batch:
        """What to send next: at most so many rows of each kind; empty when all was sent.

        The values of its settings are remembered as sent from here.
        """
        most = {"rows": rows}
        try:
            attempts = tuple(map(attempt_of, self._file.read(_UNSENT_ATTEMPTS, most)))
            sessions = tuple(map(session_of, self._file.read(_UNSENT_SESSIONS, most)))
        except (ValueError, TypeError, KeyError) as error:
            raise damaged(self._file.path) from error
        settings = tuple(map(_setting, self._file.read(_UNSENT_SETTINGS, most)))
        deletions = tuple(one for (one,) in self._file.read(_UNSENT_DELETIONS, most))
        if settings:
            self._mark_sending(settings)
        return within(Batch(attempts, sessions, settings, deletions))

    def local(self, ids: Collection[str]) -> LocalState:
        """What a plan needs to know, of these ids and of all settings."""
        with self._file.transaction() as connection:
            return _local(connection, ids)

    def apply_changes(
        self, ids: Collection[str], plan: Callable[[LocalState], SyncChanges]
    ) -> SyncChanges:
        """Make a plan and do as it says, in one transaction; what was done."""
        with self._file.transaction() as connection:
            operations = plan(_local(connection, ids))
            _carry_out(connection, operations, self._user_id)
        return operations

    def send_refused_again(self) -> None:
        """Let the next sync try what the account refused."""
        with self._file.transaction() as connection:
            for table in ("attempts", "sessions", "settings"):
                connection.execute(f"UPDATE {table} SET sync_state = 0 WHERE sync_state = 2")  # noqa: S608
            connection.execute("DELETE FROM refusals")

    def state(self) -> SyncState:
        """How this history stands to the account."""
        finished_at = self._meta("sync_finished_at")
        return SyncState(
            self.cursor(),
            self.unsent(),
            self.refusals(),
            instant_of(finished_at) if finished_at else None,
            self._meta("sync_problem") or "",
        )

    def note_finished(self, at: datetime) -> None:
        """Remember that a sync reached its end."""
        with self._file.transaction() as connection:
            _keep(connection, "sync_finished_at", text_of(at))
            _keep(connection, "sync_problem", "")

    def note_problem(self, problem: str) -> None:
        """Remember what a sync died of."""
        with self._file.transaction() as connection:
            _keep(connection, "sync_problem", problem)

    def pop_unreported_conflicts(self) -> list[SettingConflict]:
        """The settings that gave way to another machine's and were not told yet; now they are."""
        untold = list(self._file.read("SELECT key, superseded, value FROM settings WHERE told = 0"))
        if untold:
            with self._file.transaction() as connection:
                connection.execute("UPDATE settings SET told = 1 WHERE told = 0")
        return [
            SettingConflict(key, json.loads(mine), json.loads(theirs))
            for key, mine, theirs in untold
        ]

    def _meta(self, key: str) -> str | None:
        found = self._file.read("SELECT value FROM meta WHERE key = :key", {"key": key})
        return next((str(value) for (value,) in found), None)

    def _mark_sending(self, settings: Iterable[SyncedSetting]) -> None:
        with self._file.transaction() as connection:
            for key, in_flight in connection.execute(
                "SELECT key, in_flight FROM settings"
            ).fetchall():
                sent = json.loads(in_flight)
                sent += [one.value for one in settings if one.key == key and one.value not in sent]
                connection.execute(
                    "UPDATE settings SET in_flight = ? WHERE key = ?", (_json(sent), key)
                )


def _local(connection: Connection, ids: Collection[str]) -> LocalState:
    (cursor,) = connection.execute(
        "SELECT coalesce((SELECT value FROM meta WHERE key = 'cursor'), 0)"
    ).fetchone()
    known = connection.execute(
        "SELECT value FROM json_each(?) "
        "WHERE value IN (SELECT id FROM attempts) OR value IN (SELECT id FROM deletions)",
        (json.dumps(list(ids)),),
    )
    settings = {
        row[0]: LocalSetting(_setting(row[:3]), bool(row[3]), tuple(json.loads(row[4])))
        for row in connection.execute(_SETTINGS)
    }
    return LocalState(int(cursor), frozenset(one for (one,) in known), settings)


def _carry_out(connection: Connection, operations: SyncChanges, user_id: str) -> None:
    if operations.resend_all:
        _count_everything_as_unsent(connection)
    insert(connection, operations.attempts, operations.sessions, user_id=user_id, sync_state=1)
    for one in operations.deletions:
        forget(connection, one, sync_state=1)
    for setting in operations.settings:
        connection.execute(_TAKE_SETTING, _row_of(setting))
    for setting in operations.rebased:
        connection.execute(
            "UPDATE settings SET revision = :revision, in_flight = '[]' WHERE key = :key",
            {"key": setting.key, "revision": setting.revision},
        )
    for loser in operations.superseded:
        connection.execute(
            "UPDATE settings SET superseded = ?, told = 0 WHERE key = ?",
            (_json(loser.mine), loser.key),
        )
    _mark_sent(connection, operations.sent)
    for one, reason in operations.refused.items():
        _mark_refused(connection, one, reason)
    _keep(connection, "cursor", str(operations.cursor))


def _mark_sent(connection: Connection, sent: Batch) -> None:
    connection.executemany(
        "UPDATE attempts SET sync_state = 1 WHERE id = ?", ((one.id,) for one in sent.attempts)
    )
    connection.executemany(
        "UPDATE sessions SET sync_state = 1 WHERE id = ? AND ended_at IS ?",
        ((one.id, _end_of(one)) for one in sent.sessions),
    )
    connection.executemany(
        "UPDATE deletions SET sync_state = 1 WHERE id = ?", ((one,) for one in sent.deletions)
    )


def _mark_refused(connection: Connection, one: str, reason: str) -> None:
    connection.execute("UPDATE attempts SET sync_state = 2 WHERE id = ?", (one,))
    connection.execute("UPDATE sessions SET sync_state = 2 WHERE id = ?", (one,))
    connection.execute("UPDATE settings SET sync_state = 2 WHERE key = ?", (one,))
    connection.execute("INSERT OR REPLACE INTO refusals (id, reason) VALUES (?, ?)", (one, reason))


def _count_everything_as_unsent(connection: Connection) -> None:
    for table in ("attempts", "sessions", "deletions"):
        connection.execute(f"UPDATE {table} SET sync_state = 0 WHERE sync_state = 1")  # noqa: S608
    connection.execute("UPDATE settings SET sync_state = 0, revision = 0 WHERE sync_state = 1")
    connection.execute("UPDATE settings SET revision = 0")


def _keep(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def _setting(row: tuple[Any, ...]) -> SyncedSetting:
    key, value, revision = row
    return SyncedSetting(key, json.loads(value), revision)


def _row_of(setting: SyncedSetting) -> dict[str, Any]:
    return {"key": setting.key, "value": _json(setting.value), "revision": setting.revision}


def _end_of(session: PracticeSession) -> str | None:
    return text_of(session.ended_at) if session.ended_at else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
