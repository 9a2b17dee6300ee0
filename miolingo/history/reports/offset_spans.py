"""Tell the spans of time in which the clocks of a zone keep one offset from UTC."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from miolingo.history.reports.statistics import QUARTER, local_time

WINDOW_DAYS = 3
"""No zone of the tz database has left an offset and come back to it within so short a time."""

_WINDOW_QUARTERS = timedelta(days=WINDOW_DAYS) // QUARTER
_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class OffsetSpan:
    """The quarters of an hour that begin ``offset_s`` seconds later by the clock than in UTC.

    The first of them begins at ``first_at``, the last at ``last_at``, both in UTC.
    """

    first_at: datetime
    last_at: datetime
    offset_s: int


def offset_spans(windows: Iterable[datetime], zone: tzinfo | None) -> list[OffsetSpan]:
    """Return the spans, in order, of windows of WINDOW_DAYS that begin at these quarters (UTC).

    Windows come in order. A span may go on over what lies between two of them. ``zone`` None is
    this machine's; where it has no time, as ``local_time`` says, it is UTC's.
    """
    spans: list[OffsetSpan] = []
    for window in windows:
        for span in _spans_within(window, zone):
            if spans and spans[-1].offset_s == span.offset_s:
                spans[-1] = OffsetSpan(spans[-1].first_at, span.last_at, span.offset_s)
            else:
                spans.append(span)
    return spans


def _spans_within(window: datetime, zone: tzinfo | None) -> Iterator[OffsetSpan]:
    last = min(_WINDOW_QUARTERS - 1, (_END - window) // QUARTER)

    def offset_s(quarter: int) -> int:
        offset = local_time(window + quarter * QUARTER, zone).utcoffset()
        return int((offset or timedelta()).total_seconds())

    begun = 0
    while begun <= last:
        kept, after = offset_s(begun), last + 1
        if offset_s(last) != kept:
            after = bisect_left(range(last), True, begun, key=lambda at: offset_s(at) != kept)
        yield OffsetSpan(window + begun * QUARTER, window + (after - 1) * QUARTER, kept)
        begun = after
