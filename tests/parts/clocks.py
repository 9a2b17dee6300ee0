"""What a test needs of the machine's clock."""

from __future__ import annotations

import os

import pytest

needs_timed_locks = pytest.mark.skipif(
    "libfaketime" in os.environ.get("LD_PRELOAD", ""),
    reason="under faketime no wait for a lock ever times out (it does not know sem_clockwait)",
)
"""For tests of what happens when a thread waits in vain."""
