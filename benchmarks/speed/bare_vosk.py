"""Vosk by itself, to compare with: ``python bare_vosk.py MODEL TASKS.json`` decodes every task.

A task is ``[WAV, [GRAMMAR, ...]]``: a 16 kHz mono file, decoded once with each grammar; a grammar
of null is free dictation. Imports nothing but Vosk.
"""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path

import vosk

BLOCK_FRAMES = 4000


def recognizer_of(
    model: vosk.Model, sample_rate_hz: int, grammar: list[str] | None
) -> vosk.KaldiRecognizer:
    """A recognizer of the grammar, or for free dictation."""
    if grammar is None:
        return vosk.KaldiRecognizer(model, sample_rate_hz)
    return vosk.KaldiRecognizer(model, sample_rate_hz, json.dumps(grammar, ensure_ascii=False))


def decode(model: vosk.Model, wav: str, grammars: list[list[str] | None]) -> None:
    """Decode one file as Vosk's own examples do."""
    with wave.open(wav, "rb") as file:
        rate = file.getframerate()
        recognizers = [recognizer_of(model, rate, grammar) for grammar in grammars]
        for recognizer in recognizers:
            recognizer.SetWords(True)
        while block := file.readframes(BLOCK_FRAMES):
            for recognizer in recognizers:
                recognizer.AcceptWaveform(block)
    for recognizer in recognizers:
        recognizer.FinalResult()


if __name__ == "__main__":
    vosk.SetLogLevel(-1)
    loaded = vosk.Model(sys.argv[1])
    for task in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")):
        decode(loaded, *task)
