"""Speech models as archives: a tiny one that is complete, and the Korean one packed anew."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from miolingo.speech.recognizer.model_dir import model_for
from tests.parts.speech import require_korean_model

KOREAN = "vosk-model-small-ko-0.22"
TINY = "vosk-model-small-gl-0.1"
_ALWAYS = ("conf/mfcc.conf", "conf/model.conf", "am/final.mdl")


def fst() -> bytes:
    """The header of an OpenFst file with no states."""
    names = b"".join(struct.pack("<i", len(name)) + name for name in (b"vector", b"standard"))
    return struct.pack("<I", 0x7EB2FDD6) + names + struct.pack("<iiQqqq", 2, 0, 0, -1, 0, 0)


def tiny_files(*, dynamic: bool = True) -> dict[str, bytes]:
    """The files without which a model is damaged; too small to recognize anything."""
    graph = {"HCLr.fst": fst(), "Gr.fst": fst(), "disambig_tid.int": b"1\n"}
    if not dynamic:
        graph = {"HCLG.fst": fst(), "words.txt": b"a 1\n"}
    return {name: name.encode() * 100 for name in _ALWAYS} | {
        f"graph/{name}": content for name, content in graph.items()
    }


def first_layout(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files as the first models had them: all in one folder, and no ``model.conf``."""
    return {
        name if name.startswith("ivector/") else name.rpartition("/")[2]: content
        for name, content in files.items()
        if name != "conf/model.conf"
    }


def incompressible(size_bytes: int) -> bytes:
    """Content that takes as much room in an archive."""
    return os.urandom(size_bytes)


def packed(path: Path, files: Mapping[str, bytes], folder: str = TINY) -> Path:
    """An archive of files in one folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}", content)
    return path


def korean_archive(folder: Path) -> Path:
    """The Korean model as it is published: one folder in an archive."""
    require_korean_model()
    model, path = model_for("ko", []).path, folder / f"{KOREAN}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(model.rglob("*")):
            if file.is_file():
                archive.write(file, f"{KOREAN}/{file.relative_to(model).as_posix()}")
    return path


def listed(archive: Path, **other: object) -> dict[str, object]:
    """An archive's entry in a list of the form of Vosk's."""
    name = archive.stem
    content = archive.read_bytes()
    return {
        "name": name,
        "lang": name.split("-")[3],
        "lang_text": "Test",
        "type": "small",
        "size": len(content),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "obsolete": "false",
        "url": f"https://alphacephei.com/vosk/models/{name}.zip",
    } | other


def publish(folder: Path, *archives: Path) -> None:
    """Write the list of what a server has."""
    entries = [listed(archive) for archive in archives]
    (folder / "model-list.json").write_text(json.dumps(entries), encoding="utf-8")


def with_tuned_models(home: Path, tuned: Path) -> Path:
    """A new home that finds the models as they were prepared for another one."""
    (home / "cache").mkdir(parents=True)
    (home / "cache" / "models").symlink_to(tuned, target_is_directory=True)
    return home
