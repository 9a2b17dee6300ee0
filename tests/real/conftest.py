"""What the tests of real parts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from miolingo.judging.judge import GrammarJudge
from miolingo.speech.recognizer.client import RecognizerProcess
from tests.parts.speech import judge_with, korean_recognizer


@pytest.fixture(scope="session")
def recognizer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecognizerProcess]:
    """The Korean model, loaded once for the whole run."""
    with korean_recognizer(tmp_path_factory.mktemp("models")) as loaded:
        yield loaded


@pytest.fixture(scope="session")
def judge(recognizer: RecognizerProcess) -> GrammarJudge:
    """A judge of Korean."""
    return judge_with(recognizer)
