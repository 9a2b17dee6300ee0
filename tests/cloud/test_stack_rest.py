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
from postgrest.types import CountMethod, ReturnMethod

from miolingo.account.rest_api import SCHEMA_VERSION
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
    assert table.select("setting_value").execute().data == [{"setting_value": {"a": [1, None]}}]
    assert refused(table.delete().eq("setting_key", "speed")).code == "42501"


@pytest.mark.parametrize(
    ("column", "operator", "value", "found"),
    [
        ("setting_key", "eq", "b", "b"),
        ("setting_key", "neq", "b", "acd"),
        ("setting_key", "gt", "b", "cd"),
        ("setting_key", "gte", "b", "bcd"),
        ("setting_key", "lt", "b", "a"),
        ("setting_key", "lte", "b", "ab"),
        ("setting_key", "like", "*b*", "b"),
        ("setting_key", "in", '(a,"d")', "ad"),
        ("setting_key", "not.eq", "b", "acd"),
        ("setting_value", "is", "null", ""),
        ("updated_at", "not.is", "null", "abcd"),
    ],
)
def test_filters(learner: Caller, column: str, operator: str, value: str, found: str) -> None:
    rows = [learner.setting(key) for key in "abcd"]
    learner.client.from_("user_settings").insert(rows).execute()
    query = {column: f"{operator}.{value}", "order": "setting_key.asc", "select": "setting_key"}
    answer = learner.http.get(
        f"{learner.project.url}/rest/v1/user_settings", params=query, headers=headers(learner)
    )
    assert "".join(row["setting_key"] for row in answer.json()) == found


def headers(caller: Caller) -> dict[str, str]:
    return {
        "apikey": caller.project.key,
        "authorization": f"Bearer {caller.token}",
    }


def test_either_and_both(learner: Caller) -> None:
    rows = [learner.setting(key, number) for number, key in enumerate("abcd")]
    table = learner.client.from_("user_settings")
    table.insert(rows).execute()
    either = table.select("setting_key").or_(
        "setting_key.eq.a,and(setting_key.gt.b,setting_key.lt.d)"
    )
    assert [row["setting_key"] for row in either.order("setting_key").execute().data] == ["a", "c"]


def test_pages_counts_and_order(learner: Caller) -> None:
    table = learner.client.from_("user_settings")
    table.insert([learner.setting(f"k{number:03}") for number in range(30)]).execute()
    page = table.select("setting_key", count=CountMethod.exact).order("setting_key", desc=True)
    answer = page.limit(10).offset(5).execute()
    assert [row["setting_key"] for row in answer.data] == [f"k{n:03}" for n in range(24, 14, -1)]
    assert answer.count == 30


def test_no_answer_has_more_than_a_thousand_rows(learner: Caller) -> None:
    table = learner.client.from_("user_settings")
    table.insert([learner.setting(f"k{number}") for number in range(1001)]).execute()
    assert len(table.select("setting_key").execute().data) == 1000


def test_an_upsert_merges_or_ignores(learner: Caller) -> None:
    table = learner.client.from_("user_settings")
    table.insert(learner.setting("a", 1)).execute()
    table.upsert(
        [learner.setting("a", 2), learner.setting("b", 2)],
        returning=ReturnMethod.minimal,
        default_to_null=False,
    ).execute()
    table.upsert([learner.setting("a", 3)], ignore_duplicates=True).execute()
    rows = table.select("setting_key,setting_value").order("setting_key").execute().data
    assert [row["setting_value"] for row in rows] == [2, 2]


@pytest.mark.parametrize("returned", ["minimal", "representation"])
@pytest.mark.parametrize(
    ("resolution", "keys", "status"),
    [
        ("merge-duplicates", "a", 200),
        ("merge-duplicates", "ab", 201),
        ("merge-duplicates", "b", 201),
        ("ignore-duplicates", "a", 201),
    ],
)
def test_the_status_of_an_upsert_tells_whether_there_is_a_new_row(
    learner: Caller, returned: str, resolution: str, keys: str, status: int
) -> None:
    learner.client.from_("user_settings").insert(learner.setting("a", 1)).execute()
    answer = learner.http.post(
        f"{learner.project.url}/rest/v1/user_settings",
        headers=headers(learner) | {"prefer": f"resolution={resolution},return={returned}"},
        json=[learner.setting(key, 2) for key in keys],
    )
    assert answer.status_code == status


def test_refusals_have_the_codes_of_the_real_server(learner: Caller, anonymous: Caller) -> None:
    table = learner.client.from_("user_settings")
    table.insert(learner.setting("a")).execute()
    other = {**learner.setting("b"), "user_id": str(uuid4())}
    assert refused(table.insert(learner.setting("a"))).code == "23505"
    assert refused(table.insert(learner.setting("NOT A KEY"))).code == "23514"
    assert refused(table.insert(other)).code == "42501"
    assert refused(table.select("nothing")).code == "42703"
    assert refused(table.select("*").eq("user_id", "x")).code == "22P02"
    assert refused(learner.client.from_("nowhere").select("*")).code == "PGRST205"
    assert refused(learner.client.rpc("nothing", {})).code == "PGRST202"
    assert refused(anonymous.client.from_("user_settings").select("*")).code == "42501"
    assert refused(table.select("*").eq("setting_key", "z").single()).code == "PGRST116"


def test_a_change_of_everything_is_refused(learner: Caller) -> None:
    assert refused(learner.client.from_("user_settings").delete()).code == "21000"


def test_rows_of_a_batch_have_the_same_keys(learner: Caller) -> None:
    answer = learner.http.post(
        f"{learner.project.url}/rest/v1/user_settings",
        headers=headers(learner),
        json=[learner.setting("a"), {"setting_key": "b"}],
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "PGRST102")


def test_columns_that_a_row_leaves_out_get_their_defaults(learner: Caller) -> None:
    """Two rows with different keys: what the batch names and a row does not is its default."""
    table = learner.client.from_("user_settings")
    early = "2001-01-01T00:00:00+00:00"
    rows = [learner.setting("a"), {**learner.setting("b"), "updated_at": early}]
    table.insert(rows, default_to_null=False).execute()
    found = table.select("updated_at").order("setting_key").execute().data
    assert len(found) == 2
    assert all(row["updated_at"] for row in found)


def test_an_empty_batch_inserts_nothing(learner: Caller) -> None:
    answer = learner.http.post(
        f"{learner.project.url}/rest/v1/user_settings", headers=headers(learner), json=[]
    )
    assert answer.status_code == 201
    assert learner.client.from_("user_settings").select("*").execute().data == []


def test_the_same_key_twice_in_a_merging_batch_is_refused(learner: Caller) -> None:
    rows = [learner.setting("a", 1), learner.setting("a", 2)]
    assert refused(learner.client.from_("user_settings").upsert(rows)).code == "21000"


def test_a_secret_bearer_beside_another_key_is_no_key(project: Project) -> None:
    answer = httpx.get(
        f"{project.url}/rest/v1/users",
        headers={"apikey": project.key, "authorization": f"Bearer {project.service_key}"},
        timeout=30,
    )
    assert answer.status_code == 401 or not project.service_key.startswith("sb_secret_")


def test_functions(learner: Caller, anonymous: Caller) -> None:
    assert anonymous.client.rpc("schema_version", {}).execute().data == SCHEMA_VERSION
    assert learner.client.rpc("progress_page", {}).execute().data == []
    korean = {"since": "2026-03-01T12:00:00Z", "lang": "ko"}
    assert learner.client.rpc("progress_page", korean).execute().data == []
    assert refused(learner.client.rpc("progress_page", {"page_rows": 0})).code == "22023"
    assert refused(anonymous.client.rpc("progress_page", {})).code == "42501"


def test_tokens_are_checked(stack: Stack, learner: Caller) -> None:
    url = f"{learner.project.url}/rest/v1/users"
    key = {"apikey": learner.project.key}
    spoiled = learner.http.get(url, headers=key | {"authorization": "Bearer a.b.c"})
    assert (spoiled.status_code, spoiled.json()["code"]) == (401, "PGRST301")

    stack.auth.clock.advance(3600 + 20)
    assert learner.http.get(url, headers=headers(learner)).status_code == 200
    stack.auth.clock.advance(20)
    ended = learner.http.get(url, headers=headers(learner))
    assert (ended.status_code, ended.json()["code"]) == (401, "PGRST303")


def test_the_gateway_wants_a_key(project: Project) -> None:
    for key, said in ({}, "No API key found in request"), ({"apikey": "x"}, "Invalid API key"):
        answer = httpx.get(f"{project.url}/rest/v1/users", headers=key, timeout=30)
        assert (answer.status_code, answer.json()["message"]) == (401, said)


def test_the_secret_key_opens_every_row(project: Project, learner: Caller) -> None:
    answer = httpx.get(
        f"{project.url}/rest/v1/users",
        params={"id": f"eq.{learner.user_id}"},
        headers={
            "apikey": project.service_key,
            "authorization": f"Bearer {project.service_key}",
        },
        timeout=30,
    )
    assert len(answer.json()) == 1


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
