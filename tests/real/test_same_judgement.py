"""The same words get the same judgement: at any loudness and rate, in any file, after any wait."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from miolingo.judging.judge import GrammarJudge
from miolingo.judging.recording import Audio, Samples
from miolingo.speech.audio.files import read_audio
from miolingo.speech.audio.resampling import resample
from tests.parts.speech import RATE_HZ, said

PHRASE = "만나서 반갑습니다"
POINTS = 3.0


@pytest.fixture(scope="module")
def usual(judge: GrammarJudge) -> float:
    """The score of the phrase as it was recorded."""
    return score(judge, said(PHRASE))


def score(judge: GrammarJudge, samples: Samples) -> float:
    judgement = judge.judge(PHRASE, samples).judgement
    assert judgement.perfect_match
    assert judgement.similarity_score is not None
    return judgement.similarity_score


def from_file(judge: GrammarJudge, path: Path) -> float:
    return score(judge, resample(read_audio(path), RATE_HZ).samples)


@pytest.mark.parametrize("peak_dbfs", [-35, -24, -12, 0])
def test_loudness(judge: GrammarJudge, usual: float, peak_dbfs: int, tmp_path: Path) -> None:
    samples = said(PHRASE)
    louder = samples / np.abs(samples).max() * 10 ** (peak_dbfs / 20)
    file = tmp_path / "a.wav"
    soundfile.write(file, louder, RATE_HZ, subtype="PCM_16")
    assert from_file(judge, file) == pytest.approx(usual, abs=POINTS)


@pytest.mark.parametrize(
    ("rate_hz", "name"),
    [(22_050, "a.wav"), (44_100, "a.mp3"), (48_000, "a.ogg"), (96_000, "a.flac")],
)
def test_rate_and_file(
    judge: GrammarJudge, usual: float, rate_hz: int, name: str, tmp_path: Path
) -> None:
    sound = resample(Audio(said(PHRASE), RATE_HZ), rate_hz).samples
    soundfile.write(tmp_path / name, np.clip(sound, -1, 1), rate_hz)
    assert from_file(judge, tmp_path / name) == pytest.approx(usual, abs=POINTS)


@pytest.mark.parametrize("seconds", [0.05, 0.213, 1.0, 7.0])
def test_digital_silence_before_the_voice(judge: GrammarJudge, seconds: float) -> None:
    voice = said(PHRASE)
    voice = voice[np.argmax(voice != 0) :]
    waited = np.concatenate([np.zeros(int(seconds * RATE_HZ), np.float32), voice])
    assert score(judge, waited) == score(judge, voice)


@pytest.mark.parametrize("seconds", [0.05, 0.213, 1.0, 7.0])
def test_a_hiss_before_the_voice(judge: GrammarJudge, usual: float, seconds: float) -> None:
    wait = 1e-3 * np.random.default_rng(0).standard_normal(int(seconds * RATE_HZ))
    samples = np.concatenate([wait.astype(np.float32), said(PHRASE)])
    assert score(judge, samples) == pytest.approx(usual, abs=POINTS)
