"""What was learned from people for speech models: JSON files in the package, one a model."""

from __future__ import annotations

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
