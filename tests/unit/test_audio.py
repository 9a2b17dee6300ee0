"""Measures on sound, held against real synthesized speech and generated noise."""

from functools import cache
from itertools import islice
from queue import SimpleQueue

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.errors import AudioError
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import Audio, LiveRecording, frame_levels
from miolingo.judging.utterance.voice_activity import SILENT_DBFS, smooth
from miolingo.speech.audio.microphone import resampled
from miolingo.speech.audio.resampling import StreamingResampler, resample
from miolingo.speech.synthesis.espeak import Voice
from tests.parts.speech import spoken

PHRASES = ("네", "물", "이 가방은 얼마예요", "저는 매일 아침 커피를 마셔요")
VOICES = (Voice("ko"), Voice("ko+f4"))
RATE = 16_000


@cache
def speech(phrase: str, voice: Voice) -> np.ndarray:
    samples = spoken(phrase, voice, RATE)
    return samples / np.abs(samples).max()


def noise(count: int, slope: float, seed: int = 0) -> np.ndarray:
    """Noise of RMS 1 whose amplitude falls with frequency ** slope: 0 is white, 1 a deep fan."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hertz = np.maximum(np.arange(len(spectrum)) * RATE / count, 20)
    shaped = np.fft.irfft(spectrum / hertz**slope, count)
    return shaped / shaped.std()


def recording(samples: np.ndarray) -> LiveRecording:
    made = LiveRecording()
    made.feed(np.clip(samples, -1, 1).astype(np.float32))
    made.finish()
    return made


def defect(samples: np.ndarray) -> Reason | None:
    return recording(samples).defect()


def gain(decibels: float) -> float:
    return 10 ** (decibels / 20)


def test_a_full_scale_tone_measures_its_power() -> None:
    tone = np.sin(2 * np.pi * 1_000 * np.arange(RATE) / RATE).astype(np.float32)
    assert frame_levels(tone) == pytest.approx(-3.01, abs=0.2)
    assert recording(tone).level_dbfs == pytest.approx(-3.01, abs=0.2)


def test_offset_and_hum_are_not_heard() -> None:
    hum = 0.3 * np.sin(2 * np.pi * 50 * np.arange(RATE) / RATE) + 0.4
    assert frame_levels(hum.astype(np.float32)).max() < -55


def test_the_meter_is_silent_for_nothing() -> None:
    assert recording(np.zeros(0)).level_dbfs == SILENT_DBFS
    assert recording(np.full(480, 0.5)).level_dbfs < -70


def test_smoothing_removes_a_click_and_keeps_a_word() -> None:
    levels = np.full(50, -60.0)
    levels[10:12] = -5
    levels[30:40] = -20
    assert smooth(levels)[:25].max() == -60
    assert np.sum(smooth(levels) == -20) == 10


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("peak_dbfs", [-45, -30, -12, -1, 0])
def test_right_speech_is_accepted_at_any_level(phrase: str, voice: Voice, peak_dbfs: int) -> None:
    assert defect(speech(phrase, voice) * gain(peak_dbfs)) is None


@pytest.mark.parametrize("slope", [0, 0.5, 1])
@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("peak_dbfs", [-45, -1])
def test_right_speech_is_accepted_in_noise(phrase: str, slope: float, peak_dbfs: int) -> None:
    spoken = speech(phrase, VOICES[1])
    loudness = float(np.sqrt(np.mean(spoken**2)))
    noisy = spoken + noise(len(spoken), slope) * loudness * gain(-10)
    assert defect(noisy / np.abs(noisy).max() * gain(peak_dbfs)) is None


@pytest.mark.parametrize("phrase", PHRASES)
def test_gross_overdrive_is_clipped_and_a_little_is_not(phrase: str) -> None:
    padding = np.zeros(RATE // 2)
    spoken = np.concatenate([padding, speech(phrase, VOICES[0]), padding])
    assert defect(spoken * gain(6)) is None
    assert defect(spoken * gain(26)) is Reason.CLIPPED


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("peak_dbfs", [-45, -30, -12])
def test_quiet_speech_is_lifted_to_one_level_without_clipping(phrase: str, peak_dbfs: int) -> None:
    spoken = speech(phrase, VOICES[1])
    quiet = recording(spoken * gain(peak_dbfs))
    assert frame_levels(quiet.lifted).max() == pytest.approx(-14, abs=1.5)
    assert defect(quiet.lifted) is None
    assert quiet.too_quiet is (peak_dbfs < -12)


def test_loud_speech_and_silence_are_not_lifted_out_of_bounds() -> None:
    assert recording(speech(PHRASES[2], VOICES[1])).gain == pytest.approx(1, abs=0.2)
    assert recording(np.zeros(RATE)).gain == recording(np.zeros(0)).gain == 200


@pytest.mark.parametrize("seconds", [0.3, 1, 5])
@pytest.mark.parametrize("slope", [0, 0.5])
@pytest.mark.parametrize("level_dbfs", [-60, -40, -20])
def test_steady_noise_alone_is_silence(seconds: float, slope: float, level_dbfs: int) -> None:
    sound = noise(int(seconds * RATE), slope, seed=level_dbfs + 100) * gain(level_dbfs)
    assert defect(sound) is Reason.SILENCE


def test_an_offset_a_click_and_a_starting_device_are_silence() -> None:
    nothing = np.zeros(RATE)
    click = nothing.copy()
    click[5_000:5_300] = 0.9
    starting = np.concatenate([np.zeros(RATE // 5), noise(RATE, 0) * 0.01])
    for sound in (click, starting, nothing + 0.3):
        assert defect(sound) is Reason.SILENCE


def test_zeros_alone_are_no_signal_however_quiet_a_room_is() -> None:
    nothing = np.zeros(RATE)
    assert defect(nothing) is Reason.NO_SIGNAL
    assert defect(nothing[:4_000]) is Reason.TOO_SHORT
    assert defect(noise(RATE, 0) / 2**15) is Reason.SILENCE


@given(st.integers(0, 4_799))
def test_less_than_the_shortest_word_is_too_short(count: int) -> None:
    loud = np.ones(min(count, 4_790), np.float32)
    assert defect(loud) is Reason.TOO_SHORT


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=20), st.sampled_from([44_100, 48_000]))
def test_a_stream_resamples_like_a_whole_recording(sizes: list[int], rate: int) -> None:
    whole = Audio(noise(sum(sizes), 1).astype(np.float32) * 0.1, rate) if sum(sizes) > 2 else None
    if whole is None:
        return
    stream = StreamingResampler(rate, RATE)
    cuts = np.cumsum(sizes)[:-1]
    pieces = [stream.feed(piece) for piece in np.split(whole.samples, cuts)]
    streamed = np.concatenate([*pieces, stream.finish()])
    expected = resample(whole, RATE).samples
    assert abs(len(streamed) - len(expected)) <= 1
    shared = min(len(streamed), len(expected))
    assert streamed[:shared] == pytest.approx(expected[:shared], abs=1e-4)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 8), st.sampled_from([16_000, 44_100, 48_000]))
def test_the_end_of_a_recording_is_not_lost(taken: int, rate: int) -> None:
    whole = Audio(noise(12 * rate * 30 // 1000, 1).astype(np.float32) * 0.1, rate)
    device: SimpleQueue[np.ndarray | None] = SimpleQueue()
    for block in np.split(whole.samples, 12):
        device.put(block)
    stream = resampled(device, rate, "a microphone")
    blocks = list(islice(stream, taken))
    heard = np.concatenate([*blocks, stream.stop()])
    expected = resample(whole, RATE).samples
    assert abs(len(heard) - len(expected)) <= 1
    shared = min(len(heard), len(expected))
    assert heard[:shared] == pytest.approx(expected[:shared], abs=1e-4)


def test_a_device_that_is_gone_ends_in_a_sentence() -> None:
    device: SimpleQueue[np.ndarray | None] = SimpleQueue()
    device.put(np.zeros(480, np.float32))
    device.put(None)
    with pytest.raises(AudioError, match="“a microphone” stopped delivering sound"):
        list(resampled(device, RATE, "a microphone"))


@pytest.mark.parametrize("hertz", [250, 440, 1_000, 3_000])
@pytest.mark.parametrize("level_dbfs", [-40, -3])
def test_a_beep_is_no_speech(hertz: int, level_dbfs: int) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(RATE // 2) / RATE) * gain(level_dbfs)
    assert defect(np.concatenate([np.zeros(RATE), tone, np.zeros(RATE)])) is Reason.NO_SPEECH
