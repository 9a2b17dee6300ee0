"""A practice session: show a phrase, play it, record the learner, judge the recording, go on.

The parts (keys, screen, microphone, judge, ...) are handed in. In order, for each card:

1. show it and play the reference;
2. record until the learner pauses, while the recognizer decodes;
3. keep the attempt, and only then show how it went;
4. wait for a key that says what comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Protocol

from miolingo.decks.cards import Card, Deck
from miolingo.errors import AudioError, ConfigurationError, RecognizerHungError
from miolingo.history.attempts import Attempt, attempt_of
from miolingo.history.interface import History
from miolingo.history.reports.summary import Summary, summarize
from miolingo.judging.feedback import explanation, why_unscorable
from miolingo.judging.judge import GrammarJudge, LiveUtterance
from miolingo.judging.judgement import NO_ATTEMPT, Judgement, Reason
from miolingo.judging.listening.voice_activity import EndpointLimits, Phase
from miolingo.judging.plan import DecodingPlan, NotScorable
from miolingo.judging.recording import Audio
from miolingo.judging.reference_text import ReferenceText
from miolingo.practice.kept_attempts import KeptAttempts
from miolingo.practice.signals import defer_interrupts
from miolingo.speech.audio.block_stream import BlockStream
from miolingo.speech.audio.player import DevicePlayer


@unique
class Key(StrEnum):
    """What a learner can ask for with one key."""

    NEXT = "next"
    RETRY = "retry"
    LISTEN = "listen"
    SLOW = "slow"
    REPLAY = "mine"
    BACK = "back"
    SKIP = "skip"
    TAKE_BACK = "take back"
    DISPUTE = "dispute"
    QUIT = "quit"


class Keys(Protocol):
    """The learner's keyboard."""

    interactive: bool

    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        """The key pressed within ``timeout_s``, or None; other keys do not count."""

    def wait(self) -> Key:
        """The next key that counts, however long it takes."""

    def choose(self, count: int) -> int | None:
        """The digit that is pressed next, from 1 to ``count``, less 1; None for another key."""


Meter = Callable[[float, bool], None]


class View(Protocol):
    """The learner's screen."""

    def card(self, card: Card, number: int, total: int) -> None:
        """Show a phrase; ``number`` counts from 1."""

    def note(self, text: str) -> None:
        """Show a remark."""

    def listening(self) -> AbstractContextManager[Meter]:
        """Say that it is time to speak; the meter takes dBFS and whether it is speech."""

    def loading(self) -> None:
        """Say that the model is still loading."""

    def result(self, judgement: Judgement) -> None:
        """Show a judgement."""

    def menu(self) -> None:
        """List the keys and their meanings."""

    def summary(self, summary: Summary, unsaved: Sequence[Attempt]) -> None:
        """Show the session's figures, and the attempts that are kept nowhere else."""


class Microphone(Protocol):
    """Where a learner's voice comes from."""

    def open(self) -> AbstractContextManager[BlockStream]:
        """Record while the context lasts: mono, 16 kHz, about 30 ms a block; may end."""


@dataclass(frozen=True)
class SessionParts:
    """All that a session needs; ``player`` is None where there is no loudspeaker.

    ``microphone_name`` gives the name of the device that recorded last; empty where it is none.
    """

    judge: GrammarJudge
    microphone: Callable[[Card], Microphone]
    reference: Callable[[Card, bool], Audio]
    player: DevicePlayer | None
    store: History
    keys: Keys
    view: View
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    microphone_name: Callable[[], str] = lambda: ""


class SessionRunner:
    """Runs one session; ``kept`` are the attempts that were judged.

    ``limits`` gives what ends an utterance of a phrase; without it, one lasts as long as the
    microphone gives sound.
    """

    def __init__(
        self,
        deck: Deck,
        parts: SessionParts,
        limits: Callable[[ReferenceText], EndpointLimits] | None,
    ) -> None:
        self.kept = KeptAttempts(parts.store, parts.view.note)
        self._deck = deck
        self._parts = parts
        self._limits = limits
        self._recording: Audio | None = None
        self._player = parts.player
        self._unscorable: set[Card] = set()

    def run(self) -> None:
        """Practice until the deck ends or the learner quits; sums up however it ends.

        Raises AudioError when the microphone fails, ModelError when the recognizer does, and
        ConfigurationError when no card of the deck can be judged.
        """
        session_id = self._parts.new_id()
        try:
            self.kept.write(lambda: self._parts.store.begin_session(session_id, self._parts.now()))
            self._show_keys()
            index: int | None = 0
            while index is not None and index < len(self._deck.cards):
                index = self._card(index)
        finally:
            with defer_interrupts():
                self.kept.write(
                    lambda: self._parts.store.end_session(session_id, self._parts.now())
                )
                self._parts.judge.close()
                self._parts.view.summary(summarize(self.kept.attempts), self.kept.unsaved)
                self._stop_playback()

    def _card(self, index: int) -> int | None:
        """Practice one card; which card comes next, or None for none."""
        card = self._deck.cards[index]
        self._recording = None
        self.kept.latest = None
        self._parts.view.card(card, index + 1, len(self._deck.cards))
        key = self._vet(card) or self._play_reference(card, slow=False) or self._attempt(card)
        while True:
            match key:
                case Key.NEXT | Key.SKIP:
                    return index + 1
                case Key.BACK:
                    return self._index_before(index)
                case Key.QUIT:
                    return None
                case Key.RETRY:
                    key = self._attempt(card)
                case Key.LISTEN | Key.SLOW:
                    key = self._play_reference(card, slow=key is Key.SLOW) or self._attempt(card)
                case Key.REPLAY:
                    key = self._play_recording() or self._parts.keys.wait()
                case Key.TAKE_BACK:
                    key = self._take_back()
                case Key.DISPUTE:
                    key = self._dispute()

    def _index_before(self, index: int) -> int:
        """The nearest earlier card that can be judged; this one when there is none."""
        cards = self._deck.cards
        earlier = (
            before for before in reversed(range(index)) if cards[before] not in self._unscorable
        )
        return next(earlier, index)

    def _play_reference(self, card: Card, *, slow: bool) -> Key | None:
        """Play the phrase; a key pressed meanwhile ends it, and Enter goes straight to speaking."""
        key = self._play(lambda: self._parts.reference(card, slow))
        return None if key is Key.NEXT else key

    def _play_recording(self) -> Key | None:
        recording = self._recording
        if recording is None:
            self._parts.view.note("You have not recorded anything yet.")
            return None
        if self._player is None:
            self._parts.view.note("There is no loudspeaker to play it on.")
            return None
        return self._play(lambda: recording)

    def _play(self, sound: Callable[[], Audio]) -> Key | None:
        player = self._player
        if player is None:
            return None
        key = None
        try:
            player.play(sound())
            while player.playing and key is None:
                key = self._parts.keys.pressed(timeout_s=0.03)
            player.stop()
        except AudioError as error:
            self._player = None
            self._parts.view.note(f"{error.message} Nothing will be played. {error.hint}")
        return key

    def _attempt(self, card: Card) -> Key:
        """Record and judge the phrase once; the key that says what comes next.

        A recognizer that hangs costs this attempt, not the session.
        """
        try:
            return self._try_attempt(card)
        except RecognizerHungError as error:
            self._parts.view.note(f"{error.message} {error.hint}")
            return self._next_key()

    def _try_attempt(self, card: Card) -> Key:
        if key := self._wait_for_model():
            return key
        plan = self._parts.judge.check(card.phrase, card.confusable_with)
        if isinstance(plan, NotScorable):
            return self._skip_unscorable(card, plan)
        with defer_interrupts() as interrupted:
            key = self._record_and_judge(card, plan, interrupted)
        return key or self._next_key()

    def _vet(self, card: Card) -> Key | None:
        """Pass over a phrase that cannot be judged before it is played; the key that leaves it.

        A recognizer that hangs is told when the phrase is said.
        """
        with suppress(RecognizerHungError):
            if key := self._wait_for_model():
                return key
            plan = self._parts.judge.check(card.phrase, card.confusable_with)
            if isinstance(plan, NotScorable):
                return self._skip_unscorable(card, plan)
        return None

    def _skip_unscorable(self, card: Card, plan: NotScorable) -> Key:
        self._unscorable.add(card)
        message, hint = why_unscorable(plan)
        if self._unscorable.issuperset(self._deck.cards):
            raise ConfigurationError(message, hint=hint)
        self._parts.view.note(f"{message} {hint}".rstrip())
        return Key.SKIP

    def _record_and_judge(
        self, card: Card, plan: DecodingPlan, interrupted: Callable[[], bool]
    ) -> Key | None:
        """Record, judge, keep and show one utterance; the key that broke it off, if one did."""
        limits = self._limits(plan.reference) if self._limits else None
        utterance = self._parts.judge.listen(plan, limits)
        key = self._record(card, utterance, interrupted)
        if key:
            utterance.cancel()
            return key
        if utterance.recording.phase is Phase.TIMED_OUT:
            utterance.cancel()
            self._tell_no_attempt(utterance.recording.defect() or Reason.SILENCE)
            return None
        judgement = utterance.finish().judgement
        self._recording = utterance.recording.audio
        if judgement.reason in NO_ATTEMPT:
            self._tell_no_attempt(judgement.reason)
            return None
        self._keep(judgement, card)
        self._parts.view.result(judgement)
        return None

    def _tell_no_attempt(self, reason: Reason) -> None:
        """Say what was recorded in place of the phrase; it counts nowhere."""
        self.kept.latest = None
        self._parts.view.note(explanation(reason))

    def _wait_for_model(self) -> Key | None:
        """Wait until the model is loaded; a key that leaves the card ends the wait."""
        if not self._parts.judge.ready:
            self._parts.view.loading()
        while not self._parts.judge.ready:
            key = self._parts.keys.pressed(timeout_s=0.1)
            if key in (Key.BACK, Key.SKIP, Key.QUIT):
                return key
        return None

    def _record(
        self, card: Card, utterance: LiveUtterance, interrupted: Callable[[], bool]
    ) -> Key | None:
        """Record one utterance to its end; the key that broke it off, if one did.

        An interrupt counts as the key to quit, unless the utterance was over by then.
        """
        microphone = self._parts.microphone(card)
        with microphone.open() as stream, self._parts.view.listening() as meter:
            for block in stream:
                phase = utterance.feed(block)
                meter(utterance.recording.level_dbfs, phase is Phase.SPEAKING)
                key = self._parts.keys.pressed()
                if phase.final or key is Key.NEXT:
                    utterance.feed(stream.stop())
                    return None
                if key is not None or interrupted():
                    return key or Key.QUIT
        return None

    def _keep(self, judgement: Judgement, card: Card) -> None:
        attempt = attempt_of(
            judgement,
            attempt_id=self._parts.new_id(),
            at=self._parts.now(),
            deck=card.deck or self._deck.name or None,
            device_id=self._parts.store.device_id,
            microphone=self._parts.microphone_name(),
        )
        self.kept.add(attempt)

    def _take_back(self) -> Key:
        """Forget the attempt on screen; the key that is pressed then."""
        if self.kept.take_back():
            self._parts.view.note("Removed. This attempt does not count.")
        elif self.kept.latest is None:
            self._parts.view.note("There is no attempt to remove.")
        return self._parts.keys.wait()

    def _dispute(self) -> Key:
        """Note that a word was right after all; the key that is pressed then."""
        index = self._disputed_word(self.kept.disputable)
        if index is not None and self.kept.latest:
            word = self.kept.latest.words[index].word
            if self.kept.dispute(index, self._parts.new_id()):
                self._parts.view.note(
                    f"Noted: you said “{word}” right. It does not count as a mistake."
                )
        return self._parts.keys.wait()

    def _disputed_word(self, indices: Sequence[int]) -> int | None:
        """Ask, where several words were called wrong, which of them is meant."""
        latest = self.kept.latest
        if latest is None or not indices:
            self._parts.view.note("No word was marked as wrong here.")
            return None
        if len(indices) == 1:
            return indices[0]
        listed = "  ".join(
            f"{number}={latest.words[index].word}" for number, index in enumerate(indices, start=1)
        )
        self._parts.view.note(f"Which word did you say right?  {listed}")
        chosen = self._parts.keys.choose(len(indices))
        return None if chosen is None else indices[chosen]

    def _next_key(self) -> Key:
        self._show_keys()
        return self._parts.keys.wait()

    def _show_keys(self) -> None:
        if self._parts.keys.interactive:
            self._parts.view.menu()

    def _stop_playback(self) -> None:
        if self._player is not None:
            self._player.stop()
