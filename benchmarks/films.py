"""How well sentences are found in a synthesized film: ``python -m benchmarks.films``.

Korean phrases by five voices of eSpeak NG at three speeds, with pauses, tones and noise between.
One sentence in eight is not what is said. ``--text`` gives the sentences as a text without times,
with headings and without a tenth of what is said; else as subtitles up to a second off.
``--music DB`` plays music so many dB below the voices. ``--keep FOLDER`` keeps the film.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.music import music
from miolingo.decks.built_in import built_in_rows
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak

_VOICES = ("ko", "ko+f2", "ko+f4", "ko+m3", "ko+m7")
_SPEEDS = (120, 140, 165)
_WRONG_EVERY, _HEADING_EVERY, _UNWRITTEN_EVERY = 8, 40, 10
_NOISE = 0.001
_SHORT = 22
_VOICE_LEVEL = 0.1
_EDGE_MS = 80


@dataclass(frozen=True)
class Said:
    """A sentence of the film, when it is said, and what the text says instead."""

    text: str
    written: str
    start_ms: int
    end_ms: int

    @property
    def wrong(self) -> bool:
        """Whether the text has another sentence."""
        return self.text != self.written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--sentences", type=int, default=150)
    parser.add_argument("--music", type=float, metavar="DB")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        samples, film = made(arguments.sentences, np.random.default_rng(arguments.seed))
        if arguments.music is not None:
            samples += _VOICE_LEVEL * 10 ** (-arguments.music / 20) * music(len(samples))
        soundfile.write(folder / "film.flac", samples, SPEECH_RATE_HZ)
        shown = written(folder, film, arguments.seed, text=arguments.text)
        (folder / "film.json").write_text(json.dumps([vars(each) for each in film]))
        report(folder, shown, film, len(samples) / SPEECH_RATE_HZ)


def made(count: int, chance: np.random.Generator) -> tuple[Samples, list[Said]]:
    """The sound of a film, and what is said in it."""
    phrases, others = _phrases("phrases"), _phrases("dialogues")
    chance.shuffle(phrases)
    texts = [_phrase(phrases, number) for number in range(count)]
    parts: list[Samples] = []
    film: list[Said] = []
    length = 0
    for number, text in enumerate(texts):
        voice = Voice(str(chance.choice(_VOICES)), int(chance.choice(_SPEEDS)))
        said = _trimmed(resample(speak(text, voice), SPEECH_RATE_HZ).samples)
        pause = _between(chance)
        start = length + len(pause)
        length = start + len(said)
        written = others[number % len(others)] if number % _WRONG_EVERY == 3 else text
        film.append(Said(text, written, _ms(start), _ms(length)))
        parts += [pause, said]
    samples = np.concatenate([*parts, np.zeros(SPEECH_RATE_HZ, np.float32)])
    samples += chance.normal(0, _NOISE, len(samples)).astype(np.float32)
    return samples, film


def _phrases(kind: str) -> list[str]:
    """All phrases of a kind of built-in decks that are one sentence of several words."""
    rows = [row for level in "ABCD" for row in built_in_rows("ko", f"{kind}-{level}")]
    phrases = {row.card.phrase for row in rows if row.card}
    return sorted(phrase for phrase in phrases if re.fullmatch(r"\S+ [^.?!]+[.?!]?", phrase))


def _phrase(phrases: list[str], number: int) -> str:
    """A phrase of the film; once all were said, two short ones together."""
    if number < len(phrases):
        return phrases[number]
    short = [phrase for phrase in phrases if len(phrase) <= _SHORT]
    again, first = divmod(number - len(phrases), len(short))
    return f"{short[first].rstrip('.?!')}, {short[(first * 7 + again + 1) % len(short)]}"


def written(folder: Path, film: list[Said], seed: int, *, text: bool) -> Path:
    """Write the subtitles, or the text, of a film."""
    chance = np.random.default_rng(seed + 1)
    if not text:
        lines = [
            f"{number}\n{_time(each.start_ms + chance.integers(-1000, 1000))} --> "
            f"{_time(each.end_ms + chance.integers(-200, 1000))}\n{each.written}\n"
            for number, each in enumerate(film, 1)
        ]
        path = folder / "film.srt"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path
    lines = []
    for number, each in enumerate(film):
        if number % _HEADING_EVERY == 0:
            lines.append(f"\n제 {number // _HEADING_EVERY + 1} 장\n\n")
        if not _unwritten(number):
            lines.append(each.written if each.written[-1] in ".?!" else f"{each.written}.")
    path = folder / "film.txt"
    path.write_text(" ".join(lines), encoding="utf-8")
    return path


def _unwritten(number: int) -> bool:
    """Whether a sentence of a film is missing from its text: five in a row are."""
    return number // 5 % _UNWRITTEN_EVERY == 4


def report(folder: Path, shown: Path, film: list[Said], duration_s: float) -> None:
    """Run the command and print how well it did."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "miolingo", "deck", "add", shown, "--dry-run", "--json"]
    command += ["--audio", folder / "film.flac", "--lang", "ko"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        sys.exit(ended.stderr)
    cards = json.loads(ended.stdout)["cards"]
    cpu_s = used.ru_utime + used.ru_stime
    print(f"{duration_s:.0f} s, {len(cards)} cards")
    print(
        f"{time.monotonic() - begun:.0f} s passed, {cpu_s:.0f} s of processor time,"
        f" {cpu_s / duration_s:.3f} of its length"
    )
    starts = np.array([each.start_ms for each in film])
    off, wrong, found, misplaced = [], 0, set(), 0
    for card in cards:
        number = int(np.abs(starts - card["start_ms"]).argmin())
        near = film[number]
        phrase = card["phrase"].rstrip(".?! ")
        if phrase not in near.text:
            unsaid = not any(phrase in each.text for each in film)
            wrong, misplaced = wrong + unsaid, misplaced + (not unsaid)
            continue
        found.add(number)
        off += [card["start_ms"] - near.start_ms, card["end_ms"] - near.end_ms]
    offered = json.loads(ended.stdout)["left_out"]
    listed = [
        each for number, each in enumerate(film) if shown.suffix == ".srt" or not _unwritten(number)
    ]
    right = sum(not each.wrong for each in listed)
    print(f"{len(found)} of {right} that are said were found")
    print(f"{wrong} of {len(listed) - right} that are not said were taken, {misplaced} elsewhere")
    print(
        f"{np.mean(np.abs(off) <= _EDGE_MS):.1%} of {len(off)} edges within {_EDGE_MS} ms;"
        f" at 90, 95, 99 %: {np.percentile(np.abs(off), [90, 95, 99]).round()} ms"
    )
    reasons = [each["reason"] for each in offered]
    print({reason: reasons.count(reason) for reason in sorted(set(reasons))})


def _between(chance: np.random.Generator) -> Samples:
    """A pause of 0.3 to 3 s, now and then with a tone or noise in it."""
    length = int(chance.uniform(0.3, 3) * SPEECH_RATE_HZ)
    pause = np.zeros(length, np.float32)
    kind = chance.integers(6)
    middle = slice(length // 4, length * 3 // 4)
    at = np.arange(length) / SPEECH_RATE_HZ
    if kind == 0:
        pause[middle] = 0.05 * np.sin(2 * np.pi * chance.uniform(200, 2000) * at[middle])
    if kind == 1:
        pause[middle] = chance.normal(0, 0.03, len(pause[middle]))
    return pause


def _trimmed(voice: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(voice) > 0.01 * np.abs(voice).max())
    voice = voice[loud[0] : loud[-1] + 1]
    return (voice * (_VOICE_LEVEL / np.sqrt(np.mean(voice**2)))).astype(np.float32)


def _ms(samples: int) -> int:
    return samples * 1000 // SPEECH_RATE_HZ


def _time(time_ms: float) -> str:
    time_ms = max(0, int(time_ms))
    return (
        f"{time_ms // 3_600_000:02}:{time_ms // 60_000 % 60:02}:{time_ms // 1000 % 60:02}"
        f",{time_ms % 1000:03}"
    )


if __name__ == "__main__":
    main()
