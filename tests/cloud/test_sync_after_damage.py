"""A damaged history of a learner who is signed in: recovered here, and completed by the account."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from tests.parts.sync_world import Machine, account_ids


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


@pytest.mark.parametrize("damage", ["all of it", "a page in the middle"])
def test_what_cannot_be_read_comes_back_from_the_account(laptop: Machine, damage: str) -> None:
    laptop.practice(1, 1500)
    with laptop.store as store:
        store.set_setting("speed", 150)
    laptop.sync()
    laptop.practice(2000, 3)
    path = laptop.place.path
    if damage == "all of it":
        path.write_bytes(b"no history at all " * 1000)
    else:
        overwrite(path, 4096 * (path.stat().st_size // 8192), bytes(4096))
    assert laptop.run("history", "--limit", "10000").returncode in {0, ExitCode.STORE}
    assert laptop.run("doctor", "--recover").returncode == 0
    laptop.sync()
    kept = laptop.ids()
    assert set(range(1, 1501)) <= set(kept)
    assert kept == account_ids(laptop.learner, str(laptop.place.user_id))
    if damage != "all of it":
        assert kept[-3:] == [2000, 2001, 2002]
    assert laptop.run("settings", "get", "speed").stdout == "150\n"
    assert laptop.sound()
