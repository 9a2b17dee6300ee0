"""What the tests of the account's servers share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.parts.account_world import Learner
from tests.parts.sync_world import Machine, signed_in_machine
from tests.supabase_stack.auth.server import SCHEMA, AuthServer
from tests.supabase_stack.auth.settings import AuthSettings
from tests.supabase_stack.auth.world import World, real_world, stand_in
from tests.supabase_stack.postgres import Postgres, running_postgres
from tests.supabase_stack.project import Project, real_project, served_project
from tests.supabase_stack.stack import Stack, running_stack


@pytest.fixture(scope="session")
def auth_database() -> Iterator[str]:
    """The connection string of a PostgreSQL with the tables of Supabase Auth."""
    with running_postgres([SCHEMA]) as postgres:
        yield postgres.dsn("supabase_auth_admin")


@pytest.fixture
def server(auth_database: str) -> AuthServer:
    """The stand-in for Supabase Auth, which a test may set up as it likes."""
    return AuthServer(auth_database)


@pytest.fixture
def world(server: AuthServer) -> Iterator[World]:
    """That stand-in, served."""
    with stand_in(server) as served:
        yield served


@pytest.fixture
def any_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The auth server of the real project that the environment names, or else the stand-in."""
    if real := real_world():
        yield real
    else:
        with stand_in(request.getfixturevalue("server")) as served:
            yield served


@pytest.fixture(scope="session")
def served_stack() -> Iterator[Stack]:
    """One project for the whole run."""
    with running_stack() as running:
        yield running


@pytest.fixture
def stack(served_stack: Stack) -> Stack:
    """The project with nothing broken, its clock right and nobody's requests on record."""
    served_stack.faults.clear()
    served_stack.requests.clear()
    served_stack.auth.clock.offset = timedelta()
    served_stack.auth.settings = AuthSettings(external_url=f"{served_stack.url}/auth/v1")
    served_stack.auth.provider.person = None
    served_stack.auth.provider.declines = False
    return served_stack


@pytest.fixture(scope="session")
def database() -> Iterator[Postgres]:
    """A PostgreSQL for tests of the schema, which leave accounts behind."""
    with running_postgres([SCHEMA]) as postgres:
        yield postgres


@pytest.fixture
def learner(stack: Stack, tmp_path: Path) -> Learner:
    """Someone who has a machine and no account yet."""
    return Learner(stack, tmp_path / "laptop")


@pytest.fixture
def signed_in(learner: Learner) -> Learner:
    """Someone who has an account and is signed in."""
    learner.sign_in(learner.stack.create_user())
    return learner


@pytest.fixture
def project(request: pytest.FixtureRequest) -> Project:
    """The real project that the environment names, or else the one served here."""
    return real_project() or served_project(request.getfixturevalue("stack"))


@pytest.fixture
def email(stack: Stack) -> str:
    """The address of an account."""
    return stack.create_user()


@pytest.fixture
def laptop(stack: Stack, tmp_path: Path, email: str) -> Machine:
    """A machine on which that account is signed in."""
    return signed_in_machine(stack, tmp_path / "laptop", email)


@pytest.fixture
def phone(stack: Stack, tmp_path: Path, email: str) -> Machine:
    """Another one."""
    return signed_in_machine(stack, tmp_path / "phone", email)
