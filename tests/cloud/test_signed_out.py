"""What commands say while nobody is signed in, on a machine where somebody was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from miolingo.composition.context import context_from
from miolingo.errors import ExitCode
from miolingo.store import Store
from tests.parts.account_world import Learner
from tests.parts.attempts import an_attempt
from tests.parts.cli import run_in_process


def practiced_once(learner: Learner) -> str:
    """Make an attempt with an account; its address."""
    email = learner.project.create_user()[1]
    learner.sign_in(email)
    with Store(context_from(learner.environment).location.path) as store:
        store.add_attempt(an_attempt(str(uuid4()), datetime.now(UTC)))
    return email


def test_signed_out_is_told_as_that_where_there_is_no_keyring(learner: Learner) -> None:
    learner.sign_in(learner.project.create_user()[1])
    assert learner.run("logout").returncode == 0
    for words in (("account", "logout"), ("account", "sessions"), ("sync",)):
        refused = run_in_process(*words, environ=learner.environment)
        assert refused.returncode == ExitCode.ACCOUNT
        assert "not signed in" in refused.stderr
        assert "keyring" not in refused.stderr
    assert json.loads(learner.run("status", "--json").stdout)["standing"] == "signed_out"


def test_after_a_logout_the_history_says_whose_is_out_of_sight(learner: Learner) -> None:
    email = practiced_once(learner)
    seen = run_in_process("history", environ=learner.environment)
    assert "Signed out" not in seen.stderr
    learner.run("logout")
    hidden = run_in_process("history", environ=learner.environment)
    assert f"Signed out: 1 attempt of {email}" in hidden.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", ""])
def test_the_history_of_another_project_is_not_promised_at_a_sign_in(
    learner: Learner, url: str
) -> None:
    """The project moved, or the machine is connected to none any more."""
    email = practiced_once(learner)
    learner.run("logout")
    elsewhere = learner.environment | {"MIOLINGO_SUPABASE_URL": url}
    if not url:
        del elsewhere["MIOLINGO_SUPABASE_KEY"]
    hidden = run_in_process("history", environ=elsewhere)
    assert hidden.returncode == ExitCode.OK, hidden.stderr
    assert "when you sign in" not in hidden.stderr
    assert f"miolingo account bring-history --from {email}" in hidden.stderr
