"""What the tests of real parts share."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo.judging.judge import GrammarJudge
from miolingo.speech.recognizer.client import RecognizerProcess
from tests.parts.models import with_tuned_models
from tests.parts.speech import judge_with


@pytest.fixture(autouse=True)
def _tuned_models(miolingo_home: Path, tuned_models: Path) -> None:
    """Prepare speech models once, and not in the home of each test."""
    with_tuned_models(miolingo_home, tuned_models)


@pytest.fixture(scope="session")
def judge(recognizer: RecognizerProcess) -> GrammarJudge:
    """A judge of Korean."""
    return judge_with(recognizer)
