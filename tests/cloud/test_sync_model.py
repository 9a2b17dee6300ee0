"""The model that the simulation of syncs trusts, held against the project's own SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miolingo.account.http import CloudClient
from miolingo.account.server.rest_api import Tables
from miolingo.account.server.sync_api import SyncClient
from miolingo.auth import OneOffSession, Session
from miolingo.auth import Project as ProjectAddress
from miolingo.history.attempts import PracticeSession
from miolingo.history.sync.plan import Answer, Batch, Page, SyncedSetting
from tests.parts.account_model import AccountModel
from tests.parts.attempts import an_attempt
from tests.supabase_stack.project import PASSWORD, Project

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEVICE = str(UUID(int=99))
NUMBERS = st.integers(1, 4)
ATTEMPTS = st.sets(NUMBERS, max_size=4).map(
    lambda numbers: tuple(an_attempt(str(UUID(int=n)), NOON) for n in sorted(numbers))
)
SESSIONS = st.dictionaries(st.integers(5, 7), st.none() | st.integers(0, 3), max_size=3).map(
    lambda ends: tuple(
        PracticeSession(
            str(UUID(int=n)), DEVICE, NOON, None if end is None else NOON + timedelta(minutes=end)
        )
        for n, end in sorted(ends.items())
    )
)
DELETIONS = st.sets(st.integers(1, 8), max_size=3).map(
    lambda numbers: tuple(str(UUID(int=n)) for n in sorted(numbers))
)
SETTINGS = st.dictionaries(
    st.sampled_from(["speed", "voice"]),
    st.tuples(st.none() | st.integers(0, 3), st.booleans()),
    max_size=2,
)


@pytest.fixture
def http():
    with CloudClient() as client:
        yield client


def new_account(project: Project, http: CloudClient) -> SyncClient:
    user_id, email = project.create_user()
    answer = httpx.post(
        f"{project.url}/auth/v1/token?grant_type=password",
        headers={"apikey": project.key},
        json={"email": email, "password": PASSWORD},
        timeout=30,
    )
    answer.raise_for_status()
    session = Session(user_id, email, "", answer.json()["access_token"])
    where = ProjectAddress(project.url, project.key)
    return SyncClient(Tables(where, http, OneOffSession(session)))


def based(model: AccountModel, key: str, *, fresh: bool) -> int:
    """The revision that a change of a setting is based on: the present one or an older one."""
    present = model.rows[key][0] if key in model.rows else 0
    return present if fresh else max(0, present - 1)


def told(answer: Answer) -> tuple[object, ...]:
    """What counts of an answer; how far a replay counts on is the server's own affair."""
    return answer.refused, sorted((one.key, one.value) for one in answer.settings)


def held(page: Page) -> tuple[object, ...]:
    return (
        sorted(page.deletions),
        sorted(page.attempts, key=lambda one: one.id),
        sorted(page.sessions, key=lambda one: one.id),
        sorted((one.key, one.value) for one in page.settings),
    )


@given(batches=st.lists(st.tuples(ATTEMPTS, SESSIONS, DELETIONS, SETTINGS), min_size=1, max_size=5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_model_holds_what_the_server_holds(
    project: Project, http: CloudClient, batches: list[tuple]
) -> None:
    model, server = AccountModel(), new_account(project, http)
    here: dict[str, int] = {}
    for attempts, sessions, deletions, chosen in batches:
        asked = Batch(attempts, sessions, deletions=deletions)
        in_model = tuple(
            SyncedSetting(key, value, based(model, key, fresh=fresh))
            for key, (value, fresh) in chosen.items()
        )
        on_server = tuple(
            SyncedSetting(key, value, here.get(key, 0) if fresh else max(0, here.get(key, 0) - 1))
            for key, (value, fresh) in chosen.items()
        )
        expected = model.push(replace(asked, settings=in_model))
        answer = server.push(replace(asked, settings=on_server))
        assert told(answer) == told(expected)
        here |= {one.key: one.revision for one in answer.settings}
    assert held(server.pull(0)) == held(model.pull(0, page_rows=500))


def test_pages_come_in_order_and_lead_to_the_head(project: Project, http: CloudClient) -> None:
    server = new_account(project, http)
    attempts = tuple(an_attempt(str(UUID(int=n)), NOON) for n in range(1, 1202))
    for first in range(0, 1201, 500):
        server.push(Batch(attempts[first : first + 500]))
    server.push(Batch(deletions=(attempts[3].id,)))
    cursor, seen = 0, []
    while True:
        page = server.pull(cursor)
        seen += [*(one.id for one in page.attempts), *page.deletions]
        cursor = page.last
        if cursor >= page.head:
            break
    expected = [one.id for one in attempts if one != attempts[3]]
    assert seen == [*expected, attempts[3].id]
    assert server.pull(cursor) == Page(page.head, cursor, mark=page.mark, used=page.used)
