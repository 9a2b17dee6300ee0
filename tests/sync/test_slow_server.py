"""Slow is later, refused is told, and a bad batch costs few requests."""

from __future__ import annotations

from typing import ClassVar

import pytest

from miolingo.errors import AccountError, CloudError
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.sync.plan import Batch, Checkpoint, Page
from miolingo.history.sync.run import Sync, run_and_note
from tests.parts.sync_machines import BROKEN, NOON, Machine, Server, attempt

SLOW = CloudError("It took too long.", code="57014", status=500)
LOCKED = CloudError("Somebody else writes.", code="55P03", status=500)


@pytest.mark.parametrize("error", [SLOW, LOCKED])
def test_slow_is_later_and_never_refused(laptop: Machine, error: CloudError) -> None:
    laptop.practice(*range(1, 501))
    laptop.server.answers = [error] * 99
    with pytest.raises(CloudError):
        laptop.sync()
    asked = 99 - len(laptop.server.answers)
    assert asked == 1 + len(laptop.slept) == 5
    assert laptop.slept == sorted(laptop.slept)
    assert laptop.sync_store.refusals() == {}
    laptop.server.answers = []
    assert laptop.sync().sent["attempts"] == 500


def test_a_server_that_is_slow_gets_smaller_batches(laptop: Machine) -> None:
    laptop.practice(*range(1, 501))
    laptop.server.answers = [SLOW, SLOW]
    laptop.sync()
    assert len(laptop.server.pushed[0]) == 125
    assert max(len(batch) for batch in laptop.server.pushed) <= 250
    assert len(laptop.server.account.attempts()) == 500


@pytest.mark.parametrize("error", [SLOW, CloudError("It did not answer in time.")])
def test_what_is_too_much_for_one_answer_is_fetched_in_smaller_pages(
    laptop: Machine, error: CloudError
) -> None:
    class Heavy(Server):
        asked: ClassVar[list[int]] = []

        def pull(self, after: int, checkpoint: Checkpoint, most_rows: int = PAGE_ROWS) -> Page:
            self.asked.append(most_rows)
            if most_rows > 50:
                raise error
            return super().pull(after, checkpoint, most_rows)

    laptop.server = Heavy()
    laptop.server.account.push(Batch(attempts=tuple(attempt(n) for n in range(1, 501))))
    laptop.sync()
    assert len(laptop.ids()) == 500
    assert laptop.server.asked[:3] == [500, 62, 7]
    assert max(laptop.server.asked[1:]) <= 62


def test_a_pause_that_outlasts_the_time_is_not_made(laptop: Machine) -> None:
    laptop.practice(1)
    laptop.server.answers = [SLOW] * 9
    with pytest.raises(CloudError):
        Sync(laptop.sync_store, laptop.server, laptop.slept.append, lambda: 1.5).run()
    assert laptop.slept == [1.0]


def test_a_batch_of_which_the_server_refuses_every_row_costs_few_requests(laptop: Machine) -> None:
    laptop.practice(*range(1, 501))
    refused = CloudError("It cannot be stored.", code="22P05", status=400)
    laptop.server.answers = [refused] * 999
    with pytest.raises(CloudError):
        laptop.sync()
    assert 999 - len(laptop.server.answers) < 40
    assert laptop.sync_store.unsent()["attempts"] == 500 - len(laptop.sync_store.refusals())


def test_a_refused_deletion_is_told_and_not_sent_for_ever(laptop: Machine) -> None:
    laptop.practice(1)
    laptop.sync()
    with laptop.store as store:
        store.forget([attempt(1).id])
    laptop.server.account.refuses = {attempt(1).id}
    assert laptop.sync().refused == {attempt(1).id: "It does not fit."}
    report = laptop.sync()
    assert (report.sent.total(), report.refused) == (0, {})
    assert report.refused_earlier == {attempt(1).id: "It does not fit."}
    laptop.server.account.refuses = set()
    laptop.sync_store.send_refused_again()
    assert laptop.sync().sent["deletions"] == 1
    assert laptop.sync_store.refusals() == {}


def test_however_a_sync_ends_it_is_noted(laptop: Machine) -> None:
    laptop.practice(1)
    for error in (RuntimeError("a bug"), BROKEN, AccountError("The session has ended.")):
        laptop.server.answers = [error]
        with pytest.raises(type(error)):
            run_and_note(Sync(laptop.sync_store, laptop.server, laptop.slept.append), lambda: NOON)
        assert str(error) in laptop.sync_store.state().problem
    bounded = Sync(laptop.sync_store, laptop.server, laptop.slept.append, lambda: 0.0)
    run_and_note(bounded, lambda: NOON)
    assert "ran out of time" in laptop.sync_store.state().problem
    run_and_note(Sync(laptop.sync_store, laptop.server, laptop.slept.append), lambda: NOON)
    assert laptop.sync_store.state().problem == ""
