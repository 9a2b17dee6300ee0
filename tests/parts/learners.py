"""Accounts and rows for tests of the schema."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.supabase_stack.postgres import Postgres

Row = dict[str, Any]
OWNER_COLUMNS = {
    "users": "id",
    "user_settings": "user_id",
    "sessions": "user_id",
    "user_progress": "user_id",
    "deletions": "user_id",
    "listening_answers": "user_id",
}


def add_account(database: Postgres, *, second_factor: bool = False, **columns: Any) -> str:
    """Make an account as the auth server does; its id."""
    with psycopg.connect(database.dsn("supabase_auth_admin")) as db:
        return make_account(db, second_factor=second_factor, **columns)


def make_account(db: psycopg.Connection, *, second_factor: bool = False, **columns: Any) -> str:
    """Make an account in an open transaction of the auth server; its id."""
    user_id = str(uuid4())
    account = {"id": user_id, "aud": "authenticated", "email": f"{user_id}@miolingo.test"}
    insert(db, "auth.users", account | columns)
    if second_factor:
        now = datetime.now(UTC)
        factor = {"id": str(uuid4()), "user_id": user_id, "factor_type": "totp"}
        verified = {"status": "verified", "created_at": now, "updated_at": now}
        insert(db, "auth.mfa_factors", factor | verified)
    return user_id


def claims(user_id: str, *, aal: str = "aal1", proven_s_ago: float = 0) -> Row:
    """What a token says of a learner who gave the password so many seconds ago."""
    proof = {"method": "password", "timestamp": int(time.time() - proven_s_ago)}
    return {"sub": user_id, "aal": aal, "amr": [proof]}


def row_of(table: str, owner: str) -> Row:
    """A row that the schema takes, new each time."""
    rows: dict[str, Row] = {
        "users": {},
        "user_settings": {
            "setting_key": f"practice.{uuid4().hex[:12]}",
            "setting_value": Jsonb({"language": "ko"}),
        },
        "sessions": {
            "id": str(uuid4()),
            "device_id": str(uuid4()),
            "started_at": "2026-03-01T10:00:00Z",
            "ended_at": "2026-03-01T10:10:00Z",
        },
        "user_progress": {
            "id": str(uuid4()),
            "device_id": str(uuid4()),
            "practice_date": "2026-03-01T10:00:00Z",
            "similarity_score": 87.3,
            "duration_ms": 1200,
            "perfect_match": False,
            "language_code": "ko",
            "target_phrase": "안녕하세요",
            "recognized_phrase": "안녕하세여",
            "verdict": "partly_understood",
            "words": Jsonb([{"word": "안녕하세요", "status": "mispronounced", "score": 87.3}]),
            "deck": None,
            "model": "vosk-model-small-ko-0.22",
            "scorer_version": "1",
        },
        "deletions": {"id": str(uuid4())},
        "listening_answers": {
            "id": str(uuid4()),
            "device_id": str(uuid4()),
            "answered_at": "2026-03-01T10:00:00Z",
            "language_code": "ko",
            "played_word": "달",
            "other_word": "딸",
            "contrast": "t t͈",
            "correct": True,
            "voice": "ko+f4",
            "step": 2,
        },
    }
    return {OWNER_COLUMNS[table]: owner} | rows[table]


def insert(db: psycopg.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Insert one row into a table, of schema public if it names no other; how many went in."""
    statement = sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier(*(table.split(".") if "." in table else ("public", table))),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    return db.execute(statement, list(row.values())).rowcount
