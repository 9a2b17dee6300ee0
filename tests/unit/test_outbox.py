"""What practice adds reaches the account once, however often it cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from miolingo.errors import CloudError
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.sync.outbox import Outbox
from miolingo.history.sync.plan import Answer, Batch
from tests.parts.attempts import an_attempt
from tests.parts.listening import an_answer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SESSION = PracticeSession(str(UUID(int=7)), str(UUID(int=77)), NOON)


def attempt(number: int) -> Attempt:
    return an_attempt(str(UUID(int=number)), NOON)


@dataclass
class Account:
    """An account that can be away, and refuses some ids; only sleep moves its clock."""

    away: bool = False
    refuses: frozenset[str] = frozenset()
    now: float = 0.0
    batches: list[Batch] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def push(self, batch: Batch) -> Answer:
        if self.away:
            raise CloudError("The account is away.")
        self.batches.append(batch)
        refused = {name: "It does not fit." for name in batch.names if name in self.refuses}
        return Answer(0, len(batch), refused)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def outbox(self) -> Outbox:
        return Outbox(self.push, lambda: self.now, self.sleep, self.said.append)


def test_an_account_that_is_away_is_left_alone_for_a_while_and_then_gets_everything() -> None:
    account = Account(away=True)
    outbox = account.outbox()
    outbox.add_attempt(attempt(1))
    account.away = False
    account.now = 19.9
    outbox.add_attempt(attempt(2))
    assert account.batches == []
    account.now = 20.0
    outbox.add_attempt(attempt(3))
    assert account.batches == [Batch(attempts=(attempt(1), attempt(2), attempt(3)))]
    assert account.said == ["The account is away. Until it can be sent, it is kept in memory."]
    assert outbox.take_unsent() == ((), "")


def test_a_session_that_ends_while_its_beginning_is_sent_is_sent_again() -> None:
    account = Account()
    outbox = account.outbox()
    ended = replace(SESSION, ended_at=NOON + timedelta(minutes=5))

    def push_slowly(batch: Batch) -> Answer:
        if not account.batches:
            outbox.push = account.push
            outbox.add_session(ended)
        return account.push(batch)

    outbox.push = push_slowly
    outbox.add_session(SESSION)
    assert account.batches[-1].sessions == (SESSION,)
    outbox.add_attempt(attempt(1))
    assert outbox.take_unsent() == ((), "")
    assert ended in account.batches[0].sessions


def test_what_is_refused_is_not_sent_again_and_given_back_with_the_reason() -> None:
    account = Account(refuses=frozenset({attempt(1).id}))
    outbox = account.outbox()
    outbox.add_attempt(attempt(1))
    outbox.add_attempt(attempt(2))
    assert account.batches == [Batch(attempts=(attempt(1),)), Batch(attempts=(attempt(2),))]
    assert outbox.take_unsent() == ((attempt(1),), "It does not fit.")


def test_at_last_it_is_tried_for_some_seconds_and_no_longer() -> None:
    account = Account(away=True)
    outbox = account.outbox()
    outbox.add_attempt(attempt(1))
    outbox.send_at_last()
    assert account.now < 10
    assert outbox.take_unsent() == ((attempt(1),), "The account is away.")


def test_no_batch_is_larger_than_a_page() -> None:
    account = Account(away=True)
    outbox = account.outbox()
    for number in range(PAGE_ROWS + 1):
        outbox.add_attempt(attempt(number))
    account.away = False
    outbox.send_at_last()
    assert [len(batch) for batch in account.batches] == [PAGE_ROWS, 1]


def test_what_is_taken_back_is_forgotten_and_another_sent_in_its_place() -> None:
    account = Account()
    outbox = account.outbox()
    outbox.add_attempt(attempt(1))
    outbox.take_back(attempt(1).id, attempt(2))
    assert account.batches[1:] == [Batch(attempts=(attempt(2),), deletions=(attempt(1).id,))]
    assert outbox.take_unsent() == ((), "")


def test_what_is_taken_back_while_it_waits_is_not_sent_any_more() -> None:
    """But it may have arrived although no answer came, so the account is told to forget it."""
    account = Account(away=True)
    outbox = account.outbox()
    outbox.add_attempt(attempt(1))
    outbox.take_back(attempt(1).id, None)
    assert outbox.take_unsent() == (
        (),
        f"The account is away. Still to do: miolingo forget {attempt(1).id}",
    )


def test_what_was_refused_and_is_taken_back_leaves_nothing_to_tell() -> None:
    account = Account(refuses=frozenset({attempt(1).id}))
    outbox = account.outbox()
    outbox.add_attempt(attempt(1))
    outbox.take_back(attempt(1).id, None)
    assert outbox.take_unsent() == ((), "")


def test_a_listening_answer_waits_goes_or_is_given_back_as_an_attempt_is() -> None:
    account = Account(away=True, refuses=frozenset({an_answer(2).id}))
    outbox = account.outbox()
    outbox.add_listening_answer(an_answer(1))
    account.away, account.now = False, 20.0
    outbox.add_listening_answer(an_answer(2))
    assert account.batches == [Batch(listening_answers=(an_answer(1), an_answer(2)))]
    account.away = True
    outbox.add_listening_answer(an_answer(3))
    rows, why = outbox.take_unsent()
    assert rows == (an_answer(3), an_answer(2))
    assert why == "The account is away. It does not fit."
    assert outbox.take_unsent() == ((), "")
