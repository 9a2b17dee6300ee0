"""What to do so that this machine and the account hold the same: pure plans, no I/O.

A sync pulls pages until it has seen everything, then pushes batches until nothing is left. Each
page and each answer to a batch is turned into ``SyncChanges``, which the store carries out in one
transaction together with the cursor. Every plan may be carried out again without harm.

Attempts and sessions are only added, or deleted for good. A setting that two machines changed
takes the value that reached the server first; the other value is kept beside it and told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.serialization import (
    attempt_from_record,
    attempt_record,
    session_from_record,
    session_record,
)

BATCH_ROWS = 500
BATCH_BYTES = 1_000_000


@dataclass(frozen=True)
class SyncedSetting:
    """A setting's JSON value, None for none, and the server's revision that it is based on."""

    key: str
    value: Any
    revision: int = 0


@dataclass(frozen=True)
class Page:
    """Changes of the account after a cursor, in the server's order.

    ``last`` is where the next page begins: all changes up to it are in this page or an earlier
    one. ``head`` is the newest revision that the server had.
    """

    head: int
    last: int
    attempts: tuple[Attempt, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    settings: tuple[SyncedSetting, ...] = ()
    deletions: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Of what this page adds or deletes."""
        return (
            *(attempt.id for attempt in self.attempts),
            *(session.id for session in self.sessions),
            *self.deletions,
        )


@dataclass(frozen=True)
class Batch:
    """What this machine has to tell the account."""

    attempts: tuple[Attempt, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    settings: tuple[SyncedSetting, ...] = ()
    deletions: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids, or a setting's key, of everything in it."""
        return (
            *(one.id for one in self.attempts),
            *(one.id for one in self.sessions),
            *(setting.key for setting in self.settings),
            *self.deletions,
        )


@dataclass(frozen=True)
class Answer:
    """What the account made of a batch.

    Its revisions in ``(before, after]`` are this batch's alone. ``refused`` gives the reason by
    id. ``settings`` are what the server has now of those that were sent.
    """

    before: int
    after: int
    refused: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[SyncedSetting, ...] = ()


@dataclass(frozen=True)
class LocalSetting:
    """A setting as it is here; ``changed`` while the server has not confirmed its value.

    ``in_flight`` are values that were sent from here, whose answer never came.
    """

    setting: SyncedSetting
    changed: bool = False
    in_flight: tuple[Any, ...] = ()


@dataclass(frozen=True)
class LocalState:
    """What this machine knows: the cursor, which ids it keeps or has deleted, and settings."""

    cursor: int = 0
    known: frozenset[str] = frozenset()
    settings: Mapping[str, LocalSetting] = field(default_factory=dict)


@dataclass(frozen=True)
class SettingConflict:
    """A setting whose value here gave way to another machine's; None stands for no value."""

    key: str
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class SyncChanges:
    """What the store is to do in one transaction.

    ``settings`` are as the server has them; ``rebased`` keep their value here, which is still to
    be sent, on a newer revision. ``sent`` is what the account has from now on, ``refused`` what
    it will not take, with the reason by id or by a setting's key. With ``resend_all`` everything
    here counts as not sent.
    """

    cursor: int
    attempts: tuple[Attempt, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    deletions: tuple[str, ...] = ()
    settings: tuple[SyncedSetting, ...] = ()
    rebased: tuple[SyncedSetting, ...] = ()
    superseded: tuple[SettingConflict, ...] = ()
    sent: Batch = Batch()
    refused: Mapping[str, str] = field(default_factory=dict)
    resend_all: bool = False


FROM_THE_BEGINNING = SyncChanges(cursor=0, resend_all=True)
"""For an account that was restored from an older copy: read all of it, and send everything."""


def plan_page(local: LocalState, page: Page) -> SyncChanges:
    """What a page of the account's changes means here."""
    if page.head < local.cursor:
        return FROM_THE_BEGINNING
    settled = _settle(local, page.settings)
    return replace(
        settled,
        cursor=max(local.cursor, page.last),
        attempts=tuple(one for one in page.attempts if one.id not in local.known),
        sessions=page.sessions,
        deletions=page.deletions,
        sent=Batch(
            attempts=tuple(one for one in page.attempts if one.id in local.known),
            sessions=page.sessions,
        ),
    )


def plan_answer(local: LocalState, batch: Batch, answer: Answer) -> SyncChanges:
    """What the account's answer to a batch means here.

    Where nobody else wrote since the cursor, the cursor passes the batch, which then need not be
    read back.
    """
    if any(theirs.revision < _revision(local, theirs.key) for theirs in answer.settings):
        return FROM_THE_BEGINNING
    return replace(
        _settle(local, answer.settings),
        cursor=answer.after if local.cursor == answer.before else local.cursor,
        sent=Batch(
            attempts=tuple(one for one in batch.attempts if one.id not in answer.refused),
            sessions=tuple(one for one in batch.sessions if one.id not in answer.refused),
            deletions=tuple(one for one in batch.deletions if one not in answer.refused),
        ),
        refused=answer.refused,
    )


def _settle(local: LocalState, arrived: tuple[SyncedSetting, ...]) -> SyncChanges:
    """Which settings to take from the server, and which values here give way or wait on.

    A value that came from here is no other machine's: what was chosen here since then goes on.
    """
    taken, rebased, superseded = [], [], []
    for theirs in arrived:
        mine = local.settings.get(theirs.key)
        if mine and theirs.revision <= mine.setting.revision:
            continue
        if mine and mine.changed and mine.setting.value != theirs.value:
            if theirs.value in mine.in_flight:
                rebased.append(replace(mine.setting, revision=theirs.revision))
                continue
            superseded.append(SettingConflict(theirs.key, mine.setting.value, theirs.value))
        taken.append(theirs)
    return SyncChanges(
        local.cursor,
        settings=tuple(taken),
        rebased=tuple(rebased),
        superseded=tuple(superseded),
    )


def _revision(local: LocalState, key: str) -> int:
    mine = local.settings.get(key)
    return mine.setting.revision if mine else 0


def halves(batch: Batch) -> tuple[Batch, Batch]:
    """Two batches that hold what one held; neither is empty where there are two or more."""
    first: dict[str, Any] = {}
    second: dict[str, Any] = {}
    room = len(batch) // 2
    for name in ("deletions", "sessions", "attempts", "settings"):
        held = getattr(batch, name)
        first[name], second[name] = held[:room], held[room:]
        room -= len(first[name])
    return Batch(**first), Batch(**second)


def within(batch: Batch, most_bytes: int = BATCH_BYTES) -> Batch:
    """The batch with as many of its attempts as fit so many bytes, but one at least."""
    size = 0
    for number, attempt in enumerate(batch.attempts):
        size += len(json.dumps(attempt_record(attempt), ensure_ascii=False).encode())
        if size > most_bytes and number:
            return replace(batch, attempts=batch.attempts[:number])
    return batch


def batch_record(batch: Batch) -> dict[str, Any]:
    """A batch as the server takes it."""
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
    """What the server said to a batch. Raises ValueError for anything else."""
    try:
        return Answer(
            int(record["before"]),
            int(record["after"]),
            {str(one["id"]): str(one["reason"]) for one in record["refused"]},
            tuple(_setting(row) for row in record["settings"]),
        )
    except (TypeError, KeyError) as error:
        raise ValueError("no answer to a batch") from error


def page_from_record(record: Any, *, after: int, most_rows: int) -> Page:
    """A page as the server gives it. Raises ValueError for anything else.

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


def _setting(row: Mapping[str, Any]) -> SyncedSetting:
    return SyncedSetting(str(row["setting_key"]), row["setting_value"], int(row["revision"]))


_READERS: Mapping[str, Any] = {
    "user_progress": attempt_from_record,
    "sessions": session_from_record,
    "user_settings": _setting,
    "deletions": lambda row: str(row["id"]),
}
