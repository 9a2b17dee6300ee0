"""What comes out of the loudspeaker in whole sessions: speed, pitch, and a natural voice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from miolingo.judging.recording import Audio
from miolingo.speech.audio.resampling import resample
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.synthesis.piper import NaturalVoice
from tests.parts.folders import ROOT
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import SoundServer, heard, sound_server
from tests.parts.speech import require_korean_model
from tests.parts.terminals import Terminal, open_terminal
from tests.parts.voices import JOE, joe

PHRASE = "안녕하세요 만나서 반갑습니다"
GAP_S = 0.5
LOUD = 0.01
RATE_HZ, FRAME = 16_000, 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    require_korean_model()
    with sound_server(tmp_path_factory.mktemp("sound")) as running:
        yield running


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    return miolingo_home


@pytest.fixture
def natural(home: Path) -> ModelFolder:
    """A voice on the learner's machine."""
    folder = home / "data" / "voices" / JOE
    folder.mkdir(parents=True)
    for file in joe():
        (folder / file.name).symlink_to(file)
    return ModelFolder(JOE, "en", folder)


def with_settings(server: SoundServer, **variables: str) -> SoundServer:
    return replace(server, env=server.env | variables)


def utterances(path: Path) -> list[Audio]:
    """What was heard, cut where it was silent for long."""
    audio = heard(path)
    loud = np.nonzero(np.abs(audio.samples) > LOUD)[0]
    cuts = np.nonzero(np.diff(loud) > GAP_S * audio.sample_rate_hz)[0] + 1
    return [
        Audio(audio.samples[part[0] : part[-1] + 1], audio.sample_rate_hz)
        for part in np.split(loud, cuts)
        if len(part)
    ]


def wait_for_utterance(path: Path, number: int) -> None:
    """Wait until so many have begun."""
    give_up_at = time.monotonic() + PATIENCE_S
    while len(utterances(path)) < number:
        assert time.monotonic() < give_up_at
        time.sleep(0.2)


def spoken_s(audio: Audio) -> float:
    loud = np.nonzero(np.abs(audio.samples) > LOUD)[0]
    return float(loud[-1] - loud[0]) / audio.sample_rate_hz


def pitch_hz(audio: Audio) -> float:
    """The pitch of most of the voiced sounds, between 60 and 400 Hz."""
    samples = resample(audio, RATE_HZ).samples.astype(np.float64)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[:: FRAME // 4]
    window = np.hanning(FRAME)
    likeness = _likeness_to_itself_later(frames * window) / _likeness_to_itself_later(window)
    shortest = RATE_HZ // 400
    period = shortest + np.argmax(likeness[:, shortest:], axis=1)
    voiced = np.max(likeness[:, shortest:], axis=1) > 0.6
    return float(np.median(RATE_HZ / period[voiced]))


def _likeness_to_itself_later(samples: np.ndarray) -> np.ndarray:
    power = np.abs(np.fft.rfft(samples, 2 * FRAME)) ** 2
    likeness = np.fft.irfft(power)[..., : RATE_HZ // 60]
    return likeness / np.maximum(likeness[..., :1], 1e-9)


PLAYED = "r.{0,20}=retry"
"""The keys that are offered once a phrase was played again."""


def replay(terminal: Terminal, key: str, after: str) -> None:
    terminal.wait_for(after)
    time.sleep(2 * GAP_S)
    terminal.shell.send(key)


def test_speed_and_pitch_hold_for_the_phrase_its_replay_and_its_slow_replay(
    server: SoundServer, home: Path, tmp_path: Path
) -> None:
    chosen = with_settings(server, MIOLINGO_SPEED="200", MIOLINGO_PITCH="90")
    recording = tmp_path / "speaker.f32"
    with chosen.listen(recording), open_terminal(chosen, home) as terminal:
        terminal.practice(PHRASE)
        for key, after in (("l", "Speak now"), ("s", PLAYED), ("q", PLAYED)):
            replay(terminal, key, after)
        assert terminal.ended()[1] == 0
    check_heard(recording, [200, 200, 120], 90)


def test_speed_and_pitch_hold_in_a_demonstration(
    server: SoundServer, home: Path, tmp_path: Path
) -> None:
    chosen = {"MIOLINGO_SPEED": "100", "MIOLINGO_PITCH": "10"}
    recording = tmp_path / "speaker.f32"
    deck = tmp_path / "deck.txt"
    deck.write_text(PHRASE, encoding="utf-8")
    with server.listen(recording):
        subprocess.run(
            [sys.executable, "-m", "miolingo", "practice", "--demo", "--deck", str(deck)],
            cwd=ROOT,
            env=server.env | chosen | {"MIOLINGO_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
    check_heard(recording, [100], 10)


def check_heard(recording: Path, speeds: list[int], pitch: int) -> None:
    said = utterances(recording)
    assert len(said) == len(speeds)
    for audio, speed in zip(said, speeds, strict=True):
        expected = speak(PHRASE, Voice("ko", speed, pitch))
        assert spoken_s(audio) == pytest.approx(spoken_s(expected), rel=0.1)
        assert pitch_hz(audio) == pytest.approx(pitch_hz(expected), rel=0.1)


def test_pitches_are_told_apart_here() -> None:
    low, high = (pitch_hz(speak(PHRASE, Voice("ko", 200, pitch))) for pitch in (10, 90))
    assert high > 1.5 * low


def test_a_natural_voice_speaks_at_its_own_pitch_once_it_is_loaded_and_a_key_stops_it(
    server: SoundServer, home: Path, tmp_path: Path, natural: ModelFolder
) -> None:
    recording = tmp_path / "speaker.f32"
    chosen = with_settings(server, MIOLINGO_PITCH="99")
    with chosen.listen(recording), open_terminal(chosen, home) as terminal:
        terminal.practice(PHRASE, "--voice", JOE)
        terminal.wait_for("Only eSpeak NG can change its pitch")
        terminal.wait_for("Speak now")
        time.sleep(3)
        terminal.shell.send("l")
        replay(terminal, "l", PLAYED)
        wait_for_utterance(recording, 3)
        terminal.shell.send(" ")
        terminal.wait_for(PLAYED)
        terminal.shell.send("q")
        assert terminal.ended()[1] == 0
    _first, whole, stopped = utterances(recording)
    own_hz = pitch_hz(NaturalVoice(natural).speak(PHRASE, 130))
    assert pitch_hz(speak(PHRASE, Voice("ko", 130, 99))) > 1.5 * own_hz
    assert pitch_hz(whole) == pytest.approx(own_hz, rel=0.15)
    assert spoken_s(stopped) < 0.7 * spoken_s(whole)


def test_a_damaged_voice_is_told_once_and_espeak_speaks(
    server: SoundServer, home: Path, tmp_path: Path, natural: ModelFolder
) -> None:
    (natural.path / f"{JOE}.onnx").unlink()
    (natural.path / f"{JOE}.onnx").write_bytes(b"no network")
    recording = tmp_path / "speaker.f32"
    with server.listen(recording):
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "miolingo",
                "practice",
                "--demo",
                "--lang",
                "ko",
                "--count",
                "2",
                "--voice",
                JOE,
            ],
            cwd=ROOT,
            env=server.env | {"MIOLINGO_HOME": str(home), "COLUMNS": "300"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
    assert ended.stderr == ""
    assert ended.stdout.count(f"The voice {JOE} is damaged: ") == 1
    assert "eSpeak NG speaks instead. Install it again" in ended.stdout
    assert len(utterances(recording)) == 2
