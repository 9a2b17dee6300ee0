"""What the service key may do: make users and links, change, list and delete users."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from starlette.responses import JSONResponse

from tests.supabase_stack.auth import one_time_codes, passwords, sign_up, users
from tests.supabase_stack.auth.account import store_password
from tests.supabase_stack.auth.errors import invalid, not_found, unprocessable
from tests.supabase_stack.auth.one_time_codes import CodeKind
from tests.supabase_stack.auth.redirects import redirect_target
from tests.supabase_stack.auth.server import Call, Row

DUPLICATE = "A user with this email address has already been registered"
DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
LINKS = {
    "signup": CodeKind.CONFIRMATION,
    "magiclink": CodeKind.RECOVERY,
    "recovery": CodeKind.RECOVERY,
    "email_change_current": CodeKind.EMAIL_CHANGE_CURRENT,
    "email_change_new": CodeKind.EMAIL_CHANGE_NEW,
}
PER_PAGE = 50


def create_user(call: Call) -> JSONResponse:
    """POST /admin/users: a user, confirmed at once if asked."""
    if not call.text("email"):
        raise invalid("Cannot create a user without either an email or phone")
    email = users.valid_email(call.text("email"))
    if users.owner_of_email(call.db, email):
        raise unprocessable("email_exists", DUPLICATE)
    password = call.text("password") or passwords.unguessable()
    data = call.body.get("user_metadata") or {}
    user = users.create(call, email, passwords.hashed(password, call.settings), "email", data)
    users.add_email_identity(call, user)
    _change(call, user)
    return JSONResponse(users.shown(call.db, user))


def list_users(call: Call) -> JSONResponse:
    """GET /admin/users: one page of users, newest first."""
    page, per_page = int(call.query("page") or 1), int(call.query("per_page") or PER_PAGE)
    rows = call.db.execute(
        "select * from auth.users where aud = %s order by created_at desc limit %s offset %s",
        (users.ROLE, per_page, (page - 1) * per_page),
    ).fetchall()
    total = call.db.execute("select count(*) as users from auth.users").fetchone()
    assert total is not None
    told = {"users": [users.shown(call.db, row) for row in rows], "aud": users.ROLE}
    return JSONResponse(told, headers={"x-total-count": str(total["users"])})


def show_user(call: Call) -> JSONResponse:
    """GET /admin/users/{id}: one user."""
    return JSONResponse(users.shown(call.db, _named_user(call)))


def change_user(call: Call) -> JSONResponse:
    """PUT /admin/users/{id}: change what the body names."""
    user = _named_user(call)
    if call.text("email"):
        _move(call, user, users.valid_email(call.text("email")))
    if call.text("password"):
        passwords.check_strength(call.text("password"), call.settings)
        store_password(call, user, call.text("password"))
    if call.body.get("user_metadata"):
        metadata = users.merged(user["raw_user_meta_data"], call.body["user_metadata"])
        users.update(call, user, raw_user_meta_data=metadata)
    _change(call, user)
    return JSONResponse(users.shown(call.db, user))


def delete_user(call: Call) -> JSONResponse:
    """DELETE /admin/users/{id}: the user and everything that is theirs."""
    user = _named_user(call)
    call.db.execute("delete from auth.users where id = %s", (user["id"],))
    return JSONResponse({})


def generate_link(call: Call) -> JSONResponse:
    """POST /admin/generate_link: a code and its link, without any mail."""
    wanted, email = call.text("type"), users.valid_email(call.text("email"))
    user = users.by_email(call.db, email)
    if wanted not in LINKS:
        raise invalid(f"Invalid email action link type requested: {wanted}")
    if user is None and wanted == "magiclink":
        wanted = "signup"
    if wanted == "signup":
        user = _signing_up(call, user, email)
    elif user is None:
        raise not_found("user_not_found", "User with this email not found")
    mail_type, to = wanted, email
    if wanted.startswith("email_change"):
        new_email = _begin_change(call, user)
        mail_type, to = "email_change", new_email if wanted == "email_change_new" else email
    letter = one_time_codes.new_letter(call, to, mail_type, LINKS[wanted])
    one_time_codes.keep(call, user, letter)
    link = {
        "action_link": one_time_codes.link(call, letter),
        "email_otp": letter.code,
        "hashed_token": letter.token_hash,
        "verification_type": wanted,
        "redirect_to": redirect_target(call),
    }
    return JSONResponse(users.shown(call.db, user) | link)


def _named_user(call: Call) -> Row:
    try:
        user_id = UUID(call.request.path_params["user_id"])
    except ValueError as error:
        raise not_found("validation_failed", "user_id must be an UUID") from error
    user = users.by_id(call.db, user_id)
    if user is None:
        raise not_found("user_not_found", "User not found")
    return user


def _change(call: Call, user: Row) -> None:
    if call.body.get("app_metadata"):
        metadata = users.merged(user["raw_app_meta_data"], call.body["app_metadata"])
        users.update(call, user, raw_app_meta_data=metadata)
    if call.body.get("email_confirm"):
        users.confirm(call, user)
    if call.text("ban_duration"):
        banned_for = _duration(call.text("ban_duration"))
        users.update(call, user, banned_until=call.now + banned_for if banned_for else None)


def _move(call: Call, user: Row, email: str) -> None:
    identity = users.identity(call.db, "email", str(user["id"]))
    users.update(call, user, email=email)
    if identity:
        users.change_identity(call, identity, email=email)
    else:
        users.add_email_identity(call, user)


def _signing_up(call: Call, user: Row | None, email: str) -> Row:
    if user is None:
        password = call.text("password")
        if call.text("type") == "magiclink":
            password = passwords.unguessable()
        sign_up.check_account(call, password)
        return sign_up.new_account(call, email, password, call.body.get("data") or {})
    if user["email_confirmed_at"]:
        raise unprocessable("email_exists", DUPLICATE)
    return user


def _begin_change(call: Call, user: Row) -> str:
    new_email = users.valid_email(call.text("new_email"))
    if users.owner_of_email(call.db, new_email, besides=user["id"]):
        raise unprocessable("email_exists", DUPLICATE)
    users.update(call, user, email_change=new_email, email_change_confirm_status=0)
    return new_email


def _duration(text: str) -> timedelta:
    if text == "none":
        return timedelta()
    found = DURATION.fullmatch(text)
    if found is None:
        raise invalid(f'invalid format for ban duration: time: invalid duration "{text}"')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
