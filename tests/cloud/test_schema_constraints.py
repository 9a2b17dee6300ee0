"""The nonsense that each table refuses, and the extremes that it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.parts.learners import OWNER_COLUMNS, Row, add_account, claims, insert, row_of
from tests.supabase_stack.postgres import Postgres

TOO_LONG_JSON = Jsonb(["x" * 600_000])
NOT_SCORABLE: Row = {"verdict": "not_scorable", "similarity_score": None}
PERFECT: Row = {"verdict": "understood", "similarity_score": 100.0, "perfect_match": True}

NONSENSE: list[tuple[str, Row]] = [
    ("users", {"display_name": ""}),
    ("users", {"display_name": " \t\n"}),
    ("users", {"display_name": "x" * 81}),
    ("user_settings", {"setting_key": ""}),
    ("user_settings", {"setting_key": "Language"}),
    ("user_settings", {"setting_key": "a\nb"}),
    ("user_settings", {"setting_key": "x" * 65}),
    ("user_settings", {"setting_value": Jsonb("x" * 20_000)}),
    ("sessions", {"started_at": "1999-12-31T23:59:59Z"}),
    ("sessions", {"started_at": "infinity", "ended_at": None}),
    ("sessions", {"ended_at": "2026-03-01T09:59:59Z"}),
    ("sessions", {"ended_at": "9999-01-01T00:00:00Z"}),
    ("user_progress", {"practice_date": "1970-01-01T00:00:00Z"}),
    ("user_progress", {"practice_date": "9999-01-01T00:00:00Z"}),
    ("user_progress", {"practice_date": "-infinity"}),
    ("user_progress", {"similarity_score": -0.1}),
    ("user_progress", {"similarity_score": 100.1}),
    ("user_progress", {"similarity_score": float("nan")}),
    ("user_progress", {"duration_ms": -1}),
    ("user_progress", {"duration_ms": 86_400_001}),
    ("user_progress", {"language_code": ""}),
    ("user_progress", {"language_code": "korean"}),
    ("user_progress", {"language_code": "ko_KR"}),
    ("user_progress", {"language_code": "ko-"}),
    ("user_progress", {"language_code": "ko\n"}),
    ("user_progress", {"language_code": "ko" + "-abcdefgh" * 4}),
    ("user_progress", {"target_phrase": ""}),
    ("user_progress", {"target_phrase": " \t\n"}),
    ("user_progress", {"target_phrase": "x" * 5001}),
    ("user_progress", {"recognized_phrase": "x" * 20_001}),
    ("user_progress", {"verdict": "splendid"}),
    ("user_progress", {"verdict": "not_scorable"}),
    ("user_progress", {"similarity_score": None}),
    ("user_progress", {"perfect_match": True}),
    ("user_progress", NOT_SCORABLE | {"perfect_match": True}),
    ("user_progress", {"words": Jsonb({})}),
    ("user_progress", {"words": TOO_LONG_JSON}),
    ("user_progress", {"deck": ""}),
    ("user_progress", {"deck": "x" * 201}),
    ("user_progress", {"model": ""}),
    ("user_progress", {"model": "x" * 201}),
    ("user_progress", {"scorer_version": ""}),
    ("user_progress", {"scorer_version": "x" * 51}),
]
EXTREMES: list[tuple[str, Row]] = [
    ("users", {"display_name": None}),
    ("users", {"display_name": "민"}),
    ("user_settings", {"setting_key": "x" * 64}),
    ("user_settings", {"setting_value": Jsonb(None)}),
    ("sessions", {"ended_at": None}),
    ("sessions", {"ended_at": "2026-03-01T10:00:00Z"}),
    ("user_progress", {"practice_date": "2000-01-01T00:00:00Z"}),
    ("user_progress", {"practice_date": datetime.now(UTC) + timedelta(hours=26)}),
    ("user_progress", {"similarity_score": 0.0, "verdict": "not_understood"}),
    ("user_progress", PERFECT),
    ("user_progress", NOT_SCORABLE),
    ("user_progress", {"duration_ms": 0, "recognized_phrase": "", "words": Jsonb([])}),
    ("user_progress", {"language_code": "pt-BR"}),
    ("user_progress", {"language_code": "zh-Hant-TW"}),
    ("user_progress", {"target_phrase": "말" * 5000}),
    ("user_progress", {"deck": "여행"}),
]
NEEDED = [
    (table, column)
    for table in OWNER_COLUMNS
    for column in row_of(table, "")
    if column not in {OWNER_COLUMNS[table], "ended_at", "deck", "similarity_score"}
]


@pytest.fixture(scope="module")
def learner(database: Postgres) -> str:
    """An account that has yet to get its profile."""
    user_id = add_account(database)
    with psycopg.connect(database.dsn()) as db:
        db.execute("delete from public.users where id = %s", (user_id,))
    return user_id


def store(database: Postgres, learner: str, table: str, changes: Row) -> dict[str, Any]:
    with database.request("authenticated", claims(learner)) as db:
        insert(db, table, row_of(table, learner) | changes)
        found = db.execute(f"select * from public.{table}".encode())  # noqa: S608 - a test's table
        names = [column.name for column in found.description or ()]
        (row,) = found.fetchall()
        return dict(zip(names, row, strict=True))


@pytest.mark.parametrize(("table", "changes"), NONSENSE)
def test_nonsense_is_refused(database: Postgres, learner: str, table: str, changes: Row) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        store(database, learner, table, changes)


@pytest.mark.parametrize(("table", "changes"), EXTREMES)
def test_extremes_are_kept_as_they_are(
    database: Postgres, learner: str, table: str, changes: Row
) -> None:
    kept = store(database, learner, table, changes)
    for name, value in changes.items():
        if isinstance(value, Jsonb):
            assert kept[name] == value.obj
        elif isinstance(kept[name], datetime):
            assert kept[name] == datetime.fromisoformat(str(value))
        else:
            assert kept[name] == value


@pytest.mark.parametrize(("table", "column"), NEEDED)
def test_what_says_nothing_is_refused(
    database: Postgres, learner: str, table: str, column: str
) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation):
        store(database, learner, table, {column: None})


@pytest.mark.parametrize("table", sorted(OWNER_COLUMNS.keys() - {"users"}))
def test_an_owner_that_is_not_named_is_the_caller(
    database: Postgres, learner: str, table: str
) -> None:
    row = row_of(table, learner)
    del row["user_id"]
    with database.request("authenticated", claims(learner)) as db:
        assert insert(db, table, row) == 1


@pytest.mark.parametrize("table", ["users", "user_settings"])
def test_the_time_of_a_change_is_the_servers(database: Postgres, learner: str, table: str) -> None:
    before = datetime.now(UTC)
    kept = store(database, learner, table, {"updated_at": "2001-01-01T00:00:00Z"})
    assert abs(kept["updated_at"] - before) < timedelta(minutes=1)
