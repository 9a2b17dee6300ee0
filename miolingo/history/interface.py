"""What a learner's history is asked and told, wherever it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any, Protocol, Self, TypeVar

from miolingo.history.attempts import Attempt, AttemptOutcome, PracticeSession
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.reports.statistics import Interval, PracticeDay, Selection
from miolingo.history.reports.summary import HardWord

PAGE_ROWS = 500
"""The most rows of a kind that the account's functions take or give at once; other long work is
done in pages of as many."""

T = TypeVar("T")


class History(Protocol):
    """What is kept of one learner, in a file here or in the account.

    These are attempts, practice sessions, listening answers and settings.

    Every method may raise StoreError; those of an account may raise AccountError and CloudError.
    Rows are added or deleted, never changed: adding one that is kept already changes nothing, and
    one that was deleted is never taken in again. An instant is aware. What is read comes one by
    one, or page by page, as it is asked for. Use a history from one thread.
    """

    @property
    def device_id(self) -> str:
        """The UUID of this device or, where it cannot be kept, of this run. Never fails."""

    def __enter__(self) -> Self:
        """Return the history itself."""

    def __exit__(self, *_error: object) -> None:
        """Close it."""

    def close(self) -> None:
        """Release the history; safe to call twice.

        What practice added and could not be written until now is written or handed to the learner.
        """

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt that was just made.

        An account that cannot be reached takes it by ``close``, and it is not found until then.
        """

    def take_back(self, attempt_id: str, instead: Attempt | None = None) -> None:
        """Delete an attempt that was just made, as ``forget`` does; keep another in its place.

        An account that cannot be reached learns of it by ``close``, as with ``add_attempt``.
        """

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Keep that a practice session began, as ``add_attempt`` keeps an attempt."""

    def end_session(self, session_id: str, at: datetime) -> None:
        """Keep that a session ended, not before it began; nothing for one that never began."""

    def add_listening_answer(self, answer: ListeningAnswer) -> None:
        """Keep a listening answer that was just given, as ``add_attempt`` keeps an attempt."""

    def add_all(
        self,
        attempts: Iterable[Attempt],
        sessions: Iterable[PracticeSession],
        listening_answers: Iterable[ListeningAnswer] = (),
    ) -> None:
        """Keep all of these.

        Where this raises, any part of them may be kept: the same call completes it later, and
        keeps nothing twice.
        """

    def forget(self, ids: Iterable[str]) -> None:
        """Delete attempts, practice sessions and listening answers for good, on every machine.

        Where this raises, any part may be deleted: the same call completes it later.
        """

    def forget_selected(self, selection: Selection) -> None:
        """Delete the attempts and listening answers of a selection.

        When it is of every language, its practice sessions are deleted too.
        """

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids whose attempt, session or answer is kept, or was deleted."""

    def count(self, selection: Selection) -> int:
        """Return how many attempts ``intervals`` of a selection hold."""

    def every_attempt(self) -> Iterator[Attempt]:
        """Yield all attempts, in any order."""

    def every_session(self) -> Iterator[PracticeSession]:
        """Yield all practice sessions, in any order."""

    def listening_answers(self, selection: Selection) -> Iterator[ListeningAnswer]:
        """Yield the listening answers of a selection, in any order."""

    def latest_attempts(self, selection: Selection, limit: int) -> Iterator[Attempt]:
        """Yield at most ``limit`` attempts, the newest first."""

    def outcomes(self, selection: Selection) -> Iterator[AttemptOutcome]:
        """Yield how the attempts of a selection went, in any order."""

    def intervals(self, selection: Selection) -> list[Interval]:
        """Return what was practiced by quarter of an hour and language, the oldest first.

        Only quarters that begin at ``since`` or later count.
        """

    def practice_days(self, selection: Selection, zone: tzinfo | None) -> list[PracticeDay]:
        """Return what ``intervals`` come to by calendar day in ``zone`` and by language.

        The oldest comes first. ``zone`` None is this machine's.
        """

    def hardest_words(self, selection: Selection, *, among: int, limit: int) -> list[HardWord]:
        """Return the words with the lowest mean score in the newest ``among`` scored attempts.

        Words that were always correct, and extra words, are left out.
        """

    def scorer_versions(self, selection: Selection) -> list[str]:
        """Return the versions of the scorer that gave the scores of a selection, sorted."""

    def last_practice_before(self, instant: datetime) -> datetime | None:
        """Return the start of the newest quarter of an hour with practice that begins before it."""

    def settings(self) -> dict[str, Any]:
        """Return the values of the settings that follow the learner, by key."""

    def set_setting(self, key: str, value: Any | None) -> None:
        """Choose a value that JSON can hold, or with None go back to having none."""


def pages(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in lists of PAGE_ROWS, the last one shorter, each read when asked for."""
    iterator = iter(items)
    while page := list(islice(iterator, PAGE_ROWS)):
        yield page
