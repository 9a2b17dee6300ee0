"""How often things may happen, by the server's clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

HOUR = timedelta(hours=1)


@dataclass
class HourlyLimit:
    """At most so many events in any hour."""

    _events: list[datetime] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, most: int, now: datetime) -> bool:
        """Count one more event if there is room for it."""
        with self._lock:
            self._events = [event for event in self._events if event > now - HOUR]
            if len(self._events) >= most:
                return False
            self._events.append(now)
            return True


@dataclass
class _Bucket:
    tokens: float
    filled_at: datetime


@dataclass
class BurstLimit:
    """A token bucket for each caller: ``burst`` at once, refilled ``an_hour`` an hour."""

    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, caller: str, burst: int, an_hour: int, now: datetime) -> bool:
        """Take one token from the caller's bucket if one is left."""
        with self._lock:
            bucket = self._buckets.setdefault(caller, _Bucket(burst, now))
            refilled = bucket.tokens + (now - bucket.filled_at) / HOUR * an_hour
            bucket.tokens, bucket.filled_at = min(float(burst), refilled), now
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True
