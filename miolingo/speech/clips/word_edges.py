"""Finds where a word of a synthesized reference begins: where sound is faintest before it.

A network that learned from people takes the first sounds of a synthesized word for a pause now and
then: it finds the end of the word before it in time, and its beginning up to half a second late.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from miolingo.judging.recording import Audio

ROOM_MS = 50
"""How much more is cut than the edge says. Of 127 words in 59 phrases said by eSpeak NG, which
tells where it begins each word, 4.7 % lose more than 20 ms of their beginning so, and the clip has
a median of 35 ms of the word before (90 %: 53 ms). Cut 300 ms before the time that the network
tells it was 6.3 %, and 288 ms (324 ms)."""

_AROUND_MS = 40
_PULL_DB_PER_MS = 0.03
"""How much fainter it must be for each millisecond after the end of the word before. Without it
6.3 % lose their beginning; with 0.1 3.9 %, but one clip in ten has 137 ms of the word before."""
_SILENT_DB = 50
"""So far below the loudest frame it is silent: a pause is no part of a word."""
_FRAME_MS, _STEP_MS = 20, 5


def beginning_ms(audio: Audio, end_before_ms: int, start_ms: int) -> int:
    """When a word begins whose network time is ``start_ms``, after the end of the one before."""
    levels = _levels(audio)
    earliest_ms = max(0, min(end_before_ms, start_ms) - _AROUND_MS - _FRAME_MS // 2)
    first = earliest_ms // _STEP_MS
    last = max(0, start_ms + _AROUND_MS - _FRAME_MS // 2) // _STEP_MS
    between = levels[first : last + 1]
    if not len(between):
        return start_ms
    after_ms = np.arange(len(between)) * _STEP_MS - _AROUND_MS
    best = int(np.argmin(between + _PULL_DB_PER_MS * np.maximum(after_ms, 0)))
    silent = levels.max() - _SILENT_DB
    while best + 1 < len(between) and between[best + 1] < silent:
        best += 1
    return (first + best) * _STEP_MS + _FRAME_MS // 2


def _levels(audio: Audio) -> npt.NDArray[np.float64]:
    """The level in dB of each frame of 20 ms, one every 5 ms."""
    frame, step = (audio.sample_rate_hz * ms // 1000 for ms in (_FRAME_MS, _STEP_MS))
    if len(audio.samples) < frame:
        return np.zeros(0)
    power = np.concatenate([[0.0], np.cumsum(audio.samples.astype(np.float64) ** 2)])
    starts = np.arange(0, len(audio.samples) - frame + 1, step)
    level: npt.NDArray[np.float64] = 10 * np.log10(
        np.maximum(power[starts + frame] - power[starts], 0) / frame + 1e-9
    )
    return level
