"""When listening ends, and what is recorded instead of a phrase: it counts nowhere."""

from __future__ import annotations

import pytest

from miolingo.decks.cards import Deck
from miolingo.judging.feedback import explanation
from miolingo.judging.judgement import NO_ATTEMPT, Reason
from miolingo.judging.reference_text import ReferenceText
from miolingo.judging.utterance.voice_activity import EndpointLimits
from miolingo.practice.interface import Key
from miolingo.practice.session import SessionRunner
from tests.parts.practice_world import BLOCK, DECK, World


@pytest.mark.parametrize("reason", sorted(NO_ATTEMPT))
def test_what_is_no_attempt_is_told_and_kept_nowhere(reason: Reason) -> None:
    world = World(reasons=[reason, None, reason], script=[Key.RETRY, Key.RETRY, Key.TAKE_BACK])
    world.session(Deck("one", DECK.cards[:1])).run()
    assert world.count("result") == len(world.kept) == 1
    assert world.notes == [explanation(reason)] * 2 + ["There is no attempt to remove."]
    assert world.summaries[0][0].count == 1


def test_what_was_no_attempt_can_be_heard() -> None:
    world = World(reasons=[Reason.NO_SPEECH], script=[Key.REPLAY, Key.QUIT])
    world.session().run()
    assert len(world.played[-1].samples) == 3 * len(BLOCK)


def test_each_phrase_has_limits_of_its_own() -> None:
    world = World()
    asked: list[str] = []

    def limits(text: ReferenceText) -> EndpointLimits:
        asked.append(text.phrase)
        return EndpointLimits()

    SessionRunner(DECK, world.parts(), limits).run()
    assert asked == [card.phrase for card in DECK.cards]
