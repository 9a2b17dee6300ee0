"""What a model offers for judging single sounds, as the doctor and ``model verify`` tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from miolingo.doctor import ModelSounds, Report, examine
from miolingo.errors import ConfigurationError
from miolingo.installs.installer import Checked
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.sounds.contrast_check import ContrastCheck, SoundContrast
from miolingo.speech.sounds.description import SoundJudging
from miolingo.ui.doctor import print_report, report_json
from miolingo.ui.installs import checked_json, checked_lines
from tests.parts.acoustics import model_files, write_model
from tests.parts.cli import invoke

MODEL = ModelFolder("vosk-model-small-xx-0.1", "xx", Path("/models/xx"))
ABLE = SoundJudging(46, ("chain", "xent"))
LEARNED = SoundJudging(46, ("chain", "xent"), learned=True)
UNABLE = SoundJudging(0, (), "it hears pitch, too")

CASES = [
    (
        ABLE,
        "can tell 46 single sounds apart, by its outputs chain and xent; not judged one by one:"
        " nothing was learned from people for this model.",
        {
            "sounds": {"count": 46, "heads": ["chain", "xent"], "limits_from": "synthesized"},
            "sounds_reason": None,
        },
    ),
    (
        LEARNED,
        "can tell 46 single sounds apart, by its outputs chain and xent; judged with limits"
        " measured on people.",
        {
            "sounds": {"count": 46, "heads": ["chain", "xent"], "limits_from": "people"},
            "sounds_reason": None,
        },
    ),
    (
        UNABLE,
        "judges whole words alone: it hears pitch, too.",
        {"sounds": None, "sounds_reason": "it hears pitch, too"},
    ),
]


@pytest.mark.parametrize(("judging", "sentence", "fields"), CASES)
def test_verify_says_how_a_model_judges_sounds(
    judging: SoundJudging, sentence: str, fields: dict[str, object]
) -> None:
    checked = Checked(MODEL, (), thorough=True, sounds=judging)
    assert list(checked_lines(checked))[-1] == f"  It {sentence}"
    (model,) = json.loads(checked_json([checked], "model"))["models"]
    assert {key: model[key] for key in fields} == fields


def test_verify_says_nothing_of_the_sounds_of_a_voice() -> None:
    checked = Checked(MODEL, (), thorough=True)
    assert list(checked_lines(checked)) == [f"{MODEL.name}: sound"]
    (voice,) = json.loads(checked_json([checked], "voice"))["voices"]
    assert "sounds" not in voice


def test_verify_tells_which_sounds_are_told_apart() -> None:
    vowels = SoundContrast("e", "ɛ", 0.62)
    stops = SoundContrast("k", "kʰ", 0.7, 0.95)
    check = ContrastCheck((vowels, stops), 360)
    checked = Checked(MODEL, (), thorough=True, sounds=ABLE, contrasts=check)
    told = "\n".join(checked_lines(checked))
    assert "It tells 1 of 2 pairs of near sounds apart" in told
    assert "360 words of synthesized voices" in told
    assert "e and ɛ: 62% (synthesized)" in told
    assert "k and kʰ" not in told
    (model,) = json.loads(checked_json([checked], "model"))["models"]
    assert model["contrasts"][1] == {"sounds": ["k", "kʰ"], "synthesized": 0.7, "people": 0.95}


def test_a_model_that_knows_no_word_of_the_decks_tells_so() -> None:
    checked = Checked(MODEL, (), thorough=True, sounds=ABLE, contrasts=ContrastCheck((), 0))
    assert "No pair of sounds could be compared" in list(checked_lines(checked))[-1]


def test_a_model_whose_sounds_cannot_be_compared_stops_no_other_one(miolingo_home: Path) -> None:
    for name in (MODEL.name, f"{MODEL.name}-other"):
        write_model(miolingo_home / "data" / "models" / name, model_files())
    verified = invoke("model", "verify", "xx", "--contrasts", "--json", home=miolingo_home)
    told = "This speech model cannot judge single sounds: it has no silence."
    assert verified.stderr.count(told) == 2
    assert len(json.loads(verified.stdout)["models"]) == 2


@pytest.mark.parametrize(("judging", "sentence", "fields"), CASES)
def test_the_doctor_says_how_each_model_judges_sounds(
    judging: SoundJudging, sentence: str, fields: dict[str, object]
) -> None:
    report = Report((), (), (ModelSounds(MODEL, judging),))
    (model,) = json.loads(report_json(report))["models"]
    assert model == {"name": MODEL.name, "language": "xx", **fields}
    screen = StringIO()
    print_report(report, Console(file=screen, width=200))
    assert f"{MODEL.name} {sentence}" in screen.getvalue()


def test_models_that_cannot_be_looked_for_do_not_stop_the_rest() -> None:
    def broken() -> Iterator[ModelSounds]:
        yield ModelSounds(MODEL, ABLE)
        raise ConfigurationError("The settings cannot be read.")

    assert examine([], lambda: (), broken()).models == ()


def test_a_lexicon_is_kept_in_the_cache_and_not_with_the_model(miolingo_home: Path) -> None:
    folder = miolingo_home / "data" / "models" / MODEL.name
    write_model(folder, model_files())
    before = sorted(folder.rglob("*"))
    verified = invoke("model", "verify", MODEL.name, "--json", home=miolingo_home)
    (model,) = json.loads(verified.stdout)["models"]
    assert model["sounds"]["count"] == 2
    assert model["sounds"]["heads"] == ["chain", "xent"]
    assert sorted(folder.rglob("*")) == before
    kept = list((miolingo_home / "cache" / "models").glob(f"{MODEL.name}-*/lexicon-*.npz"))
    assert len(kept) == 1
