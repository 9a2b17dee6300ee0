"""Send what practice adds while it goes on, and keep in memory what the account cannot take yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from miolingo.errors import AccountError, CloudError
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.sync.plan import Answer, Batch

Row = Attempt | PracticeSession | ListeningAnswer

_NEXT_TRY_S = 20.0
_LAST_PAUSES_S = (0.0, 1.0, 2.0, 3.0)
_LAST_TRIES_S = 6.0


@dataclass
class Outbox:
    """Rows on their way to the account; those that it refuses are kept apart.

    ``push`` sends a batch and soon returns, or raises AccountError or CloudError. After a failure
    nothing is sent for 20 s. ``clock`` gives seconds, ``sleep`` takes them, ``say`` speaks to the
    learner.
    """

    push: Callable[[Batch], Answer]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    _attempts: dict[str, Attempt] = field(default_factory=dict)
    _sessions: dict[str, PracticeSession] = field(default_factory=dict)
    _answers: dict[str, ListeningAnswer] = field(default_factory=dict)
    _deletions: dict[str, None] = field(default_factory=dict)
    _refused: dict[str, Row] = field(default_factory=dict)
    _reasons: list[str] = field(default_factory=list)
    _next_try_at: float = 0.0
    _problem: str = ""

    def __post_init__(self) -> None:
        self._next_try_at = self.clock()

    def add_attempt(self, attempt: Attempt) -> None:
        """Send an attempt, along with what is waiting, or let it wait."""
        self._attempts[attempt.id] = attempt
        self._send()

    def take_back(self, attempt_id: str, instead: Attempt | None) -> None:
        """Send, or let wait, that an attempt is deleted, and another that is in its place.

        It may be in the account although it is still waiting: an answer may have come too late.
        """
        self._attempts.pop(attempt_id, None)
        if self._refused.pop(attempt_id, None) is None:
            self._deletions[attempt_id] = None
        if instead:
            self._attempts[instead.id] = instead
        self._send()

    def add_session(self, session: PracticeSession) -> None:
        """Send a practice session, along with what is waiting, or let it wait."""
        self._sessions[session.id] = session
        self._send()

    def add_listening_answer(self, answer: ListeningAnswer) -> None:
        """Send a listening answer, along with what is waiting, or let it wait."""
        self._answers[answer.id] = answer
        self._send()

    def send_at_last(self) -> None:
        """Send what is waiting; tries several times, for less than 10 s in all."""
        give_up_at = self.clock() + _LAST_TRIES_S
        for pause_s in _LAST_PAUSES_S:
            if not self._batch or self.clock() + pause_s > give_up_at:
                return
            self.sleep(pause_s)
            self._next_try_at = self.clock()
            self._send()

    def take_unsent(self) -> tuple[tuple[Row, ...], str]:
        """Remove and return the rows that the account has not taken, and the reasons.

        What it was to forget and has not is among the reasons.
        """
        kept = (self._sessions, self._attempts, self._answers, self._refused)
        rows = tuple(row for waiting in kept for row in waiting.values())
        reasons = [self._problem, *self._reasons] if rows or self._deletions else []
        if self._deletions:
            reasons.append(f"Still to do: miolingo forget {' '.join(self._deletions)}")
        for waiting in (*kept, self._deletions):
            waiting.clear()
        return rows, " ".join(reasons).strip()

    @property
    def _batch(self) -> Batch:
        """The rows that have waited longest."""
        return Batch(
            tuple(islice(self._attempts.values(), PAGE_ROWS)),
            tuple(islice(self._sessions.values(), PAGE_ROWS)),
            deletions=tuple(islice(self._deletions, PAGE_ROWS)),
            listening_answers=tuple(islice(self._answers.values(), PAGE_ROWS)),
        )

    def _send(self) -> None:
        """Send what is waiting, unless a failure is less than 20 s ago."""
        batch = self._batch
        if not batch or self.clock() < self._next_try_at:
            return
        try:
            answer = self.push(batch)
        except (AccountError, CloudError) as error:
            self._next_try_at = self.clock() + _NEXT_TRY_S
            if not self._problem:
                self.say(f"{error.message} Until it can be sent, it is kept in memory.")
            self._problem = error.message
        else:
            self._problem = ""
            self._settle(batch, answer)

    def _settle(self, batch: Batch, answer: Answer) -> None:
        """Remove what was taken or refused; a session that ended meanwhile goes on waiting."""
        rows: tuple[Row, ...] = (*batch.attempts, *batch.sessions, *batch.listening_answers)
        self._refused |= {row.id: row for row in rows if row.id in answer.refused}
        self._reasons += answer.refused.values()
        for attempt_id in batch.deletions:
            self._deletions.pop(attempt_id, None)
        for attempt in batch.attempts:
            self._attempts.pop(attempt.id, None)
        for listening_answer in batch.listening_answers:
            self._answers.pop(listening_answer.id, None)
        for session in batch.sessions:
            if self._sessions.get(session.id) == session:
                del self._sessions[session.id]
