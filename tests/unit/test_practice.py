"""A practice session with its parts in the test's hand; interrupts are real signals."""

from __future__ import annotations

import signal
from dataclasses import replace

import numpy as np
import pytest

from miolingo.decks.cards import Card, Deck
from miolingo.errors import AudioError, ConfigurationError, ModelError
from miolingo.judging.feedback import explanation
from miolingo.judging.judgement import Reason, WordResult, WordStatus
from miolingo.judging.utterance.voice_activity import EndpointLimits
from miolingo.practice.interface import Ending, Enter, Key
from tests.parts.practice_world import BLOCK, DECK, NOW, World


def test_each_card_is_shown_played_recorded_kept_and_then_judged_on_screen() -> None:
    world = World()
    world.session().run()
    order = [
        "begin id0",
        "menu",
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
    later = iter(world.log)
    assert [event for event in order if event not in later] == []
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
        ([Key.BACK], ["1/2", "2/2"], 2),
        ([Key.SKIP], ["1/2", "2/2"], 2),
        ([Key.QUIT], ["1/2"], 1),
        ([Key.LISTEN], ["1/2", "2/2"], 2),
        ([Key.SLOW], ["1/2", "2/2"], 2),
        ([Key.COMPARE], ["1/2", "2/2"], 2),
        ([Key.HELP], ["1/2", "2/2"], 2),
        ([Key.RESUMED], ["1/2", "2/2"], 2),
        ([Key.REPLAY, Key.QUIT], ["1/2"], 1),
    ],
)
def test_a_key_says_what_comes_next(script: list[Key], cards: list[str], attempts: int) -> None:
    world = World(script=script)
    world.session().run()
    assert world.cards() == cards
    assert len(world.kept) == attempts


def test_slow_plays_the_slow_reference_and_mine_the_own_recording() -> None:
    world = World(script=[Key.SLOW, Key.REPLAY, Key.QUIT])
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


def test_what_was_recorded_by_then_and_is_in_no_block_yet_is_judged_too() -> None:
    world = World(while_recording=[None, Key.NEXT], sound_left=BLOCK[:160])
    world.session(Deck("one", DECK.cards[:1])).run()
    assert world.kept[0].duration_ms == 70


def test_another_key_breaks_the_recording_off() -> None:
    world = World(while_recording=[None, Key.SKIP])
    world.session().run()
    assert world.count("cancel") == 1
    assert [attempt.target_phrase for attempt in world.kept] == ["물 좀 주세요"]


def test_no_speech_is_no_attempt() -> None:
    silence = [np.full(16_000, 1e-4, np.float32)] * 3
    world = World(sound=silence)
    world.session(DECK, EndpointLimits(start_timeout_ms=1_000)).run()
    assert world.kept == world.judged == []
    assert world.notes == [explanation(Reason.SILENCE)] * 2
    assert world.count("cancel") == 2
    assert world.summaries[0][0].mean_score is None


def test_a_blocked_microphone_is_told_and_no_quiet_learner() -> None:
    world = World(sound=[np.zeros(16_000, np.float32)] * 3)
    world.session(DECK, EndpointLimits(start_timeout_ms=1_000)).run()
    assert world.kept == world.judged == []
    assert world.notes == [explanation(Reason.NO_SIGNAL)] * 2
    assert "blocked" in world.notes[0]


WRONG = WordResult("안녕하세요", WordStatus.MISPRONOUNCED, 30.0)
HELLO, WATER = (card.phrase for card in DECK.cards)


def test_a_phrase_that_cannot_be_judged_is_told_and_passed_over() -> None:
    world = World(unknown=frozenset({HELLO}))
    world.session().run()
    assert world.notes == [
        "The speech model for Korean does not know “안녕하세요”."
        " Check the spelling, or choose another language with --lang."
    ]
    assert world.log.index("note") < world.log.index("play")
    assert world.count("play") == 1
    assert world.cards() == ["1/2", "2/2"]
    assert [attempt.target_phrase for attempt in world.kept] == [WATER]


@pytest.mark.parametrize("deck", [DECK, Deck("phrase", DECK.cards[:1])])
def test_a_deck_of_nothing_that_can_be_judged_is_an_error(deck: Deck) -> None:
    world = World(unknown=frozenset({HELLO, WATER}))
    with pytest.raises(ConfigurationError, match="does not know “"):
        world.session(deck).run()
    assert world.count("card") == len(deck.cards)
    assert world.count("speak now") == world.count("listen") == 0
    assert world.count("summary") == world.count("close judge") == 1


@pytest.mark.parametrize(
    ("unknown", "script", "cards"),
    [
        (WATER, [Key.NEXT, Key.BACK, Key.QUIT], ["1/3", "2/3", "3/3", "1/3"]),
        (HELLO, [Key.BACK, Key.QUIT], ["1/3", "2/3"]),
    ],
)
def test_back_leads_to_a_phrase_that_can_be_judged(
    unknown: str, script: list[Key], cards: list[str]
) -> None:
    world = World(unknown=frozenset({unknown}), script=script)
    world.session(Deck("three", (*DECK.cards, Card("감사합니다")))).run()
    assert world.cards() == cards


def test_attempts_at_phrases_of_no_deck_are_in_no_deck() -> None:
    world = World()
    world.session(Deck("", (DECK.cards[0], replace(DECK.cards[1], deck="mine")))).run()
    assert [attempt.deck for attempt in world.kept] == [None, "mine"]


def test_the_model_may_load_while_the_learner_reads() -> None:
    world = World(loading_steps=4)
    world.session().run()
    assert world.count("loading") == 1
    assert world.log.index("card 1/2 안녕하세요") < world.log.index("loading")
    assert len(world.kept) == 2


def test_a_learner_may_leave_while_the_model_loads() -> None:
    world = World(loading_steps=1000, while_playing=[Key.NEXT, Key.QUIT])
    world.session().run()
    assert world.count("speak now") == 0
    assert world.count("summary") == 1


def test_a_store_that_fails_is_told_once_and_the_attempts_are_handed_out() -> None:
    world = World(store_fails=True)
    session = world.session()
    session.run()
    assert world.notes == ["The disk is full. Free some space."]
    assert world.count("result") == 2
    assert [attempt.target_phrase for attempt in session.kept.unsaved] == [
        c.phrase for c in DECK.cards
    ]
    assert world.summaries[0][1] == session.kept.unsaved


def test_a_loudspeaker_that_fails_is_told_once_and_the_practice_goes_on() -> None:
    world = World(player_fails=True, script=[Key.REPLAY, Key.NEXT])
    world.session().run()
    assert world.notes == [
        "The loudspeaker is gone. Nothing will be played. Connect it.",
        "There is no loudspeaker to play it on.",
    ]
    assert len(world.kept) == 2
    assert world.count("play") == 1


@pytest.mark.parametrize(
    ("world", "error"),
    [
        (World(microphone_fails=1, interactive=False), AudioError),
        (World(model_fails=True), ModelError),
    ],
)
def test_a_part_that_cannot_be_done_without_ends_the_session(
    world: World, error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.session().run()
    assert world.count("summary") == world.count("close judge") == world.count("end id0") == 1


def test_a_microphone_that_is_lost_costs_an_attempt_and_not_the_session() -> None:
    world = World(script=[Key.RETRY, Key.RETRY], microphone_fails=2)
    world.session().run()
    assert world.notes == ["There is no microphone. Connect one. Then press r."] * 2
    assert [attempt.target_phrase for attempt in world.kept] == [HELLO, WATER]


def test_listening_again_never_starts_a_recording_and_enter_then_does() -> None:
    for key in (Key.LISTEN, Key.SLOW):
        world = World(while_playing=[key], script=[Key.QUIT])
        world.session().run()
        assert (len(world.played), world.count("speak now")) == (2, 0)
        assert world.offers[-1].enter is Enter.SPEAK
        world = World(while_playing=[key], script=[Key.NEXT, Key.QUIT])
        world.session().run()
        assert (world.count("speak now"), world.cards()) == (1, ["1/2"])


def test_enter_ends_what_is_played_again_and_no_more() -> None:
    world = World(script=[Key.LISTEN, Key.QUIT], while_playing=[Key.NEXT, Key.NEXT])
    world.session().run()
    assert world.cards() == ["1/2"]
    assert len(world.played) == 2


def test_what_is_played_is_told_while_it_is_played() -> None:
    world = World(script=[Key.SLOW, Key.REPLAY, Key.COMPARE, Key.QUIT])
    world.session().run()
    told = [entry for entry in world.log if entry == "play" or "playing" in entry]
    sounds = ["reference", "slow reference", "own recording", "reference", "own recording"]
    assert told == [
        event for sound in sounds for event in (f"now playing {sound}", "play", "end of playing")
    ]


@pytest.mark.parametrize(
    ("world", "ending"),
    [
        (World(), Ending.NO_MORE_SOUND),
        (World(while_recording=[None, Key.NEXT]), Ending.KEY),
        (World(sound=[np.full(16_000, 1e-4, np.float32)] * 3), Ending.NO_VOICE),
    ],
)
def test_it_is_told_why_listening_ended(world: World, ending: Ending) -> None:
    world.session(DECK, EndpointLimits(start_timeout_ms=1_000)).run()
    assert f"listened: {ending}" in world.log


def test_the_result_is_shown_before_a_key_counts() -> None:
    world = World()
    world.session().run()
    shown = world.log.index(f"result {HELLO}")
    assert world.log[shown + 1 : shown + 4] == ["settle", "menu", "wait"]


def test_only_keys_that_do_something_are_offered() -> None:
    world = World(words=(WRONG,))
    world.session().run()
    before, first, second = world.offers
    assert before.enter is Enter.SPEAK
    assert {Key.TAKE_BACK, Key.DISPUTE, Key.REPLAY, Key.COMPARE} <= set(first.keys)
    assert not {Key.BACK, Key.SKIP} & set(first.keys)
    assert Key.BACK in second.keys
    assert [first.enter, second.enter] == [Enter.NEXT, Enter.FINISH]


def test_what_was_taken_back_is_not_offered_again() -> None:
    world = World(words=(WRONG,), script=[Key.TAKE_BACK, Key.QUIT])
    world.session().run()
    assert not {Key.TAKE_BACK, Key.DISPUTE} & set(world.offers[-1].keys)


def test_a_practice_that_was_stopped_while_recording_loses_that_recording_alone() -> None:
    world = World(while_recording=[None, Key.RESUMED], script=[Key.RETRY])
    world.session().run()
    assert world.notes == ["Practice was stopped, so this recording was broken off."]
    assert len(world.kept) == 2


TOO, TREE = Card("너무", "too"), Card("나무", "tree", rivals=(Card("너무", "too"),))


def test_words_that_are_not_told_apart_are_compared_by_ear() -> None:
    world = World(not_told_apart=frozenset({"나무"}), script=[Key.RETRY, Key.COMPARE])
    world.session(Deck("pairs", (TREE, DECK.cards[0]))).run()
    assert world.log[:6].count("card 1/2 나무 by ear") == 1
    assert [entry for entry in world.log if entry.startswith("now playing")] == [
        *["now playing reference", "now playing other word"] * 2,
        "now playing reference",
    ]
    assert len(world.notes) == 1
    assert [attempt.target_phrase for attempt in world.kept] == [HELLO]


def test_both_words_of_a_pair_can_be_heard() -> None:
    world = World(script=[Key.COMPARE, Key.QUIT])
    world.session(Deck("pairs", (TREE, TOO))).run()
    assert [len(audio.samples) for audio in world.played] == [2, 2, 2]
    assert world.log.count("now playing other word") == 1


@pytest.mark.parametrize("key", [Key.SKIP, Key.QUIT])
def test_a_learner_may_leave_while_the_model_loads_for_a_pair(key: Key) -> None:
    world = World(loading_steps=1000, while_playing=[key], script=[Key.QUIT])
    world.session(Deck("pairs", (TREE,))).run()
    assert world.count("card") == world.count("play") == 0
    assert world.count("summary") == 1


def test_without_keys_the_session_goes_on_by_itself() -> None:
    world = World(interactive=False)
    world.session().run()
    assert world.count("menu") == 0
    assert len(world.kept) == 2


def busy_world(interrupt_at: int | None) -> World:
    return World(
        script=[Key.SLOW, Key.REPLAY, Key.RETRY, Key.NEXT, Key.NEXT],
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


def test_a_recognizer_that_hangs_costs_an_attempt_and_not_the_session() -> None:
    world = World(script=[Key.RETRY], model_hangs=1)
    world.session().run()
    assert world.notes == ["The model did not answer. Try again."]
    assert [attempt.target_phrase for attempt in world.kept] == [card.phrase for card in DECK.cards]
