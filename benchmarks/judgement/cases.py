"""The labelled set: every phrase said right and in five kinds of wrong, by several voices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from miolingo.judging.recording import Audio, Samples
from miolingo.language.korean import hangul
from miolingo.language.pronunciation import similarity, sounds
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, ipa, speak

RATE_HZ = 16_000
VOICES = (
    Voice("ko+f4", 140),
    Voice("ko+f4", 115),
    Voice("ko+f4", 165),
    Voice("ko+f1", 140),
    Voice("ko+klatt4", 140),
)
_VOWELS = "ㅏㅓㅗㅜㅡㅣㅔㅕㅛㅠㅑ"


class Kind(StrEnum):
    """What the speaker did with the phrase."""

    CORRECT = "correct"
    REPLACED = "word replaced"
    OMITTED = "word omitted"
    ADDED = "word added"
    SOUND = "one sound off"
    WRONG = "wrong phrase"


@dataclass(frozen=True)
class Case:
    """``spoken`` was said for ``phrase``; ``index`` is the word (or gap) that is wrong, or -1.

    ``silence_s`` is how long the speaker waited before.
    """

    phrase: str
    kind: Kind
    spoken: str
    voice: Voice
    index: int = -1
    silence_s: float = 0.0


def phrases() -> list[str]:
    """The phrases, tuning and reporting ones in turn."""
    lines = (Path(__file__).parent / "phrases_ko.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def cases(half: int) -> list[Case]:
    """The labelled set of one half: 0 is for tuning, 1 for reporting; always the same."""
    own = phrases()[half::2]
    return [
        case
        for number, phrase in enumerate(own)
        for case in _cases_of(phrase, own, number, random.Random(f"{half} {number}"))  # noqa: S311
    ]


def audio_of(case: Case) -> Samples:
    """The utterance at 16 kHz: 0.3 s before, 0.5 s after, over a faint hiss.

    Whoever waited has a microphone that gives nothing but zeros while there is no voice.
    """
    spoken = resample(speak(case.spoken, case.voice), RATE_HZ).samples * 0.7
    silence = np.zeros(round(case.silence_s * RATE_HZ) or 4_800)
    padded = np.concatenate([silence, spoken, np.zeros(8_000)])
    loudness = 0.0 if case.silence_s else 3e-4
    hiss = np.random.default_rng(len(padded)).normal(0, loudness, len(padded))
    return Audio((padded + hiss).clip(-1, 1).astype(np.float32), RATE_HZ).samples


def _cases_of(phrase: str, own: Sequence[str], number: int, rng: random.Random) -> Iterator[Case]:
    words = phrase.split()
    others = [word for other in own if other != phrase for word in other.split()]
    for voice in (VOICES[0], VOICES[1 + number % 2], VOICES[3 + number % 2]):
        yield Case(phrase, Kind.CORRECT, phrase, voice)
        unlike = [other for other in own if _likeness(other, phrase) < 0.5]
        yield Case(phrase, Kind.WRONG, rng.choice(unlike), voice)
        strangers = [word for word in others if max(_likeness(word, w) for w in words) < 0.5]
        index = rng.randrange(len(words))
        replaced = [*words[:index], rng.choice(strangers), *words[index + 1 :]]
        yield Case(phrase, Kind.REPLACED, " ".join(replaced), voice, index)
        if len(words) > 1:
            index = rng.randrange(len(words))
            rest = [*words[:index], *words[index + 1 :]]
            yield Case(phrase, Kind.OMITTED, " ".join(rest), voice, index)
        index = rng.randrange(len(words) + 1)
        longer = [*words[:index], rng.choice(strangers), *words[index:]]
        yield Case(phrase, Kind.ADDED, " ".join(longer), voice, index)
        index, changed = _one_sound_off(words, rng)
        yield Case(phrase, Kind.SOUND, " ".join(changed), voice, index)


def _likeness(left: str, right: str) -> float:
    return similarity(sounds(left, "ko"), sounds(right, "ko"))


def _one_sound_off(words: Sequence[str], rng: random.Random) -> tuple[int, list[str]]:
    """Change one consonant or vowel of a word so that the synthesizer says it differently."""
    while True:
        index = rng.randrange(len(words))
        word = words[index]
        letter = rng.randrange(len(word))
        syllable = hangul.split(word[letter])
        if rng.random() < 0.5:
            new = hangul.Syllable(rng.choice(hangul.ONSETS), syllable.vowel, syllable.coda)
        else:
            new = hangul.Syllable(syllable.onset, rng.choice(_VOWELS), syllable.coda)
        changed = word[:letter] + new.letter + word[letter + 1 :]
        before, after = sounds(word, "ko"), sounds(changed, "ko")
        one = len(before) == len(after) and sum(map(str.__ne__, before, after)) == 1
        if one and ipa(word, "ko") != ipa(changed, "ko"):
            return index, [*words[:index], changed, *words[index + 1 :]]
