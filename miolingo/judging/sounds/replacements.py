"""What a recording says for each small change of the phones that it should contain.

The phones of a phrase are a *chain*: one after the other, with silence allowed before, after and
between words. The score of a chain is that of its best path through the frames (Viterbi): the first
frame of a phone by one output of the network, further ones by another, both chosen by the phone
and the one before it. A *replacement* puts other phones in the place of some; how much better or
worse the whole phrase then fits is exact, since the phone that follows is scored anew, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

IMPOSSIBLE = np.float32(-1e30)
_REACH = 12
"""Frames (of 30 ms) by which the phones beside a replaced one may move."""
_WINDOW_STEP = 8


@dataclass(frozen=True, eq=False)
class PhoneOutputs:
    """Which outputs of a network stand for a phone, given the phone before it.

    ``first`` and ``further`` have shape (phones, phones): by the phone before (0 at the start),
    then the phone. ``silence`` lists the outputs of silence and noise, ``silence_phone`` is the
    phone that stands before one that follows a pause.
    """

    first: Integers
    further: Integers
    silence: Integers
    silence_phone: int


@dataclass(frozen=True, eq=False)
class Chain:
    """Phones in their order, shape (n,), n at least 1; whether each begins a word."""

    phones: Integers
    begins_word: Flags


@dataclass(frozen=True)
class Replacement:
    """Phones in the place of those from ``start`` up to ``end`` of a chain."""

    start: int
    end: int
    phones: tuple[int, ...]
    begins_word: tuple[bool, ...]

    def later(self, by: int) -> Replacement:
        """The same, so many phones later in a chain."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, eq=False)
class Fit:
    """How a chain fits some frames.

    ``score`` is of the best path. ``completed`` (n + 1, frames + 1) has the best score of the
    phones before ``i`` in the frames before ``t``; ``remaining``, of the same shape, that of the
    phones from ``i`` on in the frames from ``t`` on. ``spans`` (n, 2) are the frames of each
    phone on the best path.
    """

    score: float
    completed: Floats
    remaining: Floats
    spans: Integers


class Scorer:
    """Scores chains by the frames of one recording; ``outputs`` of shape (frames, outputs)."""

    def __init__(self, outputs: Floats, phones: PhoneOutputs) -> None:
        self._outputs = outputs
        self._phones = phones
        self._silence = outputs[:, phones.silence].max(axis=1)

    @cached_property
    def best_speech(self) -> Floats:
        """The best output of each frame that is no silence; shape (frames,)."""
        speech = np.setdiff1d(np.arange(self._outputs.shape[1]), self._phones.silence)
        best: Floats = self._outputs[:, speech].max(axis=1)
        return best

    @property
    def frame_count(self) -> int:
        """The number of frames."""
        return len(self._outputs)

    def fit(self, chain: Chain) -> Fit | None:
        """Fit a chain to all frames; None where there are fewer frames than phones."""
        if self.frame_count < len(chain.phones):
            return None
        before = np.concatenate([[0], chain.phones[:-1]]).astype(np.int32)
        emitted = self._emitted(before, chain.phones, chain.begins_word)
        completed, spans = self._forward(emitted)
        remaining = self._backward(emitted)
        return Fit(float(remaining[0, 0]), completed, remaining, spans)

    def gains(self, fit: Fit, replaced: ReplacedChains) -> Floats:
        """How much better than its chain each changed one fits, in natural log; shape (count,).

        Phones farther away than the frames of _REACH stay where they are.
        """
        gains = np.full(replaced.count, IMPOSSIBLE, np.float32)
        for group in replaced.groups:
            windows = self._windows(fit, group)
            sizes = -(-np.diff(windows, axis=1)[:, 0] // _WINDOW_STEP)
            for size in np.unique(sizes):
                chosen = np.flatnonzero(sizes == size)
                scores = self._replaced(fit, group.chosen(chosen), windows[chosen])
                gains[group.numbers[chosen]] = scores - fit.score
        return gains

    def any_speech(
        self, fit: Fit, starts: Sequence[int], ends: Sequence[int], cost: float
    ) -> tuple[Floats, Integers]:
        """How much better it fits if phones give way to any speech, and the frames it then takes.

        That is for the phones from each of ``starts`` up to each of ``ends``; none, where these are
        the same. Each frame of speech costs ``cost`` (natural log), pauses around it cost nothing.
        """
        speech = np.concatenate([[0], np.cumsum(self.best_speech - cost)])
        silence = np.concatenate([[0], np.cumsum(self._silence)])
        paused = np.maximum.accumulate(fit.completed[starts] - silence, axis=1) + silence
        before, after = paused - speech, fit.remaining[ends] + speech
        gained = np.maximum.accumulate(before, axis=1)[:, :-1] + after[:, 1:]
        end = np.argmax(gained, axis=1) + 1
        begin = [int(np.argmax(row[:stop])) for row, stop in zip(before, end, strict=True)]
        best = gained[np.arange(len(end)), end - 1] - fit.score
        return best.astype(np.float32), (end - begin).astype(np.int32)

    def _windows(self, fit: Fit, group: _Group) -> Integers:
        """The frames in which each replacement is tried, shape (count, 2)."""
        last = len(fit.spans) - 1
        behind = np.minimum(group.ends, last)
        begin = np.maximum(0, fit.spans[np.maximum(0, group.starts - 1), 0] - _REACH)
        end = np.minimum(self.frame_count, fit.spans[behind, 1] + _REACH)
        begin = np.where(group.starts == 0, 0, begin)
        end = np.where(behind == last, self.frame_count, end)
        return np.stack([begin, end], axis=1).astype(np.int32)

    def _emitted(self, before: Integers, phones: Integers, begins_word: Flags) -> _Emitted:
        table = self._phones
        silent = np.full_like(before, table.silence_phone)
        return _Emitted(
            self._outputs[:, table.first[before, phones]],
            self._outputs[:, table.further[before, phones]],
            np.where(begins_word, self._outputs[:, table.first[silent, phones]], IMPOSSIBLE),
            self._outputs[:, table.further[silent, phones]],
            np.where(begins_word, self._silence[:, None], IMPOSSIBLE),
        )

    def _forward(self, emitted: _Emitted) -> tuple[Floats, Integers]:
        frames, count = emitted.first.shape
        states = _States(count)
        completed = np.full((frames + 1, count + 1), IMPOSSIBLE, np.float32)
        completed[0, 0] = 0
        since = np.zeros((frames + 1, 2, count), np.int32)
        for frame in range(frames):
            states.step(frame, completed[frame, :-1], *emitted.at(frame))
            completed[frame + 1, 1:] = states.best
            since[frame + 1] = states.since
        end = int(np.argmax(completed[:, -1] + self._trailing()))
        spans = np.zeros((count, 2), np.int32)
        for phone in reversed(range(count)):
            left, begin = since[end, :, phone]
            spans[phone] = begin, end
            end = left
        return completed.T, spans

    def _trailing(self) -> Floats:
        """The score of silence from each frame to the end; shape (frames + 1,)."""
        return np.concatenate([np.cumsum(self._silence[::-1])[::-1], [0]]).astype(np.float32)

    def _backward(self, emitted: _Emitted) -> Floats:
        frames, count = emitted.first.shape
        remaining = np.full((frames + 1, count + 1), IMPOSSIBLE, np.float32)
        remaining[:, count] = self._trailing()
        inside = np.full((2, count), IMPOSSIBLE, np.float32)  # in a phone, after a phone or a pause
        silent = np.full(count, IMPOSSIBLE, np.float32)  # in the pause before a phone
        inside[:] = np.where(np.arange(count) == count - 1, np.float32(0), IMPOSSIBLE)
        for frame in reversed(range(frames)):
            first, further, first_silent, further_silent, silence = emitted.at(frame)
            entered = first + inside[0]
            entered_silent = first_silent + inside[1]
            remaining[frame, :count] = np.maximum(entered, silence + silent)
            silent = np.maximum(silence + silent, entered_silent)
            left = remaining[frame, 1:]
            inside = np.stack(
                [
                    np.maximum(further + inside[0], left),
                    np.maximum(further_silent + inside[1], left),
                ]
            )
        return remaining.T

    def _replaced(self, fit: Fit, group: _Group, windows: Integers) -> Floats:
        """The scores of changed chains that have as many phones each to score anew."""
        completed, remaining = fit.completed[group.starts], fit.remaining[group.ends]
        if not group.phones.shape[1]:
            scores: Floats = (completed + remaining).max(axis=1)
            return scores
        columns = self._columns(group.before, group.phones)
        return self._run(completed, remaining, columns, group.begins_word, windows)

    def _columns(self, before: Integers, phones: Integers) -> Integers:
        """The outputs of phones after a phone and after a pause; shape (4, count, slots)."""
        table, silent = self._phones, self._phones.silence_phone
        return np.stack(
            [
                table.first[before, phones],
                table.further[before, phones],
                table.first[silent, phones],
                table.further[silent, phones],
            ]
        )

    def _run(
        self,
        completed: Floats,
        remaining: Floats,
        columns: Integers,
        begins: Flags,
        windows: Integers,
    ) -> Floats:
        states = _States(begins.shape)
        entry = np.empty(begins.shape, np.float32)
        best = np.full(len(begins), IMPOSSIBLE, np.float32)
        rows, ends, paused = np.arange(len(begins)), windows[:, 1], bool(begins.any())
        flat, width = self._outputs.ravel(), self._outputs.shape[1]
        columns = columns if paused else columns[:2]
        for step in range(int(np.diff(windows, axis=1).max())):
            frame = np.minimum(windows[:, 0] + step, ends - 1)
            entry[:, 0] = completed[rows, frame]
            entry[:, 1:] = states.best[:, :-1]
            emitted = np.take(flat, columns + (frame * width)[:, None])
            if paused:
                emitted[2][~begins] = IMPOSSIBLE
                silence = np.where(begins, self._silence[frame][:, None], IMPOSSIBLE)
                first, further, first_silent, further_silent = emitted
                states.step(step, entry, first, further, first_silent, further_silent, silence)
            else:
                states.step_in_word(entry, emitted[0], emitted[1])
            ended = states.best[:, -1] + remaining[rows, frame + 1]
            np.maximum(best, np.where(windows[:, 0] + step < ends, ended, IMPOSSIBLE), out=best)
        return best


@dataclass(frozen=True, eq=False)
class _Emitted:
    """The outputs by frame and phone, shape (frames, n) each: see ``Scorer._columns``."""

    first: Floats
    further: Floats
    first_silent: Floats
    further_silent: Floats
    silence: Floats

    def at(self, frame: int) -> tuple[Floats, ...]:
        return (
            self.first[frame],
            self.further[frame],
            self.first_silent[frame],
            self.further_silent[frame],
            self.silence[frame],
        )


class _States:
    """The best scores of all paths that are now in a phone (after a phone, after a pause).

    ``since`` has, for the better of the two, the frame in which the phone before ended and the
    one in which the phone began.
    """

    def __init__(self, shape: int | tuple[int, ...]) -> None:
        shape = (shape,) if isinstance(shape, int) else shape
        self._spoken, self._silent, self._pause = np.full((3, *shape), IMPOSSIBLE, np.float32)
        self._begun, self._begun_silent, self._paused, self._paused_silent = np.zeros(
            (4, *shape), np.int32
        )
        self.best: Floats = self._spoken

    @property
    def since(self) -> Integers:
        spoken = self._spoken >= self._silent
        left = np.where(spoken, self._begun, self._paused_silent)
        return np.stack([left, np.where(spoken, self._begun, self._begun_silent)])

    def step(
        self,
        frame: int,
        entry: Floats,
        first: Floats,
        further: Floats,
        first_silent: Floats,
        further_silent: Floats,
        silence: Floats,
    ) -> None:
        """Take one more frame; ``entry`` is the best score of what stands before each phone."""
        stay, enter = self._spoken + further, entry + first
        stay_silent, enter_silent = self._silent + further_silent, self._pause + first_silent
        self._begun = np.where(enter > stay, frame, self._begun)
        fresh = enter_silent > stay_silent
        self._begun_silent = np.where(fresh, frame, self._begun_silent)
        self._paused_silent = np.where(fresh, self._paused, self._paused_silent)
        self._paused = np.where(entry > self._pause, frame, self._paused)
        self._pause = np.maximum(self._pause, entry) + silence
        self._spoken = np.maximum(stay, enter)
        self._silent = np.maximum(stay_silent, enter_silent)
        self.best = np.maximum(self._spoken, self._silent)

    def step_in_word(self, entry: Floats, first: Floats, further: Floats) -> None:
        """Take one more frame where there can be no pause, and nobody asks ``since``."""
        self._spoken = np.maximum(self._spoken + further, entry + first)
        self.best = self._spoken


@dataclass(frozen=True, eq=False)
class _Group:
    """Replacements with as many phones to be scored anew: with the one behind, if there is.

    ``numbers``, ``starts`` and ``ends`` have shape (count,), the others (count, phones); ``before``
    are the phones before each.
    """

    numbers: Integers
    starts: Integers
    ends: Integers
    phones: Integers
    before: Integers
    begins_word: Flags

    def chosen(self, rows: npt.NDArray[np.intp]) -> _Group:
        """Some of them."""
        return _Group(
            self.numbers[rows],
            self.starts[rows],
            self.ends[rows],
            self.phones[rows],
            self.before[rows],
            self.begins_word[rows],
        )


class ReplacedChains:
    """A chain with each of some replacements made, ready to be scored by any head."""

    def __init__(self, chain: Chain, replacements: Sequence[Replacement]) -> None:
        self.count = len(replacements)
        phones, begins = chain.phones.tolist(), chain.begins_word.tolist()
        groups: dict[tuple[int, bool], list[_Row]] = {}
        for number, each in enumerate(replacements):
            behind = slice(each.end, each.end + 1)
            new = (*each.phones, *phones[behind])
            new_begins = (*each.begins_word, *begins[behind])
            end = min(each.end + 1, len(phones))
            row = (number, each.start, end, new, new_begins)
            groups.setdefault((len(new), any(new_begins)), []).append(row)
        self.groups = [_group(chain, rows) for rows in groups.values()]


_Row = tuple[int, int, int, tuple[int, ...], tuple[bool, ...]]


def _group(chain: Chain, rows: Sequence[_Row]) -> _Group:
    numbers, starts, ends, phones, begins = zip(*rows, strict=True)
    first, new = np.array(starts, np.int32), np.array(phones, np.int32).reshape(len(rows), -1)
    left = np.where(first > 0, chain.phones[first - 1], 0).astype(np.int32)
    return _Group(
        np.array(numbers, np.int32),
        first,
        np.array(ends, np.int32),
        new,
        np.concatenate([left[:, None], new[:, :-1]], axis=1)[:, : new.shape[1]],
        np.array(begins, np.bool_).reshape(new.shape),
    )
