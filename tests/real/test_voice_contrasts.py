"""Which contrasts a voice makes, as the Korean model's own network hears it."""

from __future__ import annotations

import pytest

from miolingo.judging.recording import Samples
from miolingo.speech.recognizer.model_dir import model_for
from miolingo.speech.sounds.voice_check import VoiceMeter, WordPair
from miolingo.speech.synthesis.clear_speech import VARIANTS, synthesize_calibration
from miolingo.speech.synthesis.voice_contrasts import LEAST_SHARE
from tests.parts.speech import require_korean_model

CLEAR = WordPair("a ʌ", "나무", "너무")
FLAT = WordPair("m p", "문", "분")


@pytest.fixture(scope="module")
def meter(tmp_path_factory: pytest.TempPathFactory) -> VoiceMeter:
    require_korean_model()
    return VoiceMeter(model_for("ko", ()).path, tmp_path_factory.mktemp("cache"))


def utterances(word: str) -> list[Samples]:
    return [synthesize_calibration(word, "ko", variant) for variant in VARIANTS]


def test_a_voice_that_says_both_words_alike_does_not_make_the_contrast(meter: VoiceMeter) -> None:
    spoken = {word: utterances(word) for word in ("나무", "너무", "문")}
    told: list[tuple[int, int]] = []
    shares = meter.shares(
        [CLEAR, FLAT], spoken | {"분": spoken["문"]}, lambda *counts: told.append(counts)
    )
    assert shares["a ʌ"] >= 0.9 > LEAST_SHARE
    assert shares["m p"] == 0.5 < LEAST_SHARE
    assert told == [(number, 4) for number in range(1, 5)]


def test_words_that_the_model_lacks_are_not_measured(meter: VoiceMeter) -> None:
    assert meter.knows(CLEAR)
    assert not meter.knows(WordPair("a b", "나무", "hello"))
