"""The small Korean model's own network: the same numbers as another reader's, and its lexicon.

``phone_network_outputs.npz`` was made once by an independent reader of the same model, from the
voice ko+f4 of eSpeak NG saying 감사합니다: the features (frames, 40), the i-vector of all of them,
and the outputs of both heads at every third frame for the pdfs named in ``pdfs``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from miolingo.speech.acoustics.kaldi_file import Floats
from miolingo.speech.acoustics.network import CHAIN, XENT
from miolingo.speech.acoustics.phone_network import PhoneNetwork, load
from miolingo.speech.recognizer.model_dir import model_for
from miolingo.speech.sounds.description import SoundJudging, describe
from tests.parts.speech import require_korean_model, said

STORED = Path(__file__).with_name("phone_network_outputs.npz")
CLOSE = 1e-3

# The sounds of the model, found by aligning its words with their Hangul.
G, TENSE_G, N, M, B, S, R, H = 34, 38, 31, 19, 1, 44, 24, 29
A, EO, I_, YO, E_ = 21, 40, 17, 37, 45
FINAL_L, FINAL_M, FINAL_B = 25, 20, 2
D = 14


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def network(cache: Path) -> PhoneNetwork:
    require_korean_model()
    return load(model_for("ko", []).path, cache)


@pytest.fixture(scope="module")
def stored() -> Iterator[Mapping[str, Floats]]:
    with np.load(STORED) as arrays:
        yield arrays


def sounds_of(network: PhoneNetwork, word: str) -> set[tuple[int, ...]]:
    return {
        tuple(int(network.phones.sound_of[phone]) for phone in phones)
        for phones in network.pronunciations(word)
    }


def test_the_outputs_are_those_of_another_reader(
    network: PhoneNetwork, stored: Mapping[str, Floats]
) -> None:
    outputs = network.acoustics.network.evaluate(stored["features"], stored["ivector"], 3)
    for head, name in ((XENT, "xent"), (CHAIN, "chain")):
        difference = np.abs(outputs[head][:, stored["pdfs"]] - stored[name])
        assert difference.max() < CLOSE


def test_the_ivector_is_that_of_another_reader(
    network: PhoneNetwork, stored: Mapping[str, Floats]
) -> None:
    assert network.acoustics.ivectors is not None
    ivector = network.acoustics.ivectors.ivector(stored["features"])
    assert np.abs(ivector - stored["ivector"]).max() < CLOSE


def test_the_model_has_all_sounds_of_korean(network: PhoneNetwork, cache: Path) -> None:
    assert describe(model_for("ko", []).path, cache) == SoundJudging(
        46, ("chain", "xent"), learned=True
    )
    assert network.acoustics.transitions.pdf_count == 2_616
    assert int((network.lexicon.tuples >= 0).sum()) == 8_407


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("감사", {(G, A, FINAL_M, S, A), (TENSE_G, A, FINAL_M, S, A)}),
        ("일", {(I_, FINAL_L), (I_, R)}),
        ("까요", {(TENSE_G, A, YO)}),
        ("가게", {(G, A, G, E_), (TENSE_G, A, G, E_)}),
        ("거리", {(G, EO, R, I_)}),
        ("밥", {(B, A, FINAL_B), (B, A, B)}),
        ("감사합니다", {(G, A, FINAL_M, S, A, H, A, FINAL_M, N, I_, D, A)}),
    ],
)
def test_words_are_pronounced_as_they_are_in_korean(
    network: PhoneNetwork, word: str, expected: set[tuple[int, ...]]
) -> None:
    assert expected <= sounds_of(network, word)


def test_most_of_the_vocabulary_can_be_pronounced(network: PhoneNetwork) -> None:
    with_sounds = np.diff(network.lexicon.row_end, prepend=np.uint32(0)) > 0
    assert with_sounds.sum() == 503_346
    assert len(with_sounds) - with_sounds.sum() == 5  # silence, noise and the ends of sentences


def test_each_phone_of_a_word_has_outputs(network: PhoneNetwork) -> None:
    (phones,) = network.pronunciations("감사합니다")
    pairs = zip((0, *phones[:-1]), phones, strict=True)
    assert all(network.pdfs(left, phone) is not None for left, phone in pairs)


def test_speech_is_heard_as_its_sounds(network: PhoneNetwork) -> None:
    """The voice is synthetic and some of its sounds are mistaken, but not most of them."""
    posteriors = network.posteriors(said("감사합니다"))
    best = posteriors.sounds.argmax(axis=1)
    heard = [int(sound) for sound in best[best != network.phones.sound_count]]
    assert {A, S, FINAL_M} <= set(heard)
    assert best[0] == best[-1] == network.phones.sound_count
