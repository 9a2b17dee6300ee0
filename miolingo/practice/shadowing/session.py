"""A session of shadowing: play a phrase and listen meanwhile, until the learner has said it.

For each phrase:

1. play it, record all the while, and then take out what the microphone heard of the loudspeaker;
2. record on until the last word was heard, or nobody speaks;
3. keep the attempt and show it; a phrase that was not said is played again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from miolingo.decks.cards import Card, Deck
from miolingo.errors import AudioError, ConfigurationError, RecognizerHungError
from miolingo.history.attempts import attempt_of
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable
from miolingo.judging.feedback import explanation, why_unscorable
from miolingo.judging.judge import LiveUtterance
from miolingo.judging.judgement import NO_ATTEMPT, Judgement, Reason, WordStatus
from miolingo.judging.reference_text import ReferenceText
from miolingo.judging.utterance.excuses import excuse_beside_echo
from miolingo.judging.utterance.voice_activity import EndpointLimits, Phase
from miolingo.practice.interface import Enter, Key, Offer, Sound
from miolingo.practice.kept.attempts import KeptAttempts
from miolingo.practice.kept.sessions import kept_session
from miolingo.practice.playback.loudspeaker import Playback, wished_sounds
from miolingo.practice.session import SessionParts
from miolingo.practice.shadowing.hearing import Hearing, blocks_of
from miolingo.practice.signals import defer_interrupts
from miolingo.speech.audio.block_stream import BlockStream
from miolingo.speech.audio.player import DevicePlayer
from miolingo.speech.echo.own_voice import Heard, OwnVoice

PLAYS = 3
"""How often a phrase that nobody says is played before it waits for a key."""

INTRODUCTION = (
    "Listen, and speak along or right after. The next phrase comes when you have said this one."
    " Use headphones if you can: without them the microphone hears the loudspeaker, too."
)
USE_HEADPHONES = (
    "The microphone heard the loudspeaker, and no voice that stood out beside it."
    " Speak louder or after the phrase, or use headphones."
)
NOT_SURE_BESIDE_ECHO = (
    "Beside the loudspeaker I am not sure of every word, so none is called wrong. Use headphones to"
    " know."
)
_NO_VOICE = "I heard no voice. Listen once more."
_WAITING = "This phrase was not said yet, so I wait for you."
_PASSED_OVER = "This phrase was not said."

_START_TIMEOUT_MS = 4_000  # after the phrase: who shadows is a second behind it at most
_BREATH_S = 0.5
_HEARD = (WordStatus.CORRECT, WordStatus.UNSURE)
_LEAVING = (Key.NEXT, Key.SKIP, Key.QUIT)
_PAUSING = (Key.PAUSE, Key.HELP)
_OFFERED = (Key.RETRY, Key.SKIP, Key.HELP, Key.QUIT)


def was_said(judgement: Judgement) -> bool:
    """Whether the last word of a phrase was heard right, and more than half of all words."""
    words = [word for word in judgement.words if word.status is not WordStatus.EXTRA]
    heard = [word for word in words if word.status in _HEARD]
    return bool(words) and words[-1].status is WordStatus.CORRECT and 2 * len(heard) > len(words)


class ShadowingRunner:
    """Runs one session; ``kept`` are the attempts that were judged.

    ``limits`` gives what ends an utterance of a phrase. Where nobody can press a key, a phrase that
    is not said is passed over after some plays.
    """

    def __init__(
        self,
        deck: Deck,
        parts: SessionParts,
        player: DevicePlayer,
        limits: Callable[[ReferenceText], EndpointLimits],
    ) -> None:
        self.kept = KeptAttempts(parts.store, parts.view.note, parts.recordings)
        self._deck = deck
        self._parts = parts
        self._player = player
        self._limits = limits
        self._playback = Playback(player, parts.keys, parts.view)
        self._told: set[str] = set()
        self._unscorable: set[Card] = set()

    def run(self) -> None:
        """Practice until every phrase was said or the learner quits; sums up however it ends.

        Raises AudioError when the microphone or the loudspeaker fails and nobody can press a key to
        try again, ModelError when the recognizer fails, and ConfigurationError when no phrase of
        the deck can be judged.
        """
        with kept_session(self._parts, self.kept, self._playback):
            self._parts.view.note(INTRODUCTION)
            for number, card in enumerate(self._deck.cards, start=1):
                self._parts.view.card(card, number, len(self._deck.cards))
                if self._card(card) is Key.QUIT:
                    break

    def _card(self, card: Card) -> Key:
        """Play a phrase until it was said; NEXT, or the key that leaves it before."""
        if key := self._wait_for_model():
            return key
        partner_lines = wished_sounds(Key.LISTEN, card, self._parts.reference, None)[:-1]
        pressed = self._playback.play_in_turn(partner_lines)
        plays = 0
        while True:
            key = pressed or self._turn(card)
            plays, pressed = plays + 1, None
            if key is None and plays % PLAYS == 0:
                key = self._not_said()
            elif key in _PAUSING:
                key = self._paused(key)
            if key in _LEAVING:
                return key

    def _turn(self, card: Card) -> Key | None:
        """Play a phrase and listen; NEXT when it was said, None when not, or what was pressed.

        What fails costs this turn, not the session, where somebody can try again.
        """
        try:
            plan = self._parts.judge.check(card.phrase, card.confusable_with)
            if isinstance(plan, NotScorable):
                return self._pass_over(card, plan)
            with defer_interrupts() as interrupted:
                key = self._shadow(card, plan, interrupted)
        except RecognizerHungError as error:
            self._parts.view.note(f"{error.message} {error.hint}")
            return None
        except AudioError as error:
            if not self._parts.keys.interactive:
                raise
            self._parts.view.note(f"{error.message} {error.hint}")
            return Key.PAUSE
        if key is Key.RESUMED:
            self._parts.view.note("Practice was stopped, so the phrase is played again.")
        if key in (None, Key.NEXT):
            return self._parts.keys.pressed(timeout_s=_BREATH_S) or key
        return key

    def _shadow(
        self, card: Card, plan: DecodingPlan, interrupted: Callable[[], bool]
    ) -> Key | None:
        """Play a phrase, record meanwhile and after it, judge; what ``_turn`` gives."""

        def pressed() -> Key | None:
            return self._parts.keys.pressed() or (Key.QUIT if interrupted() else None)

        hearing = Hearing(self._player, pressed)
        with self._parts.microphone(card).open() as stream:
            with self._parts.view.now_playing(Sound.REFERENCE):
                heard = hearing.hear(stream, self._parts.reference(card, False))
            if not isinstance(heard, OwnVoice):
                self._playback.stop()
                return heard
            if heard.heard is Heard.ECHO_ALONE:
                self._tell_once(USE_HEADPHONES)
            utterance = self._parts.judge.listen(plan, self._limits_after(heard, plan))
            try:
                return self._follow(stream, heard, utterance, pressed) or self._judge(
                    card, utterance, heard
                )
            finally:
                utterance.cancel()

    def _tell_once(self, about_echo: str) -> None:
        if about_echo not in self._told:
            self._told.add(about_echo)
            self._parts.view.note(about_echo)

    def _limits_after(self, heard: OwnVoice, plan: DecodingPlan) -> EndpointLimits:
        """What ends an utterance that has lasted for a while."""
        limits, lasted_ms = self._limits(plan.reference), heard.duration_ms
        return replace(
            limits,
            start_timeout_ms=lasted_ms + _START_TIMEOUT_MS,
            max_length_ms=lasted_ms + limits.max_length_ms,
        )

    def _follow(
        self,
        stream: BlockStream,
        heard: OwnVoice,
        utterance: LiveUtterance,
        pressed: Callable[[], Key | None],
    ) -> Key | None:
        """Listen to the end of an utterance that may have begun; the key that broke it off."""
        with self._parts.view.listening() as meter:
            for block in chain(blocks_of(heard.samples), stream):
                phase = utterance.feed(block)
                meter(utterance.recording.level_dbfs, phase is Phase.SPEAKING)
                if key := pressed():
                    return key
                if phase.final:
                    break
        return None

    def _judge(self, card: Card, utterance: LiveUtterance, own: OwnVoice) -> Key | None:
        """Judge, keep and show an utterance; NEXT where the phrase was said."""
        if utterance.recording.phase is Phase.TIMED_OUT:
            self._parts.view.note(_NO_VOICE)
            return None
        judgement = utterance.finish().judgement
        if judgement.reason in NO_ATTEMPT:
            reason = judgement.reason
            self._parts.view.note(_NO_VOICE if reason is Reason.SILENCE else explanation(reason))
            return None
        said = was_said(judgement)
        if own.heard is Heard.BESIDE_ECHO:
            excused = excuse_beside_echo(judgement, own.echo_end_ms)
            if excused != judgement:
                self._tell_once(NOT_SURE_BESIDE_ECHO)
            judgement = excused
        attempt = attempt_of(
            judgement,
            attempt_id=self._parts.new_id(),
            at=self._parts.now(),
            deck=card.deck or self._deck.name or None,
            device_id=self._parts.store.device_id,
            microphone=self._parts.microphone_name(),
            shadowed=True,
        )
        self.kept.add(attempt)
        self._parts.view.result(judgement)
        self.kept.add_recording(utterance.recording.audio)
        return Key.NEXT if said else None

    def _not_said(self) -> Key:
        """Wait for the learner of a phrase that was played often enough, if there is one."""
        if self._parts.keys.interactive:
            self._parts.view.note(_WAITING)
            return self._paused(Key.PAUSE)
        self._parts.view.note(_PASSED_OVER)
        return Key.SKIP

    def _paused(self, key: Key) -> Key:
        """Wait for the key that goes on: RETRY plays the phrase again."""
        while key not in (Key.RETRY, *_LEAVING):
            if key is Key.HELP:
                self._parts.view.help()
            self._parts.view.menu(Offer(Enter.CONTINUE, _OFFERED))
            key = self._parts.keys.wait()
            if key is Key.PAUSE:
                return Key.RETRY
        return key

    def _wait_for_model(self) -> Key | None:
        """Wait until the model is loaded; a key that leaves the phrase ends the wait."""
        if not self._parts.judge.ready:
            self._parts.view.loading()
        while not self._parts.judge.ready:
            key = self._parts.keys.pressed(timeout_s=0.1)
            if key in _LEAVING:
                return key
        return None

    def _pass_over(self, card: Card, plan: NotScorable) -> Key:
        """Tell why a phrase cannot be judged. Raises ConfigurationError where none can."""
        self._unscorable.add(card)
        message, hint = why_unscorable(plan)
        if self._unscorable.issuperset(self._deck.cards):
            raise ConfigurationError(message, hint=hint)
        self._parts.view.note(f"{message} {hint}".rstrip())
        return Key.SKIP
