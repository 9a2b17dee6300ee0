"""Folders of Piper voices: which voices a folder holds, and whether one can be used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from miolingo.errors import ModelError
from miolingo.files.substitutes import substitute_in
from miolingo.language.tags import primary
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis import onnx_file

VOICE_NAME = re.compile(r"([a-z]{2,3})_([A-Z]{2})-(\w{1,60})-(x_low|low|medium|high)")
"""As in pt_BR-faber-medium: language, region, who speaks, quality."""

ENDINGS = (".onnx", ".onnx.json")
"""A voice's network, and what it needs to know about it."""


def voices_in(folder: Path) -> Iterator[ModelFolder]:
    """The voices in a folder, by name; a voice is a folder of that name."""
    try:
        children = sorted(folder.iterdir())
    except OSError:
        return
    for child in children:
        if VOICE_NAME.fullmatch(child.name) and child.is_dir():
            yield ModelFolder(child.name, primary(language_of(child.name)), child)


def is_natural(name: str) -> bool:
    """Whether a voice is called as Piper's are; eSpeak NG's are called otherwise."""
    return VOICE_NAME.fullmatch(name) is not None


def folders_of(name: str) -> tuple[str, str, str, str]:
    """Where a voice is in the collection: pt, pt_BR, faber and medium of pt_BR-faber-medium."""
    family, region, speaker, quality = VOICE_NAME.fullmatch(name).groups()  # type: ignore[union-attr]
    return family, f"{family}_{region}", speaker, quality


def language_of(name: str) -> str:
    """The BCP 47 tag of a voice's language: pt-BR of pt_BR-faber-medium."""
    return folders_of(name)[1].replace("_", "-")


def network_of(voice: ModelFolder) -> Path:
    """The file of the voice's network; what Piper needs to know about it is beside it."""
    return voice.path / f"{voice.name}{ENDINGS[0]}"


def check_voice(voice: ModelFolder) -> None:
    """Look for what Piper cannot do without. Raises ModelError naming the file."""
    network, about = (voice.path / f"{voice.name}{ending}" for ending in ENDINGS)
    for path, fault in ((network, _network_fault(network)), (about, _description_fault(about))):
        if fault:
            raise ModelError(
                f"The voice {voice.name} is damaged: {path.name} {fault}.",
                hint=f"Install it again: miolingo voice install {voice.name}",
            )


def _network_fault(path: Path) -> str:
    try:
        return substitute_in(path) or onnx_file.fault_of(path)
    except OSError as error:
        return _unreadable(error)


def _description_fault(path: Path) -> str:
    try:
        if substitute := substitute_in(path):
            return substitute
        about = json.loads(path.read_bytes())
        sound = about["audio"]["sample_rate"] > 0 and bool(about["phoneme_id_map"])
    except OSError as error:
        return _unreadable(error)
    except (ValueError, RecursionError, KeyError, TypeError):
        sound = False
    return "" if sound else "does not describe a voice"


def _unreadable(error: OSError) -> str:
    missing = isinstance(error, FileNotFoundError)
    return "is missing" if missing else f"cannot be read ({error.strerror})"
