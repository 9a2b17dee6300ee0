"""What the tests of the account's servers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.supabase_stack.auth.scratch import scratch_database


@pytest.fixture(scope="session")
def auth_database() -> Iterator[str]:
    """A PostgreSQL with the tables of Supabase Auth."""
    with scratch_database() as database:
        yield database
