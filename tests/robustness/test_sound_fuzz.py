"""Damaged and hostile recordings lead to a sentence, in bounded time and memory.

``MIOLINGO_TEST_FUZZ=2000 pytest tests/robustness/test_sound_fuzz.py`` tries as many of each format.
"""

import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from miolingo.errors import AudioFileError
from miolingo.speech.audio.ffmpeg_memory import limit_allocations
from tests.parts.patience import PATIENCE_S
from tests.parts.sound_files import MARKED, UNMARKED, encoded, put, read_or_refused, wav

MUTATIONS = int(os.environ.get("MIOLINGO_TEST_FUZZ", "12"))
MOST_MEGABYTES = 400


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, mostly in its header, or with a part lost, doubled or zeroed."""
    made = bytearray(data)
    reach = min(len(made), chance.choice([64, 512, len(made)]))
    for _ in range(chance.choice([1, 2, 8, 40])):
        made[chance.randrange(reach)] = chance.choice(
            [0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)]
        )
    first, last = sorted(chance.choices(range(len(made)), k=2))
    part = bytes(made[first:last])
    match chance.randrange(5):
        case 0:
            return bytes(made[:first])
        case 1:
            made[first:last] = b""
        case 2:
            made[first:first] = part
        case 3:
            made[first:last] = bytes(len(part))
    return bytes(made)


@pytest.mark.parametrize("allow_cut", [False, True])
@pytest.mark.parametrize("name", [*MARKED, *UNMARKED])
def test_damage_is_told_or_does_no_harm(
    name: str, allow_cut: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = (MARKED | UNMARKED)[name]()
    chance = random.Random(f"{name} {allow_cut}")  # noqa: S311 - the same each time
    for _ in range(MUTATIONS):
        path = put(tmp_path / name, mutated(data, chance))
        outcome = read_or_refused(path, allow_cut=allow_cut)
        if isinstance(outcome, AudioFileError):
            assert outcome.hint
        else:
            assert len(outcome.samples)
            assert np.abs(outcome.samples).max() <= 1
    assert capfd.readouterr().err == ""


def boxes(entries: int) -> bytes:
    """An M4A whose header claims so many samples of one byte, each of another length than one."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), name) + content

    def full(name: bytes, *numbers: int, more: bytes = b"") -> bytes:
        return box(name, struct.pack(f">I{len(numbers)}I", 0, *numbers) + more)

    entry = bytes(6) + struct.pack(">HQHHII", 1, 0, 1, 16, 0, 16_000 << 16)
    tables = (
        full(b"stsd", 1, more=box(b"sowt", entry))
        + full(b"stts", 1, entries, 1_024)
        + full(b"stsc", 1, 1, entries, 1)
        + full(b"stsz", 1, entries)
        + full(b"stco", 1, 40)
    )
    media = full(b"mdhd", 0, 0, 16_000, entries, 0) + full(b"hdlr", 0, more=b"soun" + bytes(13))
    track = box(b"mdia", media + box(b"minf", box(b"stbl", tables)))
    header = box(b"moov", full(b"mvhd", 0, 0, 16_000, entries, *[0] * 20) + box(b"trak", track))
    return box(b"ftyp", b"M4A \0\0\0\0M4A ") + box(b"mdat", bytes(4_000)) + header


READ_AND_MEASURE = """
import sys
from pathlib import Path
from miolingo.errors import AudioFileError
from miolingo.speech.audio.files import read_audio

for name in sys.argv[1:]:
    try:
        read_audio(Path(name))
    except AudioFileError:
        pass
    status = Path("/proc/self/status").read_text()
    peak_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    print(int(peak_kb) // 1024)
"""
"""Tells the peak of memory after each file; ``getrusage`` would tell the parent's, if higher."""

GREEDY = {
    "a.m4a": lambda: boxes(80_000_000),
    "most.m4a": lambda: boxes(0xFFFF_FFFF),
    "rate.wav": lambda: wav(rate_hz=0x7FFF_FFFF // 2),
    "tag.mp3": lambda: b"ID3\3\0\0\x7f\x7f\x7f\x7f" + encoded("mp3", "libmp3lame", 16_000),
    "block.flac": lambda: b"fLaC\x04\xff\xff\xff" + encoded("flac", "flac", 16_000)[8:],
    "au.au": lambda: struct.pack(">4s6I", b".snd", 28, 0xFFFF_FFF0, 3, 16_000, 200, 0) + bytes(9),
    "element.webm": lambda: b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe" + bytes(100),
}


@pytest.mark.skipif(sys.platform != "linux", reason="reads how much memory it took from /proc")
def test_a_header_cannot_ask_for_gigabytes(tmp_path: Path) -> None:
    paths = [put(tmp_path / name, made()) for name, made in GREEDY.items()]
    ended = subprocess.run(
        [sys.executable, "-c", READ_AND_MEASURE, *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    peaks_mb = dict(zip(GREEDY, map(int, ended.stdout.split()), strict=True))
    assert max(peaks_mb.values()) < MOST_MEGABYTES, peaks_mb


def test_the_memory_of_the_decoder_is_limited() -> None:
    assert limit_allocations()
