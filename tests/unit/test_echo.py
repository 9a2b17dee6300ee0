"""What a microphone hears of the loudspeaker is told from a voice, and taken out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from miolingo.judging.recording import Samples
from miolingo.speech.echo.cancellation import find_echo
from miolingo.speech.echo.own_voice import Heard, OwnVoice, own_voice
from miolingo.speech.synthesis.espeak import Voice
from tests.parts.speech import RATE_HZ, spoken

PHRASE = "만나서 반갑습니다"
DELAY = 6_037
BEHIND = DELAY + RATE_HZ // 2


@cache
def played() -> Samples:
    return 0.7 * spoken(PHRASE, Voice("ko", 140))


@cache
def learner() -> Samples:
    return 0.7 * spoken(PHRASE, Voice("ko+f4", 140))


@cache
def room() -> Samples:
    """The sound of a furnished room, 0.25 s long: direct, and then from everywhere."""
    length = RATE_HZ // 4
    response = np.random.default_rng(1).normal(0, 1, length)
    response *= np.exp(-6.9 * np.arange(length) / length)
    response[:20] = 0
    response *= 0.7 / np.sqrt(np.sum(response**2))
    response[20] = 1
    return response.astype(np.float32)


def recording(*sounds: tuple[Samples, int]) -> Samples:
    """A recording with a little noise in which sounds begin at these samples."""
    length = DELAY + len(played()) + RATE_HZ
    mixed = np.random.default_rng(2).normal(0, 3e-4, length).astype(np.float32)
    for sound, begin in sounds:
        heard = sound[: length - begin]
        mixed[begin : begin + len(heard)] += heard
    return mixed


def echo(level_db: float = 0.0) -> tuple[Samples, int]:
    return 10 ** (level_db / 20) * np.convolve(played(), room()).astype(np.float32), DELAY


def level_db(samples: Samples) -> float:
    return 10 * float(np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-12))


def likeness(one: Samples, other: Samples) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def heard(*sounds: tuple[Samples, int]) -> OwnVoice:
    return own_voice(recording(*sounds), played())


def test_the_delay_of_an_echo_is_found_below_a_voice_ten_decibels_louder() -> None:
    found = find_echo(recording(echo(-10), (learner(), BEHIND)), played())
    assert abs(found.delay_samples - DELAY - 20) <= 2
    assert found.prominence > 40


def test_an_echo_is_taken_out_and_leaves_next_to_nothing() -> None:
    recorded = recording(echo())
    found = find_echo(recorded, played())
    within = slice(DELAY, DELAY + len(played()))
    assert level_db(found.rest[within]) < level_db(recorded[within]) - 25


@pytest.mark.parametrize("level", [0, -20, -30])
def test_an_echo_alone_is_no_voice(level: float) -> None:
    own = heard(echo(level))
    assert own.heard is Heard.ECHO_ALONE
    assert level_db(own.samples) < -60


def test_a_voice_beside_its_echo_is_left_alone() -> None:
    own = heard(echo(), (learner(), BEHIND))
    assert own.heard is Heard.BESIDE_ECHO
    begin, end = BEHIND, BEHIND + len(learner())
    assert likeness(own.samples[begin:end], learner()) > 0.85
    assert own.echo_end_samples > DELAY + len(played())


def test_with_headphones_nothing_is_changed() -> None:
    recorded = recording((learner(), BEHIND))
    own = own_voice(recorded, played())
    assert own.heard is Heard.NO_ECHO
    assert own.samples is recorded
    assert own.echo_end_samples == 0


def test_a_voice_after_the_echo_is_what_is_left_of_it() -> None:
    length = DELAY + len(played())
    own = heard(echo(), (learner(), length + 6_000))
    assert own.heard is Heard.ECHO_ALONE
    assert own.echo_end_samples <= length + 6_000
    assert level_db(own.samples) > -40


def dropped_out(sound: Samples) -> Samples:
    """The sound stops for a fifth of a second, as where a machine was too slow."""
    middle = len(sound) // 2
    return np.concatenate([sound[:middle], np.zeros(RATE_HZ // 5, np.float32), sound[middle:]])


def drifting(sound: Samples) -> Samples:
    """The clocks of loudspeaker and microphone differ by half a millisecond a second."""
    times = np.arange(int(len(sound) * 1.0005)) / 1.0005
    return np.interp(times, np.arange(len(sound)), sound).astype(np.float32)


def test_clocks_that_run_apart_cost_nothing() -> None:
    sound, begin = echo()
    own = heard((drifting(sound), begin), (learner(), BEHIND))
    assert own.heard is Heard.BESIDE_ECHO
    within = slice(BEHIND, BEHIND + len(learner()))
    assert likeness(own.samples[within], learner()) > 0.8


def gated(sound: Samples) -> Samples:
    """A third of the sound is missing, in pieces of 50 ms, as of systems that fight echoes."""
    pieces = len(sound) // 800 + 1
    open_pieces = np.random.default_rng(3).random(pieces) > 0.3
    return sound * open_pieces.repeat(800)[: len(sound)].astype(np.float32)


@pytest.mark.parametrize("change", [dropped_out, drifting, gated])
def test_an_echo_that_no_filter_follows_is_no_voice_either(
    change: Callable[[Samples], Samples],
) -> None:
    sound, begin = echo()
    assert heard((change(sound), begin)).heard is Heard.ECHO_ALONE


def test_silence_has_no_echo() -> None:
    nothing = np.zeros(RATE_HZ, np.float32)
    assert own_voice(nothing, played()).heard is Heard.NO_ECHO
    assert own_voice(recording(), nothing).heard is Heard.NO_ECHO
