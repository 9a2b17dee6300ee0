"""How often the pitch is an octave off, and what it costs: ``python -m benchmarks.melody``.

Made tones have a known pitch. Of a voice of eSpeak NG the pitch is known to lie around its middle:
a frame more than ten semitones from that counts as an octave off. With ``--recordings LIST`` (a
list for ``drill``) people are tracked as well, and what is found is compared with what a second,
plain search within 60 to 700 Hz finds; and, where it can be imported, with SwiftF0, a network.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from miolingo.composition.speech import read_speech
from miolingo.judging.batch.manifest import read_manifest
from miolingo.judging.prosody.melody import STEP_MS, Hertz
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples
from miolingo.speech.prosody.pitch import pitch_of
from miolingo.speech.synthesis import espeak

_OCTAVE_OFF_SEMITONES = 10
_VOICES = ("ko", "ko+m3", "ko+f2", "ko+f4", "en-us", "en-us+m7", "fr+f3", "de+m5", "es+f1")
_PHRASES = {
    "ko": "안녕하세요 오늘 날씨가 정말 좋네요",
    "en": "Good morning, would you like a cup of coffee?",
    "fr": "Bonjour, je voudrais un café et un croissant",
    "de": "Guten Morgen, ich möchte bitte einen Kaffee",
    "es": "Buenos días, quisiera un café con leche",
}
_PITCHES = (20, 50, 80)
_SURE = 0.9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, metavar="LIST")
    arguments = parser.parse_args()
    before_mb = _most_memory_mb()
    pitch_of(tone(100, 100, noise=0))
    print(f"memory: {_most_memory_mb() - before_mb:.0f} MB more with Praat")
    report("made tones, 60 to 500 Hz", list(of_tones()))
    report("voices of eSpeak NG", list(of_voices()))
    if arguments.recordings:
        of_people(arguments.recordings)


def report(name: str, off_semitones: list[np.ndarray]) -> None:
    off = np.concatenate(off_semitones)
    share = np.mean(np.abs(off) > _OCTAVE_OFF_SEMITONES)
    print(f"{name}: {len(off)} frames, {share:.3%} an octave off")


def of_tones() -> Iterator[np.ndarray]:
    """How far each frame of gliding tones is from the truth, clean and in noise, in semitones."""
    for start_hz in (60, 80, 110, 150, 220, 300, 400):
        for glide in (0.8, 1.0, 1.25):
            for noise in (0.0, 0.03):
                found = pitch_of(tone(start_hz, start_hz * glide, noise))
                true = start_hz * glide ** np.linspace(0, 1, len(found))
                voiced = found > 0
                yield 12 * np.log2(found[voiced] / true[voiced])


def tone(start_hz: float, end_hz: float, noise: float) -> Audio:
    """A second of a glottal tone of twenty harmonics that glides, with white noise."""
    times = np.arange(SPEECH_RATE_HZ) / SPEECH_RATE_HZ
    hertz = start_hz * (end_hz / start_hz) ** times
    phase = 2 * np.pi * np.cumsum(hertz) / SPEECH_RATE_HZ
    wave = sum(np.sin(number * phase) / number for number in range(1, 21))
    hiss = np.random.default_rng(0).normal(0, noise, len(times))
    return Audio((0.2 * wave + hiss).astype(np.float32), SPEECH_RATE_HZ)


def of_voices() -> Iterator[np.ndarray]:
    """How far each frame of synthesized phrases is from the middle of its voice, in semitones."""
    for name in _VOICES:
        for pitch in _PITCHES:
            audio = espeak.speak(_PHRASES[name[:2]], espeak.Voice(name, 140, pitch))
            found = pitch_of(audio)
            voiced = found[found > 0]
            yield 12 * np.log2(voiced / np.median(voiced))


def of_people(path: Path) -> None:
    """Compare with a second tracker, and tell the time it takes."""
    recordings = [read_speech(task.path) for task in read_manifest(path, "ko")]
    began = time.process_time()
    found = [pitch_of(audio) for audio in recordings]
    cost_s = time.process_time() - began
    seconds = sum(audio.duration_ms for audio in recordings) / 1000
    print(f"time: {1000 * cost_s / seconds:.1f} ms of processor time a second of sound")
    report(
        "people, against the middle of each recording",
        [12 * np.log2(hertz[hertz > 0] / np.median(hertz[hertz > 0])) for hertz in found],
    )
    try:
        from swift_f0 import SwiftF0  # noqa: PLC0415 - another tracker, for this alone
    except ImportError:
        return
    network = SwiftF0(threads=1)
    report(
        "people, against SwiftF0",
        [
            _apart(hertz, network, audio.samples)
            for hertz, audio in zip(found, recordings, strict=True)
        ],
    )


def _apart(hertz: Hertz, network: object, samples: Samples) -> np.ndarray:
    """Where both are sure of a voice, how far they are apart, in semitones."""
    other = network.detect(samples, SPEECH_RATE_HZ)  # type: ignore[attr-defined]
    times = np.arange(len(hertz)) * STEP_MS / 1000
    theirs = np.interp(times, other.timestamps, other.pitch_hz)
    sure = np.interp(times, other.timestamps, other.confidence) > _SURE
    both = (hertz > 0) & sure
    return 12 * np.log2(hertz[both] / theirs[both])


def _most_memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
