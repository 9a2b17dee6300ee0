"""A recording as it comes, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from miolingo.judging.recording import Samples


def _nothing() -> Samples:
    return np.zeros(0, np.float32)


class BlockStream(Iterator[Samples]):
    """The blocks of a recording; ``rest`` gives what was recorded and is in none of them yet."""

    def __init__(self, blocks: Iterator[Samples], rest: Callable[[], Samples] = _nothing) -> None:
        self._blocks = blocks
        self._rest = rest

    def __next__(self) -> Samples:
        """The next block."""
        return next(self._blocks)

    def stop(self) -> Samples:
        """End the recording: what is in no block yet."""
        return self._rest()
