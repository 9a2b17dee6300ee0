"""The real way of sound: PulseAudio, ALSA, PortAudio, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from miolingo.judging.recording import Audio
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import SoundServer, heard, require_pulseaudio, sound_server
from tests.parts.speech import require_korean_model

PHRASE, VOICE = "안녕하세요 만나서 반갑습니다", Voice("ko+f4")

RECORD = """
import sys, time
import numpy as np
from miolingo.judging.recording import LiveRecording
from miolingo.judging.utterance.voice_activity import EndpointLimits
from miolingo.speech.audio.microphone import DeviceMicrophone
recording = LiveRecording(EndpointLimits())
with DeviceMicrophone(sys.argv[2] if len(sys.argv) > 2 else None).open() as microphone:
    print("ready", flush=True)
    for block in microphone:
        recording.feed(block)
        if recording.phase.final:
            break
recording.samples.tofile(sys.argv[1])
print(recording.phase.value)
"""

PLAY = """
import sys, time
import numpy as np
from miolingo.judging.recording import Audio
from miolingo.speech.audio.player import DevicePlayer
player = DevicePlayer()
player.play(Audio(np.fromfile(sys.argv[1], "f4"), 22050))
assert player.playing, "play must return at once"
if len(sys.argv) > 2:
    time.sleep(float(sys.argv[2]))
    player.stop()
    assert not player.playing
while player.playing:
    time.sleep(0.02)
time.sleep(0.5)
"""

RECORD_UNTIL_THE_DEVICE_VANISHES = """
from miolingo.errors import AudioError
from miolingo.speech.audio.microphone import DeviceMicrophone
try:
    with DeviceMicrophone().open() as microphone:
        next(microphone)
        print("ready", flush=True)
        for block in microphone:
            pass
except AudioError as error:
    print(error.message)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sound_server(tmp_path_factory.mktemp("sound")) as running:
        yield running


@pytest.fixture(scope="module")
def speech() -> Audio:
    return speak(PHRASE, VOICE)


def child(code: str, *args: str, env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *args],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def likeness(recorded: Audio, played: Audio) -> float:
    """The highest correlation of the played sound with any stretch of the recorded one."""
    needle = resample(played, 16_000).samples.astype(np.float64)
    hay = resample(recorded, 16_000).samples.astype(np.float64)
    size = len(hay) + len(needle)
    spectrum = np.fft.rfft(hay, size) * np.conj(np.fft.rfft(needle, size))
    products = np.fft.irfft(spectrum, size)[: len(hay) - len(needle) + 1]
    energy = np.concatenate([[0.0], np.cumsum(hay**2)])
    local = energy[len(needle) :] - energy[: -len(needle)]
    return float(np.max(products / np.sqrt(np.maximum(local, 1e-9) * np.sum(needle**2))))


def loud_seconds(audio: Audio) -> float:
    return float(np.sum(np.abs(audio.samples) > 0.01)) / audio.sample_rate_hz


@pytest.mark.parametrize("device", [[], ["pulse"]])
def test_what_is_said_is_recorded_and_ends_by_itself(
    server: SoundServer, speech: Audio, tmp_path: Path, device: list[str]
) -> None:
    target = tmp_path / "recorded.f32"
    recorder = child(RECORD, str(target), *device, env=server.env)
    assert recorder.stdout is not None
    assert recorder.stdout.readline() == "ready\n"
    server.say(speech)
    output, errors = recorder.communicate(timeout=PATIENCE_S)
    assert output.strip() == "finished"
    assert errors == ""
    recorded = Audio(np.fromfile(target, "f4"), 16_000)
    assert likeness(recorded, speech) > 0.95
    assert recorded.duration_ms > speech.duration_ms + 900


def test_what_we_play_reaches_the_loudspeaker(
    server: SoundServer, speech: Audio, tmp_path: Path
) -> None:
    source, target = tmp_path / "source.f32", tmp_path / "heard.f32"
    speech.samples.tofile(source)
    with server.listen(target):
        output, errors = child(PLAY, str(source), env=server.env).communicate(timeout=PATIENCE_S)
    assert (output, errors) == ("", "")
    assert likeness(heard(target), speech) > 0.95


def test_stop_silences_the_loudspeaker(server: SoundServer, speech: Audio, tmp_path: Path) -> None:
    source, target = tmp_path / "source.f32", tmp_path / "heard.f32"
    speech.samples.tofile(source)
    with server.listen(target):
        _, errors = child(PLAY, str(source), "0.8", env=server.env).communicate(timeout=PATIENCE_S)
    assert errors == ""
    assert 0.05 < loud_seconds(heard(target)) < 0.7 * loud_seconds(speech)


def test_a_device_that_vanishes_ends_in_a_sentence(tmp_path: Path) -> None:
    with sound_server(tmp_path) as server:
        recorder = child(RECORD_UNTIL_THE_DEVICE_VANISHES, env=server.env)
        assert recorder.stdout is not None
        assert recorder.stdout.readline() == "ready\n"
        server.stop()
        output, errors = recorder.communicate(timeout=PATIENCE_S)
    assert "stopped delivering sound" in output
    assert errors == ""


def test_the_doctor_finds_the_devices(server: SoundServer, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "miolingo", "doctor", "--json"],
        env=server.env | {"MIOLINGO_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    report = json.loads(result.stdout)
    found = {finding["name"]: finding for finding in report["checks"]}
    assert found["Microphone"]["status"] == found["Loudspeaker"]["status"] == "ok"
    assert [device["name"] for device in report["devices"] if device["is_default_input"]]
    assert str(tmp_path) in found["Data folder"]["detail"]
    assert result.returncode == report["exit_code"] in (0, 6)
    assert result.stderr == ""


def run_python(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_a_machine_without_devices_ends_in_a_sentence(tmp_path: Path) -> None:
    cards = Path("/proc/asound/cards")
    if sys.platform != "linux" or (cards.exists() and "no soundcards" not in cards.read_text()):
        pytest.skip("this machine has a sound card")
    code = (
        "from miolingo.errors import AudioError\n"
        "from miolingo.speech.audio.microphone import DeviceMicrophone\n"
        "try:\n"
        "    with DeviceMicrophone().open(): pass\n"
        "except AudioError as error: print(error.message, error.hint)\n"
    )
    result = run_python(code, PULSE_SERVER="unix:/nonexistent", HOME=str(tmp_path))
    assert result.stdout.startswith("There is no microphone on this machine.")
    assert "--audio FILE" in result.stdout
    assert result.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
@pytest.mark.parametrize("settings", ["", "pcm.!default {", "pcm.alone { type null }"])
def test_unusable_alsa_settings_end_in_a_sentence(settings: str, tmp_path: Path) -> None:
    require_pulseaudio()
    require_korean_model()
    file = tmp_path / "alsa.conf"
    file.write_text(settings)
    for arguments in (["doctor"], ["practice", "안녕하세요"]):
        result = subprocess.run(
            [sys.executable, "-m", "miolingo", *arguments],
            env=os.environ | {"ALSA_CONFIG_PATH": str(file), "MIOLINGO_HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert result.returncode == 5
        assert "ALSA has no usable settings" in result.stdout + result.stderr
        assert "ALSA_CONFIG_PATH" in result.stdout + result.stderr


def test_importing_without_portaudio_is_fine_and_using_it_ends_in_a_sentence(
    tmp_path: Path,
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from miolingo.errors import AudioError\n"
        "from miolingo.speech.audio.microphone import DeviceMicrophone\n"
        "from miolingo.speech.audio.player import DevicePlayer\n"
        "try:\n"
        "    with DeviceMicrophone().open(): pass\n"
        "except AudioError as error: print(error.hint)\n"
    )
    result = run_python(code)
    assert "libportaudio2" in result.stdout
    assert result.stderr == ""
