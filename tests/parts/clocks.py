"""What a test needs of the machine's clock."""

from __future__ import annotations

import os

import pytest

needs_timed_locks = pytest.mark.skipif(
    "libfaketime" in os.environ.get("LD_PRELOAD", ""),
    reason="under faketime no wait for a lock ever times out (it does not know sem_clockwait)",
)
"""For tests of what happens when a thread waits in vain."""


def without_faketime() -> dict[str, str]:
    """The environment of a process with closed streams, which is told the true time.

    Under faketime the memory that all its processes share would get a closed stream's number, and
    what is printed there would set the clock of every test after it.
    """
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
