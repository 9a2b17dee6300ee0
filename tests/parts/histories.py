"""Local histories: processes that write them, and what is in their files."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from miolingo.history.attempts import Attempt
from miolingo.store import Store
from tests.parts.cli import Ended, invoke
from tests.parts.folders import ROOT

LOCAL_NOON = datetime(2026, 11, 23, 12).astimezone()
"""A Monday's noon where the tests run, whatever zone that is."""

WRITER = """
    import sys
    from dataclasses import replace
    from pathlib import Path
    from uuid import NAMESPACE_OID, uuid5
    from miolingo.store import Store

    sys.path.append(sys.argv[4])
    from tests.parts.attempts import ATTEMPT

    path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    store = Store(path)
    for number in range(count):
        store.add_attempt(replace(ATTEMPT, id=str(uuid5(NAMESPACE_OID, f"{name}-{number}"))))
        print(number, flush=True)
"""


def start_writer(path: Path, name: str, count: int, **options: Any) -> subprocess.Popen[str]:
    """Start to keep ``count`` attempts one by one; each one kept is a line of the output."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(path), name, str(count), str(ROOT)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def kill_a_writer(path: Path) -> int:
    """Kill a process while it writes; how many attempts it had said to be kept."""
    with start_writer(path, "a", 1_000_000) as writer:
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(30)]
        writer.kill()
        return len(lines) + len(writer.stdout.readlines())


def rows_of(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in a history's file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def noon_zone() -> str:
    """The name of a time zone in which it is about noon: no day ends while a test runs."""
    return f"NOON{datetime.now(UTC).hour - 12:+d}"


def history_command(home: Path, *arguments: str, **environment: str) -> Ended:
    """Run ``miolingo history`` in this process, at LOCAL_NOON."""
    return invoke("history", *arguments, home=home, environ=environment, now=LOCAL_NOON)


def keep(home: Path, *attempts: Attempt, name: str = "history.db") -> None:
    """Keep attempts in the history of a home."""
    with Store(home / "data" / name) as store:
        for attempt in attempts:
            store.add_attempt(attempt)
