"""A deck's own recording as the reference: a real terminal, real sound and the real model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from miolingo.judging.recording import Audio
from tests.parts.pulseaudio import SoundServer, heard, sound_server
from tests.parts.terminals import PHRASE, open_terminal

RATE_HZ, TONE_HZ = 16_000, 440


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sound_server(tmp_path_factory.mktemp("sound")) as running:
        yield running


def test_the_recording_is_played_and_slowly_a_synthetic_voice(
    server: SoundServer, tmp_path: Path, miolingo_home: Path
) -> None:
    seconds = np.arange(RATE_HZ) / RATE_HZ
    tone = 0.5 * np.sin(2 * np.pi * TONE_HZ * seconds)
    soundfile.write(tmp_path / "tone.wav", tone, RATE_HZ)
    deck = tmp_path / "deck.txt"
    deck.write_text(f"{PHRASE} | Hello | | tone.wav\n", encoding="utf-8")
    with open_terminal(server, miolingo_home) as terminal:
        terminal.practice("--deck", str(deck))
        terminal.say(PHRASE)
        terminal.verdict()
        played = tmp_path / "played.f32"
        with server.listen(played):
            terminal.shell.send("l")
            terminal.wait_for("Playing the phrase")
            terminal.wait_for("r.{0,20}=retry")
        assert loudest_hz(heard(played)) == pytest.approx(TONE_HZ, abs=5)
        terminal.shell.send("s")
        terminal.wait_for("cannot be slowed")
        terminal.wait_for("r.{0,20}=retry")
        terminal.shell.send("q")
        assert terminal.ended()[1] == 0


def loudest_hz(audio: Audio) -> float:
    loudness = np.abs(np.fft.rfft(audio.samples))
    return float(np.argmax(loudness) * audio.sample_rate_hz / len(audio.samples))
