"""Which words a listener is asked for, how hard they are made, and what becomes of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import pytest

from miolingo.errors import AudioError, StoreError
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.judging.recording import Audio
from miolingo.language.ipa import aligned, sounds_of
from miolingo.practice.listening.contrasts import (
    AT_ONCE,
    HeardContrast,
    choose_contrasts,
    contrasts_of,
    due_at,
)
from miolingo.practice.listening.difficulty import STEPS, step_after
from miolingo.practice.listening.noise import as_played
from miolingo.practice.listening.questions import Question, Round, audible
from miolingo.practice.listening.session import (
    ContrastResult,
    ListeningParts,
    ListeningRunner,
    Reply,
)
from miolingo.practice.listening.voices import ListeningVoice
from miolingo.practice.pairs import Confusions, Contrast
from tests.parts.listening import NOON, an_answer, chance, pairs, phrases

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTHING_MIXED = Confusions(Counter(), Counter())
SILENCE = Audio(np.zeros(10, np.float32), 16_000)


def answers(*correct: bool, step: int = 0, **changes: object) -> list[ListeningAnswer]:
    """Answers a minute apart."""
    return [
        an_answer(number, correct=right, step=step, answered_at=NOON + timedelta(minutes=number))
        if not changes
        else an_answer(number, correct=right, step=step, **changes)
        for number, right in enumerate(correct)
    ]


def voice(name: str, *words: str) -> ListeningVoice:
    return ListeningVoice(name, lambda _word, _speed: SILENCE, frozenset(words) or None)


def contrasts(given: Sequence[ListeningAnswer] = ()) -> list[HeardContrast]:
    return contrasts_of(pairs(), given, NOTHING_MIXED)


@pytest.mark.parametrize(
    ("given", "step"),
    [
        ([], 0),
        (answers(True, True), 0),
        (answers(True, True, True), 1),
        (answers(False), 0),
        (answers(True, True, False, step=3), 2),
        (answers(False, True, True, step=2), 2),
        (answers(False, True, True, True, step=2), 3),
        (answers(True, True, True, step=len(STEPS) - 1), len(STEPS) - 1),
        (answers(False, step=50), len(STEPS) - 2),
    ],
)
def test_three_right_answers_make_it_harder_and_a_wrong_one_easier(
    given: list[ListeningAnswer], step: int
) -> None:
    assert step_after(given) == step
    assert step_after(reversed(given)) == step


def test_each_step_is_faster_or_noisier_than_the_first() -> None:
    assert STEPS[0].signal_to_noise_db is None
    assert all(step.words_per_minute > STEPS[0].words_per_minute for step in STEPS[1:])
    noise = [step.signal_to_noise_db for step in STEPS if step.signal_to_noise_db is not None]
    assert noise == sorted(noise, reverse=True)


def test_pairs_are_gathered_by_contrast_those_mixed_up_in_speech_first() -> None:
    assert [contrast.name for contrast in contrasts()] == ["b p", "m n"]
    (mixed,) = [p for p in aligned(sounds_of("mal"), sounds_of("nal")) if not p.same]
    confused: Counter[Contrast] = Counter({frozenset({"m", "n"}): 3})
    chosen = contrasts_of(pairs(), [], Confusions(confused, Counter({mixed.features: 3})))
    assert [contrast.name for contrast in chosen] == ["m n", "b p"]
    assert [phrases(pair.cards) for pair in chosen[1].pairs] == [("bata", "pata"), ("bote", "pote")]


def test_a_contrast_that_is_heard_is_due_later_than_one_that_is_not() -> None:
    heard, half, missed = (
        due_at(answers(*right)) for right in ((True,) * 8, (True,) * 7 + (False,) * 2, (False,) * 8)
    )
    assert heard
    assert half
    assert missed
    assert NOON < missed <= half < heard
    again = due_at([*answers(*(True,) * 8), an_answer(99, answered_at=NOON + 3 * DAY)])
    assert again
    assert again - (NOON + 3 * DAY) > heard - NOON


def test_answers_of_one_day_are_one_review() -> None:
    morning = answers(*(True,) * 4)
    later = [an_answer(50 + n, correct=False, answered_at=NOON + 3 * HOUR) for n in range(4)]
    assert due_at([*morning, *later]) == due_at(answers(False))


def test_due_contrasts_come_first_then_new_ones_then_those_due_soonest() -> None:
    def contrast(name: str, days: int | None) -> HeardContrast:
        return HeardContrast(name, (), (), None if days is None else NOON + days * DAY)

    given = [
        *(contrast("new", None), contrast("late", 9), contrast("due", -1), contrast("soon", 2)),
        *(contrast("newer", None), contrast("overdue", -5)),
    ]
    chosen = [one.name for one in choose_contrasts(given, NOON)]
    assert chosen == ["overdue", "due", "new", "newer", "soon"]
    assert len(chosen) == AT_ONCE


def test_a_voice_is_not_asked_for_what_it_does_not_make_or_cannot_say() -> None:
    flat, full = voice("flat"), voice("full")
    clips = voice("deck mine", "bata", "mal", "nal")
    not_made = {"flat": frozenset({"b p"}), "full": frozenset({"m n"})}
    asked = Round(contrasts(), [flat, full, clips], not_made, chance(1))
    said: dict[str, set[str]] = {"b p": set(), "m n": set()}
    for question in asked.questions(200):
        said[question.contrast].add(question.voice.name)
    assert said == {"b p": {"full"}, "m n": {"flat", "deck mine"}}


def test_a_contrast_that_no_voice_makes_is_not_asked() -> None:
    not_made = {"flat": frozenset({"b p"})}
    assert [one.name for one in audible(contrasts(), [voice("flat")], not_made)] == ["m n"]
    clips = voice("deck", "bote", "pote")
    (only,) = audible(contrasts(), [clips], {})
    assert [phrases(pair.cards) for pair in only.pairs] == [("bote", "pote")]


def test_contrasts_take_turns_and_either_word_is_played() -> None:
    asked = list(Round(contrasts(), [voice("a")], {}, chance(2)).questions(40))
    assert [question.contrast for question in asked[:4]] == ["b p", "m n", "b p", "m n"]
    assert {phrases(one.cards) for one in asked} == {
        *(("bata", "pata"), ("bote", "pote"), ("mal", "nal")),
    }
    assert 8 < sum(question.played for question in asked) < 32


def test_a_voice_that_still_loads_is_not_waited_for() -> None:
    loading = ListeningVoice("loading", lambda _w, _s: SILENCE, ready=lambda: False)
    asked = Round(contrasts(), [loading, voice("there")], {}, chance(3)).questions(20)
    assert {question.voice.name for question in asked} == {"there"}
    alone = Round(contrasts(), [loading], {}, chance(3)).questions(2)
    assert {question.voice.name for question in alone} == {"loading"}


def test_noise_is_as_loud_as_it_is_to_be_and_surrounds_the_word() -> None:
    tone = np.sin(np.arange(16_000) / 5).astype(np.float32) * 0.2
    clean = as_played(Audio(tone, 16_000), None, 7)
    assert len(clean.samples) == 16_000
    assert np.abs(clean.samples).max() == pytest.approx(0.7, abs=0.01)
    for ratio_db in (12.0, 0.0):
        noisy = as_played(Audio(tone, 16_000), ratio_db, 7).samples
        around = (len(noisy) - 16_000) // 2
        assert around > 0
        before, word = noisy[:around], noisy[around:-around]
        of_noise, of_both = (float(np.mean(np.square(part))) for part in (before, word))
        measured = 10 * np.log10((of_both - of_noise) / of_noise)
        assert measured == pytest.approx(ratio_db, abs=3)
        assert np.abs(noisy).max() <= 0.71
    silent = Audio(np.zeros(0, np.float32), 16_000)
    assert len(as_played(silent, 3.0, 1).samples) == 0


@dataclass
class World:
    """A listener who gives these replies, a loudspeaker and a history that remember."""

    replies: list[Reply | str]
    full: bool = False
    device_id: str = "c0ffee00-0000-4000-8000-000000000000"
    kept: list[ListeningAnswer] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    summed_up: Sequence[ContrastResult] | None = None
    playing: bool = False

    def say(self, word: str, words_per_minute: int) -> Audio:
        self.events.append(f"{word} {words_per_minute}")
        return SILENCE

    def play(self, audio: Audio) -> None:
        self.events.append("played" if len(audio.samples) == len(SILENCE.samples) else "in noise")

    def question(self, _question: Question, number: int, total: int) -> None:
        self.events.append(f"{number}/{total}")

    def reply(self, question: Question) -> Reply:
        reply = self.replies.pop(0)
        match reply:
            case "right":
                return (Reply.FIRST, Reply.SECOND)[question.played]
            case "wrong":
                return (Reply.SECOND, Reply.FIRST)[question.played]
        assert isinstance(reply, Reply)
        return reply

    def result(self, _question: Question, answer: ListeningAnswer) -> None:
        self.events.append("right" if answer.correct else "wrong")
        assert self.full or answer in self.kept, "shown before it was kept"

    def note(self, text: str) -> None:
        self.events.append(text)

    def summary(self, results: Sequence[ContrastResult]) -> None:
        self.summed_up = results

    def add_listening_answer(self, answer: ListeningAnswer) -> None:
        if self.full:
            raise StoreError("The disk is full.", hint="Make room.")
        self.kept.append(answer)


def parts_of(world: World) -> ListeningParts:
    ids = iter(f"id {number}" for number in range(100))
    return ListeningParts(
        language_code="es",
        loudspeaker=world,
        store=world,  # type: ignore[arg-type]
        view=world,
        now=lambda: NOON,
        new_id=lambda: next(ids),
        chance=chance(4),
        sleep=lambda _s: None,
    )


def listen(world: World, count: int, given: Sequence[ListeningAnswer] = ()) -> ListeningRunner:
    runner = ListeningRunner(parts_of(world))
    voices = [ListeningVoice("es+f1", world.say)]
    runner.run(Round(contrasts(given)[:1], voices, {}, chance(4)), count)
    return runner


def test_the_right_word_is_heard_again_and_after_a_mistake_both_are() -> None:
    world = World(["right", "wrong"])
    listen(world, 2)
    first, second = world.kept
    assert world.events == [
        *(f"{first.played_word} 110", "1/2", "played", "right"),
        *(f"{first.played_word} 110", "played"),
        *(f"{second.played_word} 110", "2/2", "played", "wrong"),
        *(f"{second.played_word} 110", "played", f"{second.other_word} 110", "played"),
    ]
    assert [answer.correct for answer in world.kept] == [True, False]
    assert {first.played_word, first.other_word} == {"bata", "pata"}
    assert first.contrast == "b p"
    assert world.summed_up == [ContrastResult("b p", 2, 1)]


def test_it_gets_harder_while_it_is_heard_right() -> None:
    world = World(["right"] * 10)
    listen(world, 10)
    assert [answer.step for answer in world.kept] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]
    assert "in noise" in world.events


def test_again_skip_and_quit_are_no_answers() -> None:
    world = World([Reply.AGAIN, "right", Reply.SKIP, Reply.QUIT])
    runner = listen(world, 10)
    assert len(runner.answers) == len(world.kept) == 1
    assert world.events.count("played") == 5
    assert world.summed_up == [ContrastResult("b p", 1, 1)]


def test_a_full_disk_stops_nothing_and_loses_nothing() -> None:
    world = World(["right", "wrong"], full=True)
    runner = listen(world, 2)
    assert runner.unsaved == runner.answers
    assert len(runner.unsaved) == 2
    assert world.events.count("The disk is full. Make room.") == 1


def test_a_voice_that_fails_is_told_and_asked_no_more() -> None:
    def broken(_word: str, _words_per_minute: int) -> Audio:
        raise AudioError("The voice is damaged.", hint="Install it again.")

    world = World(["right"] * 10)
    runner = ListeningRunner(parts_of(world))
    voices = [ListeningVoice("broken", broken), ListeningVoice("es+f1", world.say)]
    runner.run(Round(contrasts(), voices, {}, chance(4)), 10)
    assert world.events.count("The voice is damaged. Install it again.") == 1
    assert {answer.voice for answer in world.kept} == {"es+f1"}
    assert len(world.kept) == 9


def test_where_the_last_voice_fails_the_round_ends_with_its_reason() -> None:
    def broken(_word: str, _words_per_minute: int) -> Audio:
        raise AudioError("eSpeak NG did not start.", hint="Reinstall it.")

    world = World([])
    with pytest.raises(AudioError, match="did not start"):
        ListeningRunner(parts_of(world)).run(
            Round(contrasts(), [ListeningVoice("only", broken)], {}, chance(4)), 3
        )
    assert world.summed_up == []
