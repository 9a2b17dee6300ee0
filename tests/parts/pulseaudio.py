"""A private PulseAudio server with a learner to record and a loudspeaker to listen to.

What is played into the sink ``learner`` comes out of the default microphone; what a program plays
comes out of the sink ``speaker``. It needs no sound card, no session bus and no desktop, and runs
as root in a container too.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from miolingo.judging.recording import Audio
from tests.parts.patience import PATIENCE_S
from tests.parts.require import require

PACKAGES = "apt-get install pulseaudio pulseaudio-utils libportaudio2 libasound2-plugins"

_RATE_HZ = 48_000
_ALSA_PLUGINS = "*/alsa-lib/libasound_module_pcm_pulse.so"
_SCRIPT = f"""
load-module module-null-sink sink_name=learner rate={_RATE_HZ} norewinds=1
load-module module-null-sink sink_name=speaker rate={_RATE_HZ} norewinds=1
load-module module-native-protocol-unix auth-anonymous=1
set-default-sink speaker
set-default-source learner.monitor
"""
_ASOUNDRC = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"


@dataclass(frozen=True)
class SoundServer:
    """A running server; ``env`` is the environment of a program that is to use it."""

    env: dict[str, str]
    process: subprocess.Popen[bytes]

    def say(self, audio: Audio) -> None:
        """Play into the learner's microphone; returns when the last sample was played."""
        self.start_saying(audio).wait(timeout=PATIENCE_S)

    def start_saying(self, audio: Audio) -> subprocess.Popen[bytes]:
        """Start to play into the learner's microphone and return at once."""
        player = subprocess.Popen(
            [
                "pacat",
                "--playback",
                "--device=learner",
                f"--rate={audio.sample_rate_hz}",
                "--channels=1",
                "--format=float32le",
            ],
            env=self.env,
            stdin=subprocess.PIPE,
        )
        assert player.stdin is not None
        player.stdin.write(audio.samples.astype("<f4").tobytes())
        player.stdin.close()
        return player

    def feed_back(self, level_db: float) -> None:
        """Let the microphone hear the loudspeaker, at this level, from now on."""
        self._control(
            *("load-module", "module-loopback", "source=speaker.monitor", "sink=learner"),
            *("latency_msec=50", "adjust_time=0"),
        )
        inputs = self._control("list", "short", "sink-inputs").split()
        self._control("set-sink-input-volume", inputs[0], f"{level_db}dB")

    def _control(self, *words: str) -> str:
        return subprocess.check_output(["pactl", *words], env=self.env, text=True)

    @contextmanager
    def listen(self, path: Path) -> Iterator[None]:
        """Record what comes out of the loudspeaker into ``path``; read it with ``heard``."""
        command = ["parec", "--device=speaker.monitor", f"--rate={_RATE_HZ}", "--channels=1"]
        with path.open("wb") as out:
            recorder = subprocess.Popen(
                [*command, "--format=float32le", "--latency-msec=20"], env=self.env, stdout=out
            )
            try:
                _wait_until(lambda: path.stat().st_size > 0)
                yield
            finally:
                recorder.terminate()
                recorder.wait(timeout=PATIENCE_S)

    def stop(self) -> None:
        """End the server; programs that use it lose their devices."""
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_S)


def heard(path: Path) -> Audio:
    """Read what ``SoundServer.listen`` recorded."""
    return Audio(np.fromfile(path, "<f4"), _RATE_HZ)


def require_pulseaudio() -> None:
    """Skip, or fail in CI, where a Debian package is missing."""
    programs = all(shutil.which(name) for name in ("pulseaudio", "pacat", "parec", "pactl"))
    plugin = any(Path("/usr/lib").glob(_ALSA_PLUGINS))
    portaudio = ctypes.util.find_library("portaudio") is not None
    require(programs and plugin and portaudio, PACKAGES)


@contextmanager
def sound_server(folder: Path) -> Iterator[SoundServer]:
    """Run a private server whose files live in ``folder``."""
    require_pulseaudio()
    home, runtime = folder / "home", folder / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    (home / ".asoundrc").write_text(_ASOUNDRC)
    script = folder / "server.pa"
    script.write_text(_SCRIPT)
    env = os.environ | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "PULSE_SERVER": f"unix:{runtime}/pulse/native",
    }
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    process = subprocess.Popen(
        [
            "pulseaudio",
            "-n",
            f"--file={script}",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
            f"--log-target=file:{folder / 'server.log'}",
        ],
        env=env,
        stderr=subprocess.DEVNULL,
    )
    server = SoundServer(env, process)
    try:
        _wait_until(lambda: _answers(env))
        yield server
    finally:
        server.stop()


def _answers(env: dict[str, str]) -> bool:
    return (
        subprocess.run(["pactl", "info"], env=env, capture_output=True, check=False).returncode == 0
    )


def _wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the sound server did not answer")
        time.sleep(0.05)
