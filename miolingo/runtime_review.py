"""Plans a practice with the learner's own history, decks and clock."""

from __future__ import annotations

from datetime import UTC, datetime

from miolingo import runtime, runtime_store
from miolingo.services.library import known_decks
from miolingo.services.review import Plan, Wish, plan


def plan_practice(wish: Wish) -> Plan:
    """What to practice now. Raises what ``plan`` raises, and AccountError."""
    given = [wish.deck] if wish.deck else []
    own = known_decks(wish.language_code, runtime.decks().files(wish.language_code))
    with runtime_store.open_store() as store:
        return plan(store, wish, [*given, *own], now=datetime.now(UTC), zone=None)
