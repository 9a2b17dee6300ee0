"""A practice session with its parts in the test's hand; interrupts are real signals."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from miolingo.domain.attempts import Attempt
from miolingo.domain.audio import Audio, Samples
from miolingo.domain.decks import Card, Deck
from miolingo.domain.endpointing import Patience
from miolingo.domain.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.domain.summary import Summary
from miolingo.errors import AudioError, ModelError, StoreError
from miolingo.services.practice import Key, Parts, PracticeSession

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BLOCK = np.full(480, 0.1, np.float32)
DECK = Deck("first", (Card("안녕하세요", "Hello"), Card("물 좀 주세요", "Water, please")))


@dataclass
class World:
    """All parts in one: ``log`` has every call in order, and ``trip`` may raise an interrupt.

    ``script`` is what the learner presses when asked what comes next, ``while_playing`` and
    ``while_recording`` what is pressed meanwhile.
    """

    script: list[Key] = field(default_factory=list)
    while_playing: list[Key] = field(default_factory=list)
    while_recording: list[Key | None] = field(default_factory=list)
    sound: Sequence[Samples] = (BLOCK, BLOCK, BLOCK)
    unscorable: Reason | None = None
    store_fails: bool = False
    player_fails: bool = False
    microphone_fails: bool = False
    model_fails: bool = False
    loading_steps: int = 0
    interrupt_at: int | None = None
    interactive: bool = True
    device_id: str = "device"
    log: list[str] = field(default_factory=list)
    kept: list[Attempt] = field(default_factory=list)
    judged: list[Judgement] = field(default_factory=list)
    summaries: list[tuple[Summary, list[Attempt]]] = field(default_factory=list)
    played: list[Audio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
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

    def check(self, phrase: str) -> Reason | None:
        self.trip(f"check {phrase}")
        return self.unscorable

    def listen(self, phrase: str) -> FakeUtterance:
        self.trip("listen")
        return FakeUtterance(self, phrase)

    def close(self) -> None:
        self.trip("close judge")

    # The microphone
    @contextmanager
    def open(self) -> Iterator[Iterator[Samples]]:
        if self.microphone_fails:
            raise AudioError("There is no microphone.", hint="Connect one.")
        self.trip("open microphone")
        self._recording = True
        yield self._blocks()
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

    def wait(self) -> Key:
        self.trip("wait")
        return self.script.pop(0) if self.script else Key.NEXT

    # The screen
    def card(self, card: Card, number: int, total: int) -> None:
        self.trip(f"card {number}/{total} {card.phrase}")

    def note(self, text: str) -> None:
        self.notes.append(text)
        self.trip("note")

    @contextmanager
    def listening(self) -> Iterator[Callable[[float, bool], None]]:
        self.trip("speak now")
        yield lambda level, _speaking: self.trip("meter") if level > -100 else None
        self.trip("end of listening")

    def loading(self) -> None:
        self.trip("loading")

    def result(self, judgement: Judgement) -> None:
        assert self.store_fails or len(self.kept) == len(self.judged), "shown before it was kept"
        self.trip(f"result {judgement.target_phrase}")

    def menu(self) -> None:
        self.trip("menu")

    def summary(self, summary: Summary, unsaved: Sequence[Attempt]) -> None:
        self.summaries.append((summary, list(unsaved)))
        self.trip("summary")

    def session(self, deck: Deck = DECK, patience: Patience | None = None) -> PracticeSession:
        ids = iter(f"id{number}" for number in range(1000))
        parts = Parts(
            judge=self,
            microphone=lambda _card: self,
            reference=lambda card, slow: reference(card, slow=slow),
            player=self,
            store=self,
            keys=self,
            view=self,
            now=lambda: NOW,
            new_id=lambda: next(ids),
        )
        return PracticeSession(deck, parts, patience)

    def count(self, event: str) -> int:
        return sum(entry.startswith(event) for entry in self.log)

    def cards(self) -> list[str]:
        return [entry.split()[1] for entry in self.log if entry.startswith("card")]


@dataclass
class FakeUtterance:
    world: World
    phrase: str
    fed: int = 0

    def feed(self, block: Samples) -> None:
        self.fed += len(block)
        self.world.trip("feed")

    def finish(self) -> Judgement:
        self.world.trip("finish")
        if self.world.model_fails:
            raise ModelError("The model stopped working.", hint="Install it again.")
        judgement = judged(self.phrase, audio_ms=self.fed // 16)
        self.world.judged.append(judgement)
        return judgement

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


def test_each_card_is_shown_played_recorded_kept_and_then_judged_on_screen() -> None:
    world = World()
    world.session().run()
    order = [
        "card 1/2 안녕하세요",
        "play",
        "check 안녕하세요",
        "speak now",
        "finish",
        "keep",
        "result 안녕하세요",
        "menu",
        "wait",
        "card 2/2 물 좀 주세요",
    ]
    places = [world.log.index(event) for event in order]
    assert places == sorted(places)
    assert world.log[0] == "begin id0"
    assert [attempt.target_phrase for attempt in world.kept] == [c.phrase for c in DECK.cards]
    assert world.kept[0].deck == "first"
    assert world.kept[0].device_id == "device"
    assert world.kept[0].practice_date == NOW
    assert world.kept[0].duration_ms == 90
    assert len({attempt.id for attempt in world.kept} | {"id0"}) == 3
    assert world.summaries[0][0].count == 2
    assert world.count("end id0") == 1


@pytest.mark.parametrize(
    ("script", "cards", "attempts"),
    [
        ([Key.RETRY, Key.NEXT], ["1/2", "2/2"], 3),
        ([Key.NEXT, Key.BACK], ["1/2", "2/2", "1/2", "2/2"], 4),
        ([Key.BACK], ["1/2", "1/2", "2/2"], 3),
        ([Key.SKIP], ["1/2", "2/2"], 2),
        ([Key.QUIT], ["1/2"], 1),
        ([Key.LISTEN], ["1/2", "2/2"], 3),
        ([Key.SLOW], ["1/2", "2/2"], 3),
        ([Key.MINE, Key.QUIT], ["1/2"], 1),
    ],
)
def test_a_key_says_what_comes_next(script: list[Key], cards: list[str], attempts: int) -> None:
    world = World(script=script)
    world.session().run()
    assert world.cards() == cards
    assert len(world.kept) == attempts


def test_slow_plays_the_slow_reference_and_mine_the_own_recording() -> None:
    world = World(script=[Key.SLOW, Key.MINE, Key.QUIT])
    world.session().run()
    normal, slow, mine = world.played
    assert normal.samples[0] == 1.0
    assert slow.samples[0] == 0.5
    assert np.array_equal(mine.samples, np.concatenate([BLOCK] * 3))
    assert mine.sample_rate_hz == 16_000


@pytest.mark.parametrize("key", [Key.SKIP, Key.QUIT])
def test_a_key_during_the_reference_leaves_the_card_unsaid(key: Key) -> None:
    world = World(while_playing=[key])
    world.session(Deck("one", DECK.cards[:1])).run()
    assert world.kept == []
    assert world.count("speak now") == 0
    assert world.log.index("stop") < world.log.index("summary")


def test_enter_during_the_reference_goes_straight_to_speaking() -> None:
    world = World(while_playing=[Key.NEXT])
    world.session(Deck("one", DECK.cards[:1])).run()
    assert len(world.kept) == 1


def test_enter_ends_the_recording_and_has_it_judged() -> None:
    world = World(while_recording=[None, Key.NEXT])
    world.session(Deck("one", DECK.cards[:1])).run()
    assert world.kept[0].duration_ms == 60


def test_another_key_breaks_the_recording_off() -> None:
    world = World(while_recording=[None, Key.SKIP])
    world.session().run()
    assert world.count("cancel") == 1
    assert [attempt.target_phrase for attempt in world.kept] == ["물 좀 주세요"]


def test_no_speech_is_no_attempt() -> None:
    silence = [np.zeros(16_000, np.float32)] * 3
    world = World(sound=silence)
    world.session(DECK, Patience(start_timeout_ms=1_000)).run()
    assert world.kept == world.judged == []
    assert world.notes == ["I heard nothing."] * 2
    assert world.count("cancel") == 2
    assert world.summaries[0][0].mean_score is None


def test_a_phrase_that_cannot_be_judged_is_told_before_recording() -> None:
    world = World(unscorable=Reason.NOT_IN_MODEL)
    world.session().run()
    assert "does not know a word" in world.notes[0]
    assert world.count("speak now") == world.count("listen") == 0


def test_the_model_may_load_while_the_learner_reads() -> None:
    world = World(loading_steps=4)
    world.session().run()
    assert world.count("loading") == 1
    assert world.log.index("play") < world.log.index("loading")
    assert len(world.kept) == 2


def test_a_learner_may_leave_while_the_model_loads() -> None:
    world = World(loading_steps=1000, while_playing=[Key.NEXT, Key.QUIT])
    world.session().run()
    assert world.count("speak now") == 0
    assert world.count("summary") == 1


def test_a_store_that_fails_is_told_and_the_attempts_are_handed_out() -> None:
    world = World(store_fails=True)
    session = world.session()
    session.run()
    assert world.notes.count("The disk is full. Free some space.") == 4
    assert world.count("result") == 2
    assert [attempt.target_phrase for attempt in session.unsaved] == [c.phrase for c in DECK.cards]
    assert world.summaries[0][1] == session.unsaved


def test_a_loudspeaker_that_fails_is_told_once_and_the_practice_goes_on() -> None:
    world = World(player_fails=True, script=[Key.MINE, Key.NEXT])
    world.session().run()
    assert world.notes == [
        "The loudspeaker is gone. Nothing will be played. Connect it.",
        "There is no loudspeaker to play it on.",
    ]
    assert len(world.kept) == 2
    assert world.count("play") == 1


@pytest.mark.parametrize(
    ("world", "error"),
    [(World(microphone_fails=True), AudioError), (World(model_fails=True), ModelError)],
)
def test_a_part_that_cannot_be_done_without_ends_the_session(
    world: World, error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.session().run()
    assert world.count("summary") == world.count("close judge") == world.count("end id0") == 1


def test_without_keys_the_session_goes_on_by_itself() -> None:
    world = World(interactive=False)
    world.session().run()
    assert world.count("menu") == 0
    assert len(world.kept) == 2


def busy_world(interrupt_at: int | None) -> World:
    return World(
        script=[Key.SLOW, Key.MINE, Key.RETRY, Key.NEXT, Key.NEXT],
        loading_steps=2,
        interrupt_at=interrupt_at,
    )


def test_an_interrupt_at_any_moment_loses_no_finished_recording() -> None:
    undisturbed = busy_world(None)
    undisturbed.session().run()
    for moment in range(1, len(undisturbed.log) + 1):
        world = busy_world(moment)
        with pytest.raises(KeyboardInterrupt):
            world.session().run()
        where = f"interrupted at {moment}: {world.log[moment - 1]}"
        assert len(world.kept) == len(world.judged) == world.count("result"), where
        finished = world.count("end of listening") - world.count("cancel")
        assert len(world.kept) == finished, where
        assert world.count("close judge") == world.count("end id0") == 1, where
        assert [summary.count for summary, _ in world.summaries] == [len(world.kept)], where
        assert world.count("open microphone") == world.count("close microphone"), where
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, where


def test_an_interrupt_while_speaking_ends_the_recording_at_once() -> None:
    log = World()
    log.session().run()
    world = World(interrupt_at=log.log.index("block") + 1)
    with pytest.raises(KeyboardInterrupt):
        world.session().run()
    assert world.count("block") == 1
    assert world.kept == []
