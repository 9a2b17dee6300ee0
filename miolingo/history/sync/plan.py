"""Plan what makes this machine and the account hold the same: pure, no I/O.

A sync pulls pages until it has seen everything, then pushes batches until nothing is left. Each
page and each answer to a batch is turned into ``SyncChanges``, which the store applies in one
transaction together with the cursor. Every plan may be applied again without harm.

Each request shows a checkpoint: the newest revision that this machine knows of, with its mark. An
account that was set back to an older copy does not have it; then everything is read from the
beginning, and everything that is here is sent again.

Attempts, practice sessions and listening answers are only added, or deleted for good. A setting
that two machines changed takes the value that reached the server first; the other value is kept
beside it and reported to the learner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.listening_answers import ListeningAnswer


@dataclass(frozen=True)
class SyncedSetting:
    """A setting's JSON value, None for none, and the server's revision that it is based on."""

    key: str
    value: Any
    revision: int = 0


@dataclass(frozen=True)
class Checkpoint:
    """A revision that the account had, and its mark, which no other past of the account has.

    ``mark`` is None where it is not known; the account then counts as set back, unless
    ``revision`` is 0.
    """

    revision: int = 0
    mark: str | None = None


NO_CHECKPOINT = Checkpoint()
"""What every account has."""


@dataclass(frozen=True)
class Page:
    """Changes of the account after a cursor, in the server's order.

    ``last`` is where the next page begins: all changes up to it are in this page or an earlier
    one. ``head`` is the newest revision that the server had, ``mark`` that revision's. With
    ``set_back`` the account does not have the checkpoint that it was shown. ``unreadable`` counts
    changes that this version cannot read; the first of them comes after ``unreadable_after``.
    ``used`` is which part of what it may hold the account holds, 1 where it is full.
    """

    head: int
    last: int
    attempts: tuple[Attempt, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    settings: tuple[SyncedSetting, ...] = ()
    deletions: tuple[str, ...] = ()
    mark: str | None = None
    set_back: bool = False
    unreadable: int = 0
    unreadable_after: int = 0
    used: float = 0.0
    listening_answers: tuple[ListeningAnswer, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the attempts, sessions, listening answers and tombstones of this page."""
        return (
            *(attempt.id for attempt in self.attempts),
            *(session.id for session in self.sessions),
            *(answer.id for answer in self.listening_answers),
            *self.deletions,
        )


@dataclass(frozen=True)
class Batch:
    """What this machine sends to the account at once."""

    attempts: tuple[Attempt, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    settings: tuple[SyncedSetting, ...] = ()
    deletions: tuple[str, ...] = ()
    listening_answers: tuple[ListeningAnswer, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids, or a setting's key, of everything in it."""
        return (
            *(attempt.id for attempt in self.attempts),
            *(session.id for session in self.sessions),
            *(setting.key for setting in self.settings),
            *(answer.id for answer in self.listening_answers),
            *self.deletions,
        )


@dataclass(frozen=True)
class SyncedRows:
    """What the account has as it is here; a session only where it has the same end here still."""

    attempts: tuple[str, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    deletions: tuple[str, ...] = ()
    listening_answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the account made of a batch.

    Its revisions in ``(before, after]`` are this batch's alone, ``mark`` is that of ``after``.
    ``refused`` gives the reason by id. ``settings`` are what the server has now of those that were
    sent. With ``set_back`` the account does not have the checkpoint that it was shown, and has
    taken nothing. ``used`` is which part of what it may hold the account holds, None where it does
    not say so.
    """

    before: int
    after: int
    refused: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[SyncedSetting, ...] = ()
    mark: str | None = None
    set_back: bool = False
    used: float | None = None


@dataclass(frozen=True)
class LocalSetting:
    """A setting as it is here; ``changed`` while the server has not confirmed its value.

    ``in_flight`` are values that were sent from here, whose answer never came, and the account's
    value that this one follows.
    """

    setting: SyncedSetting
    changed: bool = False
    in_flight: tuple[Any, ...] = ()


@dataclass(frozen=True)
class LocalState:
    """What this machine knows: how far it has read, which ids it keeps or deleted, and settings."""

    cursor: int = 0
    known: frozenset[str] = frozenset()
    settings: Mapping[str, LocalSetting] = field(default_factory=dict)
    checkpoint: Checkpoint = NO_CHECKPOINT


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
    be sent, on a newer revision. ``synced`` need not be sent any more, ``refused`` is what the
    account will not take, with the reason by id or by a setting's key. ``unreadable`` counts
    changes that could not be read, of which the first comes after ``unreadable_after``. ``used``
    is which part of what it may hold the account holds, None where it was not told. With
    ``resend_all`` everything here counts as not sent.
    """

    cursor: int
    checkpoint: Checkpoint = NO_CHECKPOINT
    attempts: tuple[Attempt, ...] = ()
    sessions: tuple[PracticeSession, ...] = ()
    deletions: tuple[str, ...] = ()
    settings: tuple[SyncedSetting, ...] = ()
    rebased: tuple[SyncedSetting, ...] = ()
    superseded: tuple[SettingConflict, ...] = ()
    synced: SyncedRows = SyncedRows()
    refused: Mapping[str, str] = field(default_factory=dict)
    unreadable: int = 0
    unreadable_after: int = 0
    used: float | None = None
    resend_all: bool = False
    listening_answers: tuple[ListeningAnswer, ...] = ()

    @property
    def settles_anything(self) -> bool:
        """Whether anything that was sent need not be sent again as it was."""
        synced = self.synced != SyncedRows()
        return bool(synced or self.refused or self.settings or self.rebased)


FROM_THE_BEGINNING = SyncChanges(cursor=0, resend_all=True)
"""For an account that was set back to an older copy: read all of it, and send everything."""


def plan_page(local: LocalState, page: Page) -> SyncChanges:
    """Plan what a page of the account's changes does here."""
    if page.set_back:
        return FROM_THE_BEGINNING
    settled = _settle(local, page.settings)
    return replace(
        settled,
        cursor=max(local.cursor, page.last),
        checkpoint=Checkpoint(page.head, page.mark),
        unreadable=page.unreadable,
        unreadable_after=page.unreadable_after,
        used=page.used,
        attempts=tuple(attempt for attempt in page.attempts if attempt.id not in local.known),
        listening_answers=tuple(
            answer for answer in page.listening_answers if answer.id not in local.known
        ),
        sessions=page.sessions,
        deletions=page.deletions,
        synced=SyncedRows(
            attempts=tuple(attempt.id for attempt in page.attempts if attempt.id in local.known),
            listening_answers=tuple(
                answer.id for answer in page.listening_answers if answer.id in local.known
            ),
            sessions=page.sessions,
        ),
    )


def plan_answer(local: LocalState, batch: Batch, answer: Answer) -> SyncChanges:
    """Plan what the account's answer to a batch does here.

    Where nobody else wrote since the cursor, the cursor passes the batch, which then need not be
    read back.
    """
    if answer.set_back:
        return FROM_THE_BEGINNING
    return replace(
        _settle(local, answer.settings),
        cursor=answer.after if local.cursor == answer.before else local.cursor,
        checkpoint=Checkpoint(answer.after, answer.mark),
        synced=SyncedRows(
            attempts=tuple(row.id for row in batch.attempts if row.id not in answer.refused),
            sessions=tuple(row for row in batch.sessions if row.id not in answer.refused),
            deletions=tuple(row_id for row_id in batch.deletions if row_id not in answer.refused),
            listening_answers=tuple(
                row.id for row in batch.listening_answers if row.id not in answer.refused
            ),
        ),
        refused=answer.refused,
        used=answer.used,
    )


def plan_refusal(local: LocalState, refused: Mapping[str, str]) -> SyncChanges:
    """Plan what it does here that the account will not take some rows, by id or setting's key."""
    return SyncChanges(local.cursor, local.checkpoint, refused=refused)


def _settle(local: LocalState, arrived: tuple[SyncedSetting, ...]) -> SyncChanges:
    """Plan which settings to take from the server, and which values here give way.

    A value that was sent from here is no other machine's: what was chosen here since then stays,
    and is sent as one that follows it. A revision here that is newer than the account's is of
    another past, which an account has that was set back.
    """
    taken, rebased, superseded = [], [], []
    for theirs in arrived:
        mine = local.settings.get(theirs.key)
        if mine and theirs.revision == mine.setting.revision:
            continue
        if mine and mine.changed and mine.setting.value != theirs.value:
            if theirs.revision == 0 or theirs.value in mine.in_flight:
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


def first_rows(batch: Batch, most_rows: int) -> Batch:
    """Return the first rows of a batch: deletions first, settings last."""
    rows: dict[str, Any] = {}
    room = most_rows
    for kind in ("deletions", "sessions", "attempts", "listening_answers", "settings"):
        rows[kind] = getattr(batch, kind)[:room]
        room -= len(rows[kind])
    return Batch(**rows)
