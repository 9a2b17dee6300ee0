"""The local store on disks and in folders that are full or may not be written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from miolingo.errors import ExitCode, StoreError
from miolingo.history.reports.statistics import Selection
from miolingo.store import Store
from tests.parts.attempts import ATTEMPT
from tests.parts.disks import read_only, small_disk
from tests.parts.folders import ROOT
from tests.parts.histories import kill_a_writer, rows_of, start_writer
from tests.parts.patience import PATIENCE_S
from tests.parts.require import require

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")


def attempts_in(path: Path) -> int:
    with Store(path) as store:
        return len(list(store.latest_attempts(Selection(), 1_000_000)))


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path, "200k") as disk:
        writer = start_writer(disk / "history.db", "a", 10_000)
        output, errors = writer.communicate(timeout=PATIENCE_S)
        assert "too full" in errors
        query = "SELECT count(*) FROM attempts"
        assert rows_of(disk / "history.db", query) == [(len(output.splitlines()),)]


def test_a_read_only_disk_is_read_and_not_written(tmp_path: Path) -> None:
    with small_disk(tmp_path, "1m") as disk:
        path = disk / "history.db"
        with Store(path) as store:
            store.add_attempt(ATTEMPT)
        assert [file.name for file in disk.iterdir()] == ["history.db"]
        with read_only(disk):
            assert attempts_in(path) == 1
            with Store(path) as store, pytest.raises(StoreError, match="cannot be used") as told:
                store.add_attempt(ATTEMPT)
            assert "writable" in told.value.hint


def test_what_a_killed_writer_left_on_a_read_only_disk_is_read(tmp_path: Path) -> None:
    with small_disk(tmp_path, "10m") as disk:
        path = disk / "history.db"
        promised = kill_a_writer(path)
        with read_only(disk):
            assert attempts_in(path) in {promised, promised + 1}
        (disk / "history.db-shm").unlink()
        with read_only(disk), pytest.raises(StoreError, match="cannot be used") as told:
            attempts_in(path)
        assert "writable" in told.value.hint
        assert attempts_in(path) in {promised, promised + 1}


def test_a_history_in_a_folder_that_may_not_be_written_is_read(miolingo_home: Path) -> None:
    as_anybody = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []
    require(not as_anybody or shutil.which("setpriv") is not None, "apt-get install util-linux")
    data = miolingo_home / "data"
    with Store(data / "history.db") as store:
        store.add_attempt(ATTEMPT)
    data.chmod(0o555)
    try:
        ended = subprocess.run(
            [*as_anybody, sys.executable, "-m", "miolingo", "history", "--format", "json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    finally:
        data.chmod(0o700)
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert json.loads(ended.stdout)["total"]["attempts"] == 1
    assert [file.name for file in data.iterdir()] == ["history.db"]
