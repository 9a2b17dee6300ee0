"""Recordings as phones, messengers, browsers and recorders write them, made here."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import soundfile

from miolingo.errors import AudioFileError
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples, frame_levels
from miolingo.speech.audio.files import read_audio
from miolingo.speech.audio.resampling import resample

DURATION_S = 1.2
HEADER_BYTES = 44
"""The header of a plain WAV."""


@cache
def voiced(rate_hz: int = 16_000) -> Samples:
    """Four syllables of a buzz in a quiet room, each at another pitch."""
    seconds = np.arange(int(DURATION_S * rate_hz)) / rate_hz
    pitch_hz = 140 + 20 * np.floor(seconds / 0.3)
    buzz = sum(np.sin(2 * np.pi * pitch_hz * part * seconds) / part for part in range(1, 12))
    syllables = np.sin(np.pi * (seconds % 0.3) / 0.3) ** 2 * (seconds % 0.3 > 0.06)
    noise = np.random.default_rng(0).standard_normal(len(seconds))
    return (0.25 * syllables * buzz + 0.0005 * noise).astype(np.float32)


def likeness(audio: Audio) -> float:
    """How alike a recording and ``voiced`` are, by their levels: 1 for the same."""
    heard = frame_levels(resample(audio, SPEECH_RATE_HZ).samples)
    meant = frame_levels(voiced())
    shared = min(len(heard), len(meant))
    frames = range(-4, 5)  # encoders begin a little earlier or later
    return float(
        max(np.corrcoef(np.roll(heard[:shared], by), meant[:shared])[0, 1] for by in frames)
    )


class _Pipe:
    """Takes bytes and cannot be sought."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> int:
        self.data += bytes(data)
        return len(data)


def encoded(
    container: str,
    codec: str,
    rate_hz: int,
    *,
    live: bool = False,
    samples: Samples | None = None,
    options: Mapping[str, str] | None = None,
) -> bytes:
    """A recording in a format of FFmpeg; ``live`` ones were written without going back."""
    file: BytesIO | _Pipe = _Pipe() if live else BytesIO()
    sound = voiced(rate_hz) if samples is None else samples
    with av.open(file, "w", format=container, options=dict(options or {})) as output:
        stream = output.add_stream(codec, rate=rate_hz, layout="mono")
        if codec == "wmav2":  # has no usual bit rate
            stream.bit_rate = 64_000
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis], format="fltp", layout="mono")
        frame.sample_rate = rate_hz
        convert = av.AudioResampler(stream.codec_context.format, "mono", rate_hz)
        for part in [*convert.resample(frame), *convert.resample(None), None]:
            output.mux(stream.encode(part))
    return file.data if isinstance(file, _Pipe) else file.getvalue()


def vorbis() -> bytes:
    """A recording in Ogg Vorbis, by libsndfile."""
    file = BytesIO()
    soundfile.write(file, voiced(), 16_000, format="OGG", subtype="VORBIS")
    return file.getvalue()


def telegram_voice() -> bytes:
    """Ogg Opus without the page that is marked as the last one."""
    data = encoded("ogg", "libopus", 48_000, options={"page_duration": "20000"})
    return data[: data.rindex(b"OggS")]


def wav(
    channels: Samples | None = None,
    *,
    rate_hz: int = 16_000,
    floats: bool = False,
    before: bytes = b"",
    behind: bytes = b"",
    stated_bytes: int | None = None,
    extra_bytes: int = 0,
) -> bytes:
    """A WAV of samples of shape (n, channels), of 16 bits or of floats.

    ``before`` and ``behind`` the sound stand other chunks; ``stated_bytes`` is the size that is
    stated of it, ``extra_bytes`` what is added to the true one.
    """
    samples = voiced()[:, np.newaxis] if channels is None else channels
    sound = (samples if floats else samples * 32_767).astype("<f4" if floats else "<i2").tobytes()
    width = 4 if floats else 2
    count = samples.shape[1]
    size = len(sound) + extra_bytes if stated_bytes is None else stated_bytes
    frame_bytes = count * width
    form = struct.pack(
        "<HHIIHH", 3 if floats else 1, count, rate_hz, rate_hz * frame_bytes, frame_bytes, 8 * width
    )
    body = chunk(b"fmt ", form) + before + struct.pack("<4sI", b"data", size) + sound + behind
    return struct.pack("<4sI4s", b"RIFF", min(4 + len(body), 0xFFFF_FFFF), b"WAVE") + body


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a RIFF file."""
    return struct.pack("<4sI", name, len(content)) + content


def id3(*, cover_bytes: int = 0, lyrics_bytes: int = 0) -> bytes:
    """A tag before an MP3, with a picture or words in it."""
    picture = b"\0image/png\0\x03\0" + b"\x89PNG" * (cover_bytes // 4)
    lyrics = b"\0eng\0" + b"la Info Xing " * (lyrics_bytes // 13)
    frames = b"".join(
        name + struct.pack(">IH", len(content), 0) + content
        for name, content in ((b"APIC", picture), (b"USLT", lyrics))
    )
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frames


MARKED: dict[str, Callable[[], bytes]] = {
    "phone.m4a": lambda: encoded("ipod", "aac", 44_100),
    "lossless.m4a": lambda: encoded("ipod", "alac", 16_000),
    "phone.3gp": lambda: encoded("3gp", "libopencore_amrnb", 8_000),
    "voice.ogg": lambda: encoded("ogg", "libopus", 16_000),
    "vorbis.ogg": vorbis,
    "browser.webm": lambda: encoded("webm", "libopus", 48_000),
    "xing.mp3": lambda: encoded("mp3", "libmp3lame", 16_000),
    "recorder.flac": lambda: encoded("flac", "flac", 16_000),
    "recorder.aiff": lambda: encoded("aiff", "pcm_s16be", 16_000),
    "recorder.wav": wav,
    "bits24.wav": lambda: encoded("wav", "pcm_s24le", 48_000),
    "telephone.wav": lambda: encoded("wav", "pcm_mulaw", 8_000),
}
"""Formats that tell their end."""

UNMARKED: dict[str, Callable[[], bytes]] = {
    "phone.amr": lambda: encoded("amr", "libopencore_amrnb", 8_000),
    "phone.aac": lambda: encoded("adts", "aac", 16_000),
    "telegram.ogg": telegram_voice,
    "browser.webm": lambda: encoded("webm", "libopus", 48_000, live=True),
    "browser.mp4": lambda: encoded(
        "mp4", "aac", 48_000, options={"movflags": "empty_moov+frag_keyframe+default_base_moof"}
    ),
    "piped.flac": lambda: encoded("flac", "flac", 16_000, live=True),
    "no-xing.mp3": lambda: encoded("mp3", "libmp3lame", 16_000, options={"write_xing": "0"}),
    "windows.wma": lambda: encoded("asf", "wmav2", 44_100),
    "never-closed.wav": lambda: wav(stated_bytes=0),
    "never-closed-junk.wav": lambda: wav(before=chunk(b"JUNK", bytes(4_008)), stated_bytes=0),
    "piped.wav": lambda: wav(stated_bytes=0xFFFF_FFFF),
    "counted-twice.wav": lambda: wav(stated_bytes=4 * len(voiced())),
}
"""Formats, and unfinished files, that do not tell their end."""


def put(path: Path, data: bytes) -> Path:
    """Write a file and name it."""
    path.write_bytes(data)
    return path


def read_or_refused(path: Path, *, allow_cut: bool = False) -> Audio | AudioFileError:
    """The sound of a file, or why it is refused."""
    try:
        return read_audio(path, allow_cut=allow_cut)
    except AudioFileError as error:
        return error
