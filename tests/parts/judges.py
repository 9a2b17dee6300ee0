"""A judge that goes by the name of what it hears, so that a drill needs no model and no sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from miolingo.composition import speech
from miolingo.errors import AudioFileError
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples
from miolingo.judging.scoring import Assessment

SCORES = {"good": 100.0, "fair": 60.0, "poor": 20.0}
"""The score of a recording that is called so; any other one is missing."""


class NamedJudge:
    """Gives each recording the score that its name says."""

    language_code = "ko"
    limitation = ""

    def judge(self, phrase: str, samples: Samples) -> Assessment:
        score = float(samples[0])
        word = WordResult(phrase, WordStatus.CORRECT, score, 10, None)
        perfect = score == 100
        verdict = Verdict.UNDERSTOOD if perfect else Verdict.PARTLY_UNDERSTOOD
        judgement = Judgement(
            self.language_code, phrase, phrase, score, perfect, verdict, None, (word,), "m", "3"
        )
        return Assessment(judgement)

    def close(self) -> None:
        """Nothing is held."""


def read_named(path: Path, *, allow_cut: bool = False) -> Audio:
    """Sound that carries the score of a recording's name."""
    if path.stem.split("-")[0] not in SCORES:
        raise AudioFileError("There is no such recording.", reason=Reason.MISSING_FILE)
    score = SCORES[path.stem.split("-")[0]]
    return Audio(np.full(1, score, np.float32), SPEECH_RATE_HZ, may_be_cut=allow_cut)


def judge_by_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``drill`` judge by names."""
    monkeypatch.setattr(speech, "build_judge", lambda _context, _language: NamedJudge())
    monkeypatch.setattr(speech, "read_speech", read_named)
