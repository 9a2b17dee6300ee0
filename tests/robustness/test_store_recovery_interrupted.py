"""A recovery that is killed, shut out or short of space loses nothing, and can be gone on with."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from miolingo.errors import StoreError
from miolingo.history.location import HistoryLocation
from miolingo.history.recovery import RecoveryReport, recover, sound_attempts
from tests.parts.damage import middle_pages, overwrite, write_history
from tests.parts.disks import small_disk
from tests.parts.folders import ROOT

ATTEMPTS = 2_000
NOW = datetime(2026, 12, 1, 8, 30, 15, tzinfo=UTC)
ASIDE = "history.damaged-20261201T083015Z.db"
RECOVERING = """
    import sys
    from datetime import datetime
    from pathlib import Path
    from miolingo.history.location import HistoryLocation
    from miolingo.history.recovery import recover

    print("begun", flush=True)
    recover(HistoryLocation(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[2]))
"""
HOLDING = """
    import sys
    from pathlib import Path
    from miolingo.history.reports.statistics import Selection
    from miolingo.store import Store

    with Store(Path(sys.argv[1])) as store:
        store.count(Selection())
        print("open", flush=True)
        sys.stdin.readline()
"""


def recovered(path: Path) -> RecoveryReport:
    return recover(HistoryLocation(path), NOW)


@pytest.mark.parametrize("step", [1, 2])
def test_a_move_that_was_broken_off_is_gone_on_with(
    path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite(path, 0, bytes(100))
    spoiled = path.read_bytes()
    path.with_name(f"{path.name}-wal").write_bytes(b"a log")
    path.with_name(f"{path.name}-shm").write_bytes(b"its index, which SQLite makes anew")
    moves = iter(range(99))
    rename = Path.rename

    def until_step(source: Path, target: Path) -> Path:
        if next(moves) == step:
            raise KeyboardInterrupt
        return rename(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", until_step)
        broken.setattr("miolingo.history.recovery._is_sound", lambda _path: False)
        with pytest.raises(KeyboardInterrupt):
            recovered(path)
    report = recover(HistoryLocation(path), NOW.replace(minute=45))

    assert report.attempts == ATTEMPTS
    (aside,) = (one.aside for one in report.recoveries)
    assert aside.read_bytes() == spoiled
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"a log"
    assert len(list(path.parent.glob("*.damaged-*"))) == 3


def start(program: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_again_and_again_it_comes_to_its_end(path: Path) -> None:
    middle_pages(10)(path)
    expected = hashlib.sha256(path.read_bytes()).digest()
    killed = 0
    for delay_ms in (int(20 * 1.6**number) for number in range(30)):
        with start(RECOVERING, str(path), NOW.isoformat()) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(delay_ms / 1_000)
            process.kill()
        lying = [path, *path.parent.glob("*.damaged-*.db")]
        assert expected in {
            hashlib.sha256(one.read_bytes()).digest() for one in lying if one.exists()
        }
        killed += process.returncode == -signal.SIGKILL
        if process.returncode == 0:
            break
    assert killed >= 2
    assert process.returncode == 0
    assert [file.name for file in path.parent.glob("*.damaged-*")] == [ASIDE]
    assert sound_attempts(path, thorough=True) >= 1_900


def test_while_another_program_has_it_open_nothing_is_moved(path: Path) -> None:
    middle_pages(1)(path)
    with start(HOLDING, str(path)) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(StoreError, match="open"):
            recovered(path)
        assert path.exists()
        assert not list(path.parent.glob("*.damaged-*"))
        other.stdin.write("\n")
    assert recovered(path).attempts >= 1_980


@pytest.mark.skipif(sys.platform != "linux", reason="mounts Linux disks")
def test_on_a_full_disk_nothing_is_lost_and_the_rest_follows(tmp_path: Path) -> None:
    with small_disk(tmp_path, "4m") as disk:
        path, filling = disk / "history.db", disk / "filling"
        write_history(path, ATTEMPTS)
        middle_pages(10)(path)
        spoiled = path.read_bytes()
        filling.write_bytes(bytes(2_400_000))
        with pytest.raises(StoreError, match=r"too full|cannot be used"):
            recovered(path)
        assert path.with_name(ASIDE).read_bytes() == spoiled
        filling.unlink()
        report = recovered(path)
        assert report.attempts >= 1_900
        assert path.with_name(ASIDE).read_bytes() == spoiled
