"""The REST interface through its real client: rows, filters, upserts, functions and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from postgrest import SyncPostgrestClient
from postgrest.exceptions import APIError

from miolingo.account.server.rest_api import SCHEMA_VERSION
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.project import PASSWORD, Project
from tests.supabase_stack.stack import Stack


@dataclass
class Caller:
    """Someone with a token, or without one."""

    http: httpx.Client
    project: Project
    user_id: str = ""
    token: str = ""

    @property
    def client(self) -> SyncPostgrestClient:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return SyncPostgrestClient(
            f"{self.project.url}/rest/v1",
            headers={"apikey": self.project.key, **bearer},
            http_client=self.http,
            retry_enabled=False,
        )

    def setting(self, key: str, value: Any = 1) -> dict[str, Any]:
        return {"user_id": self.user_id, "setting_key": key, "setting_value": value}


@pytest.fixture
def anonymous(project: Project) -> Iterator[Caller]:
    with httpx.Client(timeout=30) as http:
        yield Caller(http, project)


@pytest.fixture
def learner(anonymous: Caller) -> Caller:
    project = anonymous.project
    user_id, email = project.create_user()
    answer = anonymous.http.post(
        f"{project.url}/auth/v1/token?grant_type=password",
        headers={"apikey": project.key},
        json={"email": email, "password": PASSWORD},
    )
    return Caller(anonymous.http, project, user_id, answer.json()["access_token"])


def refused(query: Any) -> APIError:
    with pytest.raises(APIError) as refusal:
        query.execute()
    return refusal.value


def test_rows_are_written_read_and_changed(learner: Caller) -> None:
    table = learner.client.from_("user_settings")
    made = table.insert(learner.setting("speed", 130)).execute().data
    assert made[0]["setting_value"] == 130
    assert table.select("*").execute().data == made

    table.update({"setting_value": {"a": [1, None]}}).eq("setting_key", "speed").execute()
    (changed,) = table.select("*").execute().data
    assert changed["setting_value"] == {"a": [1, None]}
    assert refused(table.delete().eq("setting_key", "speed")).code == "42501"


def test_refusals_have_the_codes_of_the_real_server(learner: Caller, anonymous: Caller) -> None:
    table = learner.client.from_("user_settings")
    table.insert(learner.setting("a")).execute()
    other = {**learner.setting("b"), "user_id": str(uuid4())}
    assert refused(table.insert(learner.setting("a"))).code == "23505"
    assert refused(table.insert(learner.setting("NOT A KEY"))).code == "23514"
    assert refused(table.insert(other)).code == "42501"
    assert refused(table.select("*").eq("nothing", "x")).code == "42703"
    assert refused(table.select("*").eq("user_id", "x")).code == "22P02"
    assert refused(learner.client.from_("nowhere").select("*")).code == "PGRST205"
    assert refused(learner.client.rpc("nothing", {})).code == "PGRST202"
    assert refused(anonymous.client.from_("user_settings").select("*")).code == "42501"


def test_rows_come_in_the_order_of_a_key_page_by_page(learner: Caller) -> None:
    table = learner.client.from_("user_settings")
    for key in ("c", "a", "d", "b"):
        table.insert(learner.setting(key)).execute()
    pages = table.select("*").eq("user_id", learner.user_id).order("setting_key").limit(2)
    assert [row["setting_key"] for row in pages.execute().data] == ["a", "b"]
    rest = pages.gt("setting_key", "b").execute().data
    assert [row["setting_key"] for row in rest] == ["c", "d"]


def test_functions(learner: Caller, anonymous: Caller) -> None:
    assert anonymous.client.rpc("schema_version", {}).execute().data == SCHEMA_VERSION
    assert learner.client.rpc("progress_page", {}).execute().data == []
    korean = {"since": "2026-03-01T12:00:00Z", "lang": "ko"}
    assert learner.client.rpc("progress_page", korean).execute().data == []
    assert refused(learner.client.rpc("progress_page", {"page_rows": 0})).code == "22023"
    assert refused(anonymous.client.rpc("progress_page", {})).code == "42501"


def headers(caller: Caller) -> dict[str, str]:
    return {"apikey": caller.project.key, "authorization": f"Bearer {caller.token}"}


def test_a_token_that_is_none_is_refused(learner: Caller) -> None:
    learner.token = "a.b.c"  # noqa: S105 - no token at all
    url = f"{learner.project.url}/rest/v1/users"
    spoiled = learner.http.get(url, headers=headers(learner))
    assert (spoiled.status_code, spoiled.json()["code"]) == (401, "PGRST301")


def test_a_token_is_good_for_half_a_minute_beyond_its_end(learner: Caller, stack: Stack) -> None:
    url = f"{learner.project.url}/rest/v1/users"
    stack.auth.clock.advance(3600 + 20)
    assert learner.http.get(url, headers=headers(learner)).status_code == 200
    stack.auth.clock.advance(20)
    ended = learner.http.get(url, headers=headers(learner))
    assert (ended.status_code, ended.json()["code"]) == (401, "PGRST303")


def test_the_gateway_wants_a_key(stack: Stack) -> None:
    """As hosted; the gateway that the Supabase CLI starts lets everybody in as anon."""
    for key, said in ({}, "No API key found in request"), ({"apikey": "x"}, "Invalid API key"):
        answer = httpx.get(f"{stack.url}/rest/v1/users", headers=key, timeout=30)
        assert (answer.status_code, answer.json()["message"]) == (401, said)


def test_a_secret_bearer_beside_another_key_is_no_key(stack: Stack) -> None:
    """As hosted; the gateway that the Supabase CLI starts looks at one of the two."""
    mixed = {"apikey": stack.publishable_key, "authorization": f"Bearer {stack.secret_key}"}
    answer = httpx.get(f"{stack.url}/rest/v1/users", headers=mixed, timeout=30)
    assert answer.status_code == 401


def test_the_secret_key_opens_every_row(project: Project, learner: Caller) -> None:
    assert [row["id"] for row in project.rows("users", id=learner.user_id)] == [learner.user_id]


def test_faults_come_as_often_as_planned_and_an_answer_lost_was_carried_out(
    stack: Stack, learner: Caller
) -> None:
    stack.faults.plan(Fault.ANSWER_LOST, "/rest/")
    table = learner.client.from_("user_settings")
    with pytest.raises(httpx.RemoteProtocolError):
        table.insert(learner.setting("a")).execute()
    assert len(table.select("*").execute().data) == 1

    stack.faults.plan(Fault.TOO_MANY, "/rest/", times=2)
    for status in (429, 429, 200):
        answer = learner.http.get(f"{learner.project.url}/rest/v1/users", headers=headers(learner))
        assert answer.status_code == status
    assert [request.status for request in stack.requests[-3:]] == [429, 429, 200]
    assert stack.requests[-1].bearer == "user"


def test_half_an_answer_and_a_cut_one_are_what_they_say(stack: Stack, learner: Caller) -> None:
    url = f"{learner.project.url}/rest/v1/users"
    stack.faults.plan(Fault.HALF_ANSWER, "/rest/")
    with pytest.raises(httpx.RemoteProtocolError):
        learner.http.get(url, headers=headers(learner))
    stack.faults.plan(Fault.CUT_JSON, "/rest/")
    with pytest.raises(ValueError, match=r"line 1 column"):
        learner.http.get(url, headers=headers(learner)).json()
