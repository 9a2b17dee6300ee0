"""Every code that a user can meet has a sentence and a way on; an unknown one is shown."""

from __future__ import annotations

import pytest

from miolingo.account.error_messages import ACCOUNT_REFUSALS, CLOUD_REFUSALS, refusal_for
from miolingo.errors import AccountError, CloudError, ExitCode

MET_BY_USERS = [
    *("invalid_credentials", "email_not_confirmed", "user_banned", "session_not_found"),
    *("otp_expired", "same_password", "reauthentication_needed", "over_email_send_rate_limit"),
    *("over_request_rate_limit", "email_address_not_authorized", "email_address_invalid"),
    *("signup_disabled", "weak_password", "bad_code_verifier", "flow_state_expired"),
    *("captcha_failed", "insufficient_aal", "session_expired", "refresh_token_not_found"),
    *("refresh_token_already_used", "flow_state_already_used", "mfa_verification_failed"),
    *("mfa_challenge_expired", "mfa_factor_name_conflict", "mfa_factor_not_found"),
    *("too_many_enrolled_mfa_factors", "mfa_totp_enroll_not_enabled"),
    *("PGRST301", "PGRST303", "42501", "23505", "23503", "57014"),
]


@pytest.mark.parametrize("code", MET_BY_USERS)
def test_a_code_has_a_sentence_and_a_next_step(code: str) -> None:
    error = refusal_for(code, 400, "raw words of the server")
    assert error.message.endswith((".", "?"))
    assert error.hint
    assert "raw words" not in error.message
    assert code not in error.message
    assert error.code == code
    assert error.exit_code in {ExitCode.ACCOUNT, ExitCode.CLOUD}


def test_an_unknown_code_is_shown_with_the_servers_words() -> None:
    error = refusal_for("brand_new_code", 422, "Something new")
    assert "brand_new_code" in error.message
    assert "Something new" in error.message
    assert isinstance(error, CloudError)


@pytest.mark.parametrize(
    ("status", "said"), [(402, "quota"), (429, "too often"), (500, "500"), (503, "503")]
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
