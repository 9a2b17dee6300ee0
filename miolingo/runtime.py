"""The one place that builds the real parts, each when it is first wanted."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from miolingo.services.judge import TargetAwareJudge


def model_folders() -> list[Path]:
    """Where models are looked for before installed packages, in this order."""
    from miolingo import paths

    named = os.environ.get("MIOLINGO_MODELS")
    return [*([Path(named)] if named else []), Path("models"), paths.data_dir() / "models"]


def build_judge(language_code: str) -> TargetAwareJudge:
    """A judge for a language, its model loading in the background. Raises ModelError."""
    from miolingo import paths
    from miolingo.services.judge import TargetAwareJudge
    from miolingo.speech.model_files import model_for, tuned_for_judging
    from miolingo.speech.recognizer import RecognizerProcess

    model = model_for(language_code, model_folders())
    recognizer = RecognizerProcess(tuned_for_judging(model, paths.cache_dir() / "models"))
    return TargetAwareJudge(recognizer, language_code, distractors(model.language))


@cache
def distractors(language: str) -> tuple[str, ...]:
    """What a speaker might say instead, from the library; empty for a language without a list."""
    file = resources.files("miolingo.library") / language / "distractors.txt"
    if not file.is_file():
        return ()
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
