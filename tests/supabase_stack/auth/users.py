"""Users, their identities and factors: rows in, JSON out."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import sql
from psycopg.types.json import Jsonb

from tests.supabase_stack.auth.errors import invalid
from tests.supabase_stack.auth.server import Call, Database, Row

ROLE = "authenticated"
EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def valid_email(address: str) -> str:
    """The address in lower case. Raises ``validation_failed``."""
    if not EMAIL.fullmatch(address):
        raise invalid("Unable to validate email address: invalid format")
    return address.lower()


def by_email(db: Database, address: str) -> Row | None:
    """The user who has this address."""
    query = "select * from auth.users where lower(email) = %s"
    return db.execute(query, (address.lower(),)).fetchone()


def by_id(db: Database, user_id: UUID | str) -> Row | None:
    """The user with this id."""
    return db.execute("select * from auth.users where id = %s", (user_id,)).fetchone()


def create(call: Call, email: str, password_hash: str | None = None) -> Row:
    """Insert a user who has not confirmed anything yet."""
    values = {
        "id": uuid4(),
        "instance_id": UUID(int=0),
        "aud": ROLE,
        "role": ROLE,
        "email": email,
        "encrypted_password": password_hash,
        "raw_app_meta_data": Jsonb({}),
        "raw_user_meta_data": Jsonb({}),
        "created_at": call.now,
        "updated_at": call.now,
    }
    return insert(call.db, "users", values)


def insert(db: Database, table: str, values: Row) -> Row:
    """Insert one row into a table of schema ``auth`` and give it back as stored."""
    query = sql.SQL("insert into auth.{} ({}) values ({}) returning *").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )
    row = db.execute(query, values).fetchone()
    assert row is not None
    return row


def update(call: Call, user: Row, **columns: Any) -> None:
    """Write columns of a user, and refresh the row at hand with what is stored."""
    columns["updated_at"] = call.now
    assignments = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in columns
    ]
    query = sql.SQL("update auth.users set {} where id = {} returning *").format(
        sql.SQL(", ").join(assignments), sql.Placeholder("id")
    )
    row = call.db.execute(query, columns | {"id": user["id"]}).fetchone()
    assert row is not None
    user.update(row)


def confirm(call: Call, user: Row) -> None:
    """Note that the user reads the mail of their address."""
    update(call, user, email_confirmed_at=call.now)


def identities(db: Database, user: Row) -> list[Row]:
    """The ways in which the user signs in, oldest first."""
    query = "select * from auth.identities where user_id = %s order by created_at, id"
    return db.execute(query, (user["id"],)).fetchall()


def identity(db: Database, provider: str, provider_id: str) -> Row | None:
    """The identity that a provider knows by this name."""
    query = "select * from auth.identities where provider = %s and provider_id = %s"
    return db.execute(query, (provider, provider_id)).fetchone()


def add_identity(call: Call, user: Row, provider: str, provider_id: str) -> None:
    """Insert a way in which the user signs in."""
    values = {
        "provider_id": provider_id,
        "user_id": user["id"],
        "identity_data": Jsonb({"sub": provider_id, "email": user["email"]}),
        "provider": provider,
        "last_sign_in_at": call.now,
        "created_at": call.now,
        "updated_at": call.now,
    }
    insert(call.db, "identities", values)


def add_email_identity(call: Call, user: Row) -> None:
    """Insert the identity of one who signs in by email."""
    add_identity(call, user, "email", str(user["id"]))


def factors(db: Database, user: Row) -> list[Row]:
    """The user's second factors, oldest first."""
    query = "select * from auth.mfa_factors where user_id = %s order by created_at, id"
    return db.execute(query, (user["id"],)).fetchall()


def has_second_factor(db: Database, user: Row) -> bool:
    """Whether a verified factor protects the account."""
    return any(factor["status"] == "verified" for factor in factors(db, user))


def shown(db: Database, user: Row) -> Row:
    """The user as JSON."""
    told = {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"],
        "app_metadata": user["raw_app_meta_data"],
        "user_metadata": user["raw_user_meta_data"],
        "identities": [_shown_identity(row) for row in identities(db, user)],
        "created_at": instant(user["created_at"]),
        "updated_at": instant(user["updated_at"]),
    }
    if user["email_confirmed_at"]:
        told["email_confirmed_at"] = instant(user["email_confirmed_at"])
    if user["email_change"]:
        told["new_email"] = user["email_change"]
    enrolled = [_shown_factor(row) for row in factors(db, user)]
    return told | ({"factors": enrolled} if enrolled else {})


def _shown_factor(row: Row) -> Row:
    return {
        "friendly_name": row["friendly_name"],
        "status": row["status"],
        "factor_type": row["factor_type"],
        "id": str(row["id"]),
        "created_at": instant(row["created_at"]),
        "updated_at": instant(row["updated_at"]),
    }


def _shown_identity(row: Row) -> Row:
    return {
        "identity_id": str(row["id"]),
        "id": row["provider_id"],
        "user_id": str(row["user_id"]),
        "identity_data": row["identity_data"],
        "provider": row["provider"],
        "last_sign_in_at": instant(row["last_sign_in_at"]),
        "created_at": instant(row["created_at"]),
        "updated_at": instant(row["updated_at"]),
        "email": row["email"],
    }


def instant(at: datetime) -> str:
    """A time as the server writes it: RFC 3339 in UTC."""
    return at.isoformat().replace("+00:00", "Z")
