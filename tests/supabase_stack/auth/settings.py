"""What a project's owner sets in the dashboard, as far as the client has to follow it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AuthSettings:
    """Whether a new address is to be confirmed, and a password change to name the present one."""

    external_url: str
    confirm_email: bool = True
    current_password_required: bool = False
