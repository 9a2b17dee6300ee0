"""Fixtures that several tests of damaged histories need."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from tests.parts.damage import write_history


@pytest.fixture(scope="module")
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a history of the module's ATTEMPTS; each test gets a copy of it."""
    folder = tmp_path_factory.mktemp("written")
    write_history(folder / "history.db", request.module.ATTEMPTS)
    return folder


@pytest.fixture
def path(tmp_path: Path, written: Path) -> Path:
    """A history of the test's own."""
    return copytree(written, tmp_path / "data") / "history.db"
