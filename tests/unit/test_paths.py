"""Where the folders are."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo import paths

FOLDERS = (paths.data_dir, paths.config_dir, paths.cache_dir)


def test_one_folder_holds_them_all(miolingo_home: Path) -> None:
    found = [folder() for folder in FOLDERS]
    assert found == [miolingo_home / name for name in ("data", "config", "cache")]
    assert not miolingo_home.exists()


def test_a_tilde_is_the_learners_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIOLINGO_HOME", "~/miolingo")
    assert paths.data_dir() == Path.home() / "miolingo" / "data"


@pytest.mark.parametrize("home", [None, ""])
def test_otherwise_they_are_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    if home is None:
        monkeypatch.delenv("MIOLINGO_HOME")
    else:
        monkeypatch.setenv("MIOLINGO_HOME", home)
    for folder in FOLDERS:
        assert folder().is_absolute()
        assert "miolingo" in folder().parts
