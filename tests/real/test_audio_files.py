"""Files as libsndfile writes them, and files that no one should have written."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, TextIOWrapper
from pathlib import Path

import numpy as np
import pytest
import soundfile

from miolingo.errors import AudioFileError, ExitCode
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import Audio, Samples, frame_levels
from miolingo.speech.audio.files import STANDARD_INPUT, read_audio
from miolingo.speech.audio.refusals import MAX_DURATION_S
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.synthesis.simulated_microphone import FileMicrophone, SynthesizedMicrophone

ROOT = Path(__file__).parents[2]
FORMATS = [
    ("WAV", "PCM_U8"), ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "ULAW"),
    ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III"), ("AIFF", "PCM_16"),
]  # fmt: skip


@pytest.fixture(scope="module")
def speech() -> Audio:
    return speak("오늘 날씨가 정말 좋네요", Voice("ko+f4"))


def write(path: Path, audio: Audio, subtype: str, channels: int = 1) -> Path:
    samples = np.repeat(audio.samples[:, np.newaxis], channels, axis=1)
    soundfile.write(path, samples, audio.sample_rate_hz, subtype, format=path.suffix[1:].upper())
    return path


def refused(path: Path) -> AudioFileError:
    with pytest.raises(AudioFileError) as caught:
        read_audio(path)
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.AUDIO
    return caught.value


@pytest.mark.parametrize(("kind", "subtype"), FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format_gives_the_same_speech(
    tmp_path: Path, speech: Audio, kind: str, subtype: str, channels: int
) -> None:
    audio = read_audio(write(tmp_path / f"한국어.{kind.lower()}", speech, subtype, channels))
    assert audio.sample_rate_hz == speech.sample_rate_hz
    assert audio.samples.dtype == np.float32
    assert audio.duration_ms == pytest.approx(speech.duration_ms, abs=60)
    shared = min(len(audio.samples), len(speech.samples))
    likeness = np.corrcoef(audio.samples[:shared], speech.samples[:shared])[0, 1]
    assert likeness > 0.95


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000, 96_000, 192_000])
def test_every_rate_is_kept(tmp_path: Path, speech: Audio, rate: int) -> None:
    audio = read_audio(write(tmp_path / "a.wav", resample(speech, rate), "PCM_16"))
    assert audio.sample_rate_hz == rate
    assert audio.duration_ms == pytest.approx(speech.duration_ms, abs=1)


def opposite(speech: Samples) -> Samples:
    return np.stack([speech, -speech], axis=1)


def beside_nothing(speech: Samples) -> Samples:
    return np.stack([np.zeros_like(speech), speech], axis=1)


def beside_louder_noise(speech: Samples) -> Samples:
    noise = np.random.default_rng(0).uniform(-1, 1, len(speech))
    return np.stack([noise, speech / 4], axis=1)


def beside_an_echo(speech: Samples) -> Samples:
    return np.stack([np.roll(speech, 800) / 8, speech, np.roll(speech, 400) / 4], axis=1)


@pytest.mark.parametrize("made", [opposite, beside_nothing, beside_louder_noise, beside_an_echo])
def test_the_channel_with_the_voice_is_read(
    tmp_path: Path, speech: Audio, made: Callable[[Samples], Samples]
) -> None:
    soundfile.write(tmp_path / "a.flac", made(speech.samples), speech.sample_rate_hz)
    heard = read_audio(tmp_path / "a.flac").samples
    assert np.corrcoef(heard, speech.samples)[0, 1] > 0.999


def test_a_wav_from_a_pipe_that_did_not_know_its_length_is_whole(
    tmp_path: Path, speech: Audio
) -> None:
    path = write(tmp_path / "a.wav", speech, "PCM_16")
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[4:8] = data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert len(read_audio(path).samples) == len(speech.samples)


@pytest.mark.parametrize(("kind", "subtype"), FORMATS)
@pytest.mark.parametrize("share", [0.03, 0.5, 0.9])
def test_a_truncated_file_is_refused(
    tmp_path: Path, speech: Audio, kind: str, subtype: str, share: float,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = write(tmp_path / f"a.{kind.lower()}", speech, subtype)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    error = refused(path)
    assert error.reason == Reason.UNREADABLE_FILE
    assert "cut off" in error.message
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("text.wav", b"hello there\n" * 100, "not an audio file"),
        ("headerless.raw", bytes(4_000), "not an audio file"),
        ("empty.wav", b"", "empty file"),
        ("header.wav", b"RIFF", "not an audio file"),
    ],
)
def test_what_is_no_audio_is_refused(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    error = refused(tmp_path / name)
    assert words in error.message
    assert error.reason == Reason.UNREADABLE_FILE


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.wav").reason == Reason.MISSING_FILE
    folder = refused(tmp_path)
    assert folder.reason == Reason.UNREADABLE_FILE
    assert "folder" in folder.message


def test_zero_samples_are_too_short(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0), 16_000)
    assert refused(tmp_path / "a.wav").reason == Reason.TOO_SHORT


def test_a_rate_below_speech_and_samples_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "slow.wav", np.zeros(6_000), 6_000)
    assert "6000 samples per second" in refused(tmp_path / "slow.wav").message
    soundfile.write(tmp_path / "nan.wav", np.full(16_000, np.nan), 16_000, "FLOAT")
    assert "invalid samples" in refused(tmp_path / "nan.wav").message


def test_a_long_recording_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(16_000, np.int16), 16_000, "PCM_16")
    seconds = 10 * 60
    with path.open("r+b") as file:
        header = bytearray(file.read(44))
        size = seconds * 16_000 * 2
        header[4:8], header[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
        file.seek(0)
        file.write(header)
        file.truncate(44 + size)
    error = refused(path)
    assert error.reason == Reason.TOO_LONG
    assert f"{MAX_DURATION_S // 60} minutes" in error.message


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may enter; into pytest's only their owner may."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions elsewhere")
def test_a_file_that_may_not_be_read_is_refused(open_folder: Path, speech: Audio) -> None:
    path = write(open_folder / "a.wav", speech, "PCM_16")
    path.chmod(stat.S_IWUSR)
    if os.geteuid() != 0:
        assert "may not read" in refused(path).message
        return
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from miolingo.errors import AudioFileError\n"
        "from miolingo.speech.audio.files import read_audio\n"
        "os.setuid(65534)\n"
        "try: read_audio(Path(sys.argv[2]))\n"
        "except AudioFileError as error: print(error.message)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "may not read" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_is_read_to_its_end(tmp_path: Path, speech: Audio) -> None:
    data = write(tmp_path / "a.wav", speech, "PCM_16").read_bytes()
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as pool:
        writing = pool.submit((tmp_path / "pipe").write_bytes, data)
        heard = read_audio(tmp_path / "pipe")
        assert writing.result() == len(data)
    assert len(heard.samples) == len(speech.samples)


def test_standard_input_is_read_unless_it_is_a_keyboard(
    tmp_path: Path, speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write(tmp_path / "a.flac", speech, "PCM_16").read_bytes()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(data)))
    assert len(read_audio(STANDARD_INPUT).samples) == len(speech.samples)
    assert "empty" in refused(STANDARD_INPUT).message
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert "pipe" in refused(STANDARD_INPUT).hint


def test_a_pipe_without_end_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miolingo.speech.audio.files._MAX_PIPED_BYTES", 1_000)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(bytes(1_001))))
    assert refused(STANDARD_INPUT).reason == Reason.TOO_LONG


def test_a_recording_can_be_the_microphone(speech: Audio) -> None:
    with FileMicrophone(speech.samples).open() as blocks:
        given = list(blocks)
    assert {len(block) for block in given[:-1]} == {480}
    assert np.array_equal(np.concatenate(given), speech.samples)


def test_a_synthesized_learner_speaks_in_real_time_and_never_ends(speech: Audio) -> None:
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    learner = SynthesizedMicrophone(
        "오늘 날씨가 정말 좋네요", Voice("ko+f4"), clock=lambda: now, sleep=sleep
    )
    with learner.open() as blocks:
        samples = np.concatenate([next(blocks) for _ in range(200)])
    assert now == pytest.approx(6.0)
    assert 0 < np.abs(samples[:4_800]).max() < 0.01
    expected = resample(speech, 16_000).samples
    spoken = samples[4_800 : 4_800 + len(expected)]
    loudness = [frame_levels(sound) for sound in (spoken, expected)]
    assert np.corrcoef(loudness)[0, 1] > 0.9
    assert np.abs(samples[-16_000:]).max() < 0.01
