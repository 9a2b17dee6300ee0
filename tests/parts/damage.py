"""A history worth keeping, and ways to spoil its file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.store import Store
from tests.parts.attempts import an_attempt

PAGE_BYTES = 4096
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DEVICE = "c0ffee00-0000-4000-8000-000000000000"

Spoil = Callable[[Path], None]


def uuid_of(number: int) -> str:
    return f"01936000-0000-7000-8000-{number:012x}"


def attempts(count: int, first_at: datetime = NOON) -> Iterator[Attempt]:
    """Attempts in two languages, seven minutes apart, all different and every third perfect."""
    for number in range(count):
        attempt = an_attempt(uuid_of(number), first_at + timedelta(minutes=7 * number))
        yield replace(
            attempt,
            language_code="ko" if number % 5 else "pt-BR",
            target_phrase=f"커피 {number} 잔 주세요",
            similarity_score=float(number % 100),
        )


def sessions(count: int, first_at: datetime = NOON) -> Iterator[PracticeSession]:
    """Sessions of an hour, the last one going on."""
    for number in range(count):
        start = first_at + timedelta(hours=6 * number)
        end = start + timedelta(hours=1) if number < count - 1 else None
        yield PracticeSession(uuid_of(1_000_000 + number), DEVICE, start, end)


def write_history(
    path: Path, count: int, *, user_id: str | None = None, first_at: datetime = NOON
) -> str:
    """Fill a history with attempts, 40 sessions, two settings and five deletions; its device.

    The sessions take ten days, and so do about 2,000 attempts.
    """
    with Store(path, user_id=user_id) as store:
        device_id = store.device_id
        store.add_all(attempts(count, first_at), sessions(40, first_at))
        store.set_setting("daily_goal", 20)
        store.set_setting("speed", 140)
        store.forget(uuid_of(2_000_000 + number) for number in range(5))
    return device_id


def pages_of(path: Path, *tables: str) -> list[int]:
    """The numbers of the pages that tables or indices begin on, from 1."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
            ).fetchone()[0]
            for table in tables
        ]


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def zero_pages(path: Path, numbers: Iterable[int]) -> None:
    for number in numbers:
        overwrite(path, (number - 1) * PAGE_BYTES, bytes(PAGE_BYTES))


def middle_pages(count: int) -> Spoil:
    def spoil(path: Path) -> None:
        middle = path.stat().st_size // PAGE_BYTES // 2
        zero_pages(path, range(middle, middle + count))

    return spoil


def cut_to(share: float) -> Spoil:
    return lambda path: os.truncate(path, int(path.stat().st_size * share))


def flipped(every: int, first: int) -> Spoil:
    def spoil(path: Path) -> None:
        content = bytearray(path.read_bytes())
        for at in range(first, len(content), every):
            content[at] ^= 0xFF
        path.write_bytes(content)

    return spoil


def root_pages(*tables: str) -> Spoil:
    return lambda path: zero_pages(path, pages_of(path, *tables))
