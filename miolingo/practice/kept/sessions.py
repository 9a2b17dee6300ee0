"""Keeps when a practice session began and ended, and sums it up however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from miolingo.history.reports.summary import summarize
from miolingo.practice.kept.attempts import KeptAttempts
from miolingo.practice.playback.loudspeaker import Playback
from miolingo.practice.signals import defer_interrupts

if TYPE_CHECKING:
    from miolingo.practice.session import SessionParts


@contextmanager
def kept_session(parts: SessionParts, kept: KeptAttempts, playback: Playback) -> Iterator[None]:
    """Run the block as a practice session; at its end the judge and the loudspeaker are free."""
    session_id = parts.new_id()
    try:
        kept.write(lambda: parts.store.begin_session(session_id, parts.now()))
        yield
    finally:
        with defer_interrupts():
            kept.write(lambda: parts.store.end_session(session_id, parts.now()))
            parts.judge.close()
            parts.view.summary(summarize(kept.attempts), kept.unsaved)
            playback.stop()
