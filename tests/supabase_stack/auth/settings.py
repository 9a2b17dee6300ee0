"""What a project's owner sets in the dashboard; limits are off unless a test wants them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AuthSettings:
    """Times end in ``_s`` and are seconds; None switches a limit off."""

    external_url: str = "http://127.0.0.1:54321/auth/v1"
    site_url: str = "http://localhost:3000"
    redirect_urls: tuple[str, ...] = ()

    signup_enabled: bool = True
    confirm_email: bool = True
    captcha_required: bool = False
    providers: frozenset[str] = frozenset({"github", "google"})

    password_min_length: int = 6
    password_required_characters: tuple[str, ...] = ()
    leaked_passwords: frozenset[str] = frozenset()
    bcrypt_cost: int = 4
    secure_password_change: bool = True
    current_password_required: bool = False
    secure_email_change: bool = True

    code_length: int = 6
    code_expiry_s: int = 3600
    access_token_s: int = 3600
    refresh_reuse_s: int = 10
    flow_state_s: int = 300
    session_timebox_s: int | None = None
    session_inactivity_s: int | None = None

    mfa_challenge_s: int = 300
    mfa_unverified_factor_s: int = 300
    mfa_most_factors: int = 10

    mail_interval_s: int | None = None
    mails_an_hour: int | None = None
    authorized_addresses: tuple[str, ...] = ()
    refused_mail_domains: frozenset[str] = frozenset()
    token_burst: int | None = None
    tokens_an_hour: int = 1800
