"""Projects, keys and sessions, without a server."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.account.project_file import is_known, load_project, project_of, save_project
from miolingo.auth import KeyKind, Session, claims, from_text, key_kind, to_text
from miolingo.errors import ConfigurationError

LONGEST = 1280
NUMBERS = '{"user_id": 1, "email": "a", "refresh_token": "r"}'
NO_DAY = '{"user_id": "1", "email": "a", "refresh_token": "r", "expires_at": "soon"}'
KEY = "sb_publishable_abc"


def token(role: str) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"role": role}).encode()).decode().rstrip("=")
    return f"head.{payload}.signature"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("sb_publishable_x", KeyKind.PUBLISHABLE),
        ("sb_secret_x", KeyKind.SECRET),
        (token("anon"), KeyKind.PUBLISHABLE),
        (token("service_role"), KeyKind.SECRET),
        (token("authenticated"), KeyKind.UNKNOWN),
        ("hunter2", KeyKind.UNKNOWN),
        ("a.b.c", KeyKind.UNKNOWN),
        ("", KeyKind.UNKNOWN),
    ],
)
def test_keys_are_told_apart(key: str, kind: KeyKind) -> None:
    assert key_kind(key) is kind


@given(st.text())
def test_anything_may_be_looked_at_as_a_token(text: str) -> None:
    assert isinstance(claims(text), dict)


@given(
    email=st.text(max_size=100),
    refresh_token=st.text(st.characters(codec="ascii"), max_size=100),
    access_token=st.none() | st.text(st.characters(codec="ascii"), min_size=1, max_size=3000),
    expires_at=st.datetimes(timezones=st.just(UTC)),
)
def test_a_session_fits_and_comes_back(
    email: str, refresh_token: str, access_token: str | None, expires_at: datetime
) -> None:
    session = Session("id", email, refresh_token, access_token, expires_at)
    text = to_text(session, LONGEST)
    back = from_text(text)
    assert text.isascii()
    assert (back.user_id, back.email, back.refresh_token) == ("id", email, refresh_token)
    if back.access_token is None:
        assert access_token is None or len(access_token) + len(text) > LONGEST - 100
    else:
        assert len(text) <= LONGEST
        assert (back.access_token, back.expires_at) == (access_token, expires_at)


def provider_token() -> str:
    """A token as GitHub's users have it: with their picture, names and the provider's address."""
    said = {
        "iss": "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
        "sub": "7c1f3a52-6d2e-4f0e-9c63-0e5e9b1d2c3a",
        "aud": "authenticated",
        "exp": 1795000000,
        "iat": 1794996400,
        "email": "a.learner.with.a.name@example.com",
        "phone": "",
        "app_metadata": {"provider": "github", "providers": ["github"]},
        "user_metadata": {
            "avatar_url": "https://avatars.githubusercontent.com/u/12345678?v=4",
            "email": "a.learner.with.a.name@example.com",
            "email_verified": True,
            "full_name": "A Learner With A Name",
            "iss": "https://api.github.com",
            "name": "A Learner With A Name",
            "phone_verified": False,
            "preferred_username": "a-learner",
            "provider_id": "12345678",
            "sub": "12345678",
            "user_name": "a-learner",
        },
        "role": "authenticated",
        "aal": "aal1",
        "amr": [{"method": "oauth", "timestamp": 1794996400}],
        "session_id": "0b2e8f0e-53e0-4a0c-8f2c-5f1d7a3b9c4d",
        "is_anonymous": False,
    }
    header = {"alg": "ES256", "kid": "4e3c3f0b-8a1d-4c55-9d1a-2b7a6a5e9f10", "typ": "JWT"}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (header, said)]
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "S" * 86])


def test_a_long_token_of_a_provider_is_packed_to_fit() -> None:
    token = provider_token()
    session = Session("id", "a@b.c", "abcdefghijkl", token, datetime(2026, 1, 1, tzinfo=UTC))
    text = to_text(session, LONGEST)
    assert "packed_token" in text
    assert len(text) <= LONGEST
    assert from_text(text) == session


def test_a_packed_token_that_is_damaged_is_no_session() -> None:
    text = to_text(
        Session("id", "a@b.c", "r", provider_token(), datetime(2026, 1, 1, tzinfo=UTC)), LONGEST
    )
    kept = json.loads(text)
    for damage in ("", "a.b", "a.b.c", 3):
        with pytest.raises(ValueError, match=r".*"):
            from_text(json.dumps(kept | {"packed_token": damage}))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"user_id": 1}', "null", "\x00", '"x"', NUMBERS, NO_DAY]
)
def test_what_is_no_session_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_text(text)


def test_a_session_never_shows_its_tokens() -> None:
    shown = repr(Session("id", "a@b.c", "refresh-secret", "access-secret"))
    assert "secret" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "ftp://example.com",
        "example.com",
        "https://",
        "https://me:pw@example.com",
        "https://example.com/?a=1",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        project_of(url, KEY)


@pytest.mark.parametrize("url", ["http://127.0.0.1:54321/", "http://localhost:1", "http://[::1]:2"])
def test_this_machine_needs_no_tls(url: str) -> None:
    assert project_of(url, KEY).url == url.rstrip("/")


@pytest.mark.parametrize("key", ["sb_secret_x", token("service_role")])
def test_a_secret_key_is_refused_aloud_and_not_repeated(key: str) -> None:
    with pytest.raises(ConfigurationError, match="secret key") as refusal:
        project_of("https://a.supabase.co", key)
    assert key not in refusal.value.message + refusal.value.hint
    assert "replace" in refusal.value.hint


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config" / "project.json"
    assert not is_known(file, {})
    save_project(file, project_of("https://file.supabase.co", KEY))
    assert is_known(file, {})
    environ = {"MIOLINGO_SUPABASE_URL": "https://env.supabase.co", "MIOLINGO_SUPABASE_KEY": KEY}
    assert load_project(file, environ).url == "https://env.supabase.co"
    assert load_project(file, {}).url == "https://file.supabase.co"
    with pytest.raises(ConfigurationError, match="together"):
        load_project(file, {"MIOLINGO_SUPABASE_URL": "https://env.supabase.co"})


@pytest.mark.parametrize("content", ["", "[]", "{", '{"url": 3}', '{"url": "https://a.b"}'])
def test_a_damaged_project_file_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "project.json"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_project(file, {})


def test_no_project_leads_on(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_project(tmp_path / "project.json", {})
    assert "account connect" in refusal.value.hint
