"""A whole tiny speech model: from sound to the posteriors of its sounds, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from miolingo.errors import ModelError, UnsupportedModelError
from miolingo.judging.recording import Samples
from miolingo.judging.sounds.evidence import Channel
from miolingo.judging.sounds.learned import LayerAdaptation
from miolingo.speech.acoustics.acoustic_model import read_acoustic_model
from miolingo.speech.acoustics.channel import Restorer
from miolingo.speech.acoustics.kaldi_file import Floats, KaldiFile
from miolingo.speech.acoustics.network import Network
from miolingo.speech.acoustics.transition_model import read_transition_model
from miolingo.speech.sounds.description import SoundJudging, describe
from tests.parts.acoustics import (
    MFCC_CONF,
    PDFS,
    acoustic_model,
    model_files,
    transition_model,
    tuples,
    write_model,
)


def noise(duration_ms: int, level: float = 0.1, seed: int = 0) -> Samples:
    count = 16 * duration_ms
    return np.random.default_rng(seed).normal(0, level, count).astype(np.float32)


def test_each_30_ms_have_posteriors(tmp_path: Path) -> None:
    posteriors = read_acoustic_model(write_model(tmp_path, model_files())).posteriors(noise(500))
    assert posteriors.frame_ms == 30
    assert posteriors.xent is not None
    assert posteriors.chain is not None
    assert posteriors.xent.shape == posteriors.chain.shape == (16, PDFS)
    assert posteriors.sounds.shape == (16, 3)
    assert np.exp(posteriors.xent).sum(axis=1) == pytest.approx(np.ones(16), abs=1e-5)
    assert np.exp(posteriors.sounds).sum(axis=1) == pytest.approx(np.ones(16), abs=1e-5)


def test_the_posterior_of_a_sound_is_the_sum_of_its_outputs(tmp_path: Path) -> None:
    posteriors = read_acoustic_model(write_model(tmp_path, model_files())).posteriors(noise(300))
    assert posteriors.xent is not None
    shares = np.exp(posteriors.xent)
    columns = {0: [*range(10, 18), 26, 27], 1: [*range(18, 26)], 2: [*range(10)]}
    for sound, pdfs in columns.items():
        expected = shares[:, pdfs].sum(axis=1)
        assert np.exp(posteriors.sounds[:, sound]) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("count", [0, 1, 399, 400])
def test_a_recording_may_be_shorter_than_a_frame(tmp_path: Path, count: int) -> None:
    model = read_acoustic_model(write_model(tmp_path, model_files()))
    assert len(model.posteriors(noise(100)[:count]).sounds) == count // 400


def test_digital_silence_is_heard_without_a_warning(tmp_path: Path) -> None:
    model = read_acoustic_model(write_model(tmp_path, model_files()))
    assert np.isfinite(model.posteriors(np.zeros(16_000, np.float32)).sounds).all()


def test_silence_around_speech_changes_no_ivector(tmp_path: Path) -> None:
    model = read_acoustic_model(write_model(tmp_path, model_files()))
    assert model.ivectors is not None
    speech = noise(600)
    ivectors = []
    for before, after in ((0, 0), (32_000, 16_000)):
        sound = np.concatenate([np.zeros(before), speech, np.zeros(after)]).astype(np.float32)
        features = model.features.features(sound)
        voiced = model.features.voiced(sound, len(features))
        assert len(features) == (len(sound) - 400) // 160 + 1
        inner = slice(before // 160, before // 160 + 58)
        ivectors.append(model.ivectors.ivector(features[inner][voiced[inner]]))
        assert voiced[inner].all()
        assert voiced.sum() <= 58 + 4  # frames that reach over an edge
    assert ivectors[0] == pytest.approx(ivectors[1], abs=1e-6)


def test_a_model_without_an_ivector_needs_no_files_for_it(tmp_path: Path) -> None:
    files = {name: content for name, content in model_files().items() if "ivector" not in name}
    plain = acoustic_model(ivector=False)
    model = read_acoustic_model(write_model(tmp_path, files | {"am/final.mdl": plain}))
    assert model.ivectors is None
    assert model.posteriors(noise(300)).sounds.shape == (10, 3)


def test_a_model_without_the_xent_head_is_told_apart(tmp_path: Path) -> None:
    files = model_files() | {"am/final.mdl": acoustic_model(xent=False)}
    folder = write_model(tmp_path, files)
    assert describe(folder) == SoundJudging(2, ("chain",))
    posteriors = read_acoustic_model(folder).posteriors(noise(300))
    assert posteriors.xent is None
    assert np.exp(posteriors.sounds).sum(axis=1) == pytest.approx(np.ones(10), abs=1e-5)


class _Without:
    """Stands for a restorer; says how many high bands are missing, and changes nothing."""

    def __init__(self, missing_high: float) -> None:
        self._channel = Channel(missing_high=missing_high)

    def restore(self, cepstra: Floats, _voiced: object) -> tuple[Floats, Channel]:
        return cepstra, self._channel


@pytest.mark.parametrize(("missing_high", "is_adapted"), [(0.0, False), (0.1, False), (0.2, True)])
def test_the_adapted_network_hears_what_lacks_its_high_bands(
    tmp_path: Path, missing_high: float, is_adapted: bool
) -> None:
    model = read_acoustic_model(write_model(tmp_path, model_files()))
    layer = model.network.bottleneck
    silent = LayerAdaptation(*np.zeros((2, model.network.dims[layer]), np.float32))
    both = replace(model, narrowband=model.network.adapted({layer: silent}))
    restorer = cast("Restorer", _Without(missing_high))
    heard = both.posteriors(noise(300), restorer).bottleneck
    assert (heard == 0).all() == is_adapted
    assert model.posteriors(noise(300), restorer).bottleneck.any()


def test_a_model_is_described(tmp_path: Path) -> None:
    folder = write_model(tmp_path, model_files())
    assert describe(folder) == SoundJudging(2, ("chain", "xent"))
    (folder / "graph" / "HCLr.fst").unlink()
    description = describe(folder)
    assert (description.sounds, description.heads) == (0, ())
    assert "HCLG.fst is damaged: it cannot be read" in description.reason


def test_older_models_have_triples() -> None:
    rows = [row[:3] for row in tuples()]
    model = read_transition_model(KaldiFile(transition_model(rows, "Triples"), "final.mdl"))
    assert model.forward_pdf.tolist() == model.loop_pdf.tolist() == [row[2] for row in rows]
    assert model.tuple_of[:4].tolist() == [-1, 0, 0, 1]
    assert model.is_loop[:4].tolist() == [False, True, False, True]


def test_phones_with_several_states_are_refused() -> None:
    rows = [(1, 0, 0, 1), (1, 1, 2, 3)]
    with pytest.raises(UnsupportedModelError, match="several states"):
        read_transition_model(KaldiFile(transition_model(rows), "final.mdl"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("conf/pitch.conf", "", "it hears pitch, too"),
        ("am/global_cmvn.stats", "", "its features are normalized in an unknown way"),
        (
            "conf/mfcc.conf",
            MFCC_CONF + "--vtln-low=60\n",
            "mfcc.conf has the unknown option --vtln-low",
        ),
        ("conf/mfcc.conf", MFCC_CONF + "--sample-frequency=8000\n", "it hears sound of 8000 Hz"),
        ("conf/mfcc.conf", MFCC_CONF + "--frame-shift=12\n", "its frames have an unusual length"),
        ("conf/mfcc.conf", MFCC_CONF + "--window-type=sine\n", "its frames have the window sine"),
        ("conf/mfcc.conf", "--num-ceps=20\n", "its network takes 13 features, not 20"),
        (
            "ivector/online_cmvn.conf",
            "--norm-vars=true",
            "its i-vectors are normalized in an unknown way",
        ),
        ("ivector/splice.conf", "--x=1", "splice.conf has the unknown option --x"),
    ],
)
def test_models_of_other_kinds_are_refused(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    folder = write_model(tmp_path, model_files() | {name: content.encode()})
    with pytest.raises(UnsupportedModelError) as caught:
        read_acoustic_model(folder)
    assert caught.value.reason == reason
    assert describe(folder).reason == reason


def test_filter_banks_are_refused(tmp_path: Path) -> None:
    files = model_files() | {"conf/fbank.conf": b""}
    del files["conf/mfcc.conf"]
    with pytest.raises(UnsupportedModelError, match="filter banks"):
        read_acoustic_model(write_model(tmp_path, files))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("conf/mfcc.conf", "--num-ceps=x\n"),
        ("conf/mfcc.conf", "--num-ceps=0\n"),
        ("conf/mfcc.conf", "--num-ceps=24\n"),
        ("conf/mfcc.conf", "num-ceps 13\n"),
        ("conf/mfcc.conf", MFCC_CONF + "--snip-edges=perhaps\n"),
        ("conf/mfcc.conf", MFCC_CONF + "--high-freq=9000\n"),
        ("conf/mfcc.conf", MFCC_CONF + "--num-mel-bins=200\n"),
        ("conf/model.conf", "--frame-subsampling-factor=0\n"),
        ("ivector/final.mat", "[ 1 2 ]"),
        ("ivector/global_cmvn.stats", "[ 1 2 ]"),
        ("graph/phones/word_boundary.int", "1 begin\n2 end\n3 internal\n4 singleton\n"),
    ],
)
def test_damage_is_told_with_its_file(tmp_path: Path, name: str, content: str) -> None:
    folder = write_model(tmp_path, model_files() | {name: content.encode()})
    with pytest.raises(ModelError, match=f"{Path(name).name} is damaged") as caught:
        read_acoustic_model(folder)
    assert not isinstance(caught.value, UnsupportedModelError)


def test_one_thread_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = read_acoustic_model(write_model(tmp_path, model_files()))
    evaluate, threads = Network.evaluate, set[int]()

    def watched(*arguments: Any) -> Any:
        pools = [pool for pool in threadpool_info() if "numpy" in pool["filepath"]]
        threads.update(pool["num_threads"] for pool in pools)
        return evaluate(*arguments)

    monkeypatch.setattr(Network, "evaluate", watched)
    model.posteriors(noise(300))
    assert threads <= {1}


def test_equations_without_a_solution_are_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = read_acoustic_model(write_model(tmp_path, model_files()))

    def singular(*_: object) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(np.linalg, "solve", singular)
    with pytest.raises(ModelError, match=r"final\.ie is damaged"):
        model.posteriors(noise(300))


def test_a_network_that_gives_no_numbers_is_damage(tmp_path: Path) -> None:
    content = acoustic_model().replace(b"Scale(0.66, lda)", b"Scale(1e39, lda)")
    folder = write_model(tmp_path, model_files() | {"am/final.mdl": content})
    with pytest.raises(ModelError, match="gives no numbers"):
        read_acoustic_model(folder).posteriors(noise(300))
