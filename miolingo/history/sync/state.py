"""What a sync reads and writes of a history in SQLite: what is to be sent, and what came back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from miolingo import __version__
from miolingo.history.attempt_rows import (
    COLUMNS,
    SyncState,
    attempt_from_row,
    forget,
    insert,
    listening_from_row,
    session_from_row,
    session_row,
)
from miolingo.history.attempts import Attempt
from miolingo.history.database import StoreFile
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.serialization import LISTENING_FIELDS, SESSION_FIELDS, instant_of, text_of
from miolingo.history.sync.plan import (
    Batch,
    Checkpoint,
    LocalState,
    SettingConflict,
    SyncChanges,
    SyncedRows,
    first_rows,
)
from miolingo.history.sync.setting_rows import (
    keep_superseded,
    mark_conflicts_reported,
    mark_in_flight,
    rebase_setting,
    setting_rows,
    setting_rows_within,
    take_setting,
)

# All queries are put together from names of tables and fields and from constants.
# ruff: noqa: S608

BATCH_BYTES = 1_000_000
"""The most bytes of attempts that are sent at once; a request much larger takes a slow line long
enough to run into time limits."""

_NAMES_BYTES = len(json.dumps(dict.fromkeys(COLUMNS)))

# A constant and no parameter, since only so SQLite uses the indices of the rows that are pending.
_PENDING = f"sync_state = {SyncState.PENDING:d}"
_PENDING_ROWS = f"SELECT {{}} FROM {{}} WHERE {_PENDING} ORDER BY id LIMIT {PAGE_ROWS}"
_PENDING_ATTEMPTS = _PENDING_ROWS.format(", ".join(COLUMNS), "attempts")
_PENDING_SESSIONS = _PENDING_ROWS.format(", ".join(SESSION_FIELDS), "sessions")
_PENDING_ANSWERS = _PENDING_ROWS.format(", ".join(LISTENING_FIELDS), "listening_answers")
_PENDING_DELETIONS = _PENDING_ROWS.format("id", "deletions")
_TABLES = ("attempts", "sessions", "listening_answers", "deletions", "settings")

# A version that knew no checkpoints kept a cursor alone. Its account may have been set back unseen,
# so its checkpoint is one that no account has.
_CHECKPOINT = """
    SELECT coalesce(
        (SELECT value FROM meta WHERE key = 'checkpoint'),
        (SELECT '[1, null]' FROM meta WHERE key = 'cursor'),
        '[0, null]'
    )
"""


@dataclass(frozen=True)
class SyncStatus:
    """How a history stands to the account.

    ``unsent`` counts what is to be sent by kind, ``refused`` gives reasons by id or setting,
    ``finished_at`` is when a sync last reached its end, ``problem`` why a later one failed, and
    ``begun_at`` when one began that has not ended. ``unreadable`` counts the account's changes
    that this version cannot read, ``used`` is which part of what it may hold the account holds.
    """

    cursor: int
    unsent: Mapping[str, int]
    refused: Mapping[str, str]
    finished_at: datetime | None
    problem: str
    begun_at: datetime | None = None
    unreadable: int = 0
    used: float = 0.0


NOTHING_KEPT = SyncStatus(cursor=0, unsent={}, refused={}, finished_at=None, problem="")


class SyncStore(AbstractContextManager["SyncStore"]):
    """One person's history as a sync sees it. Every method may raise StoreError."""

    def __init__(self, path: Path, *, user_id: str) -> None:
        self._file = StoreFile(path)
        self._user_id = user_id

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file; safe to call twice."""
        self._file.close()

    def cursor(self) -> int:
        """Return the server's revision up to which everything was read."""
        return int(self._meta("cursor") or 0)

    def checkpoint(self) -> Checkpoint:
        """Return the newest revision of the account that this machine knows of, with its mark."""
        (kept,) = next(self._file.read(_CHECKPOINT), ("[]",))
        return Checkpoint(*json.loads(kept))

    def unsent(self) -> dict[str, int]:
        """Return how many rows are to be sent, by kind."""
        return self._counts(_PENDING)

    def kept(self) -> dict[str, int]:
        """Return how many rows there are, by kind."""
        return self._counts("TRUE")

    def unreadable(self) -> int:
        """Return how many of the account's changes this version could not read."""
        return int(self._meta("unreadable") or 0)

    def used(self) -> float:
        """Return which part of what it may hold the account held last; 1 where it is full."""
        return float(self._meta("account_used") or 0)

    def read_again_after_upgrade(self) -> None:
        """Go back to the first change that could not be read, where that was another version."""
        if self._meta("unreadable_by") in {None, __version__}:
            return
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'unreadable_after') "
                "WHERE key = 'cursor'"
            )
            _forget_unreadable(connection)

    def refusals(self) -> dict[str, str]:
        """Return why the account refused what it refused, by id or by a setting's key."""
        return dict(self._file.read("SELECT id, reason FROM refusals ORDER BY id"))

    def next_batch(self, most_rows: int) -> Batch:
        """Return what to send next, at most a page of each kind; empty when all was sent.

        The values of its settings are kept as sent from here.
        """
        batch = first_rows(
            Batch(
                tuple(self._attempts_to_send()),
                tuple(self._file.read_as(session_from_row, _PENDING_SESSIONS)),
                deletions=tuple(row_id for (row_id,) in self._file.read(_PENDING_DELETIONS)),
                listening_answers=tuple(self._file.read_as(listening_from_row, _PENDING_ANSWERS)),
            ),
            most_rows,
        )
        pending = (row for row in setting_rows(self._file) if row.sync_state is SyncState.PENDING)
        settings = list(islice(pending, min(PAGE_ROWS, most_rows - len(batch))))
        if settings:
            with self._file.transaction() as connection:
                for row in settings:
                    mark_in_flight(connection, row)
        return replace(batch, settings=tuple(row.setting for row in settings))

    def local(self, ids: Collection[str]) -> LocalState:
        """Return what a plan needs to know of these ids and of all settings."""
        with self._file.transaction() as connection:
            return _local(connection, ids)

    def apply_changes(
        self, ids: Collection[str], plan: Callable[[LocalState], SyncChanges]
    ) -> SyncChanges:
        """Plan changes, apply them in the same transaction, and return them."""
        with self._file.transaction() as connection:
            changes = plan(_local(connection, ids))
            _apply(connection, changes, self._user_id)
        return changes

    def send_refused_again(self) -> None:
        """Let the next sync send what the account refused."""
        with self._file.transaction() as connection:
            for table in _TABLES:
                _move(connection, table, SyncState.REFUSED, SyncState.PENDING)
            connection.execute("DELETE FROM refusals")

    def state(self) -> SyncStatus:
        """Return how this history stands to the account."""
        return SyncStatus(
            self.cursor(),
            self.unsent(),
            self.refusals(),
            self._instant("sync_finished_at"),
            self._meta("sync_problem") or "",
            self._instant("sync_begun_at"),
            self.unreadable(),
            self.used(),
        )

    def note_begun(self, at: datetime) -> None:
        """Keep when a sync began; the one that ended before it is told of no more."""
        with self._file.transaction() as connection:
            _keep(connection, "sync_begun_at", text_of(at))
            _keep(connection, "sync_problem", "")

    def note_finished(self, at: datetime) -> None:
        """Keep when a sync reached its end."""
        with self._file.transaction() as connection:
            _keep(connection, "sync_finished_at", text_of(at))
            _keep(connection, "sync_begun_at", "")
            _keep(connection, "sync_problem", "")

    def note_problem(self, problem: str) -> None:
        """Keep why a sync failed."""
        with self._file.transaction() as connection:
            _keep(connection, "sync_begun_at", "")
            _keep(connection, "sync_problem", problem)

    def account_is_gone(self) -> bool:
        """Return whether the server said that the account was deleted."""
        return self._meta("account_gone") is not None

    def note_account_gone(self) -> None:
        """Keep that the account was deleted, so that a restored one is not filled again."""
        with self._file.transaction() as connection:
            _keep(connection, "account_gone", "yes")

    def note_account_wanted(self) -> None:
        """Send to the account again, although it was deleted once: its learner has signed in."""
        if self.account_is_gone():
            with self._file.transaction() as connection:
                connection.execute("DELETE FROM meta WHERE key = 'account_gone'")

    def pop_unreported_conflicts(self) -> list[SettingConflict]:
        """Return the conflicts that were not reported yet; they count as reported from now on."""
        conflicts = [row.conflict for row in setting_rows(self._file) if not row.reported]
        if conflicts:
            with self._file.transaction() as connection:
                mark_conflicts_reported(connection)
        return conflicts

    def _meta(self, key: str) -> str | None:
        rows = self._file.read("SELECT value FROM meta WHERE key = :key", {"key": key})
        return next((str(value) for (value,) in rows), None)

    def _instant(self, key: str) -> datetime | None:
        text = self._meta(key)
        return instant_of(text) if text else None

    def _counts(self, chosen: str) -> dict[str, int]:
        counts = ", ".join(f"(SELECT count(*) FROM {name} WHERE {chosen})" for name in _TABLES)
        nothing = (0,) * len(_TABLES)
        return dict(zip(_TABLES, next(self._file.read(f"SELECT {counts}"), nothing), strict=True))

    def _attempts_to_send(self) -> Iterator[Attempt]:
        """Yield pending attempts until they fill a batch, but one at least."""
        batch_bytes = 0
        for row_bytes, attempt in self._file.read_as(_sized_attempt, _PENDING_ATTEMPTS):
            if batch_bytes and batch_bytes + row_bytes > BATCH_BYTES:
                return
            batch_bytes += row_bytes
            yield attempt


def _sized_attempt(row: tuple[Any, ...]) -> tuple[int, Attempt]:
    """Return an attempt behind the bytes that it takes on the wire, to within a few."""
    texts = sum(len(value.encode()) for value in row if isinstance(value, str))
    return _NAMES_BYTES + texts, attempt_from_row(row)


def _local(connection: Connection, ids: Collection[str]) -> LocalState:
    (cursor,) = connection.execute(
        "SELECT coalesce((SELECT value FROM meta WHERE key = 'cursor'), 0)"
    ).fetchone()
    (checkpoint,) = connection.execute(_CHECKPOINT).fetchone()
    known = connection.execute(
        "SELECT value FROM json_each(?) "
        "WHERE value IN (SELECT id FROM attempts) OR value IN (SELECT id FROM deletions) "
        "OR value IN (SELECT id FROM listening_answers)",
        (json.dumps(list(ids)),),
    )
    settings = {row.setting.key: row.local for row in setting_rows_within(connection)}
    return LocalState(
        int(cursor),
        frozenset(row_id for (row_id,) in known),
        settings,
        Checkpoint(*json.loads(checkpoint)),
    )


def _apply(connection: Connection, changes: SyncChanges, user_id: str) -> None:
    if changes.resend_all:
        _count_everything_as_pending(connection)
        _forget_unreadable(connection)
    insert(
        connection,
        changes.attempts,
        changes.sessions,
        changes.listening_answers,
        user_id=user_id,
        sync_state=SyncState.SYNCED,
    )
    for row_id in changes.deletions:
        forget(connection, row_id, sync_state=SyncState.SYNCED)
    for setting in changes.settings:
        take_setting(connection, setting)
    for setting in changes.rebased:
        rebase_setting(connection, setting)
    for conflict in changes.superseded:
        keep_superseded(connection, conflict)
    _mark_synced(connection, changes.synced)
    for row_id, reason in changes.refused.items():
        _mark_refused(connection, row_id, reason)
    if changes.unreadable:
        _note_unreadable(connection, changes)
    if changes.used is not None:
        _keep(connection, "account_used", str(changes.used))
    _keep(connection, "cursor", str(changes.cursor))
    checkpoint = changes.checkpoint
    _keep(connection, "checkpoint", json.dumps([checkpoint.revision, checkpoint.mark]))


def _mark_synced(connection: Connection, rows: SyncedRows) -> None:
    ids = [*rows.attempts, *rows.deletions, *rows.listening_answers]
    for table in ("attempts", "deletions", "listening_answers"):
        connection.executemany(
            f"UPDATE {table} SET sync_state = ? WHERE id = ?",
            ((SyncState.SYNCED, row_id) for row_id in getattr(rows, table)),
        )
    connection.executemany(
        "UPDATE sessions SET sync_state = :synced WHERE id = :id AND ended_at IS :ended_at",
        (session_row(session) | {"synced": SyncState.SYNCED} for session in rows.sessions),
    )
    connection.execute(
        "DELETE FROM refusals WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )


def _mark_refused(connection: Connection, row_id: str, reason: str) -> None:
    for table in _TABLES:
        key = "key" if table == "settings" else "id"
        connection.execute(
            f"UPDATE {table} SET sync_state = ? WHERE {key} = ?", (SyncState.REFUSED, row_id)
        )
    connection.execute(
        "INSERT OR REPLACE INTO refusals (id, reason) VALUES (?, ?)", (row_id, reason)
    )


def _count_everything_as_pending(connection: Connection) -> None:
    for table in _TABLES:
        _move(connection, table, SyncState.SYNCED, SyncState.PENDING)
    connection.execute("UPDATE settings SET revision = 0")


def _move(connection: Connection, table: str, source: SyncState, target: SyncState) -> None:
    connection.execute(f"UPDATE {table} SET sync_state = ? WHERE sync_state = ?", (target, source))


def _note_unreadable(connection: Connection, changes: SyncChanges) -> None:
    """Keep how many changes could not be read, behind which revision, and by which version."""
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('unreadable', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = value + excluded.value",
        (changes.unreadable,),
    )
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('unreadable_after', ?) ON CONFLICT DO NOTHING",
        (str(changes.unreadable_after),),
    )
    _keep(connection, "unreadable_by", __version__)


def _forget_unreadable(connection: Connection) -> None:
    connection.execute(
        "DELETE FROM meta WHERE key IN ('unreadable', 'unreadable_after', 'unreadable_by')"
    )


def _keep(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
