"""Pages of changes out, batches of changes in: what each function of a sync answers."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.parts.changes import asked, attempt, ids, kinds, practice_session, pull, push, revisions
from tests.parts.learners import add_account, claims
from tests.supabase_stack.postgres import Postgres

MOST = 500
HALF_OF_THE_LIMIT_S = 4
FUNCTIONS = {
    "pull_changes": "(0)",
    "push_changes": "()",
    "progress_page": "()",
    "progress_intervals": "()",
    "hardest_words": "()",
}


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def choose(database: Postgres, learner: str, value: Any, revision: int) -> tuple[Any, int]:
    """Send a choice that is based on a revision; the server's present value and revision."""
    change = {"setting_key": "voice", "setting_value": value, "revision": revision}
    (kept,) = push(database, learner, settings=[change])["settings"]
    assert kept["setting_key"] == "voice"
    return kept["setting_value"], kept["revision"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_who_may_call(database: Postgres, learner: str, function: str) -> None:
    query = f"select public.{function}{FUNCTIONS[function]}".encode()
    guarded = add_account(database, second_factor=True)
    for person, token in ((learner, claims(learner)), (guarded, claims(guarded, aal="aal2"))):
        with database.request("authenticated", token) as db:
            assert db.execute(query).rowcount == 1, person
    with (
        database.request("anon", {}) as db,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        db.execute(query)
    with (
        database.request("authenticated", claims(guarded)) as db,
        pytest.raises(psycopg.DatabaseError, match=r"^insufficient_aal") as refusal,
    ):
        db.execute(query)
    assert refusal.value.sqlstate == "PT403"


def test_a_batch_is_of_the_caller_whatever_it_says(database: Postgres, learner: str) -> None:
    other = add_account(database)
    row = attempt(user_id=other, revision=99)
    assert push(database, learner, attempts=[row])["refused"] == []
    assert pull(database, other)["changes"] == []
    page = pull(database, learner)
    assert (ids(page), revisions(page)) == ([row["id"]], [1])


def test_a_replay_changes_nothing(database: Postgres, learner: str) -> None:
    batch = {
        "attempts": [attempt() for _ in range(3)],
        "sittings": [practice_session(ended_at="2026-03-01T11:00:00Z"), practice_session()],
        "deletions": [str(uuid4())],
    }
    answer = push(database, learner, **batch)
    assert (answer["before"], answer["after"], answer["refused"]) == (0, 6, [])
    page = pull(database, learner)
    assert revisions(page) == [1, 2, 3, 4, 5, 6]
    assert kinds(page) == ["deletions", *["sessions"] * 2, *["user_progress"] * 3]
    again = push(database, learner, **batch)
    assert again["before"] == 6
    assert pull(database, learner) == page | {"head": again["after"]}


def test_the_same_row_twice_in_a_batch_is_one(database: Postgres, learner: str) -> None:
    row, begun = attempt(), practice_session()
    ended = begun | {"ended_at": "2026-03-01T11:00:00Z"}
    answer = push(database, learner, attempts=[row, row], sittings=[begun, ended, begun])
    assert answer["refused"] == []
    seen = {change["row"]["id"]: change["row"] for change in pull(database, learner)["changes"]}
    assert set(seen) == {row["id"], begun["id"]}
    assert seen[begun["id"]]["ended_at"] == "2026-03-01T11:00:00+00:00"


def test_pages_of_all_kinds_hold_what_they_may_and_no_more(
    database: Postgres, learner: str
) -> None:
    for number in range(3):
        setting = {"setting_key": f"s{number}", "setting_value": None, "revision": 0}
        push(
            database,
            learner,
            attempts=[attempt()],
            sittings=[practice_session()],
            deletions=[str(uuid4())],
            settings=[setting],
        )
    for rows in (1, 2, 3, 4, 12, 13):
        seen, cursor = [], 0
        while changes := (page := pull(database, learner, cursor, rows))["changes"]:
            assert len(changes) == min(rows, 12 - len(seen))
            cursor = revisions(page)[-1]
            seen += revisions(page)
        assert seen == sorted(seen)
        assert len(set(seen)) == 12


def test_a_full_page_of_one_kind(database: Postgres, learner: str) -> None:
    push(database, learner, attempts=[attempt() for _ in range(MOST)])
    assert len(pull(database, learner)["changes"]) == MOST
    assert pull(database, learner, MOST) == {"head": MOST, "changes": []}


@pytest.mark.parametrize(
    ("after", "rows"), [(0, 0), (0, 501), (0, -1), (0, None), (-1, 5), (None, 5)]
)
def test_no_other_pages(
    database: Postgres, learner: str, after: int | None, rows: int | None
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        pull(database, learner, after, rows)


def test_the_head_counts_on_over_what_was_changed_or_deleted(
    database: Postgres, learner: str
) -> None:
    row = attempt()
    push(database, learner, attempts=[row, attempt()])
    push(database, learner, deletions=[row["id"]])
    page = pull(database, learner)
    assert (page["head"], revisions(page)) == (3, [2, 3])
    assert choose(database, learner, "a", 0) == ("a", 4)
    _, revision = choose(database, learner, "b", 4)
    page = pull(database, learner)
    assert revisions(page) == [2, 3, revision]
    assert page["head"] == revision
    assert pull(database, learner, revision) == {"head": revision, "changes": []}


def test_a_row_comes_back_as_it_was_sent(database: Postgres, learner: str) -> None:
    word = {"word": "네", "status": "missing", "score": 0}
    row = attempt(
        practice_date="2026-03-01T10:00:00.123456+00:00",
        words=[word],
        deck="start",
        recognized_phrase="",
    )
    unscored = attempt(verdict="not_scorable", similarity_score=None) | {"words": []}
    begun = practice_session(started_at="2026-03-01T10:00:00+00:00")
    push(database, learner, attempts=[row, unscored], sittings=[begun])
    rows = {change["row"]["id"]: change["row"] for change in pull(database, learner)["changes"]}
    assert rows[row["id"]] == row
    assert rows[begun["id"]] == begun
    assert "similarity_score" not in rows[unscored["id"]]
    assert "deck" not in rows[unscored["id"]]


def test_rows_that_cannot_be_stored_are_named_and_the_others_are_kept(
    database: Postgres, learner: str
) -> None:
    good = [attempt() for _ in range(3)]
    bad = [
        attempt(practice_date="2040-01-01T00:00:00Z"),
        attempt(target_phrase="x" * 5001),
        attempt(verdict="so"),
        attempt(words="none"),
        attempt(practice_date="yesterday at noon"),
        attempt(id="7"),
        attempt(duration_ms="1e99"),
    ]
    endless = practice_session(ended_at="2026-02-01T10:00:00Z")
    answer = push(
        database,
        learner,
        attempts=[*bad[:4], *good, *bad[4:]],
        sittings=[endless],
        deletions=["no id"],
        settings=[{"setting_key": "NOT A KEY", "setting_value": 1, "revision": 0}],
    )
    named = [refusal["id"] for refusal in answer["refused"]]
    assert named == ["no id", endless["id"], *(row["id"] for row in bad), "NOT A KEY"]
    assert all(refusal["reason"] for refusal in answer["refused"])
    page = pull(database, learner)
    assert ids(page) == [row["id"] for row in good]
    assert answer["before"] < revisions(page)[0] <= revisions(page)[-1] <= answer["after"]


@pytest.mark.parametrize("kind", ["attempts", "sittings", "deletions", "settings"])
@pytest.mark.parametrize("nothing", [7, "a", None, [], {"revision": "first", "started_at": 1}])
def test_what_is_no_row_at_all_is_refused_alone(
    database: Postgres, learner: str, kind: str, nothing: Any
) -> None:
    row = attempt()
    batch: dict[str, Any] = {"attempts": [row]}
    answer = push(database, learner, **batch | {kind: [nothing, *batch.get(kind, [])]})
    assert len(answer["refused"]) == 1
    assert ids(pull(database, learner)) == [row["id"]]


@pytest.mark.parametrize("kind", ["attempts", "sittings", "deletions", "settings"])
@pytest.mark.parametrize("rows", [[{}] * (MOST + 1), {"a": 1}, None])
def test_what_is_no_list_of_up_to_500_is_refused_whole(
    database: Postgres, learner: str, kind: str, rows: Any
) -> None:
    others: dict[str, Any] = {"attempts": [attempt()], "deletions": [str(uuid4())]}
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        push(database, learner, **others | {kind: rows})
    assert pull(database, learner) == {"head": 0, "changes": []}


def test_a_setting_is_taken_where_it_is_based_on_what_is_there(
    database: Postgres, learner: str
) -> None:
    assert choose(database, learner, "before it is there", 7) == (None, 0)
    value, first = choose(database, learner, {"a": None}, 0)
    assert value == {"a": None}
    assert choose(database, learner, "b", 0) == ({"a": None}, first)
    value, second = choose(database, learner, "b", first)
    assert value == "b"
    assert second > first
    assert choose(database, learner, "c", first) == ("b", second)
    assert choose(database, learner, "c", second + 1) == ("b", second)


def test_a_setting_that_is_unset_stays_as_a_row_and_may_be_set_again(
    database: Postgres, learner: str
) -> None:
    _, first = choose(database, learner, "a", 0)
    value, unset = choose(database, learner, None, first)
    assert value is None
    (change,) = pull(database, learner, first)["changes"]
    assert change["row"] == {"setting_key": "voice", "setting_value": None, "revision": unset}
    assert choose(database, learner, "b", 0) == (None, unset)
    assert choose(database, learner, "b", unset)[0] == "b"


def test_only_settings_that_were_sent_are_told(database: Postgres, learner: str) -> None:
    choose(database, learner, "a", 0)
    setting = {"setting_key": "speed", "setting_value": 2, "revision": 0}
    (told,) = push(database, learner, settings=[setting])["settings"]
    assert (told["setting_key"], told["setting_value"]) == ("speed", 2)
    assert push(database, learner)["settings"] == []


def test_of_two_ends_of_a_session_the_later_counts_and_the_same_one_is_no_change(
    database: Postgres, learner: str
) -> None:
    def told(row: dict[str, Any]) -> tuple[str | None, int]:
        push(database, learner, sittings=[row])
        (change,) = pull(database, learner)["changes"]
        return change["row"].get("ended_at"), change["revision"]

    begun = practice_session()
    early, late = (begun | {"ended_at": f"2026-03-01T1{hour}:00:00+00:00"} for hour in (1, 2))
    assert told(begun) == told(begun) == (None, 1)
    end, ended = told(early)
    assert end == early["ended_at"]
    assert told(early) == told(begun) == (early["ended_at"], ended)
    end, later = told(late)
    assert end == late["ended_at"]
    assert later > ended
    assert told(early) == told(begun) == told(late) == (late["ended_at"], later)


def test_full_batches_stay_far_below_the_limit(database: Postgres, learner: str) -> None:
    words = [{"word": f"w{n}", "status": "correct", "score": 100, "start_ms": n} for n in range(8)]
    good = [attempt(words=words) for _ in range(MOST)]
    bad = [attempt(words=words, verdict="so") for _ in range(MOST)]
    for batch in (
        {"attempts": good, "sittings": [practice_session() for _ in range(MOST)]},
        {"attempts": good},
        {"attempts": [*good[1:], bad[0]]},
        {"attempts": bad},
        {"deletions": [row["id"] for row in good]},
    ):
        begun = time.monotonic()
        push(database, learner, **batch)
        assert time.monotonic() - begun < HALF_OF_THE_LIMIT_S


def test_parameters_that_are_left_out_are_empty(database: Postgres, learner: str) -> None:
    row = attempt()
    answer = asked(database, learner, "select public.push_changes(attempts => %s)", Jsonb([row]))
    assert answer == {"before": 0, "after": 1, "refused": [], "settings": []}
    assert ids(asked(database, learner, "select public.pull_changes(0)")) == [row["id"]]
