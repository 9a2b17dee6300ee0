"""``drill`` against the same decoding by Vosk alone, and two jobs against one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.speed import bare_vosk
from benchmarks.speed.measuring import Ratio, command_time, medians
from benchmarks.speed.speech import spoken, write_wav
from miolingo.composition.context import context_from
from miolingo.composition.installs import model_folders
from miolingo.composition.speech import build_judge
from miolingo.judging.decoding.plan import DecodingPlan
from miolingo.speech.recognizer.model_dir import model_for, with_decoding_config

RECORDINGS = 40
ROUNDS = 3


def drills(folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """Whole runs, start-up and loading included, of the same recordings in ``folder``."""
    utterances = list(spoken(RECORDINGS))
    wavs = [folder / f"{number:03}.wav" for number in range(len(utterances))]
    for wav, utterance in zip(wavs, utterances, strict=True):
        write_wav(wav, utterance.pcm)
    phrases = [utterance.phrase for utterance in utterances]
    manifest = folder / "manifest.tsv"
    rows = [f"{wav.name}\t{phrase}" for wav, phrase in zip(wavs, phrases, strict=True)]
    manifest.write_text("\n".join(["audio\ttext", *rows, ""]), encoding="utf-8")
    questions = [[str(wav), asked] for wav, asked in zip(wavs, _grammars(phrases), strict=True)]
    tasks = folder / "tasks.json"
    tasks.write_text(json.dumps(questions), encoding="utf-8")

    drill = ["-m", "miolingo", "drill", str(manifest), "--lang", "ko", "--format", "jsonl"]
    bare = [str(Path(bare_vosk.__file__)), str(_judging_model()), str(tasks)]
    runs = [[*drill, "--jobs", "1"], [*drill, "--jobs", "2"], bare]
    one, two, alone = medians([command_time(run, environment) for run in runs], rounds=ROUNDS)
    return [
        Ratio("drill / the same decoding by Vosk alone", one, alone, "s", at_most=1.15),
        Ratio("drill with 2 jobs / with 1", two, one, "s"),
    ]


def _grammars(phrases: Sequence[str]) -> list[list[tuple[str, ...]]]:
    """The sentences of each grammar with which an utterance of each phrase is decoded."""
    judge = build_judge(context_from(), "ko")
    plans = [judge.plan(phrase) for phrase in phrases]
    judge.close()
    return [
        [grammar.sentences for grammar in plan.grammars]
        for plan in plans
        if isinstance(plan, DecodingPlan)
    ]


def _judging_model() -> Path:
    context = context_from()
    model = model_for("ko", model_folders(context))
    return with_decoding_config(model, context.folders.cache / "models").path
