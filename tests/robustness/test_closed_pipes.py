"""A reader that stops early, as ``head`` does, ends a command quietly."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.errors import ExitCode
from miolingo.store import Store
from tests.parts.attempts import NOON, an_attempt
from tests.parts.command import COMMAND
from tests.parts.patience import PATIENCE_S

MORE_THAN_A_PIPE_HOLDS = 1_000
"""Attempts, whose export has 500 bytes a row; Linux keeps 65,536 of a pipe."""


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    """A guest's history that no pipe holds."""
    with Store(miolingo_home / "data" / "history.db") as store:
        ids = (str(UUID(int=number + 1)) for number in range(MORE_THAN_A_PIPE_HOLDS))
        store.add_all([an_attempt(one, NOON + timedelta(seconds=1)) for one in ids], [])
    return miolingo_home


@pytest.mark.parametrize(
    "words",
    [
        ["export"],
        ["export", "--format", "csv"],
        ["history", "--format", "csv", "--limit", "1000"],
        ["history", "--format", "json", "--limit", "1000"],
    ],
    ids=" ".join,
)
def test_who_reads_the_first_line_alone_is_told_of_no_error(words: list[str], home: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, *words],
        env=os.environ | {"MIOLINGO_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    with process:
        assert process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert told == b""
    assert process.wait(PATIENCE_S) in {ExitCode.OK, ExitCode.INTERRUPTED}
