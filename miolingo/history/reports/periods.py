"""The two periods that a learner wants to compare."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from miolingo.errors import UsageError
from miolingo.history.reports.statistics import first_day
from miolingo.history.reports.trends import Period


def compared(text: str, today: date) -> tuple[Period, Period]:
    """The earlier and the later period that ``30d`` or ``FROM..TO,FROM..TO`` means.

    ``30d`` is the 30 days up to today, against the 30 before them. Raises UsageError for any
    other text.
    """
    if re.fullmatch(r"[1-9]\d{0,3}[dw]", text, re.ASCII):
        first = first_day(text, today)
        days = (today - first).days
        before = first - timedelta(days=1)
        with suppress(OverflowError):
            return Period(before - timedelta(days=days), before), Period(first, today)
    parts = text.split(",")
    if len(parts) == 2:
        with suppress(ValueError):
            return _period(parts[0]), _period(parts[1])
    raise UsageError(
        f"“{text}” does not name two periods.",
        hint="Write 30d, or two ranges: 2026-10-01..2026-10-31,2026-11-01..2026-11-30",
    )


def _period(text: str) -> Period:
    first, last = (date.fromisoformat(day.strip()) for day in text.split(".."))
    if last < first or first.year < 1971 or last.year > 9998:
        raise ValueError
    return Period(first, last)
