"""When a learner begins to speak and when they have finished, told from the sound alone.

Levels are compared with the noise as it was measured in the last seconds, never with a fixed
threshold, and every decision looks at the whole utterance again with what is known by then: speech
that starts with the first sample is found as soon as it pauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

import numpy as np
import numpy.typing as npt

from miolingo.judging.recording import (
    FRAME_MS,
    SILENT_DBFS,
    SPEECH_RATE_HZ,
    Levels,
    Samples,
    frame_levels,
    smooth,
)

Flags = npt.NDArray[np.bool_]

_FRAME_SAMPLES = SPEECH_RATE_HZ * FRAME_MS // 1000
_NOISE_WINDOW_FRAMES = 3_000 // FRAME_MS
_NOISE_PERCENTILE = 10  # speech, too, spends a tenth of its time in closures and pauses
_VOICE_FRAMES = 140 // FRAME_MS  # a shorter sound is a knock, not a word
_FAINTEST_VOICE_DBFS = -75.0
_VOICE_RANGE_DB = 40.0
_MIN_MARGIN_DB, _MAX_MARGIN_DB = 4.0, 12.0
_KEPT_BEFORE_VOICE_FRAMES = 500 // FRAME_MS
_LONGEST_HOLD_FRAMES = 30_000 // FRAME_MS


@unique
class Phase(StrEnum):
    """Where an utterance stands; the last three are final."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    FINISHED = "finished"
    TIMED_OUT = "timed_out"
    TOO_LONG = "too_long"

    @property
    def final(self) -> bool:
        """Whether recording can stop."""
        return self not in (Phase.WAITING, Phase.SPEAKING)


@dataclass(frozen=True)
class Patience:
    """How long to wait, in milliseconds.

    ``trailing_silence_ms`` ends an utterance, ``start_timeout_ms`` without speech gives up, and
    nothing lasts longer than ``max_length_ms``.
    """

    trailing_silence_ms: int = 900
    start_timeout_ms: int = 8_000
    max_length_ms: int = 30_000


class Endpointer:
    """Listens to one utterance, block by block."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.phase = Phase.WAITING
        self._patience = patience or Patience()
        self._frames = _Frames()

    def feed(self, block: Samples) -> Phase:
        """Take the next samples (mono, 16 kHz, any number); a final phase does not change."""
        if self.phase.final:
            return self.phase
        for levels in self._frames.feed(block):
            self.phase = phase_of(levels, self._patience)
            if self.phase.final:
                break
        return self.phase


class LeadingSilence:
    """Leaves out of an utterance, block by block, the silence before the first voice.

    Half a second of it stays; ``left_out`` is the number of samples that did not. A recognizer
    that has heard silence for long, above all one without any hiss, mistakes the speech after it.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self._frames = _Frames()
        self._held: list[Samples] = []
        self._over = False

    def feed(self, block: Samples) -> Samples:
        """Take the next samples (mono, 16 kHz, any number); those that are let through by now."""
        if self._over:
            return block
        self._held.append(block)
        for levels in self._frames.feed(block):
            start = _voice_start(levels)
            if start is not None or len(levels) >= _LONGEST_HOLD_FRAMES:
                self.left_out = (start or 0) * _FRAME_SAMPLES
                return self.rest()[self.left_out :]
        return block[:0]

    def rest(self) -> Samples:
        """Let through all that is still held back, where no voice was found."""
        self._over = True
        held, self._held = self._held, []
        return np.concatenate([*held, np.zeros(0, np.float32)])


class _Frames:
    """The levels (dBFS) of an utterance's 20 ms frames."""

    def __init__(self) -> None:
        self._levels: Levels = np.zeros(0)
        self._rest: Samples = np.zeros(0, np.float32)

    def feed(self, block: Samples) -> Iterator[Levels]:
        """Take the next samples; after each whole frame, the levels of all so far."""
        samples = np.concatenate([self._rest, block])
        whole = len(samples) // _FRAME_SAMPLES * _FRAME_SAMPLES
        self._rest = samples[whole:]
        for level in frame_levels(samples[:whole], SPEECH_RATE_HZ):
            self._levels = np.append(self._levels, level)
            yield self._levels


def phase_of(levels: Levels, patience: Patience) -> Phase:
    """Tell where an utterance stands from the levels (dBFS) of its 20 ms frames so far."""
    smoothed = smooth(levels)
    loud = smoothed > _threshold(smoothed)
    elapsed_ms = len(levels) * FRAME_MS
    speaking = _longest_run(loud) >= _VOICE_FRAMES
    if speaking and _frames_since(loud) * FRAME_MS >= patience.trailing_silence_ms:
        return Phase.FINISHED
    if not speaking and elapsed_ms >= patience.start_timeout_ms:
        return Phase.TIMED_OUT
    if elapsed_ms >= patience.max_length_ms:
        return Phase.TOO_LONG
    return Phase.SPEAKING if speaking else Phase.WAITING


def _voice_start(levels: Levels) -> int | None:
    """Half a second before the first loud frame, once there is voice; None while there is none."""
    smoothed = smooth(levels)
    loud = smoothed > _threshold(smoothed)
    if _longest_run(loud) < _VOICE_FRAMES:
        return None
    return max(0, int(np.flatnonzero(loud)[0]) - _KEPT_BEFORE_VOICE_FRAMES)


def _threshold(levels: Levels) -> float:
    """Put the line between noise and voice a third of the way up, within bounds."""
    peak, noise = float(levels.max()), _noise(levels)
    margin = min(max((peak - noise) / 3, _MIN_MARGIN_DB), _MAX_MARGIN_DB)
    return max(noise + margin, peak - _VOICE_RANGE_DB, _FAINTEST_VOICE_DBFS)


def _noise(levels: Levels) -> float:
    """Measure the noise of the last seconds, the zeros of a starting device apart."""
    heard = np.trim_zeros(levels - SILENT_DBFS, "f")[-_NOISE_WINDOW_FRAMES:]
    rise = float(np.percentile(heard, _NOISE_PERCENTILE)) if len(heard) else 0.0
    return SILENT_DBFS + rise


def _longest_run(flags: Flags) -> int:
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return int(np.diff(edges)[::2].max()) if len(edges) else 0


def _frames_since(flags: Flags) -> int:
    return len(flags) - 1 - int(np.flatnonzero(flags)[-1])
