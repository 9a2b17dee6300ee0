"""Six-digit codes and the links beside them: made, kept as hashes, mailed and checked."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from urllib.parse import quote
from uuid import uuid4

from tests.supabase_stack.auth import users
from tests.supabase_stack.auth.errors import bad_request, too_many
from tests.supabase_stack.auth.redirects import redirect_target
from tests.supabase_stack.auth.server import Call, Row

PKCE_PREFIX = "pkce_"
LABEL = re.compile(r"[+][^@]+@")


@unique
class CodeKind(StrEnum):
    """What a code proves; each is a column of ``auth.users`` and a type of one-time token."""

    CONFIRMATION = "confirmation_token"
    RECOVERY = "recovery_token"
    EMAIL_CHANGE_CURRENT = "email_change_token_current"
    EMAIL_CHANGE_NEW = "email_change_token_new"
    REAUTHENTICATION = "reauthentication_token"

    @property
    def sent_at(self) -> str:
        """The column that says when the code was mailed."""
        if self in {CodeKind.EMAIL_CHANGE_CURRENT, CodeKind.EMAIL_CHANGE_NEW}:
            return "email_change_sent_at"
        return self.value.replace("_token", "_sent_at")


@dataclass(frozen=True)
class Letter:
    """One mail of a code: to whom, of which type, and the code with its hash."""

    to: str
    type: str
    kind: CodeKind
    code: str
    token_hash: str


def token_hash(address: str, code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha224((address.lower() + code).encode()).hexdigest()


def new_letter(call: Call, to: str, mail_type: str, kind: CodeKind, pkce: bool = False) -> Letter:
    """A code that nobody has been sent yet."""
    code = "".join(secrets.choice("0123456789") for _ in range(call.settings.code_length))
    prefix = PKCE_PREFIX if pkce else ""
    return Letter(to, mail_type, kind, code, prefix + token_hash(to, code))


def keep(call: Call, user: Row, *letters: Letter) -> None:
    """Store the hashes of codes that take the place of earlier ones of their kind."""
    for letter in letters:
        sent_at = {letter.kind.sent_at: call.now}
        users.update(call, user, **{letter.kind.value: letter.token_hash}, **sent_at)
        delete(call, user, letter.kind)
        values = {
            "id": uuid4(),
            "user_id": user["id"],
            "token_type": letter.kind.value,
            "token_hash": letter.token_hash,
            "relates_to": letter.to.lower(),
            "created_at": call.now,
            "updated_at": call.now,
        }
        users.insert(call.db, "one_time_tokens", values)


def delete(call: Call, user: Row, kind: CodeKind) -> None:
    """Void one kind of code."""
    call.db.execute(
        "delete from auth.one_time_tokens where user_id = %s and token_type = %s",
        (user["id"], kind.value),
    )


def send(call: Call, user: Row, mail_type: str, kind: CodeKind, pkce: bool = False) -> None:
    """Mail a new code to the user's address. Raises the refusals of ``post``."""
    check_interval(call, user[kind.sent_at])
    letter = new_letter(call, user["email"], mail_type, kind, pkce)
    post(call, user, letter)
    keep(call, user, letter)


def send_email_change(call: Call, user: Row, new_email: str, pkce: bool = False) -> None:
    """Mail codes to the new address and, where changes are secure, to the current one."""
    check_interval(call, user["email_change_sent_at"])
    letters = [new_letter(call, new_email, "email_change", CodeKind.EMAIL_CHANGE_NEW, pkce)]
    if call.settings.secure_email_change and user["email"]:
        kind = CodeKind.EMAIL_CHANGE_CURRENT
        letters.append(new_letter(call, user["email"], "email_change", kind, pkce))
    users.update(call, user, email_change=new_email, email_change_confirm_status=0)
    post(call, user, *letters)
    keep(call, user, *letters)


def check_interval(call: Call, sent_at: datetime | None) -> None:
    """Raise ``over_email_send_rate_limit`` while the last such mail is too fresh."""
    interval_s = call.settings.mail_interval_s
    if sent_at is None or interval_s is None:
        return
    left = sent_at + timedelta(seconds=interval_s) - call.now
    if left > timedelta():
        raise too_many(
            "over_email_send_rate_limit",
            "For security purposes, you can only request this after "
            f"{int(left.total_seconds())} seconds.",
        )


def post(call: Call, user: Row, *letters: Letter) -> None:
    """Deliver the letters of one mailing.

    Raises ``email_address_not_authorized``, ``over_email_send_rate_limit`` or
    ``email_address_invalid``.
    """
    settings, mailing = call.settings, [letter.to for letter in letters]
    for address in mailing:
        authorized = settings.authorized_addresses
        if authorized and LABEL.sub("@", address.lower()) not in authorized:
            raise bad_request(
                "email_address_not_authorized",
                f'Email address "{address}" cannot be used as it is not authorized',
            )
    most = settings.mails_an_hour
    if most is not None and settings.confirm_email and not call.server.mails.allows(most, call.now):
        raise too_many("over_email_send_rate_limit", "email rate limit exceeded")
    for address in mailing:
        if address.rpartition("@")[2] in settings.refused_mail_domains:
            raise bad_request("email_address_invalid", f'Email address "{address}" is invalid')
    for letter in letters:
        call.server.mailbox.deliver(
            letter.to, letter.type, _variables(call, user, letter), call.now
        )


def is_valid(call: Call, user: Row, kind: CodeKind, claimed_hash: str) -> bool:
    """Whether this is the hash of the user's open code of this kind, and still in time."""
    return matches(user[kind.value], claimed_hash) and not is_old(call, user[kind.sent_at])


def matches(kept: str | None, claimed_hash: str) -> bool:
    """Whether a typed code's hash is the kept one, which a PKCE flow marks with a prefix."""
    return bool(kept) and kept in {claimed_hash, PKCE_PREFIX + claimed_hash}


def is_old(call: Call, sent_at: datetime | None) -> bool:
    """Whether a code mailed then is worth nothing now."""
    return sent_at is None or call.now > sent_at + timedelta(seconds=call.settings.code_expiry_s)


def link(call: Call, letter: Letter) -> str:
    """The address that does by a click what typing the code does."""
    target = quote(redirect_target(call), safe="")
    query = f"token={letter.token_hash}&type={letter.type}&redirect_to={target}"
    return f"{call.settings.external_url}/verify?{query}"


def _variables(call: Call, user: Row, letter: Letter) -> dict[str, str]:
    return {
        "Token": letter.code,
        "TokenHash": letter.token_hash,
        "ConfirmationURL": link(call, letter),
        "RedirectTo": redirect_target(call),
        "SiteURL": call.settings.site_url,
        "Email": user["email"],
        "NewEmail": user["email_change"] or "",
        "SendingTo": letter.to,
    }
