"""What the tests of real parts share."""

from __future__ import annotations

import pytest

from miolingo.judging.judge import GrammarJudge
from miolingo.speech.recognizer.client import RecognizerProcess
from tests.parts.speech import judge_with


@pytest.fixture(scope="session")
def judge(recognizer: RecognizerProcess) -> GrammarJudge:
    """A judge of Korean."""
    return judge_with(recognizer)
