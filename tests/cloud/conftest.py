"""What the tests of the account's servers share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.parts.account_world import Learner
from tests.parts.models import with_tuned_models
from tests.parts.sync_world import Machine, signed_in_machine
from tests.supabase_stack.auth.server import AuthServer
from tests.supabase_stack.auth.settings import AuthSettings
from tests.supabase_stack.auth.world import World
from tests.supabase_stack.postgres import Cluster, Postgres, running_cluster
from tests.supabase_stack.project import Project, real_project
from tests.supabase_stack.stack import Stack, running_stack


@pytest.fixture(autouse=True)
def _tuned_models(miolingo_home: Path, tuned_models: Path) -> None:
    """Prepare speech models once, and not in the home of each test."""
    with_tuned_models(miolingo_home, tuned_models)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is true of any project.

    A test asks for ``project`` to speak only to the interface, and for ``stack`` to look behind
    it: to move the clock, to break the network, to read the database.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "project" in fixtures and "stack" not in fixtures:
            item.add_marker("contract")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL server for the whole run; each user of it has a database of its own."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def served_stack(cluster: Cluster) -> Iterator[Stack]:
    """One project for the whole run."""
    with running_stack(cluster.database()) as running:
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


@pytest.fixture
def server(stack: Stack) -> AuthServer:
    """The stand-in for Supabase Auth, which a test may set up as it likes."""
    return stack.auth


@pytest.fixture
def project(request: pytest.FixtureRequest) -> Project:
    """The real project that the environment names, or else the one served here."""
    real = None if "stack" in request.fixturenames else real_project()
    return real or request.getfixturevalue("stack").project


@pytest.fixture
def world(project: Project) -> Iterator[World]:
    """The auth server of that project, and its users."""
    with httpx.Client(timeout=30) as http:
        yield World(project, http)


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> Postgres:
    """A database for tests of the schema, which leave accounts behind."""
    return cluster.database()


@pytest.fixture
def learner(project: Project, tmp_path: Path) -> Learner:
    """Someone who has a machine and no account yet."""
    return Learner(project, tmp_path / "laptop")


@pytest.fixture
def signed_in(learner: Learner) -> Learner:
    """Someone who has an account and is signed in."""
    learner.sign_in(learner.project.create_user()[1])
    return learner


@pytest.fixture
def email(project: Project) -> str:
    """The address of an account."""
    return project.create_user()[1]


@pytest.fixture
def laptop(project: Project, tmp_path: Path, tuned_models: Path, email: str) -> Machine:
    """A machine on which that account is signed in."""
    home = with_tuned_models(tmp_path / "laptop", tuned_models)
    return signed_in_machine(project, home, email)


@pytest.fixture
def phone(project: Project, tmp_path: Path, email: str) -> Machine:
    """Another one."""
    return signed_in_machine(project, tmp_path / "phone", email)
