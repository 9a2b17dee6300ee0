"""All parts of a practice session in the test's hand; interrupts are real signals."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from miolingo.decks.cards import Card, Deck
from miolingo.errors import AudioError, ModelError, RecognizerHungError, StoreError
from miolingo.history.attempts import Attempt
from miolingo.history.reports.summary import Summary
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.judging.prosody.comparison import Prosody, ProsodyComparison, ReferenceVoice
from miolingo.judging.recording import Audio, LiveRecording, Samples
from miolingo.judging.reference_text import ReferenceText
from miolingo.judging.scoring import Assessment
from miolingo.judging.utterance.voice_activity import EndpointLimits, Phase
from miolingo.practice.interface import Ending, Key, Offer, Sound
from miolingo.practice.session import SessionParts, SessionRunner
from miolingo.speech.audio.block_stream import BlockStream

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BLOCK = np.full(480, 0.1, np.float32)
DECK = Deck("first", (Card("안녕하세요", "Hello"), Card("물 좀 주세요", "Water, please")))


@dataclass
class World:
    """All parts in one: ``log`` has every call in order, and ``trip`` may raise an interrupt.

    ``unknown`` phrases are beyond the judge, ``not_told_apart`` are words of pairs that it does not
    tell from one another, ``words`` are what it hears if there are any, and ``reasons`` why it does
    not score the first utterances, None for one that it scores.
    ``script`` is what the learner presses when asked what comes next, ``while_playing`` and
    ``while_recording`` what is pressed meanwhile, and ``choice`` which of several is meant.
    """

    script: list[Key] = field(default_factory=list)
    while_playing: list[Key] = field(default_factory=list)
    while_recording: list[Key | None] = field(default_factory=list)
    sound: Sequence[Samples] = (BLOCK, BLOCK, BLOCK)
    sound_left: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    unknown: frozenset[str] = frozenset()
    not_told_apart: frozenset[str] = frozenset()
    store_fails: bool = False
    player_fails: bool = False
    microphone_fails: int = 0
    model_fails: bool = False
    model_hangs: int = 0
    loading_steps: int = 0
    interrupt_at: int | None = None
    choice: int | None = None
    words: tuple[WordResult, ...] = ()
    reasons: list[Reason | None] = field(default_factory=list)
    interactive: bool = True
    device_id: str = "device"
    log: list[str] = field(default_factory=list)
    kept: list[Attempt] = field(default_factory=list)
    judged: list[Judgement] = field(default_factory=list)
    summaries: list[tuple[Summary, list[Attempt]]] = field(default_factory=list)
    played: list[Audio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    _playing_steps: int = 0
    _recording: bool = False

    def trip(self, event: str) -> None:
        self.log.append(event)
        if self.interrupt_at == len(self.log):
            signal.raise_signal(signal.SIGINT)

    # The judge
    @property
    def ready(self) -> bool:
        self.trip("ready?")
        self.loading_steps -= 1
        return self.loading_steps < 0

    def check(
        self, phrase: str, _confusable_with: Sequence[str] = ()
    ) -> DecodingPlan | NotScorable:
        self.trip(f"check {phrase}")
        reference = ReferenceText(phrase, "ko", ())
        if phrase in self.unknown:
            return NotScorable(reference, "ko", "fake", Reason.NOT_IN_MODEL, (phrase,))
        if phrase in self.not_told_apart:
            return NotScorable(reference, "ko", "fake", Reason.NOT_TOLD_APART)
        return DecodingPlan(reference, "ko", "fake", ())

    def listen(self, plan: DecodingPlan, limits: EndpointLimits | None = None) -> FakeUtterance:
        self.trip("listen")
        return FakeUtterance(self, plan.reference.phrase, LiveRecording(limits))

    def judge(self, phrase: str, samples: Samples) -> Assessment:
        """The reference, which has the words that the learner said."""
        self.trip(f"judge {phrase} of {len(samples)}")
        if self.model_fails:
            raise ModelError("The model is gone.")
        empty = Judgement.not_scorable("ko", phrase, Reason.UNSURE)
        return Assessment(replace(empty, words=self.words))

    def close(self) -> None:
        self.trip("close judge")

    # The microphone
    @contextmanager
    def open(self) -> Iterator[BlockStream]:
        if self.microphone_fails:
            self.microphone_fails -= 1
            raise AudioError("There is no microphone.", hint="Connect one.")
        self.trip("open microphone")
        self._recording = True
        yield BlockStream(self._blocks(), lambda: self.sound_left)
        self._recording = False
        self.trip("close microphone")

    def _blocks(self) -> Iterator[Samples]:
        for block in self.sound:
            self.trip("block")
            yield block

    # The player
    def play(self, audio: Audio) -> None:
        self.trip("play")
        if self.player_fails:
            raise AudioError("The loudspeaker is gone.", hint="Connect it.")
        self.played.append(audio)
        self._playing_steps = 2

    def stop(self) -> None:
        self.trip("stop")
        self._playing_steps = 0

    @property
    def playing(self) -> bool:
        self._playing_steps -= 1
        return self._playing_steps >= 0

    # The store
    def add_attempt(self, attempt: Attempt) -> None:
        self._write("keep")
        self.kept.append(attempt)

    def take_back(self, attempt_id: str, instead: Attempt | None = None) -> None:
        self._write(f"take back {attempt_id}")
        self.kept = [attempt for attempt in self.kept if attempt.id != attempt_id]
        self.kept += [instead] if instead else []

    def begin_session(self, session_id: str, at: datetime) -> None:
        assert at == NOW
        self._write(f"begin {session_id}")

    def end_session(self, session_id: str, at: datetime) -> None:
        assert at == NOW
        self._write(f"end {session_id}")

    def _write(self, event: str) -> None:
        self.trip(event)
        if self.store_fails:
            raise StoreError("The disk is full.", hint="Free some space.")

    # The keys
    def pressed(self, timeout_s: float = 0.0) -> Key | None:
        self.trip("pressed?")
        assert self._recording == (timeout_s == 0.0), "waiting while recording loses sound"
        keys: list[Any] = self.while_recording if self._recording else self.while_playing
        return keys.pop(0) if keys else None

    def settle(self) -> Key | None:
        self.trip("settle")
        return None

    def wait(self) -> Key:
        self.trip("wait")
        return self.script.pop(0) if self.script else Key.NEXT

    def choose(self, count: int) -> int | None:
        self.trip(f"choose of {count}")
        return self.choice

    # The screen
    def card(self, card: Card, number: int, total: int, *, by_ear: bool = False) -> None:
        self.trip(f"card {number}/{total} {card.phrase}{' by ear' if by_ear else ''}")

    def note(self, text: str) -> None:
        self.notes.append(text)
        self.trip("note")

    @contextmanager
    def listening(self) -> Iterator[Callable[[float, bool], None]]:
        self.trip("speak now")
        yield lambda level, _speaking: self.trip("meter") if level > -100 else None
        self.trip("end of listening")

    @contextmanager
    def now_playing(self, sound: Sound, word: WordResult | None = None) -> Iterator[None]:
        self.trip(f"now playing {sound}{f': {word.word}' if word else ''}")
        yield
        self.trip("end of playing")

    def listened(self, ending: Ending) -> None:
        self.trip(f"listened: {ending}")

    def loading(self) -> None:
        self.trip("loading")

    def result(self, judgement: Judgement) -> None:
        assert self.store_fails or len(self.kept) == len(self.judged), "shown before it was kept"
        self.trip(f"result {judgement.target_phrase}")

    def melody(self, comparison: ProsodyComparison) -> None:
        self.trip(f"melody {comparison.voice}")

    def menu(self, offer: Offer) -> None:
        self.offers.append(offer)
        self.trip("menu")

    def help(self) -> None:
        self.trip("help")

    def summary(self, summary: Summary, unsaved: Sequence[Attempt]) -> None:
        self.summaries.append((summary, list(unsaved)))
        self.trip("summary")

    def session(self, deck: Deck = DECK, limits: EndpointLimits | None = None) -> SessionRunner:
        return SessionRunner(deck, self.parts(), (lambda _text: limits) if limits else None)

    def parts(self) -> SessionParts:
        ids = iter(f"id{number}" for number in range(1000))
        return SessionParts(
            judge=self,
            microphone=lambda _card: self,
            reference=lambda card, slow: reference(card, slow=slow),
            player=self,
            store=self,
            keys=self,
            view=self,
            now=lambda: NOW,
            new_id=lambda: next(ids),
            melody=self.compare,
        )

    def compare(self, card: Card, judgement: Judgement, audio: Audio) -> ProsodyComparison:
        assert judgement is self.judged[-1]
        assert len(audio.samples)
        self.trip(f"measured {card.phrase}")
        return ProsodyComparison(Prosody(), Prosody(), ReferenceVoice.ESPEAK)

    def count(self, event: str) -> int:
        return sum(entry.startswith(event) for entry in self.log)

    def cards(self) -> list[str]:
        return [entry.split()[1] for entry in self.log if entry.startswith("card")]


@dataclass
class FakeUtterance:
    world: World
    phrase: str
    recording: LiveRecording

    def feed(self, block: Samples) -> Phase:
        self.recording.feed(block)
        self.world.trip("feed")
        return self.recording.phase

    def finish(self) -> Assessment:
        self.world.trip("finish")
        if self.world.model_hangs:
            self.world.model_hangs -= 1
            raise RecognizerHungError("The model did not answer.", hint="Try again.")
        if self.world.model_fails:
            raise ModelError("The model stopped working.", hint="Install it again.")
        judgement = judged(self.phrase, audio_ms=self.recording.audio.duration_ms)
        if self.world.words:
            judgement = replace(
                judgement,
                words=self.world.words,
                perfect_match=False,
                verdict=Verdict.PARTLY_UNDERSTOOD,
                similarity_score=55.0,
            )
        if self.world.reasons and (reason := self.world.reasons.pop(0)):
            return Assessment(Judgement.not_scorable("ko", self.phrase, reason, model="fake"))
        self.world.judged.append(judgement)
        return Assessment(judgement)

    def cancel(self) -> None:
        self.world.trip("cancel")


def reference(card: Card, *, slow: bool) -> Audio:
    return Audio(np.full(len(card.phrase), 0.5 if slow else 1.0, np.float32), 22_050)


def judged(phrase: str, *, audio_ms: int) -> Judgement:
    return Judgement(
        language_code="ko",
        target_phrase=phrase,
        recognized_phrase=phrase,
        similarity_score=90.0,
        perfect_match=True,
        verdict=Verdict.UNDERSTOOD,
        reason=None,
        words=(WordResult(phrase, WordStatus.CORRECT, 90.0, 0, audio_ms),),
        model="fake",
        scorer_version="0",
        audio_ms=audio_ms,
        decode_ms=1,
    )
