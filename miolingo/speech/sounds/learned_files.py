"""What was learned from people for speech models: JSON files in the package, one a model."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from miolingo.judging.sounds.learned import Learned, from_json

FOLDER = Path(__file__).parent / "learned"
_NAME_DIGITS = 12


def find_learned(model_sha256: str) -> Learned | None:
    """What was learned for a model, known by the hash of its network; None for nothing."""
    path = FOLDER / file_name(model_sha256)
    return from_json(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def file_name(model_sha256: str) -> str:
    """The name of the file of a model."""
    return f"{model_sha256[:_NAME_DIGITS]}.json"


def model_sha256(folder: Path) -> str:
    """The hash of a model's network, by which it is known what was learned for it.

    Raises OSError where there is none.
    """
    return hashlib.sha256((folder / "am" / "final.mdl").read_bytes()).hexdigest()


def is_learned(folder: Path) -> bool:
    """Whether anything was learned from people for a model's network."""
    try:
        return (FOLDER / file_name(model_sha256(folder))).is_file()
    except OSError:
        return False
