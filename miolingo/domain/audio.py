"""Sound as numbers: a mono recording and what can be measured on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Audio:
    """A mono recording: ``samples`` has shape (n,), float32 in -1..1."""

    samples: Samples
    sample_rate_hz: int

    @property
    def duration_ms(self) -> int:
        return round(1000 * len(self.samples) / self.sample_rate_hz)
