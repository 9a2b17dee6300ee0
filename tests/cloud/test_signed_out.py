"""What commands say while nobody is signed in, on a machine where somebody was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

from miolingo.composition.context import context_from
from miolingo.errors import ExitCode
from miolingo.store import Store
from tests.parts.account_world import Learner
from tests.parts.attempts import an_attempt
from tests.parts.cli import run_in_process


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
    email = learner.project.create_user()[1]
    learner.sign_in(email)
    with Store(context_from(learner.environment).location.path) as store:
        store.add_attempt(an_attempt(str(uuid4()), datetime.now(UTC)))
    seen = run_in_process("history", environ=learner.environment)
    assert "Signed out" not in seen.stderr
    learner.run("logout")
    hidden = run_in_process("history", environ=learner.environment)
    assert f"Signed out: 1 attempt of {email}" in hidden.stderr
