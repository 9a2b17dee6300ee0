"""Hearing the words of a result in ``practice``: which word, what of it, and how it is told."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from miolingo.decks.cards import Card
from miolingo.judging.judgement import (
    Judgement,
    Reason,
    SoundResult,
    SoundStatus,
    WordResult,
    WordStatus,
)
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.practice.interface import Key, Sound
from miolingo.practice.playback.word_replay import WordReplay, word_replay
from miolingo.speech.clips.slowing import PACE
from miolingo.ui.practice.live_screen import LiveScreen
from miolingo.ui.practice.plain_screen import PlainScreen
from miolingo.ui.practice.screen import ScreenParts
from tests.parts.practice_world import World

OFF = SoundResult("ʌ", SoundStatus.WRONG, 20.0, 400, 500, "o")
WORDS = (
    WordResult("안녕", WordStatus.CORRECT, 95.0, 100, 300),
    WordResult("커피", WordStatus.MISPRONOUNCED, 20.0, 300, 600, (OFF,)),
    WordResult("음", WordStatus.EXTRA, 0.0, 600, 700),
    WordResult("둘", WordStatus.MISSING, 0.0, 700, 700),
)
EMPTY = Judgement.not_scorable("ko", "안녕 커피 둘", Reason.UNSURE)


def audio(duration_ms: int) -> Audio:
    return Audio(np.full(duration_ms * 16, 0.1, np.float32), SPEECH_RATE_HZ)


def replay(world: World, words: tuple[WordResult, ...] = WORDS) -> WordReplay:
    world.words = words
    judgement = replace(EMPTY, words=words)
    made = word_replay(judgement, audio(900), world, lambda slow: audio(3_000 if slow else 1_000))  # type: ignore[arg-type]
    assert made
    return made


def heard(made: WordReplay, wish: Key) -> list[tuple[Sound, str, int]]:
    return [
        (each.sound, each.word.word if each.word else "", each.make().duration_ms)
        for each in made.sounds(wish)
    ]


def slow(duration_ms: int) -> int:
    return round(duration_ms / PACE)


def test_the_word_that_was_wrong_is_heard_first_the_own_then_the_reference() -> None:
    own, reference = heard(replay(World()), Key.WORD)
    assert own == (Sound.OWN_WORD, "커피", slow(90 + 300 + 150))
    assert reference[:2] == (Sound.REFERENCE_WORD, "커피")
    assert reference[2] < slow(900), "not all of it"


def test_one_moves_from_word_to_word_and_round() -> None:
    made = replay(World())
    told = [
        [(sound, word) for sound, word, _ in heard(made, wish)]
        for wish in (Key.WORD_AFTER, Key.WORD_AFTER, Key.WORD_AFTER, Key.WORD_BEFORE, Key.WORD)
    ]
    assert told[0] == [(Sound.OWN_WORD, "음")], "it is in no reference"
    assert told[1] == told[3] == told[4] == [(Sound.REFERENCE_WORD, "둘")], "it was not said"
    assert told[2] == [(Sound.OWN_WORD, "안녕"), (Sound.REFERENCE_WORD, "안녕")]


def test_with_all_right_it_begins_at_the_first_word() -> None:
    assert heard(replay(World(), WORDS[:1]), Key.WORD)[0][1] == "안녕"


def test_the_reference_is_looked_through_once_and_played_whole_if_that_fails() -> None:
    world = World()
    made = replay(world)
    for _ in range(3):
        heard(made, Key.WORD)
    assert sum(event.startswith("judge") for event in world.log) == 1
    broken = World(model_fails=True)
    assert heard(replay(broken), Key.WORD)[1][2] == 3_000


def test_without_words_there_is_nothing_to_hear() -> None:
    assert word_replay(EMPTY, audio(900), World(), audio) is None  # type: ignore[arg-type]


def test_in_a_session_the_keys_play_the_words_of_the_result() -> None:
    script = [Key.WORD, Key.WORD_AFTER, Key.WORD_BEFORE, Key.QUIT]
    world = World(script=script, words=WORDS, sound=[np.full(16_000, 0.1, np.float32)])
    world.session().run()
    playing = [event for event in world.log if event.startswith("now playing")]
    assert playing[1:] == [
        "now playing own word: 커피",
        "now playing reference word: 커피",
        "now playing own word: 음",
        "now playing own word: 커피",
        "now playing reference word: 커피",
    ]
    assert Key.WORD in world.offers[-1].keys


def test_a_key_while_a_word_plays_counts_at_once() -> None:
    world = World(script=[Key.WORD, Key.QUIT], words=WORDS)
    world.sound = [np.full(16_000, 0.1, np.float32)]
    world.while_playing = [None, None, Key.WORD_AFTER]  # type: ignore[list-item]
    world.session().run()
    playing = [event for event in world.log if event.startswith("now playing")]
    assert playing[1:] == ["now playing own word: 커피", "now playing own word: 음"]


def test_before_a_result_it_is_told_that_there_is_none() -> None:
    world = World(while_recording=[Key.WORD], script=[Key.QUIT])
    world.session().run()
    assert world.notes == ["There is no result yet whose words you can hear."]
    assert Key.WORD not in world.offers[-1].keys


@pytest.mark.parametrize("kind", [LiveScreen, PlainScreen])
@pytest.mark.parametrize(
    ("word", "told"),
    [
        (WORDS[1], "Playing your word, slowly: 커피 (ʌ wrong, heard as o)"),
        (WORDS[3], "Playing your word, slowly: 둘 (not heard)"),
        (WORDS[0], "Playing your word, slowly: 안녕"),
    ],
)
def test_what_was_off_is_named_while_it_plays(
    kind: type[LiveScreen | PlainScreen], word: WordResult, told: str
) -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=kind is LiveScreen, width=100)
    view = kind(ScreenParts(console, interactive=True))
    view.card(Card("안녕 커피 둘"), 1, 1)
    with view.now_playing(Sound.OWN_WORD, word):
        assert told in file.getvalue()
    view.close()
