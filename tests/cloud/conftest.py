"""What the tests of the account's servers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.supabase_stack.auth.server import SCHEMA
from tests.supabase_stack.postgres import running_postgres


@pytest.fixture(scope="session")
def auth_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The connection string of a PostgreSQL with the tables of Supabase Auth."""
    with running_postgres(tmp_path_factory.mktemp("postgres"), [SCHEMA]) as postgres:
        yield postgres.dsn("supabase_auth_admin")
