"""``drill`` against the same decoding by Vosk alone, and two jobs against one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.speed import bare_vosk
from benchmarks.speed.measuring import Ratio, command_time, medians
from benchmarks.speed.speech import Spoken, spoken, write_wav
from miolingo.runtime import build_judge

RECORDINGS = 60
ROUNDS = 3


def drills(folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """Whole runs, start-up and loading included, of the same recordings in ``folder``."""
    utterances = list(spoken(RECORDINGS))
    wavs = [folder / f"{number:03}.wav" for number in range(len(utterances))]
    for wav, utterance in zip(wavs, utterances, strict=True):
        write_wav(wav, utterance.pcm)
    manifest = folder / "manifest.tsv"
    rows = [f"{wav.name}\t{said.phrase}" for wav, said in zip(wavs, utterances, strict=True)]
    manifest.write_text("\n".join(["audio\ttext", *rows, ""]), encoding="utf-8")
    model, tasks = _tasks(wavs, utterances)
    (folder / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")

    drill = [
        "-m",
        "miolingo",
        "drill",
        str(manifest),
        "--lang",
        "ko",
        "--format",
        "jsonl",
        "--jobs",
    ]
    bare = [str(Path(bare_vosk.__file__)), str(model), str(folder / "tasks.json")]
    runs = [[*drill, "1"], [*drill, "2"], bare]
    one, two, alone = medians([command_time(run, environment) for run in runs], rounds=ROUNDS)
    return [
        Ratio("drill / the same decoding by Vosk alone", one, alone, "s", at_most=1.15),
        Ratio("drill with 2 jobs / with 1", two, one, "s"),
    ]


def _tasks(wavs: Sequence[Path], utterances: Sequence[Spoken]) -> tuple[Path, list[object]]:
    """The model that judges, and what it is asked about each recording."""
    judge = build_judge("ko")
    grammars = [judge.question(utterance.phrase).grammars for utterance in utterances]
    judge.close()
    tasks = [[str(wav), asked] for wav, asked in zip(wavs, grammars, strict=True)]
    return judge.recognizer.model.path, tasks
