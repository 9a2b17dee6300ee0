"""Who reaches which row through the API, asked of any project that has the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from miolingo.account.server.rest_api import SCHEMA_VERSION
from tests.supabase_stack.project import PASSWORD, Project

DEVICE = str(uuid4())
KEYS = {
    "users": "id",
    "user_settings": "setting_key",
    "sessions": "id",
    "user_progress": "id",
    "deletions": "id",
}
OWNERS = {
    "users": "id",
    "user_settings": "user_id",
    "sessions": "user_id",
    "user_progress": "user_id",
    "deletions": "user_id",
}
CHANGES = {
    "users": {"display_name": "Mina"},
    "user_settings": {"setting_value": 2},
    "sessions": {"device_id": str(uuid4())},
    "user_progress": {"duration_ms": 7},
    "deletions": {"deleted_at": "2026-01-02T03:04:05Z"},
}


@dataclass(frozen=True)
class Person:
    """Someone who asks, with a token of their own or none."""

    http: httpx.Client
    project: Project
    id: str = ""
    token: str = ""

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        bearer = {"authorization": f"Bearer {self.token}"} if self.token else {}
        headers = {"apikey": self.project.key, "prefer": "return=representation", **bearer}
        return self.http.request(
            method, f"{self.project.url}/rest/v1/{path}", headers=headers, **options
        )


@pytest.fixture
def anybody(project: Project) -> Iterator[Person]:
    with httpx.Client(timeout=30) as http:
        yield Person(http, project)


def signed_in(anybody: Person) -> Person:
    user_id, email = anybody.project.create_user()
    answer = anybody.http.post(
        f"{anybody.project.url}/auth/v1/token?grant_type=password",
        headers={"apikey": anybody.project.key},
        json={"email": email, "password": PASSWORD},
    )
    return Person(anybody.http, anybody.project, user_id, answer.json()["access_token"])


@pytest.fixture
def owner(anybody: Person) -> Person:
    return signed_in(anybody)


def row_of(table: str, owner: Person) -> dict[str, Any]:
    """A row that its owner may write."""
    match table:
        case "users":
            return {"id": owner.id, "display_name": "M"}
        case "user_settings":
            return {"user_id": owner.id, "setting_key": "speed", "setting_value": 1}
        case "sessions":
            at = "2026-01-02T03:04:05Z"
            return {"user_id": owner.id, "id": str(uuid4()), "device_id": DEVICE, "started_at": at}
        case "deletions":
            return {"user_id": owner.id, "id": str(uuid4())}
        case _:
            return {
                "user_id": owner.id,
                "id": str(uuid4()),
                "device_id": DEVICE,
                "practice_date": "2026-01-02T03:04:05Z",
                "similarity_score": 91.5,
                "duration_ms": 900,
                "perfect_match": False,
                "language_code": "ko",
                "target_phrase": "안녕하세요",
                "recognized_phrase": "안녕하세요",
                "verdict": "understood",
                "words": [],
                "model": "small",
                "scorer_version": "1",
            }


@pytest.mark.parametrize("table", KEYS)
def test_an_owner_reaches_the_own_rows(table: str, owner: Person) -> None:
    row = row_of(table, owner)
    if table != "users":
        assert owner.ask("POST", table, json=row).status_code == 201
    (found,) = owner.ask("GET", table).json()
    assert found[OWNERS[table]] == owner.id

    this = {KEYS[table]: f"eq.{found[KEYS[table]]}"}
    changed = owner.ask("PATCH", table, params=this, json=CHANGES[table])
    if table in {"user_progress", "deletions"}:
        assert changed.json()["code"] == "42501"
    else:
        assert len(changed.json()) == 1


@pytest.mark.parametrize("table", KEYS)
def test_a_stranger_reaches_nothing(table: str, anybody: Person, owner: Person) -> None:
    row = row_of(table, owner)
    owner.ask("POST", table, json=row)
    before = owner.ask("GET", table).json()
    stranger = signed_in(anybody)

    theirs = {OWNERS[table]: f"eq.{owner.id}"}
    assert stranger.ask("GET", table, params=theirs).json() == []
    forged = {**row_of(table, stranger), OWNERS[table]: owner.id}
    assert stranger.ask("POST", table, json=forged).status_code in {403, 409}
    for method, body in ("PATCH", CHANGES[table]), ("DELETE", None):
        answer = stranger.ask(method, table, params=theirs, json=body)
        assert answer.status_code == 403 or answer.json() == []
    assert owner.ask("GET", table).json() == before


@pytest.mark.parametrize("table", KEYS)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_nobody_reaches_anything(table: str, method: str, anybody: Person, owner: Person) -> None:
    body = None if method in {"GET", "DELETE"} else row_of(table, owner)
    filters = {OWNERS[table]: f"eq.{owner.id}"}
    answer = anybody.ask(method, table, params=filters, json=body)
    assert answer.status_code == 401
    assert answer.json()["code"] == "42501"


@pytest.mark.parametrize("table", ["user_settings", "sessions", "user_progress", "deletions"])
def test_no_row_changes_its_owner(table: str, anybody: Person, owner: Person) -> None:
    owner.ask("POST", table, json=row_of(table, owner))
    other = signed_in(anybody)
    mine = {OWNERS[table]: f"eq.{owner.id}"}
    answer = owner.ask("PATCH", table, params=mine, json={OWNERS[table]: other.id})
    assert answer.json()["code"] == "42501"


def test_an_id_that_a_stranger_has_is_free_and_reveals_nothing(
    anybody: Person, owner: Person
) -> None:
    row = row_of("user_progress", owner)
    owner.ask("POST", "user_progress", json=row)
    stranger = signed_in(anybody)
    same_id = {**row_of("user_progress", stranger), "id": row["id"]}
    assert stranger.ask("POST", "user_progress", json=same_id).status_code == 201


def test_a_fresh_sign_in_may_delete_its_account(owner: Person) -> None:
    owner.ask("POST", "user_progress", json=row_of("user_progress", owner))
    assert owner.ask("POST", "rpc/delete_account", json={}).is_success
    secret = {
        "apikey": owner.project.service_key,
        "authorization": f"Bearer {owner.project.service_key}",
    }
    for table, column in OWNERS.items():
        url = f"{owner.project.url}/rest/v1/{table}"
        left = owner.http.get(url, params={column: f"eq.{owner.id}"}, headers=secret)
        assert left.json() == []


def test_a_batch_that_was_pushed_is_pulled_and_read(anybody: Person, owner: Person) -> None:
    row = row_of("user_progress", owner)
    pushed = owner.ask("POST", "rpc/push_changes", json={"attempts": [row]})
    assert pushed.status_code == 200
    assert pushed.json() == {"before": 0, "after": 1, "refused": [], "settings": []}

    sent = {name: value for name, value in row.items() if name != "user_id"}
    sent["practice_date"] = "2026-01-02T03:04:05+00:00"
    pulled = owner.ask("POST", "rpc/pull_changes", json={"after": 0, "page_rows": 500})
    change = {"revision": 1, "kind": "user_progress", "row": sent}
    assert pulled.json() == {"head": 1, "changes": [change]}
    assert owner.ask("GET", "rpc/pull_changes", params={"after": 1}).json()["changes"] == []

    assert owner.ask("POST", "rpc/progress_page", json={}).json() == [sent]
    counts = ["2026-01-02T03:00:00+00:00", "ko", 1, 1, 91.5, 0]
    assert owner.ask("POST", "rpc/progress_intervals", json={"lang": "KO"}).json() == [counts]
    assert owner.ask("POST", "rpc/hardest_words", json={"most": 3}).json() == []

    stranger = signed_in(anybody)
    assert stranger.ask("POST", "rpc/pull_changes", json={"after": 0}).json()["changes"] == []
    assert stranger.ask("POST", "rpc/progress_page", json={}).json() == []


@pytest.mark.parametrize(
    ("function", "parameters", "code"),
    [
        ("pull_changes", {"after": 0, "page_rows": 501}, "22023"),
        ("push_changes", {"deletions": [str(uuid4())] * 501}, "22023"),
        ("push_changes", {"attempts": "none"}, "22023"),
        ("progress_page", {"page_rows": 0}, "22023"),
        ("pull_changes", {}, "PGRST202"),
    ],
)
def test_what_a_sync_may_not_ask_for(
    owner: Person, function: str, parameters: dict[str, Any], code: str
) -> None:
    answer = owner.ask("POST", f"rpc/{function}", json=parameters)
    assert answer.status_code == (404 if code == "PGRST202" else 400)
    assert answer.json()["code"] == code


def test_a_get_pushes_nothing(owner: Person) -> None:
    assert owner.ask("GET", "rpc/push_changes").status_code == 405


def test_nobody_calls_what_is_for_learners(anybody: Person) -> None:
    for function in (
        *("account_sessions", "delete_account", "push_changes"),
        *("progress_page", "progress_intervals", "hardest_words"),
    ):
        assert anybody.ask("POST", f"rpc/{function}", json={}).status_code == 401
    assert anybody.ask("POST", "rpc/pull_changes", json={"after": 0}).status_code == 401
    assert anybody.ask("POST", "rpc/schema_version", json={}).json() == SCHEMA_VERSION
