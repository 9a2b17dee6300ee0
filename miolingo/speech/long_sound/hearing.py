"""Lets a model's network hear hours of sound, part by part, and keeps what it heard meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from miolingo.errors import ConfigurationError
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.speech.acoustics.acoustic_model import AcousticModel
from miolingo.speech.acoustics.kaldi_file import Floats

LEVEL_MS = 10
_PART_FRAMES, _CONTEXT_FRAMES = 1000, 30
_SMOOTHING = 200
"""Frames added in which all sounds are as likely, so that those never said do not seem rare."""
_QUIETEST = 1e-10


@dataclass(frozen=True, eq=False)
class HeardSound:
    """What a network heard in frames of ``frame_ms``.

    ``scores`` (frames, sounds + 1) is by how much (natural logarithm) each sound, and last silence,
    is likelier than it is anywhere in this film. ``levels_db`` has the level of each LEVEL_MS.
    """

    frame_ms: float
    scores: Floats
    levels_db: Floats

    @property
    def duration_s(self) -> float:
        """How long it is, in seconds."""
        return len(self.levels_db) * LEVEL_MS / 1000


def hear(
    blocks: Iterable[Samples], model: AcousticModel, folder: Path, tell: Callable[[float], None]
) -> HeardSound:
    """Hear the whole of a film, of which each part is kept in a folder until all are heard.

    Parts that are in the folder already are not heard again. ``tell`` takes the seconds that were
    heard. Raises ModelError, ConfigurationError where the folder cannot be written, and what
    ``blocks`` raises.
    """
    frame_ms = model.subsampling * LEVEL_MS
    posteriors, levels, done_s = [], [], 0.0
    for number, part in enumerate(_parts(blocks, round(frame_ms * SPEECH_RATE_HZ / 1000))):
        kept = folder / f"{number:05}.npz"
        heard = _read(kept)
        if heard is None:
            heard = _listen(part, model), part.levels_db()
            _write(kept, *heard)
        posteriors.append(heard[0])
        levels.append(heard[1])
        done_s += len(heard[1]) * LEVEL_MS / 1000
        tell(done_s)
    return HeardSound(frame_ms, _scores(np.concatenate(posteriors)), np.concatenate(levels))


@dataclass(frozen=True, eq=False)
class _Part:
    """A stretch of sound, with frames of its neighbors before and after it for the network."""

    samples: Samples
    before: int
    frames: int
    frame_samples: int

    def levels_db(self) -> Floats:
        """The level of each LEVEL_MS, in dB, over three of them."""
        size = LEVEL_MS * SPEECH_RATE_HZ // 1000
        begin = self.before * self.frame_samples
        own = self.samples[begin : begin + self.frames * self.frame_samples]
        powers = (own[: len(own) // size * size].reshape(-1, size) ** 2).mean(axis=1)
        smooth = np.convolve(np.pad(powers, 1, mode="edge"), np.full(3, 1 / 3), "valid")
        levels: Floats = (10 * np.log10(smooth + _QUIETEST)).astype(np.float32)
        return levels


def _parts(blocks: Iterable[Samples], frame_samples: int) -> Iterator[_Part]:
    """Cut sound into parts of _PART_FRAMES; the last one is shorter."""
    size, context = _PART_FRAMES * frame_samples, _CONTEXT_FRAMES * frame_samples
    waiting, before = np.zeros(0, np.float32), 0
    collected: list[Samples] = []
    length = 0
    for block in blocks:
        collected.append(block)
        length += len(block)
        while length >= before * frame_samples + size + context:
            waiting = np.concatenate(collected)
            end = before * frame_samples + size
            yield _Part(waiting[: end + context], before, _PART_FRAMES, frame_samples)
            waiting, before = waiting[end - context :], _CONTEXT_FRAMES
            collected, length = [waiting], len(waiting)
    waiting = np.concatenate(collected) if collected else waiting
    left = len(waiting) // frame_samples - before
    while left > 0:
        frames = min(left, _PART_FRAMES)
        yield _Part(waiting, before, frames, frame_samples)
        waiting = waiting[(before + frames - _CONTEXT_FRAMES) * frame_samples :]
        before, left = _CONTEXT_FRAMES, left - frames


def _listen(part: _Part, model: AcousticModel) -> Floats:
    heard = model.posteriors(part.samples).sounds[part.before : part.before + part.frames]
    missing = part.frames - len(heard)  # a window that the sound ends in gives no frame
    return np.pad(heard, ((0, missing), (0, 0)), mode="edge" if len(heard) else "constant")


def _scores(posteriors: Floats) -> Floats:
    """The posteriors over their mean."""
    total = np.zeros(posteriors.shape[1])
    for begin in range(0, len(posteriors), _PART_FRAMES):
        total += np.exp(posteriors[begin : begin + _PART_FRAMES].astype(np.float32)).sum(axis=0)
    mean = (total + _SMOOTHING / len(total)) / (len(posteriors) + _SMOOTHING)
    scores: Floats = posteriors.astype(np.float32) - np.log(mean).astype(np.float32)
    return scores


def _read(path: Path) -> tuple[Floats, Floats] | None:
    """A part that was heard before; None where there is none, or it was cut off."""
    try:
        with np.load(path) as file:
            return file["posteriors"], file["levels_db"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(path: Path, posteriors: Floats, levels_db: Floats) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        np.savez(path, posteriors=posteriors.astype(np.float16), levels_db=levels_db)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise ConfigurationError(
            f"“{path.parent}” cannot be written: {error.strerror}.",
            hint="Make room on the disk, and run the same command again.",
        ) from error
