"""Sessions out of the environment: kept in memory, and shown to their own project alone."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from miolingo.account.token_storage import EnvironmentStorage, choose_storage
from miolingo.auth import Session
from miolingo.errors import AccountError, ExitCode
from tests.parts.account_world import Learner
from tests.parts.command import COMMAND
from tests.supabase_stack.auth.tokens import SigningKeys

NEWER = Session("id", "learner@example.com", "refresh-secret", "access-secret")


def test_tokens_in_the_environment_win_and_are_only_kept_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "account"
    now = int(datetime.now(UTC).timestamp())
    token = SigningKeys().sign({"sub": "id", "email": "a@b.c", "exp": now + 600})
    storage = choose_storage(
        "project", folder, EnvironmentStorage({"MIOLINGO_ACCESS_TOKEN": token})
    )
    assert isinstance(storage, EnvironmentStorage)
    kept = storage.load()
    assert kept is not None
    assert (kept.user_id, kept.email, kept.access_token) == ("id", "a@b.c", token)
    storage.save(NEWER)
    assert storage.load() == NEWER
    assert not folder.exists()


@pytest.mark.parametrize(
    "issuer", [None, "", "p.example", "https://p.example.evil/auth/v1", "https://[", "supabase"]
)
def test_a_token_goes_only_to_the_project_that_issued_it(issuer: object) -> None:
    def given(issuer: object) -> EnvironmentStorage:
        token = SigningKeys().sign({"sub": "id", "iss": issuer} if issuer is not None else {})
        return EnvironmentStorage({"MIOLINGO_ACCESS_TOKEN": token, "MIOLINGO_REFRESH_TOKEN": "r"})

    given("https://p.example/auth/v1").check_issuer("p.example")
    given("http://127.0.0.1:54321/auth/v1").check_issuer("localhost:54321")
    with pytest.raises(AccountError, match="not from the project"):
        given("http://127.0.0.1:54321/auth/v1").check_issuer("localhost:54322")
    with pytest.raises(AccountError, match="not from the project"):
        given(issuer).check_issuer("p.example")


def test_a_token_of_another_project_is_never_sent(learner: Learner, email: str) -> None:
    learner.sign_in(email)
    token = SigningKeys().sign({"sub": "id", "exp": 2**33, "iss": "https://p.example/auth/v1"})
    told = subprocess.run(
        [*COMMAND, "account", "status"],
        env=learner.environment | {"MIOLINGO_ACCESS_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == ExitCode.ACCOUNT
    assert "is not from the project" in told.stderr


def test_a_refresh_token_alone_waits_for_the_server_to_say_whose_it_is() -> None:
    storage = EnvironmentStorage({"MIOLINGO_REFRESH_TOKEN": " refresh-secret\n"})
    assert storage.load() == Session("", "", "refresh-secret")
    storage.clear()
    assert storage.load() is None


@pytest.mark.parametrize(
    "claims",
    [{}, {"sub": "id"}, {"exp": 1}, {"sub": "id", "exp": "soon"}, {"sub": "id", "exp": 1e300}],
    ids=str,
)
def test_a_token_that_is_no_users_is_refused(claims: dict[str, object]) -> None:
    token = SigningKeys().sign(claims)
    for access in (token, "no-token", "a.b.c"):
        with pytest.raises(AccountError, match="MIOLINGO_ACCESS_TOKEN") as refusal:
            EnvironmentStorage({"MIOLINGO_ACCESS_TOKEN": access}).load()
        assert access not in refusal.value.message + refusal.value.hint
