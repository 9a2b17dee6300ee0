"""How often the clip of a word loses an edge of it: ``python -m benchmarks.clips``.

``--recordings LIST`` names recordings of people in which all is right, as a list for ``drill``. Two
of one speaker are joined where their voices begin and end, and judged as one phrase: so the last
word of the first, and the first word of the second, have an edge whose time is known. The outer
edges are where the voice begins and ends. An edge is lost if more than 20 ms of the word, the
length of a frame, are not in its clip.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from miolingo.composition.context import context_from
from miolingo.composition.speech import build_judge, read_speech
from miolingo.judging.batch.files import Task
from miolingo.judging.batch.manifest import read_manifest
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import WordStatus
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples, frame_levels
from miolingo.judging.utterance.voice_activity import FRAME_MS, find_voice, smooth
from miolingo.language.normalize import words_of
from miolingo.speech.clips.cutting import Span, spans_of

_LANGUAGE = "ko"
_LOST_MS = 20
_ROOM_MS = 300
_MOST_WORDS = 12


@dataclass(frozen=True)
class Edge:
    """An edge of a word: how many milliseconds of the word its clip, and its times, leave out."""

    where: str
    clip_loses_ms: float
    times_lose_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, required=True, metavar="LIST")
    parser.add_argument("--pairs", type=int, default=60)
    arguments = parser.parse_args()
    pairs = list(_pairs(read_manifest(arguments.recordings, _LANGUAGE)))
    chosen = pairs[:: max(1, len(pairs) // arguments.pairs)][: arguments.pairs]
    with closing(build_judge(context_from(), _LANGUAGE)) as judge:
        edges = [edge for first, second in chosen for edge in edges_of(judge, first, second)]
    print(f"{len(chosen)} pairs, {len(edges)} edges of words that were heard")
    for where in dict.fromkeys(edge.where for edge in edges):
        report(where, [edge for edge in edges if edge.where == where])
    report("all", edges)


def report(where: str, edges: Sequence[Edge]) -> None:
    for name, lost_ms in (
        ("by the times alone", [edge.times_lose_ms for edge in edges]),
        ("by the clip", [edge.clip_loses_ms for edge in edges]),
    ):
        share = np.mean([lost > _LOST_MS for lost in lost_ms])
        percentiles = np.percentile(lost_ms, [50, 90, 95, 99]).round()
        print(f"{where:24} {name:20} lost {share:.1%}; ms at 50, 90, 95, 99 %: {percentiles}")


def edges_of(judge: GrammarJudge, first: Task, second: Task) -> Iterator[Edge]:
    """The edges at the beginning, at the joint and at the end of two recordings."""
    parts = [voice_alone(read_speech(task.path).samples) for task in (first, second)]
    room = np.random.default_rng(0).normal(0, 1e-4, _ROOM_MS * SPEECH_RATE_HZ // 1000)
    samples = np.concatenate([room, *parts, room]).astype(np.float32)
    begin = _ROOM_MS
    joint = begin + _ms(parts[0])
    end = joint + _ms(parts[1])
    judged = judge.judge(f"{first.text} {second.text}", samples).judgement
    words = [word for word in judged.words if word.status is not WordStatus.EXTRA]
    if not words:
        return
    spans = spans_of(words, judged.audio_ms)
    count = len(words_of(first.text, _LANGUAGE))
    yield from _start("beginning", spans[0], words[0].start_ms, begin)
    yield from _end("before the joint", spans[count - 1], words[count - 1].end_ms, joint)
    yield from _start("after the joint", spans[count], words[count].start_ms, joint)
    yield from _end("end", spans[-1], words[-1].end_ms, end)


def voice_alone(samples: Samples) -> Samples:
    """A recording from the first frame of its voice to the last."""
    voice = find_voice(smooth(frame_levels(samples)))
    if voice is None:
        return samples
    frame = FRAME_MS * SPEECH_RATE_HZ // 1000
    return samples[voice.first * frame : (voice.last + 1) * frame]


def _start(where: str, span: Span | None, start_ms: int | None, true_ms: float) -> Iterator[Edge]:
    if span and start_ms is not None:
        yield Edge(where, span.start_ms - true_ms, start_ms - true_ms)


def _end(where: str, span: Span | None, end_ms: int | None, true_ms: float) -> Iterator[Edge]:
    if span and end_ms is not None:
        yield Edge(where, true_ms - span.end_ms, true_ms - end_ms)


def _ms(samples: Samples) -> float:
    return 1000 * len(samples) / SPEECH_RATE_HZ


def _pairs(tasks: Sequence[Task]) -> Iterator[tuple[Task, Task]]:
    """Recordings that follow each other in the list, of one folder, with few words in all."""
    for first, second in pairwise(tasks):
        words = [*words_of(first.text, _LANGUAGE), *words_of(second.text, _LANGUAGE)]
        if first.path.parent == second.path.parent and len(words) <= _MOST_WORDS:
            yield first, second


if __name__ == "__main__":
    main()
