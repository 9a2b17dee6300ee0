"""Read and write the rows of settings in SQLite, whose values are JSON texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from miolingo.history.attempt_rows import SyncState
from miolingo.history.database import StoreFile
from miolingo.history.sync.plan import LocalSetting, SettingConflict, SyncedSetting

_ALL = """
    SELECT key, value, revision, sync_state, in_flight, superseded, told FROM settings ORDER BY key
"""
# The account's value, which the new one follows, counts as one from here: an account that has to
# be read from the beginning shows it again.
_CHOOSE = """
    INSERT INTO settings (key, value, sync_state) VALUES (:key, :value, :pending)
    ON CONFLICT (key) DO UPDATE SET
        value = excluded.value, sync_state = excluded.sync_state, superseded = NULL, told = 1,
        in_flight = CASE sync_state WHEN :synced THEN json_array(json(value)) ELSE in_flight END
"""
_TAKE = """
    INSERT INTO settings (key, value, revision, sync_state)
    VALUES (:key, :value, :revision, :synced)
    ON CONFLICT (key) DO UPDATE SET
        value = excluded.value, revision = excluded.revision, sync_state = excluded.sync_state,
        in_flight = '[]'
"""


@dataclass(frozen=True)
class SettingRow:
    """A setting, how it stands to the account, and values of it that gave way or were sent.

    ``in_flight`` are the values that were sent and not answered, and the account's that this one
    follows; ``superseded`` is the value that another machine's replaced; it is ``reported`` once
    the learner was told of it.
    """

    setting: SyncedSetting
    sync_state: SyncState
    in_flight: tuple[Any, ...]
    superseded: Any
    reported: bool

    @property
    def local(self) -> LocalSetting:
        """The setting as a plan sees it."""
        return LocalSetting(
            self.setting, self.sync_state is not SyncState.SYNCED, in_flight=self.in_flight
        )

    @property
    def conflict(self) -> SettingConflict:
        """The value that gave way, and the one that it gave way to."""
        return SettingConflict(self.setting.key, self.superseded, self.setting.value)


def setting_rows(source: StoreFile) -> Iterator[SettingRow]:
    """Yield the settings of a history in the order of their keys. Raises StoreError."""
    return source.read_as(_from_row, _ALL)


def setting_rows_within(transaction: Connection) -> Iterator[SettingRow]:
    """Yield the same in the middle of a transaction."""
    return map(_from_row, transaction.execute(_ALL).fetchall())


def choose_setting(transaction: Connection, key: str, value: Any) -> None:
    """Choose a value, which is to be sent."""
    transaction.execute(
        _CHOOSE,
        {
            "key": key,
            "value": _json(value),
            "pending": SyncState.PENDING,
            "synced": SyncState.SYNCED,
        },
    )


def take_setting(transaction: Connection, setting: SyncedSetting) -> None:
    """Take the account's value."""
    transaction.execute(
        _TAKE,
        {
            "key": setting.key,
            "value": _json(setting.value),
            "revision": setting.revision,
            "synced": SyncState.SYNCED,
        },
    )


def rebase_setting(transaction: Connection, setting: SyncedSetting) -> None:
    """Keep the value that is here, and send it as one that follows the account's revision."""
    transaction.execute(
        "UPDATE settings SET revision = ?, in_flight = '[]' WHERE key = ?",
        (setting.revision, setting.key),
    )


def keep_superseded(transaction: Connection, conflict: SettingConflict) -> None:
    """Keep the value that gave way, until the learner was told of it."""
    transaction.execute(
        "UPDATE settings SET superseded = ?, told = 0 WHERE key = ?",
        (_json(conflict.mine), conflict.key),
    )


def mark_conflicts_reported(transaction: Connection) -> None:
    """Keep that the learner was told of every value that gave way."""
    transaction.execute("UPDATE settings SET told = 1 WHERE told = 0")


def mark_in_flight(transaction: Connection, row: SettingRow) -> None:
    """Keep that the value of a setting is being sent."""
    if row.setting.value not in row.in_flight:
        transaction.execute(
            "UPDATE settings SET in_flight = ? WHERE key = ?",
            (_json([*row.in_flight, row.setting.value]), row.setting.key),
        )


def _from_row(row: tuple[Any, ...]) -> SettingRow:
    key, value, revision, sync_state, in_flight, superseded, told = row
    return SettingRow(
        SyncedSetting(key, json.loads(value), revision),
        SyncState(sync_state),
        tuple(json.loads(in_flight)),
        json.loads(superseded) if superseded is not None else None,
        bool(told),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
