"""Real parts a test needs: where one is missing, CI fails and other machines skip."""

from __future__ import annotations

import os

import pytest


def require(present: bool, install: str) -> None:
    """Go on when the part is there; else fail in CI, or skip and say what to install."""
    if present:
        return
    message = f"missing a part; install it with: {install}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
