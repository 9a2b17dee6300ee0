"""A practice session: show a phrase, play it, record the learner, judge the recording, go on.

The parts (keys, screen, microphone, judge, ...) are handed in. In order, for each card:

1. show it and play the reference, in a dialogue behind what the partner says;
2. record until the learner pauses, while the recognizer decodes;
3. keep the attempt, only then show how it went, and then keep the recording, if wanted;
4. wait for a key that says what comes next.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from miolingo.decks.cards import Card, Deck
from miolingo.errors import AudioError, ConfigurationError, RecognizerHungError
from miolingo.history.attempts import attempt_of
from miolingo.history.interface import History
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable
from miolingo.judging.feedback import explanation, why_unscorable
from miolingo.judging.judge import GrammarJudge, LiveUtterance
from miolingo.judging.judgement import NO_ATTEMPT, Judgement, Reason
from miolingo.judging.recording import Audio
from miolingo.judging.reference_text import ReferenceText
from miolingo.judging.utterance.voice_activity import EndpointLimits, Phase
from miolingo.practice.interface import (
    CompareProsody,
    Ending,
    Enter,
    Key,
    Keys,
    Microphone,
    Offer,
    View,
)
from miolingo.practice.kept.attempts import KeptAttempts
from miolingo.practice.kept.disputes import dispute_word
from miolingo.practice.kept.recordings import RecordingKeeper
from miolingo.practice.kept.sessions import kept_session
from miolingo.practice.playback.loudspeaker import Playback, wished_sounds
from miolingo.practice.playback.word_replay import WordReplay, word_replay
from miolingo.practice.signals import defer_interrupts
from miolingo.speech.audio.player import DevicePlayer

_ENDINGS = {
    Phase.FINISHED: Ending.PAUSE,
    Phase.TIMED_OUT: Ending.NO_VOICE,
    Phase.TOO_LONG: Ending.TOO_LONG,
}
_OF_A_WORD = (Key.WORD, Key.WORD_BEFORE, Key.WORD_AFTER)
_PLAYS = (Key.LISTEN, Key.SLOW, Key.COMPARE, Key.REPLAY, *_OF_A_WORD)
_BEFORE_SPEAKING = (Key.LISTEN, Key.SLOW, Key.SKIP, Key.HELP, Key.QUIT)
_OFFERED = (
    *(Key.RETRY, Key.LISTEN, Key.SLOW, Key.COMPARE, Key.REPLAY, Key.WORD, Key.MELODY),
    *(Key.TAKE_BACK, Key.DISPUTE, Key.BACK, Key.SKIP, Key.HELP, Key.QUIT),
)


@dataclass(frozen=True)
class SessionParts:
    """All that a session needs; ``player`` is None where there is no loudspeaker.

    ``microphone_name`` gives the name of the device that recorded last; empty where it is none.
    ``recordings`` is None where none can be kept, ``melody`` where it cannot be told.
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
    recordings: RecordingKeeper | None = None
    melody: CompareProsody | None = None


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
        self.kept = KeptAttempts(parts.store, parts.view.note, parts.recordings)
        self._deck = deck
        self._parts = parts
        self._limits = limits
        self._recording: Audio | None = None
        self._judgement: Judgement | None = None
        self._words: WordReplay | None = None
        self._playback = Playback(parts.player, parts.keys, parts.view)
        self._unscorable: set[Card] = set()
        self._index = 0
        self._listened = False

    def run(self) -> None:
        """Practice until the deck ends or the learner quits; sums up however it ends.

        Raises AudioError when the microphone fails and nobody can press a key to try again,
        ModelError when the recognizer fails, and ConfigurationError when no card of the deck can be
        judged.
        """
        with kept_session(self._parts, self.kept, self._playback):
            self._menu(Offer(Enter.SPEAK, _BEFORE_SPEAKING))
            index: int | None = 0
            while index is not None and index < len(self._deck.cards):
                index = self._card(index)

    def _card(self, index: int) -> int | None:
        """Practice one card; which card comes next, or None for none."""
        card = self._deck.cards[index]
        self._index = index
        self._recording = self._words = self._judgement = None
        self._listened = False
        self.kept.latest = None
        key = self._first_turn(card)
        while True:
            match key:
                case Key.NEXT if not self._listened:
                    key = self._attempt(card)
                case Key.NEXT | Key.SKIP:
                    return index + 1
                case Key.BACK:
                    if (before := self._index_before(index)) is not None:
                        return before
                    key = self._told("There is no phrase before this one.")
                case Key.QUIT:
                    return None
                case Key.RETRY:
                    key = self._attempt(card)
                case _ if key in _PLAYS:
                    key = self._play_again(card, key) or self._wait()
                case Key.TAKE_BACK | Key.DISPUTE | Key.MELODY:
                    key = self._of_result(card, key)
                case Key.HELP:
                    self._parts.view.help()
                    key = self._wait()
                case Key.RESUMED:
                    key = self._next_key()

    def _of_result(self, card: Card, key: Key) -> Key:
        """Do what a key asks of the result on screen; the key that is pressed then."""
        match key:
            case Key.TAKE_BACK:
                return self._take_back()
            case Key.DISPUTE:
                return self._dispute()
            case _:
                return self._tell_melody(card)

    def _first_turn(self, card: Card) -> Key:
        """Show a card, play it and record the learner; the key that says what comes next.

        Enter while it plays goes straight to speaking. Words that the model cannot tell apart are
        for the ear alone.
        """
        pair = bool(card.rivals) and self._parts.keys.interactive
        if pair and (key := self._wait_for_model()):
            return key
        by_ear = pair and self._is_not_told_apart(card)
        self._parts.view.card(card, self._index + 1, len(self._deck.cards), by_ear=by_ear)
        if by_ear:
            self._listened = True
            return self._play_again(card, Key.COMPARE) or self._wait()
        if key := self._vet(card):
            return key
        sounds = wished_sounds(Key.LISTEN, card, self._parts.reference, None)
        pressed = self._playback.play_in_turn(sounds)
        return self._attempt(card) if pressed in (None, Key.NEXT) else pressed

    def _is_not_told_apart(self, card: Card) -> bool:
        plan = self._parts.judge.check(card.phrase, card.confusable_with)
        return isinstance(plan, NotScorable) and plan.reason is Reason.NOT_TOLD_APART

    def _index_before(self, index: int) -> int | None:
        """The nearest earlier card that can be judged; None when there is none."""
        cards = self._deck.cards
        earlier = (
            before for before in reversed(range(index)) if cards[before] not in self._unscorable
        )
        return next(earlier, None)

    def _play_again(self, card: Card, wish: Key) -> Key | None:
        """Play what is wished for, which never starts a recording; a key pressed meanwhile."""
        if wish not in _OF_A_WORD:
            sounds = wished_sounds(wish, card, self._parts.reference, self._recording)
            return self._playback.play_again(sounds)
        if self._words is None:
            self._parts.view.note("There is no result yet whose words you can hear.")
            return None
        return self._playback.play_again(self._words.sounds(wish))

    def _attempt(self, card: Card) -> Key:
        """Record and judge the phrase once; the key that says what comes next.

        A recognizer that hangs costs this attempt, not the session, and so does a microphone that
        is lost where somebody can connect it again.
        """
        self._listened = True
        try:
            return self._try_attempt(card)
        except RecognizerHungError as error:
            self._parts.view.note(f"{error.message} {error.hint}")
        except AudioError as error:
            if not self._parts.keys.interactive:
                raise
            self._parts.view.note(f"{error.message} {error.hint} Then press r.")
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

        While the model is still loading, the phrase is played all the same, and told about later;
        so is a recognizer that hangs.
        """
        if self._parts.judge.ready:
            with suppress(RecognizerHungError):
                plan = self._parts.judge.check(card.phrase, card.confusable_with)
                if isinstance(plan, NotScorable):
                    return self._skip_unscorable(card, plan)
        return None

    def _skip_unscorable(self, card: Card, plan: NotScorable) -> Key:
        if plan.reason is Reason.NOT_TOLD_APART and self._parts.keys.interactive:
            return self._told(explanation(plan.reason))
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
            if key is Key.RESUMED:
                self._parts.view.note("Practice was stopped, so this recording was broken off.")
            return key
        if utterance.recording.phase is Phase.TIMED_OUT:
            utterance.cancel()
            self._tell_no_attempt(utterance.recording.defect() or Reason.SILENCE)
            return None
        judgement = utterance.finish().judgement
        self._recording, self._words = utterance.recording.audio, None
        self._judgement = None
        if judgement.reason in NO_ATTEMPT:
            self._tell_no_attempt(judgement.reason)
            return None
        self._keep(judgement, card)
        self._judgement = judgement
        self._words = word_replay(
            judgement, self._recording, self._parts.judge, partial(self._parts.reference, card)
        )
        self._parts.view.result(judgement)
        self.kept.add_recording(self._recording)
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
        ending = Ending.NO_MORE_SOUND
        with microphone.open() as stream, self._parts.view.listening() as meter:
            for block in stream:
                phase = utterance.feed(block)
                meter(utterance.recording.level_dbfs, phase is Phase.SPEAKING)
                key = self._parts.keys.pressed()
                if phase.final or key is Key.NEXT:
                    utterance.feed(stream.stop())
                    ending = _ENDINGS.get(phase, Ending.KEY)
                    break
                if key is not None or interrupted():
                    return key or Key.QUIT
        self._parts.view.listened(ending)
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
        return self._wait()

    def _dispute(self) -> Key:
        """Note that a word was right after all; the key that is pressed then."""
        dispute_word(self.kept, self._parts.keys, self._parts.view, self._parts.new_id)
        return self._wait()

    def _tell_melody(self, card: Card) -> Key:
        """Show pace, pauses and melody of the latest recording; the key that is pressed then."""
        if self._parts.melody is None or self._judgement is None or self._recording is None:
            return self._told("There is no result yet whose melody you can see.")
        self._parts.view.melody(self._parts.melody(card, self._judgement, self._recording))
        return self._wait()

    def _next_key(self) -> Key:
        """The key that is pressed once the learner could see what has just appeared."""
        return self._parts.keys.settle() or self._wait()

    def _told(self, text: str) -> Key:
        """Tell the learner something; the key that is pressed then."""
        self._parts.view.note(text)
        return self._wait()

    def _wait(self) -> Key:
        self._menu(self._offer())
        return self._parts.keys.wait()

    def _menu(self, offer: Offer) -> None:
        if self._parts.keys.interactive:
            self._parts.view.menu(offer)

    def _offer(self) -> Offer:
        """What the keys do now."""
        card, last = self._deck.cards[self._index], self._index + 1 == len(self._deck.cards)
        after = Enter.FINISH if last else Enter.NEXT
        own = self._recording is not None
        there = {
            Key.COMPARE: bool(card.rivals) or own,
            Key.REPLAY: own,
            Key.WORD: self._words is not None,
            Key.MELODY: self._parts.melody is not None and self._judgement is not None,
            Key.BACK: self._index_before(self._index) is not None,
            Key.SKIP: not self._listened,
            Key.TAKE_BACK: self.kept.latest is not None,
            Key.DISPUTE: bool(self.kept.disputable),
        }
        keys = tuple(key for key in _OFFERED if there.get(key, True))
        return Offer(after if self._listened else Enter.SPEAK, keys)
