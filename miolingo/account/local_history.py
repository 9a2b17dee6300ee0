"""Move one history into another: a guest's into an account, or back when the account is gone."""

from __future__ import annotations

from itertools import islice

from miolingo.history.interface import PAGE_ROWS, pages
from miolingo.store import Store


def move_history(source: Store, target: Store) -> int:
    """Move all attempts and practice sessions; return the number of attempts.

    Each page is in the target before it leaves the source, so that a run that is interrupted loses
    nothing and the next one completes it. Raises StoreError.
    """
    moved = 0
    while page := list(islice(source.every_attempt(), PAGE_ROWS)):
        target.add_all(page, [])
        source.release(attempt.id for attempt in page)
        moved += len(page)
    for sessions in pages(list(source.every_session())):
        target.add_all([], sessions)
        source.release(session.id for session in sessions)
    return moved
