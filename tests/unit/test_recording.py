"""Where the voice of a recording is and when it ends, on real synthesized speech in noise."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.judging import recording as recording_module
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import LiveRecording, frame_levels
from miolingo.judging.utterance.voice_activity import (
    EndpointLimits,
    Phase,
    SmoothLevels,
    find_voice,
    phase_of,
    smooth,
)
from miolingo.speech.synthesis.espeak import Voice
from tests.parts.speech import spoken

RATE = 16_000
BLOCK = 480
PHRASES = ("네", "버스 정류장은 저기예요", "안녕하세요 만나서 반갑습니다")
VOICES = (Voice("ko+f4"), Voice("ko", words_per_minute=110))
LATEST_END_S = 1.3


@cache
def word(text: str, voice: Voice) -> np.ndarray:
    samples = spoken(text, voice, RATE)
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]


def phrase(text: str, voice: Voice, pause_s: float = 0.0) -> np.ndarray:
    """Speech of RMS 1; with ``pause_s`` between its words."""
    words = text.split() if pause_s else [text]
    gap = np.zeros(int(pause_s * RATE), np.float32)
    samples = np.concatenate([piece for text in words for piece in (gap, word(text, voice))])
    samples = samples[len(gap) :]
    return samples / np.sqrt(np.mean(samples[np.abs(samples) > 0.001] ** 2))


def noise(count: int, slope: float = 0.0, seed: int = 0) -> np.ndarray:
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hertz = np.maximum(np.arange(len(spectrum)) * RATE / count, 20)
    shaped = np.fft.irfft(spectrum / hertz**slope, count)
    return shaped / shaped.std()


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE))


def gain(decibels: float) -> float:
    return 10 ** (decibels / 20)


def run(sound: np.ndarray, limits: EndpointLimits | None = None) -> tuple[Phase, float]:
    """Feed a sound; give the last phase and the seconds it took."""
    recording = recorded(sound, limits or EndpointLimits())
    return recording.phase, len(recording.samples) / RATE


def recorded(sound: np.ndarray, limits: EndpointLimits) -> LiveRecording:
    """Record a sound in blocks until its end or a final phase."""
    recording = LiveRecording(limits)
    samples = np.clip(sound, -1, 1).astype(np.float32)
    for start in range(0, len(samples), BLOCK):
        recording.feed(samples[start : start + BLOCK])
        if recording.phase.final:
            break
    return recording


def assert_ends_after(speech: np.ndarray, lead_s: float, backdrop: np.ndarray | None) -> None:
    sound = np.concatenate([silence(lead_s), speech, silence(3)])
    if backdrop is not None:
        sound = sound + np.resize(backdrop, len(sound))
    phase, seconds = run(sound)
    spoken_s = lead_s + len(speech) / RATE
    assert phase is Phase.FINISHED
    assert spoken_s + 0.6 < seconds < spoken_s + LATEST_END_S


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
@pytest.mark.parametrize("text", PHRASES)
@pytest.mark.parametrize("lead_s", [0.0, 0.7])
@pytest.mark.parametrize(("slope", "snr"), [(0, 20), (0, 10), (0.5, 5), (1, 0)])
def test_speech_in_noise_ends_and_is_not_cut(
    text: str, voice: Voice, lead_s: float, slope: float, snr: int
) -> None:
    speech = phrase(text, voice, pause_s=0.4) * gain(-25)
    assert_ends_after(speech, lead_s, noise(RATE * 4, slope) * gain(-25 - snr))


@pytest.mark.parametrize("text", PHRASES)
@pytest.mark.parametrize("level", [-55, -35, -15])
def test_speech_in_digital_silence_ends_at_any_level(text: str, level: int) -> None:
    assert_ends_after(phrase(text, VOICES[0]) * gain(level), 0.0, None)


def test_hum_and_offset_do_not_matter() -> None:
    hum = 0.2 + 0.1 * np.sin(2 * np.pi * 50 * np.arange(RATE) / RATE) + 0.001 * noise(RATE)
    assert_ends_after(phrase(PHRASES[1], VOICES[0]) * gain(-30), 0.5, hum)


def test_a_click_at_the_start_and_one_at_the_end_are_no_speech() -> None:
    sound = np.concatenate([silence(0.5), phrase(PHRASES[1], VOICES[0]) * gain(-25), silence(3)])
    ending = len(sound) - 3 * RATE
    for at in (1_000, ending + RATE // 2):
        sound[at : at + 400] += 0.8
    phase, seconds = run(sound + 0.001 * noise(len(sound)))
    assert phase is Phase.FINISHED
    assert seconds < ending / RATE + LATEST_END_S


def test_a_device_that_starts_with_zeros_does_not_hide_the_noise() -> None:
    room = noise(RATE * 6, 1) * gain(-40)
    room[: RATE // 2] = 0
    sound = room.copy()
    speech = phrase(PHRASES[1], VOICES[0]) * gain(-25)
    sound[RATE : RATE + len(speech)] += speech
    phase, seconds = run(sound)
    assert phase is Phase.FINISHED
    assert seconds < 1 + len(speech) / RATE + LATEST_END_S


def test_a_fan_that_comes_on_is_learned() -> None:
    fan = noise(RATE * 8, 0.5) * gain(-35)
    fan[:RATE] *= gain(-40)
    sound = fan.copy()
    speech = phrase(PHRASES[1], VOICES[0]) * gain(-20)
    sound[RATE // 2 : RATE // 2 + len(speech)] += speech
    phase, seconds = run(sound)
    assert phase is Phase.FINISHED
    assert 0.5 + len(speech) / RATE < seconds < 0.5 + len(speech) / RATE + 3


@pytest.mark.parametrize("level", [None, -60, -30, -10])
@pytest.mark.parametrize("slope", [0, 1])
def test_noise_alone_times_out(level: int | None, slope: float) -> None:
    loudness = 0 if level is None else gain(level)
    phase, seconds = run(noise(RATE * 4, slope) * loudness, EndpointLimits(start_timeout_ms=3_000))
    assert phase is Phase.TIMED_OUT
    assert seconds == pytest.approx(3, abs=0.05)


def test_speech_without_end_stops_at_the_limit() -> None:
    chatter = np.tile(phrase(PHRASES[2], VOICES[0]) * gain(-25), 3)
    phase, seconds = run(chatter, EndpointLimits(max_length_ms=4_000))
    assert phase is Phase.TOO_LONG
    assert seconds == pytest.approx(4, abs=0.05)


def test_speaking_is_told_while_it_lasts() -> None:
    sound = np.concatenate([silence(0.5), phrase(PHRASES[2], VOICES[0]) * gain(-25)])
    recording = LiveRecording(EndpointLimits())
    recording.feed(sound[: RATE // 2].astype(np.float32))
    assert recording.phase is Phase.WAITING
    assert recording.level_dbfs == -100
    recording.feed(sound[RATE // 2 :].astype(np.float32))
    assert recording.phase is Phase.SPEAKING


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 4_000), max_size=60))
def test_the_size_of_the_blocks_does_not_matter(sizes: list[int]) -> None:
    speech = np.concatenate([phrase(PHRASES[0], VOICES[0]) * gain(-25), silence(1.5)])
    samples = (speech + noise(len(speech)) * gain(-50)).astype(np.float32)
    recording = LiveRecording(EndpointLimits())
    cuts = [cut for cut in np.cumsum(sizes) if cut < len(samples)]
    for piece in np.split(samples, cuts):
        recording.feed(piece)
    assert recording.phase is Phase.FINISHED


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-100, 0), min_size=1, max_size=120))
def test_any_levels_have_a_phase_and_nothing_outlasts_the_limit(levels: list[float]) -> None:
    limits = EndpointLimits(trailing_silence_ms=200, start_timeout_ms=1_000, max_length_ms=2_000)
    phase = phase_of(find_voice(smooth(np.array(levels))), len(levels), limits)
    assert phase.final or len(levels) < 100
    assert phase is not Phase.TOO_LONG or len(levels) >= 100


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_after_the_end_nothing_changes(seed: int) -> None:
    recording = LiveRecording(EndpointLimits(start_timeout_ms=200))
    recording.feed(np.zeros(RATE // 2, np.float32))
    assert recording.phase is Phase.TIMED_OUT
    more = np.random.default_rng(seed).standard_normal(RATE).astype(np.float32)
    recording.feed(np.clip(more, -1, 1))
    assert recording.phase is Phase.TIMED_OUT


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-100, 0), min_size=1, max_size=40))
def test_levels_that_come_one_by_one_are_smoothed_like_all_at_once(levels: list[float]) -> None:
    smoothed = SmoothLevels()
    for count, level in enumerate(levels, start=1):
        assert np.array_equal(smoothed.add(level), smooth(np.array(levels[:count])))


def test_each_frame_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def counting(samples: np.ndarray) -> np.ndarray:
        levels = frame_levels(samples)
        measured.append(len(levels))
        return levels

    monkeypatch.setattr(recording_module, "frame_levels", counting)
    sound = np.concatenate([silence(1), phrase(PHRASES[1], VOICES[0]) * gain(-25), silence(3)])
    recording = recorded(sound, EndpointLimits())
    recording.finish()
    assert recording.defect() is None
    assert recording.gain > 1
    assert sum(measured) == len(recording.samples) // 320


@pytest.mark.parametrize("level", [-78, -72, -70, -66, -50])
@pytest.mark.parametrize("seconds", [0.1, 0.3, 1.0])
def test_where_the_meter_showed_a_voice_there_is_one(level: int, seconds: float) -> None:
    burst = noise(int(seconds * RATE)) * gain(level)
    limits = EndpointLimits(start_timeout_ms=3_000)
    recording = recorded(np.concatenate([silence(0.5), burst, silence(4)]), limits)
    recording.finish()
    voice = recording.phase is Phase.FINISHED
    assert recording.defect() is (None if voice else Reason.SILENCE)
    assert (recording.phase is Phase.TIMED_OUT) is not voice


def let_through(sound: np.ndarray, cuts: Sequence[int] = ()) -> tuple[LiveRecording, np.ndarray]:
    """A recording, and all of it that is to be decoded."""
    recording = LiveRecording()
    pieces = np.split(np.clip(sound, -1, 1).astype(np.float32), cuts)
    return recording, np.concatenate([*map(recording.feed, pieces), recording.finish()])


@pytest.mark.parametrize("text", PHRASES)
@pytest.mark.parametrize("lead_s", [0.0, 0.3, 3.0, 8.0])
@pytest.mark.parametrize("level", [-90, -60, -40])
def test_half_a_second_before_the_voice_is_kept(text: str, lead_s: float, level: int) -> None:
    sound = np.concatenate([silence(lead_s), phrase(text, VOICES[0]) * gain(-25), silence(1)])
    sound = sound + noise(len(sound)) * gain(level)
    recording, kept = let_through(sound)
    assert recording.trimmed_samples == len(sound) - len(kept)
    assert np.array_equal(kept, sound[recording.trimmed_samples :].astype(np.float32))
    assert recording.trimmed_samples / RATE == pytest.approx(max(0.0, lead_s - 0.5), abs=0.15)
    assert recording.trimmed_samples <= max(0.0, lead_s - 0.3) * RATE


@pytest.mark.parametrize("text", PHRASES)
@pytest.mark.parametrize("lead_s", [0.3, 3.0, 8.0])
def test_of_digital_silence_before_the_voice_nothing_is_kept(text: str, lead_s: float) -> None:
    voice = phrase(text, VOICES[0]) * gain(-25)
    voice = np.concatenate([voice[np.argmax(voice != 0) :], silence(1)])
    recording, kept = let_through(np.concatenate([silence(lead_s), voice]))
    assert recording.trimmed_samples == len(silence(lead_s))
    assert np.array_equal(kept, voice.astype(np.float32))


def test_a_short_word_long_before_the_others_is_no_silence() -> None:
    short = word("네", VOICES[0])[: RATE // 8] * gain(-3)
    sound = np.concatenate([silence(1), short, silence(2), phrase(PHRASES[1], VOICES[0]) * 0.1])
    recording, _ = let_through(sound + noise(len(sound)) * gain(-60))
    assert recording.trimmed_samples <= RATE


@pytest.mark.parametrize("seconds", [1, 40])
def test_where_no_voice_is_found_all_is_let_through(seconds: int) -> None:
    sound = noise(RATE * seconds) * gain(-40)
    recording, kept = let_through(sound, range(480, len(sound), 480))
    assert np.array_equal(kept, sound.astype(np.float32))
    assert recording.trimmed_samples == 0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 8_000), max_size=30))
def test_what_is_let_through_is_the_same_in_blocks_of_any_size(sizes: list[int]) -> None:
    sound = np.concatenate([silence(2), phrase(PHRASES[0], VOICES[0]) * gain(-25)])
    sound = sound + noise(len(sound)) * gain(-60)
    cuts = [int(cut) for cut in np.cumsum(sizes) if cut < len(sound)]
    (whole, expected), (cut_up, kept) = let_through(sound), let_through(sound, cuts)
    assert cut_up.trimmed_samples == whole.trimmed_samples > 0
    assert np.array_equal(kept, expected)
