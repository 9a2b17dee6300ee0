"""Shadowing: it waits until the phrase was said, and keeps what was judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from miolingo.decks.cards import Card, Deck
from miolingo.errors import AudioError, ConfigurationError, UsageError
from miolingo.history.attempts import outcome_of
from miolingo.judging.judgement import Reason, WordResult, WordStatus
from miolingo.judging.recording import Samples
from miolingo.judging.utterance.voice_activity import EndpointLimits
from miolingo.practice.interface import Key
from miolingo.practice.request import PracticeRequest, check_exclusive
from miolingo.practice.schedule import rating_of
from miolingo.practice.shadowing import hearing
from miolingo.practice.shadowing.session import (
    INTRODUCTION,
    NOT_SURE_BESIDE_ECHO,
    PLAYS,
    USE_HEADPHONES,
    ShadowingRunner,
    was_said,
)
from miolingo.speech.echo.own_voice import Heard, OwnVoice
from tests.parts.practice_world import DECK, World, judged

VOICE = np.full(480, 0.1, np.float32)
LIMITS = EndpointLimits(trailing_silence_ms=60, max_length_ms=8_000)


class ShadowingWorld(World):
    """A practice world in which keys may be pressed at any time: those of one list, in turn."""

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        assert timeout_s <= 0.5, "the next phrase would be late"
        self.trip("pressed?")
        keys = self.while_recording
        return keys.pop(0) if keys else None

    def shadowing(self, deck: Deck = DECK) -> ShadowingRunner:
        return ShadowingRunner(deck, self.parts(), self, lambda _text: LIMITS)


def world(**changes: object) -> ShadowingWorld:
    """A microphone that gives a second of noise, which is a second of voice to the fake judge."""
    changes.setdefault("sound", [VOICE] * 100)
    return ShadowingWorld(**changes)


def heard_as(
    monkeypatch: pytest.MonkeyPatch, heard: Heard = Heard.NO_ECHO, end: int = 0
) -> list[int]:
    """Let the microphone have heard this, whatever it is; the lengths of what was recorded."""
    lengths: list[int] = []

    def own(recorded: Samples, _played: Samples) -> OwnVoice:
        lengths.append(len(recorded))
        return OwnVoice(heard, recorded[min(end, len(recorded)) :], end)

    monkeypatch.setattr(hearing, "own_voice", own)
    return lengths


def word(status: WordStatus) -> WordResult:
    return WordResult("물", status, 50.0, 0, 10)


CORRECT, MISSING, EXTRA, WRONG = (
    word(status)
    for status in (
        WordStatus.CORRECT,
        WordStatus.MISSING,
        WordStatus.EXTRA,
        WordStatus.MISPRONOUNCED,
    )
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((CORRECT, CORRECT), True),
        ((CORRECT, EXTRA), True),
        ((MISSING, CORRECT, CORRECT), True),
        ((MISSING, CORRECT), False),
        ((CORRECT, MISSING), False),
        ((CORRECT, CORRECT, WRONG), False),
        ((), False),
    ],
)
def test_a_phrase_was_said_to_its_last_word(words: tuple[WordResult, ...], said: bool) -> None:
    judgement = replace(judged("물", audio_ms=100), words=words)
    assert was_said(judgement) is said


def test_it_goes_on_by_itself_when_a_phrase_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    heard_as(monkeypatch)
    here = world()
    here.shadowing().run()
    assert here.notes == [INTRODUCTION]
    assert [attempt.target_phrase for attempt in here.kept] == [card.phrase for card in DECK.cards]
    assert here.count("play") == here.count("open microphone") == 2
    assert here.count("wait") == 0
    first = here.log.index("open microphone")
    assert here.log.index("play") > first, "the beginning was not recorded"
    assert here.log.index("keep") < here.log.index(f"result {DECK.cards[0].phrase}")
    assert here.log[-3:] == ["close judge", "summary", "stop"]


def test_an_attempt_is_kept_as_shadowed_and_moves_no_review(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    here = world()
    here.shadowing().run()
    assert all(attempt.details.shadowed for attempt in here.kept)
    outcome = outcome_of(here.kept[0])
    assert rating_of(outcome) is None
    assert rating_of(replace(outcome, shadowed=False)) is not None


def test_what_was_not_said_is_played_again_and_then_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    here = world(words=(CORRECT, MISSING), script=[Key.HELP, Key.PAUSE, Key.SKIP, Key.QUIT])
    here.shadowing().run()
    assert here.count("play") == 3 * PLAYS
    assert len(here.kept) == 3 * PLAYS
    assert here.count("help") == 1
    assert here.count("menu") == 4
    assert here.cards() == ["1/2", "2/2"]


def test_where_nobody_can_press_a_key_what_is_not_said_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    here = world(words=(MISSING,), interactive=False)
    here.shadowing().run()
    assert here.count("play") == 2 * PLAYS
    assert here.count("wait") == 0
    assert here.notes.count("This phrase was not said.") == 2


@pytest.mark.parametrize("reason", [Reason.SILENCE, Reason.NO_SPEECH])
def test_what_was_no_speech_is_no_attempt(monkeypatch: pytest.MonkeyPatch, reason: Reason) -> None:
    heard_as(monkeypatch)
    here = world(reasons=[reason])
    here.shadowing(Deck("", DECK.cards[:1])).run()
    assert here.count("play") == 2
    assert len(here.kept) == 1
    assert len(here.notes) == 2


def test_silence_ends_a_turn_without_an_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    heard_as(monkeypatch)
    here = world(sound=[np.zeros(480, np.float32)] * 400, interactive=False)
    here.shadowing(Deck("", DECK.cards[:1])).run()
    assert here.kept == []
    assert here.count("finish") == 0
    assert here.count("play") == PLAYS


def test_headphones_are_advised_once_where_the_echo_is_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lengths = heard_as(monkeypatch, Heard.ECHO_ALONE, end=9_600)
    here = world()
    here.shadowing().run()
    assert here.notes == [INTRODUCTION, USE_HEADPHONES]
    assert lengths[1] >= 9_600, "it listened before the echo had faded"


def test_beside_an_echo_nobody_is_blamed_and_the_phrase_is_played_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch, Heard.BESIDE_ECHO, end=9_600)
    here = world(words=(CORRECT, CORRECT, WRONG), script=[Key.SKIP])
    here.shadowing(Deck("", DECK.cards[:1])).run()
    assert here.notes[:2] == [INTRODUCTION, NOT_SURE_BESIDE_ECHO]
    assert here.notes.count(NOT_SURE_BESIDE_ECHO) == 1
    assert here.count("play") == PLAYS
    assert {attempt.words[-1].status for attempt in here.kept} == {WordStatus.UNSURE}


@pytest.mark.parametrize("key", [Key.SKIP, Key.QUIT])
def test_a_key_while_it_plays_leaves_the_phrase(monkeypatch: pytest.MonkeyPatch, key: Key) -> None:
    heard_as(monkeypatch)
    here = world(while_recording=[None, key])
    here.shadowing().run()
    assert here.log.index("stop") < len(here.log) - 1
    assert len(here.kept) == (1 if key is Key.SKIP else 0)


@pytest.mark.parametrize("key", [Key.RETRY, Key.PAUSE, Key.RESUMED])
def test_a_key_that_interrupts_plays_the_phrase_again(
    monkeypatch: pytest.MonkeyPatch, key: Key
) -> None:
    heard_as(monkeypatch)
    here = world(while_recording=[*[None] * 40, key], script=[Key.PAUSE])
    here.shadowing(Deck("", DECK.cards[:1])).run()
    assert here.count("play") == 2
    assert here.count("cancel") >= 1
    assert len(here.kept) == 1
    assert here.count("wait") == (1 if key is Key.PAUSE else 0)


def test_an_interrupt_while_listening_ends_with_the_summary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    here = world()
    here.shadowing().run()
    at = here.log.index("speak now") + 3
    here = world(interrupt_at=at)
    with pytest.raises(KeyboardInterrupt):
        here.shadowing().run()
    assert here.count("summary") == 1
    assert here.count("end id0") == 1


def test_a_lost_microphone_costs_a_turn_where_somebody_can_connect_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    here = world(microphone_fails=1, script=[Key.RETRY])
    here.shadowing().run()
    assert "There is no microphone. Connect one." in here.notes
    assert len(here.kept) == 2
    alone = world(microphone_fails=1, interactive=False)
    with pytest.raises(AudioError):
        alone.shadowing().run()
    assert alone.count("summary") == 1


def test_a_recognizer_that_hangs_costs_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    heard_as(monkeypatch)
    here = world(model_hangs=1)
    here.shadowing().run()
    assert "The model did not answer. Try again." in here.notes
    assert len(here.kept) == 2


def test_a_phrase_that_cannot_be_judged_is_passed_over_and_a_deck_of_them_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    first, second = (card.phrase for card in DECK.cards)
    here = world(unknown=frozenset({first}))
    here.shadowing().run()
    assert [attempt.target_phrase for attempt in here.kept] == [second]
    with pytest.raises(ConfigurationError):
        world(unknown=frozenset({first, second})).shadowing().run()


def test_the_line_of_a_partner_is_played_before_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard_as(monkeypatch)
    card = replace(DECK.cards[0], replies_to=(Card("네", speaker="Anna"),))
    here = world()
    here.shadowing(Deck("", (card,))).run()
    assert here.log.index("now playing partner line") < here.log.index("open microphone")


def test_a_key_while_the_model_loads_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    heard_as(monkeypatch)
    here = world(loading_steps=3, while_recording=[None, Key.QUIT])
    here.shadowing().run()
    assert here.count("loading") == 1
    assert here.count("play") == 0


@pytest.mark.parametrize("other", [{"demo": True}, {"minimal_pairs": True}])
def test_shadowing_needs_a_voice_and_phrases(other: dict[str, bool]) -> None:
    with pytest.raises(UsageError):
        check_exclusive(PracticeRequest(shadow=True, **other))
