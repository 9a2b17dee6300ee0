"""How often the right word of a minimal pair is heard: ``python -m benchmarks.minimal_pairs``.

Every word of the Korean pairs is said by synthesized voices and judged against the other word of
its pair by the real model. ``--renderings`` says how often each word is said (eSpeak NG says it
each time a little differently), ``--voices`` by whom.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from miolingo.composition.context import context_from
from miolingo.composition.speech import build_judge
from miolingo.judging.decoding.plan import DecodingPlan
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.recording import Samples
from miolingo.practice.minimal_pairs import pairs_of
from miolingo.practice.pairs import MinimalPair
from miolingo.speech.synthesis.phonemizer import transcribed

_LANGUAGE = "ko"
_SYNTHESIS = """
import sys
from miolingo.speech.synthesis.espeak import Voice, speak
from miolingo.speech.audio.resampling import resample
text, voice, renderings = sys.argv[1:]
for _ in range(int(renderings)):
    samples = resample(speak(text, Voice(voice, 140)), 16_000).samples.astype("<f4").tobytes()
    sys.stdout.buffer.write(len(samples).to_bytes(4) + samples)
"""


@dataclass(frozen=True)
class Answer:
    """What was heard of one rendering of one word; ``trusted`` if the model has a say on it."""

    pair: MinimalPair
    word: str
    heard: str
    right: bool
    trusted: bool


def renderings(word: str, voice: str, count: int) -> Iterator[Samples]:
    """The word said in a fresh process, in a quiet room, with room before and after."""
    program = [sys.executable, "-c", _SYNTHESIS, word, voice, str(count)]
    made = subprocess.run(program, capture_output=True, check=True).stdout
    for number in range(count):
        length = int.from_bytes(made[:4])
        speech, made = np.frombuffer(made[4 : 4 + length], "<f4"), made[4 + length :]
        room = np.random.default_rng(number).normal(0, 1e-4, len(speech) + 12_800)
        room[4_800:-8_000] += 0.7 * speech
        yield room.astype(np.float32)


def answers(judge: GrammarJudge, voice: str, count: int) -> Iterator[Answer]:
    for pair in pairs_of(_LANGUAGE, transcribed):
        for card in pair.cards:
            trusted = isinstance(judge.check(card.phrase, card.confusable_with), DecodingPlan)
            for samples in renderings(card.phrase, voice, count):
                judged = judge.judge(card.phrase, samples, card.confusable_with).judgement
                yield Answer(
                    pair, card.phrase, judged.recognized_phrase, judged.perfect_match, trusted
                )


def line(name: str, some: list[Answer]) -> str:
    """Shares of answers: the right word, the other one, anything else; and how many pairs."""
    right = sum(answer.right for answer in some)
    others = sum(
        answer.heard in {card.phrase for card in answer.pair.cards} - {answer.word}
        for answer in some
    )
    shares = [f"{share / len(some):.0%}" for share in (right, others, len(some) - right - others)]
    pairs = len({answer.pair for answer in some})
    return f"| {name} | {pairs} | {len(some)} | {' | '.join(shares)} |"


def report(voice: str, all_answers: list[Answer]) -> None:
    groups: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in all_answers:
        groups[", ".join(answer.pair.pairing.features)].append(answer)
    trusted = [answer for answer in all_answers if answer.trusted]
    print(f"\n{voice}, 140 words a minute\n")
    print("| sounds differ in | pairs | said | right | other word | neither |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, some in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(line(name, some))
    print(line("all", all_answers))
    if trusted:
        print(line("those that practice judges", trusted))
        pairs = dict.fromkeys(answer.pair for answer in trusted)
        words = ("/".join(card.phrase for card in pair.cards) for pair in pairs)
        print(f"\nJudged: {', '.join(words)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renderings", type=int, default=3)
    parser.add_argument("--voices", nargs="+", default=["ko+f4", "ko+f1"])
    options = parser.parse_args()
    with closing(build_judge(context_from(), _LANGUAGE)) as judge:
        for voice in options.voices:
            report(voice, list(answers(judge, voice, options.renderings)))


if __name__ == "__main__":
    main()
