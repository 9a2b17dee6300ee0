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
LONGEST_EMAIL = 255
EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
OPTIONAL_TIMES = (
    "email_confirmed_at",
    "invited_at",
    "phone_confirmed_at",
    "confirmation_sent_at",
    "confirmed_at",
    "recovery_sent_at",
    "email_change_sent_at",
    "reauthentication_sent_at",
    "last_sign_in_at",
    "banned_until",
    "deleted_at",
)


def valid_email(address: str) -> str:
    """The address in lower case. Raises ``validation_failed``."""
    if not address:
        raise invalid("An email address is required")
    if len(address) > LONGEST_EMAIL:
        raise invalid("An email address is too long")
    if not EMAIL.fullmatch(address):
        raise invalid("Unable to validate email address: invalid format")
    return address.lower()


def by_email(db: Database, address: str) -> Row | None:
    """The user who signs in with this address."""
    query = "select * from auth.users where lower(email) = %s and aud = %s and not is_sso_user"
    return db.execute(query, (address.lower(), ROLE)).fetchone()


def by_id(db: Database, user_id: UUID | str) -> Row | None:
    """The user with this id."""
    return db.execute("select * from auth.users where id = %s", (user_id,)).fetchone()


def owner_of_email(db: Database, address: str, besides: UUID | None = None) -> Row | None:
    """Another user who has this address, in an identity or as the account's own."""
    query = """select * from auth.users where aud = %(role)s and id is distinct from %(besides)s
        and (lower(email) = %(email)s and not is_sso_user
             or id in (select user_id from auth.identities where email = %(email)s)) limit 1"""
    values = {"role": ROLE, "besides": besides, "email": address.lower()}
    return db.execute(query, values).fetchone()


def create(call: Call, email: str, password_hash: str, provider: str, data: Row) -> Row:
    """Insert a user who has not confirmed anything yet."""
    values = {
        "id": uuid4(),
        "instance_id": UUID(int=0),
        "aud": ROLE,
        "role": ROLE,
        "email": email.lower(),
        "encrypted_password": password_hash,
        "raw_app_meta_data": Jsonb({"provider": provider, "providers": [provider]}),
        "raw_user_meta_data": Jsonb(data),
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


def merged(kept: Row | None, changes: Row) -> Jsonb:
    """Metadata with changes laid over it; a null removes a member."""
    both = (kept or {}) | changes
    return Jsonb({name: value for name, value in both.items() if value is not None})


def confirm(call: Call, user: Row) -> None:
    """Note that the user reads the mail of their address; every open code is void."""
    update(
        call,
        user,
        confirmation_token="",
        email_confirmed_at=call.now,
        raw_user_meta_data=merged(user["raw_user_meta_data"], {"email_verified": True}),
    )
    void_codes(call.db, user)


def void_codes(db: Database, user: Row) -> None:
    """Delete the user's one-time tokens."""
    db.execute("delete from auth.one_time_tokens where user_id = %s", (user["id"],))


def is_banned(user: Row, now: datetime) -> bool:
    """Whether the user is kept out at this time."""
    return user["banned_until"] is not None and now < user["banned_until"]


def identities(db: Database, user: Row) -> list[Row]:
    """The ways in which the user signs in, oldest first."""
    query = "select * from auth.identities where user_id = %s order by created_at, id"
    return db.execute(query, (user["id"],)).fetchall()


def identity(db: Database, provider: str, provider_id: str) -> Row | None:
    """The identity that a provider knows by this name."""
    query = "select * from auth.identities where provider = %s and provider_id = %s"
    return db.execute(query, (provider, provider_id)).fetchone()


def add_identity(call: Call, user: Row, provider: str, data: Row) -> Row:
    """Insert an identity, and list its provider in the user's app metadata."""
    values = {
        "provider_id": data["sub"],
        "user_id": user["id"],
        "identity_data": Jsonb(data),
        "provider": provider,
        "last_sign_in_at": call.now,
        "created_at": call.now,
        "updated_at": call.now,
    }
    return insert(call.db, "identities", values)


def add_email_identity(call: Call, user: Row, **known: Any) -> Row:
    """Insert the identity of one who signs in by email."""
    claims = {"email_verified": False, "phone_verified": False}
    own = {"sub": str(user["id"]), "email": user["email"]}
    return add_identity(call, user, "email", claims | known | own)


def change_identity(call: Call, row: Row, **changes: Any) -> None:
    """Lay changes over an identity's data."""
    call.db.execute(
        "update auth.identities set identity_data = %s, updated_at = %s where id = %s",
        (merged(row["identity_data"], changes), call.now, row["id"]),
    )


def list_providers(call: Call, user: Row) -> None:
    """Write the providers of the user's identities into their app metadata."""
    names = list(dict.fromkeys(row["provider"] for row in identities(call.db, user)))
    changes: Row = {"providers": names} | ({"provider": names[0]} if names else {})
    update(call, user, raw_app_meta_data=merged(user["raw_app_meta_data"], changes))


def keep_only_identity(call: Call, user: Row, kept: Row) -> None:
    """Drop what an unconfirmed user may have been given by someone else."""
    if kept["provider"] != "email":
        update(call, user, encrypted_password=None)
    update(call, user, raw_user_meta_data=Jsonb(kept["identity_data"]))
    call.db.execute(
        "delete from auth.identities where user_id = %s and id <> %s", (user["id"], kept["id"])
    )
    list_providers(call, user)


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
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "identities": [_shown_identity(row) for row in identities(db, user)],
        "created_at": instant(user["created_at"]),
        "updated_at": instant(user["updated_at"]),
        "is_anonymous": user["is_anonymous"],
    }
    told |= {name: instant(user[name]) for name in OPTIONAL_TIMES if user[name]}
    if user["email_change"]:
        told["new_email"] = user["email_change"]
    enrolled = [shown_factor(row) for row in factors(db, user)]
    return told | ({"factors": enrolled} if enrolled else {})


def shown_factor(row: Row) -> Row:
    """A factor as JSON, without its secret."""
    told = {"friendly_name": row["friendly_name"]} if row["friendly_name"] else {}
    challenged_at = row["last_challenged_at"]
    return told | {
        "status": row["status"],
        "factor_type": row["factor_type"],
        "id": str(row["id"]),
        "created_at": instant(row["created_at"]),
        "updated_at": instant(row["updated_at"]),
        "phone": row["phone"] or "",
        "last_challenged_at": instant(challenged_at) if challenged_at else None,
    }


def _shown_identity(row: Row) -> Row:
    return {
        "identity_id": str(row["id"]),
        "id": row["provider_id"],
        "user_id": str(row["user_id"]),
        "identity_data": row["identity_data"],
        "provider": row["provider"],
        "last_sign_in_at": instant(row["last_sign_in_at"]) if row["last_sign_in_at"] else None,
        "created_at": instant(row["created_at"]),
        "updated_at": instant(row["updated_at"]),
        "email": row["email"],
    }


def instant(at: datetime) -> str:
    """A time as the server writes it: RFC 3339 in UTC."""
    return at.isoformat().replace("+00:00", "Z")
