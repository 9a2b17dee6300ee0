"""How long a test waits for an event before it takes it for lost."""

from __future__ import annotations

PATIENCE_S = 300
"""Long, as machines that share their cores are slow at times; what comes ends the wait at once."""
