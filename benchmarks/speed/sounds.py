"""The network of single sounds against the audio's length, and against Vosk's free dictation."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import vosk

from benchmarks.speed import bare_vosk
from benchmarks.speed.measuring import Measure, Ratio, medians
from benchmarks.speed.speech import spoken, write_wav
from miolingo.judging.recording import SPEECH_RATE_HZ
from miolingo.speech.acoustics import phone_network
from miolingo.speech.recognizer.model_dir import model_for, with_decoding_config

RECORDINGS = 8
ROUNDS = 2


def sounds(folder: Path, _environment: Mapping[str, str]) -> list[Ratio]:
    """CPU time of both, on all cores; loading the models apart."""
    model = with_decoding_config(model_for("ko", []), folder / "models").path
    utterances = list(spoken(RECORDINGS))
    wavs = [folder / f"{number:03}.wav" for number in range(len(utterances))]
    for wav, utterance in zip(wavs, utterances, strict=True):
        write_wav(wav, utterance.pcm)
    recognizer_model = vosk.Model(str(model))
    network = phone_network.load(model, folder)

    def hear() -> None:
        for utterance in utterances:
            network.posteriors(utterance.samples)

    def dictate() -> None:
        for wav in wavs:
            bare_vosk.decode(recognizer_model, str(wav), [None])

    def start_anew() -> None:
        with tempfile.TemporaryDirectory() as cache:
            phone_network.load(model, Path(cache))

    actions = [hear, dictate, lambda: phone_network.load(model, folder), start_anew]
    heard, dictated, loaded, first = medians(
        [_cpu_time(action) for action in actions], rounds=ROUNDS
    )
    audio = sum(len(utterance.samples) for utterance in utterances) / SPEECH_RATE_HZ
    return [
        Ratio("posteriors of sounds / length of the audio", heard, audio, "s", at_most=0.06),
        Ratio("posteriors of sounds / free dictation", heard, dictated, "s"),
        Ratio("loading them for the first time / later", first, loaded, "s"),
    ]


def _cpu_time(action: Callable[[], object]) -> Measure:
    def measure() -> float:
        begun = time.process_time()
        action()
        return time.process_time() - begun

    return measure
