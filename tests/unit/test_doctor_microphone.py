"""``doctor --microphone``: three seconds are recorded, shown and played back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest

from miolingo.doctor import MICROPHONE_TEST_MS, HeardSound, hear_microphone
from miolingo.errors import AudioError, ExitCode
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples
from miolingo.ui.doctor import heard_json, no_use_error
from tests.parts.cli import invoke

BLOCK_SAMPLES = 480
NOISE = np.random.default_rng(1).standard_normal(BLOCK_SAMPLES, np.float32)


class FakeMicrophone:
    """A microphone that gives the same block without end, after some of another one."""

    def __init__(self, block: Samples, before: Samples | None = None) -> None:
        self._blocks = (block, [] if before is None else [before] * 40)

    @contextmanager
    def open(self) -> Iterator[Iterator[Samples]]:
        block, before = self._blocks
        yield iter([*before, *repeat(block, 1_000)])


VOICE = FakeMicrophone(0.2 * NOISE, before=0.0005 * NOISE)
BLOCKED = FakeMicrophone(0 * NOISE)
QUIET = FakeMicrophone(0.0005 * NOISE)


class FakePlayer:
    """A loudspeaker that notes what it has played."""

    def __init__(self, *, fails: bool = False) -> None:
        self.played: list[Audio] = []
        self._fails = fails
        self.playing = False

    def play(self, audio: Audio) -> None:
        if self._fails:
            raise AudioError("There is no loudspeaker.", hint="Connect one.")
        self.played.append(audio)


def test_three_seconds_are_heard_and_the_level_is_followed() -> None:
    levels: list[float] = []
    heard = hear_microphone(VOICE.open, lambda level, _speaking: levels.append(level))
    assert heard.audio.duration_ms == MICROPHONE_TEST_MS
    assert heard.defect is None
    assert heard.loudest_dbfs == max(levels) > -25


@pytest.mark.parametrize(
    ("microphone", "defect"), [(BLOCKED, Reason.NO_SIGNAL), (QUIET, Reason.SILENCE)]
)
def test_what_is_of_no_use_is_told_and_what_to_do(
    microphone: FakeMicrophone, defect: Reason
) -> None:
    heard = hear_microphone(microphone.open, lambda _level, _speaking: None)
    assert heard.defect is defect
    assert "--microphone --device NUMBER" in no_use_error(defect).hint


def test_json_tells_the_same() -> None:
    heard = HeardSound(Audio(np.zeros(SPEECH_RATE_HZ, np.float32), SPEECH_RATE_HZ), -71.26, None)
    assert json.loads(heard_json(heard, "Blue")) == {
        "schema": "miolingo.microphone/1",
        "microphone": "Blue",
        "recorded_ms": 1000,
        "loudest_dbfs": -71.3,
        "reason": None,
    }


@pytest.mark.parametrize(
    ("microphone", "player", "status", "told"),
    [
        (VOICE, FakePlayer(), ExitCode.OK, "The microphone works"),
        (VOICE, FakePlayer(fails=True), ExitCode.OK, "There is no loudspeaker. Connect one."),
        (QUIET, FakePlayer(), ExitCode.AUDIO, "I heard no voice."),
        (BLOCKED, FakePlayer(), ExitCode.AUDIO, "blocked or muted"),
    ],
)
def test_the_command_records_plays_back_and_says_what_came_in(
    microphone: FakeMicrophone,
    player: FakePlayer,
    status: ExitCode,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("miolingo.composition.speech.build_microphone", lambda _device: microphone)
    monkeypatch.setattr("miolingo.composition.speech.microphone_name", lambda _device: "Blue")
    monkeypatch.setattr("miolingo.composition.doctor.build_player", lambda _device: player)
    ended = invoke("doctor", "--microphone", home=tmp_path)
    assert ended.exit_code == status
    output = " ".join((ended.stdout + ended.stderr).split())
    assert "the microphone “Blue” records for 3 seconds" in output
    assert "dBFS" in output
    assert told in output
    assert ("Playing it back." in output) is (microphone is not BLOCKED)
