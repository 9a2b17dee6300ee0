"""Finds where sentences of a text are said in hours of sound, without knowing when.

Each sentence is *spotted* wherever its sounds fit better than anything else would, and of all such
places those are chosen that are in the order of the text and fit best together. A few long
sentences from all over the text are spotted in the whole sound first; then those between two of
them are spotted in the sound between, so that most sentences are compared with little of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.speech.long_sound.alignment import (
    Floats,
    Words,
    count_of_sounds,
    with_pause_and_filler,
)

_MOST_AT_ONCE = 100
"""Sentences that are spotted in the same sound."""
_LEAST_GAIN = 15.0
"""How much better a sentence fits than filler at least, summed over its frames."""
_LEAST_ANCHOR_GAIN = 30.0
_BLOCK_FRAMES = 64
"""Of the places in such a block the best one counts."""
_IMPOSSIBLE = np.float32(-1e30)


@dataclass(frozen=True)
class Spot:
    """The frames where a sentence, by its number, may be said, and what it gains over filler."""

    number: int
    start: int
    end: int
    gain: float


def spots_in_order(scores: Floats, sentences: Sequence[Words]) -> list[Spot]:
    """Where sentences are said, in their order; those that are said nowhere have no spot.

    ``scores`` is as for ``find_sentences``.
    """
    extended = with_pause_and_filler(scores)
    relative: Floats = extended[:, :-1] - extended[:, -1:]
    return _between(relative, sentences, range(len(sentences)), 0, len(relative))


def _between(
    relative: Floats, sentences: Sequence[Words], numbers: Sequence[int], begin: int, end: int
) -> list[Spot]:
    """The spots of sentences in a stretch of the frames."""
    chosen, least_gain = numbers, _LEAST_GAIN
    if len(numbers) > _MOST_AT_ONCE:
        chosen, least_gain = _longest_of_each_part(sentences, numbers), _LEAST_ANCHOR_GAIN
    spotted = _spots(relative[begin:end], [sentences[number] for number in chosen], least_gain)
    spots = [
        Spot(chosen[spot.number], spot.start + begin, spot.end + begin, spot.gain)
        for spot in _best_in_order(spotted)
    ]
    if chosen is numbers or not spots:
        return spots
    found: list[Spot] = []
    for before, after in zip([None, *spots], [*spots, None], strict=True):
        first = before.number + 1 if before else numbers[0]
        last = after.number if after else numbers[-1] + 1
        start, stop = before.end if before else begin, after.start if after else end
        found += _between(relative, sentences, range(first, last), start, stop)
        found += [after] if after else []
    return found


def _longest_of_each_part(sentences: Sequence[Words], numbers: Sequence[int]) -> list[int]:
    parts = np.array_split(np.array(numbers), _MOST_AT_ONCE)
    return [int(max(part, key=lambda number: count_of_sounds(sentences[number]))) for part in parts]


@dataclass(frozen=True, eq=False)
class _Chains:
    """The states of sentences one after the other; each is a sound, or a pause between words."""

    columns: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    skippable: npt.NDArray[np.bool_]


def _chains(sentences: Sequence[Words], pause: int) -> _Chains:
    columns: list[int] = []
    first, last = [], []
    for words in sentences:
        first.append(len(columns))
        for word in words:
            columns += [*word, pause]
        columns.pop()  # no pause after the last word
        last.append(len(columns) - 1)
    states = np.array(columns, np.int32)
    return _Chains(states, np.array(first, np.int32), np.array(last, np.int32), states == pause)


def _spots(relative: Floats, sentences: Sequence[Words], least_gain: float) -> list[Spot]:
    """The best place of each sentence in each block of frames, where it gains enough."""
    if not sentences or not len(relative):
        return []
    chains = _chains(sentences, relative.shape[1] - 1)
    count = len(chains.columns)
    skips = np.where(chains.skippable[1:-1], np.float32(0), _IMPOSSIBLE)
    gains = np.full(count, _IMPOSSIBLE, np.float32)
    starts = np.zeros(count, np.int32)
    spots: list[Spot] = []
    for begin in range(0, len(relative), _BLOCK_FRAMES):
        frames = range(begin, min(begin + _BLOCK_FRAMES, len(relative)))
        best = np.full((len(frames), len(sentences)), _IMPOSSIBLE, np.float32)
        begun = np.zeros((len(frames), len(sentences)), np.int32)
        for row, frame in enumerate(frames):
            gains, starts = _step(gains, starts, skips, chains.first, frame)
            gains += relative[frame, chains.columns]
            best[row], begun[row] = gains[chains.last], starts[chains.last]
        rows = best.argmax(axis=0)
        for number in np.flatnonzero(best.max(axis=0) >= least_gain):
            row = rows[number]
            spots.append(
                Spot(
                    int(number),
                    int(begun[row, number]),
                    begin + int(row) + 1,
                    float(best[row, number]),
                )
            )
    return spots


def _step(
    gains: Floats,
    starts: npt.NDArray[np.int32],
    skips: Floats,
    first: npt.NDArray[np.int32],
    frame: int,
) -> tuple[Floats, npt.NDArray[np.int32]]:
    """What each state gained when a frame begins, and where its sentence began."""
    next_gains, next_starts = gains.copy(), starts.copy()
    for distance, arriving in ((1, gains[:-1]), (2, gains[:-2] + skips)):
        better = arriving > next_gains[distance:]
        np.copyto(next_gains[distance:], arriving, where=better)
        np.copyto(next_starts[distance:], starts[:-distance], where=better)
    anew = gains[first] <= 0  # from the sentence before nothing arrives
    next_gains[first] = np.where(anew, np.float32(0), gains[first])
    next_starts[first] = np.where(anew, frame, starts[first])
    return next_gains, next_starts


def _best_in_order(spots: Sequence[Spot]) -> list[Spot]:
    """Those spots, in the order of sentences and of time, that gain most together."""
    order = sorted(spots, key=lambda spot: (spot.end, spot.start))
    ends = np.array([spot.end for spot in order])
    numbers = np.array([spot.number for spot in order])
    totals = np.zeros(len(order))
    before = np.full(len(order), -1)
    for index, spot in enumerate(order):
        possible = int(np.searchsorted(ends[:index], spot.start, side="right"))
        earlier = np.where(numbers[:possible] < spot.number, totals[:possible], 0)
        if possible and earlier.max() > 0:
            before[index] = earlier.argmax()
            totals[index] = earlier.max()
        totals[index] += spot.gain
    chosen: list[Spot] = []
    index = int(totals.argmax()) if order else -1
    while index >= 0:
        chosen.append(order[index])
        index = int(before[index])
    return chosen[::-1]
