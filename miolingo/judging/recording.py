"""Sound as numbers: a mono recording, and what is measured on it while it is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miolingo.judging.judgement import Reason
from miolingo.judging.utterance.voice_activity import (
    FRAME_MS,
    SILENT_DBFS,
    EndpointLimits,
    Levels,
    Phase,
    SmoothLevels,
    Voice,
    find_voice,
    in_full_course,
    phase_of,
    smooth,
)

Samples = npt.NDArray[np.float32]

SPEECH_RATE_HZ = 16_000

_FRAME_SAMPLES = SPEECH_RATE_HZ * FRAME_MS // 1000
_WINDOW = np.hanning(_FRAME_SAMPLES)
SPEECH_BAND_HZ = (200, 8_000)
"""With the hiss of an s, which pauses must not be taken for."""
_VOICE_BAND_HZ = (200, 4_000)  # above offset and mains hum, below hiss
_KEPT_BEFORE_VOICE_FRAMES = 500 // FRAME_MS
_LONGEST_HOLD_FRAMES = 30_000 // FRAME_MS

_MIN_DURATION_MS = 300
_FULL_SCALE = 0.999
_LOUD_RANGE_DB = 20.0
_MAX_CLIPPED_SHARE = 0.25  # 12 dB of overdrive (0.14) is still understood, 20 dB (0.35) is not
_PURE_SHARE = 0.95
_TONE_SHARE = 0.6
"""In recordings of people (317) up to 0.29 of the loud frames had as much of their power in 150 Hz,
in beeps of 250 to 3,000 Hz all of them."""
_WORKING_LEVEL_DBFS = -14.0  # where the loudest syllable stands when speech peaks near -3
_MAX_GAIN = 200.0
_AUDIBLE_GAIN = 3.0  # quieter speech than this leaves is misheard, however clear it is


@dataclass(frozen=True, eq=False)
class Audio:
    """A mono recording: ``samples`` has shape (n,), float32 in -1..1.

    ``may_be_cut`` where nothing tells that its end is the end of what was recorded.
    """

    samples: Samples
    sample_rate_hz: int
    may_be_cut: bool = False

    @property
    def duration_ms(self) -> int:
        """The length in whole milliseconds."""
        return round(1000 * len(self.samples) / self.sample_rate_hz)


class LiveRecording:
    """One utterance while it is recorded: its samples, their levels, and where its voice is.

    Without ``limits`` it has no end of its own. Silence before the voice is not for the
    recognizer, which mistakes the speech after a long one, above all after one without any hiss:
    all but the last half second is trimmed, and digital silence to the last sample.
    """

    def __init__(self, limits: EndpointLimits | None = None) -> None:
        self.phase = Phase.WAITING
        self._limits = limits
        self._voice: Voice | None = None
        self._frames = _Frames()
        self._smoothed = SmoothLevels()
        self._blocks: list[Samples] = []
        self._trimmed: int | None = None  # not known while the voice is waited for

    @property
    def samples(self) -> Samples:
        """All that was recorded, mono at 16 kHz."""
        return np.concatenate([*self._blocks, np.zeros(0, np.float32)])

    @property
    def audio(self) -> Audio:
        """All that was recorded."""
        return Audio(self.samples, SPEECH_RATE_HZ)

    @property
    def trimmed_samples(self) -> int:
        """How many samples at the start are not to be decoded."""
        return self._trimmed or 0

    @property
    def level_dbfs(self) -> float:
        """The level of the newest frame, for a meter: from -100 (nothing) to 0."""
        return float(self._frames.levels[-1]) if len(self._frames.levels) else SILENT_DBFS

    @property
    def gain(self) -> float:
        """The factor, 1 to 200, that lifts quiet speech to where the recognizer hears it best.

        A recognizer takes speech that peaks below -30 dBFS for silence; what is loud enough gets 1.
        """
        loudest = smooth(self._frames.levels).max(initial=SILENT_DBFS)
        return float(np.clip(10 ** ((_WORKING_LEVEL_DBFS - loudest) / 20), 1, _MAX_GAIN))

    @property
    def too_quiet(self) -> bool:
        """Whether the recognizer has to hear it again, louder."""
        return self.gain > _AUDIBLE_GAIN

    @property
    def lifted(self) -> Samples:
        """What is to be decoded, as loud as the recognizer needs it."""
        louder = np.clip(self.gain * self.samples[self.trimmed_samples :], -1, 1)
        return np.asarray(louder, np.float32)

    @property
    def voice_end(self) -> int:
        """The last frame so far in which there is a voice; -1 where there is none."""
        return self._voice.last if self._voice else -1

    @property
    def silence_ms(self) -> int:
        """How long the voice has paused by now; 0 while it is waited for."""
        return (len(self._frames.levels) - 1 - self._voice.last) * FRAME_MS if self._voice else 0

    @property
    def begins_in_voice(self) -> bool:
        """Whether a voice was in full course when recording began, so that a part of it is lost."""
        return self._voice is not None and in_full_course(self._frames.levels, self._voice)

    @property
    def clipped_share(self) -> float:
        """Of the samples in loud frames, the share at full scale: 0 to 1."""
        loud = self._frames.levels > self._frames.levels.max(initial=SILENT_DBFS) - _LOUD_RANGE_DB
        full = np.abs(self.samples[: _FRAME_SAMPLES * len(loud)]) >= _FULL_SCALE
        return float(full.reshape(-1, _FRAME_SAMPLES)[loud].mean()) if loud.any() else 0.0

    def feed(self, block: Samples) -> Samples:
        """Take the next samples (mono, 16 kHz, any number); those that can be decoded by now."""
        waited = self._trimmed is None
        self._blocks.append(block)
        for level in self._frames.feed(block):
            self._follow(level)
        if self._trimmed is None:
            return block[:0]
        return self.samples[self._trimmed :] if waited else block

    def finish(self) -> Samples:
        """End the recording; what is still to be decoded, which is all where no voice was found."""
        if self._trimmed is not None:
            return np.zeros(0, np.float32)
        self._trimmed = 0
        return self.samples

    def end(self) -> None:
        """Note that the utterance is over, whatever its silence; a final phase does not change."""
        if not self.phase.final:
            self.phase = Phase.FINISHED

    def defect(self) -> Reason | None:
        """Say why it cannot be judged (too short, clipped, silence, noise or a tone), or None."""
        if self.audio.duration_ms < _MIN_DURATION_MS:
            return Reason.TOO_SHORT
        if not self.samples.any():
            return Reason.NO_SIGNAL
        if self.clipped_share > _MAX_CLIPPED_SHARE:
            return Reason.CLIPPED
        if not self._voice:
            return Reason.SILENCE
        return Reason.NO_SPEECH if self._is_tone else None

    @property
    def _is_tone(self) -> bool:
        """Whether most of what is loud is one pure tone at a time, as of a beep or a whistle."""
        loud = self._frames.levels > self._frames.levels.max(initial=SILENT_DBFS) - _LOUD_RANGE_DB
        spectra = _spectra(self.samples)[loud]
        strongest = spectra.argmax(axis=1)[:, None] + np.arange(3)
        around = np.take_along_axis(np.pad(spectra, ((0, 0), (1, 1))), strongest, axis=1)
        pure = around.sum(axis=1) > _PURE_SHARE * spectra.sum(axis=1)
        return bool(pure.mean() > _TONE_SHARE)

    @property
    def _digital_silence(self) -> int:
        """How many samples at the start are zero: a half second of them is no noise to know."""
        return int(np.argmax(self.samples != 0))

    def _follow(self, level: float) -> None:
        """Look at the whole again with one more frame; a final phase does not change."""
        if self.phase.final:
            return
        smoothed = self._smoothed.add(level)
        self._voice = find_voice(smoothed)
        if self._trimmed is None and (self._voice or len(smoothed) >= _LONGEST_HOLD_FRAMES):
            self._trimmed = max(self._digital_silence, _silence_before(self._voice))
        self.phase = phase_of(self._voice, len(smoothed), self._limits)


class _Frames:
    """The levels (dBFS) of an utterance's 20 ms frames, each measured once."""

    def __init__(self) -> None:
        self.levels: Levels = np.zeros(0)
        self._rest: Samples = np.zeros(0, np.float32)

    def feed(self, block: Samples) -> Levels:
        """Take the next samples; the levels of the frames that they make whole."""
        samples = np.concatenate([self._rest, block])
        whole = len(samples) // _FRAME_SAMPLES * _FRAME_SAMPLES
        self._rest = samples[whole:]
        levels = frame_levels(samples[:whole])
        self.levels = np.concatenate([self.levels, levels])
        return levels


def frame_levels(samples: Samples, band_hz: tuple[int, int] = _VOICE_BAND_HZ) -> Levels:
    """Measure the power of each whole 20 ms frame in a band, that of the voice: dBFS, >= -100."""
    power = 2 * _spectra(samples, band_hz).sum(axis=1) / (_FRAME_SAMPLES * np.sum(_WINDOW**2))
    levels: Levels = 10 * np.log10(np.maximum(power, 10 ** (SILENT_DBFS / 10)))
    return levels


def _spectra(samples: Samples, band_hz: tuple[int, int] = _VOICE_BAND_HZ) -> Levels:
    """The power spectrum of each whole 20 ms frame in a band, 50 Hz a column."""
    frames = samples[: len(samples) // _FRAME_SAMPLES * _FRAME_SAMPLES].reshape(-1, _FRAME_SAMPLES)
    low, high = (round(hz * FRAME_MS / 1000) for hz in band_hz)
    spectra: Levels = np.abs(np.fft.rfft(frames * _WINDOW)[:, low : high + 1]) ** 2
    return spectra


def _silence_before(voice: Voice | None) -> int:
    """The number of samples up to half a second before the voice."""
    frames = max(0, voice.first - _KEPT_BEFORE_VOICE_FRAMES) if voice else 0
    return frames * _FRAME_SAMPLES
