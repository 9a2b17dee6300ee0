"""Plans a practice with the learner's own history, decks and clock."""

from __future__ import annotations

from datetime import UTC, datetime

from miolingo.composition import context, history
from miolingo.decks.cards import Deck
from miolingo.decks.lookup import known_decks
from miolingo.practice.minimal_pairs import choose_pairs
from miolingo.practice.plan import PlanRequest, PracticePlan, plan
from miolingo.speech.synthesis.phonemizer import transcribed


def plan_practice(wish: PlanRequest) -> PracticePlan:
    """What to practice now. Raises what ``plan`` raises, and AccountError."""
    given = [wish.deck] if wish.deck else []
    known = known_decks(context.decks(), wish.language_code)
    with history.open_store() as store:
        return plan(store, wish, [*given, *known], now=datetime.now(UTC), zone=None)


def plan_pairs(language_code: str, count: int | None) -> tuple[Deck, str]:
    """Minimal pairs to practice now, and why these. Raises what ``choose_pairs`` raises."""
    with history.open_store() as store:
        return choose_pairs(store, language_code, transcribed, count)
