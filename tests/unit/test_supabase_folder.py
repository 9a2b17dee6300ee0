"""What a project is told by ``supabase config push`` and ``supabase db push``."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pytest

from tests.parts.folders import ROOT

AUTH: dict[str, Any] = tomllib.loads((ROOT / "supabase" / "config.toml").read_text("utf-8"))["auth"]
MAILS = ("confirmation", "recovery", "magic_link", "email_change", "reauthentication")


@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_carries_a_code_to_type_and_no_link(mail: str) -> None:
    text = (ROOT / AUTH["email"]["template"][mail]["content_path"]).read_text("utf-8")
    assert "{{ .Token }}" in text
    assert [link for link in ("href", "http", "URL", "TokenHash") if link in text] == []


def test_accounts_are_guarded() -> None:
    assert AUTH["email"]["enable_confirmations"]
    assert AUTH["email"]["double_confirm_changes"]
    assert AUTH["email"]["secure_password_change"]
    assert AUTH["mfa"]["totp"] == {"enroll_enabled": True, "verify_enabled": True}
    assert AUTH["minimum_password_length"] == 10
    assert AUTH["enable_refresh_token_rotation"]
    assert not AUTH["enable_anonymous_sign_ins"]


def test_a_browser_may_hand_over_to_this_machine_only() -> None:
    assert AUTH["additional_redirect_urls"] == ["http://127.0.0.1:*/callback/*"]


def test_each_migration_has_a_version_of_its_own() -> None:
    """Supabase keeps by it what was applied, and would stop at the second one."""
    migrations = (ROOT / "supabase" / "migrations").glob("*.sql")
    versions = Counter(migration.name.partition("_")[0] for migration in migrations)
    assert versions
    assert [version for version, times in versions.items() if times > 1] == []
