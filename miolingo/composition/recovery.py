"""Builds the recovery of a damaged history, of whoever practices on this machine now."""

from __future__ import annotations

from datetime import UTC, datetime

from miolingo.composition import context
from miolingo.composition.account import alone_with
from miolingo.history.recovery import RecoveryReport, recover


def recover_history() -> RecoveryReport:
    """Save what can be read of a damaged history, and leave a sound one alone.

    Raises ConfigurationError and StoreError; running it again goes on then.
    """
    place = context.history_location()
    with alone_with(place.user_id or "guest", 0):
        return recover(place, datetime.now(UTC))
