"""The server's clock, which a test may move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """The time of this machine plus ``offset``; every rule of the server reads it."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock by ``seconds``; backwards if they are negative."""
        self.offset += timedelta(seconds=seconds)
