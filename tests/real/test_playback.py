"""A real loudspeaker beside a real microphone: a key stops a reference, none is ever recorded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from miolingo.speech.audio.player import LEAD_IN_S
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import SoundServer, heard, sound_server

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
LOUD, SILENT = 0.05, 0.002
WAKING_S = 1 / 3
"""What Bluetooth headphones swallow of a stream's beginning."""

SESSION = """
import json, sys, time
from contextlib import nullcontext
from datetime import UTC, datetime
import numpy as np
from miolingo.decks.cards import Card, Deck
from miolingo.judging.recording import LiveRecording
from miolingo.practice.interface import Key
from miolingo.practice.session import SessionParts, SessionRunner
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.audio.microphone import DeviceMicrophone
from miolingo.speech.audio.player import DevicePlayer

text, key, pressed_after_s = sys.argv[1], Key(sys.argv[2]), float(sys.argv[3])
reference = speak(text, Voice("en", 120))
times, blocks = {}, []

class Learner:
    interactive = True

    def pressed(self, timeout_s=0.0):
        time.sleep(timeout_s)
        now = time.monotonic()
        if not times.get("pressed") and player.playing and now > times["played"] + pressed_after_s:
            times["pressed"] = now
            return key
        if blocks and now > times["recorded"] + 1.5:
            return Key.QUIT
        return None

    def settle(self):
        return None

    def wait(self):
        return Key.QUIT

class Loudspeaker(DevicePlayer):
    def play(self, audio):
        super().play(audio)
        times["played"] = time.monotonic()

class Nobody:
    # a judge, a store and a screen that take everything and say nothing
    ready, device_id = True, "device"

    def __getattr__(self, name):
        return lambda *_, **__: None

    def now_playing(self, sound, word=None):
        return nullcontext()

    def listening(self):
        return nullcontext(lambda *_: None)

class Ear(Nobody):
    recording = LiveRecording()

    def listen(self, plan, limits=None):
        return self

    def feed(self, block):
        times.setdefault("recorded", time.monotonic())
        blocks.append(block)
        self.recording.feed(block)
        return self.recording.phase

    def cancel(self):
        pass

player, world = Loudspeaker(), Ear()
parts = SessionParts(
    judge=world,
    microphone=lambda card: DeviceMicrophone(),
    reference=lambda card, slow: reference,
    player=player,
    store=world,
    keys=Learner(),
    view=world,
    now=lambda: datetime.now(UTC),
    new_id=lambda: "id",
)
SessionRunner(Deck("one", (Card("one"),)), parts, None).run()
print(json.dumps({
    "loudest": float(np.abs(np.concatenate(blocks)).max()),
    "recording_since_s": times["recorded"] - times["played"],
    "reference_s": reference.duration_ms / 1000,
}))
"""

HEARD_BY_THE_MICROPHONE = """
import numpy as np, time
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.audio.microphone import DeviceMicrophone
from miolingo.speech.audio.player import DevicePlayer
player = DevicePlayer()
player.play(speak("one two three four five six seven", Voice("en", 120)))
end = time.monotonic() + 2
with DeviceMicrophone().open() as blocks:
    heard = [next(blocks) for _ in iter(lambda: time.monotonic() < end, False)]
print(float(np.abs(np.concatenate(heard)).max()))
"""


TWO_SOUNDS = """
import json, subprocess, sys, time
from pathlib import Path
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.audio.player import DevicePlayer

def streams():
    listed = subprocess.check_output(["pactl", "list", "short", "sink-inputs"], text=True)
    return [line.split()[0] for line in listed.splitlines()]

recorded, player, seen, opened_at = Path(sys.argv[1]), DevicePlayer(), [], None
sound = speak("two", Voice("en", 120))
for _ in range(2):
    player.play(sound)
    opened_at = opened_at or recorded.stat().st_size // 4
    while player.playing:
        time.sleep(0.05)
    seen += streams()
print(json.dumps({"streams": seen, "opened_at": opened_at, "sound_s": sound.duration_ms / 1000}))
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A machine whose microphone hears its own loudspeaker, and nothing else."""
    with sound_server(tmp_path_factory.mktemp("sound")) as server:
        server.env["PULSE_SOURCE"] = "speaker.monitor"
        yield server


def child(code: str, *args: str, server: SoundServer) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", code, *args],
        env=server.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_microphone_of_this_room_hears_the_loudspeaker(room: SoundServer) -> None:
    assert float(child(HEARD_BY_THE_MICROPHONE, server=room)) > LOUD


@dataclass(frozen=True)
class Heard:
    """How loud the recording of 1.5 s was, and when it began after the reference did."""

    loudest: float
    recording_since_s: float
    reference_s: float


def session(text: str, key: str, pressed_after_s: float, server: SoundServer) -> Heard:
    return Heard(**json.loads(child(SESSION, text, key, str(pressed_after_s), server=server)))


@pytest.mark.parametrize("key", ["next", "retry"])
def test_a_key_stops_a_long_reference_and_recording_starts_at_once(
    room: SoundServer, key: str
) -> None:
    told = session(LONG, key, 1.0, room)
    assert told.reference_s > 5
    assert 1.0 < told.recording_since_s < told.reference_s
    assert told.loudest < SILENT


def test_a_reference_that_plays_to_its_end_is_not_recorded_either(room: SoundServer) -> None:
    told = session("one two", "quit", 60.0, room)
    assert told.recording_since_s > 0.8 * told.reference_s
    assert told.loudest < SILENT


def test_one_stream_plays_all_and_leads_in_with_silence(room: SoundServer, tmp_path: Path) -> None:
    recorded = tmp_path / "speaker.raw"
    with room.listen(recorded):
        told = json.loads(child(TWO_SOUNDS, str(recorded), server=room))
    sound = heard(recorded)
    loud = np.flatnonzero(np.abs(sound.samples) > LOUD) / sound.sample_rate_hz
    opened_s = told["opened_at"] / sound.sample_rate_hz
    assert len(told["streams"]) == 2
    assert len(set(told["streams"])) == 1, "each sound had a stream of its own"
    assert loud[0] - opened_s > WAKING_S, "headphones that wake up would swallow the first sound"
    assert loud[-1] - loud[0] < 2 * told["sound_s"] + LEAD_IN_S, "led in a second time"
