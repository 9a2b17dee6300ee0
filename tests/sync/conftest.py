"""What the tests of syncs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parts.sync_machines import Machine, Server


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def laptop(tmp_path: Path, server: Server) -> Machine:
    return Machine(tmp_path / "laptop.db", server)


@pytest.fixture
def phone(tmp_path: Path, server: Server) -> Machine:
    return Machine(tmp_path / "phone.db", server)
