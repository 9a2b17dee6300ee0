"""Every code that a user can meet has a sentence and a way on; an unknown one is shown."""

from __future__ import annotations

import pytest

from miolingo.account.server.error_messages import ACCOUNT_REFUSALS, CLOUD_REFUSALS, refusal_for
from miolingo.errors import AccountError, CloudError, ExitCode

CODES = sorted({*ACCOUNT_REFUSALS, *CLOUD_REFUSALS})


def test_each_code_has_a_sentence_and_a_next_step_and_no_raw_words() -> None:
    errors = [refusal_for(code, 400, "raw words of the server") for code in CODES]
    assert [error.code for error in errors] == CODES
    assert [error.code for error in errors if not error.message.endswith((".", "?"))] == []
    assert [error.code for error in errors if not error.hint] == []
    assert [error for error in errors if "raw words" in error.message] == []
    assert [error for error in errors if error.code in error.message] == []
    assert {error.exit_code for error in errors} == {ExitCode.ACCOUNT, ExitCode.CLOUD}


def test_an_unknown_code_is_shown_with_the_servers_words() -> None:
    error = refusal_for("brand_new_code", 422, "Something new")
    assert "brand_new_code" in error.message
    assert "Something new" in error.message
    assert isinstance(error, CloudError)


@pytest.mark.parametrize(
    ("status", "said"), [(402, "quota"), (429, "too many requests"), (500, "500"), (503, "503")]
)
def test_a_status_without_a_code_is_told(status: int, said: str) -> None:
    error = refusal_for("", status, "")
    assert said in error.message
    assert error.hint


def test_how_long_to_wait_is_said() -> None:
    assert "7 s" in refusal_for("over_request_rate_limit", 429, "", 7).hint


def test_no_code_is_of_two_kinds() -> None:
    assert not ACCOUNT_REFUSALS.keys() & CLOUD_REFUSALS.keys()
    assert isinstance(refusal_for("invalid_credentials", 400, ""), AccountError)
