"""Where the folders are."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo.paths import Folders, folders_of


def test_one_folder_holds_them_all(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders = folders_of({"MIOLINGO_HOME": str(home)})
    assert folders == Folders(home / "data", home / "config", home / "cache")
    assert not home.exists()


def test_a_tilde_is_the_learners_home() -> None:
    folders = folders_of({"MIOLINGO_HOME": "~/miolingo"})
    assert folders.data == Path.home() / "miolingo" / "data"


@pytest.mark.parametrize("environ", [{}, {"MIOLINGO_HOME": ""}])
def test_otherwise_they_are_where_the_system_keeps_such_things(environ: dict[str, str]) -> None:
    folders = folders_of(environ)
    for folder in (folders.data, folders.config, folders.cache):
        assert folder.is_absolute()
        assert "miolingo" in folder.parts
