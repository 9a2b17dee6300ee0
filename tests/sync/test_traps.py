"""What a sync must not fall for, one trap at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from miolingo.errors import AccountError, CloudError
from miolingo.history.sync.plan import (
    Answer,
    Batch,
    Checkpoint,
    SettingConflict,
    first_rows,
)
from miolingo.history.sync.run import Sync, preview
from miolingo.history.sync.state import BATCH_BYTES
from miolingo.history.sync.wire import batch_record
from tests.parts.account_model import AccountModel
from tests.parts.sync_machines import BROKEN, NOON, Machine, Server, attempt


def test_what_was_sent_is_not_read_back(laptop: Machine) -> None:
    laptop.practice(*range(1, 11))
    laptop.sync()
    report = laptop.sync()
    assert report.received.total() == report.sent.total() == 0
    assert laptop.server.pulls == 2


def test_a_cursor_does_not_pass_what_another_machine_wrote_meanwhile(laptop: Machine) -> None:
    class Overtaken(Server):
        def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
            if phone_ones:
                self.account.push(Batch(attempts=(phone_ones.pop(),)))
            return super().push(batch, checkpoint)

    phone_ones = [attempt(99)]
    laptop.server = Overtaken()
    laptop.practice(1)
    laptop.sync()
    assert laptop.ids() == [1, 99]


def test_an_own_choice_whose_answer_was_lost_does_not_beat_a_later_one(laptop: Machine) -> None:
    laptop.choose("ko+f4")
    laptop.server.after_push = [BROKEN]
    with pytest.raises(CloudError):
        laptop.sync()
    laptop.choose("ko+f2")
    report = laptop.sync()
    assert laptop.settings() == {"voice": "ko+f2"}
    assert report.superseded == ()
    assert laptop.server.account.rows["voice"][2].value == "ko+f2"


def test_the_value_that_came_first_holds_and_the_other_machine_is_told_once(
    laptop: Machine, phone: Machine
) -> None:
    laptop.choose("ko+f4")
    laptop.sync()
    phone.choose("ko+m1")
    report = phone.sync()
    assert report.superseded == (SettingConflict("voice", "ko+m1", "ko+f4"),)
    assert phone.settings() == laptop.settings() == {"voice": "ko+f4"}
    assert phone.sync_store.pop_unreported_conflicts() == [
        SettingConflict("voice", "ko+m1", "ko+f4")
    ]
    assert phone.sync_store.pop_unreported_conflicts() == []
    phone.choose("ko+m1")
    assert phone.sync().superseded == ()
    laptop.sync()
    assert laptop.settings() == {"voice": "ko+m1"}


def test_the_same_choice_on_two_machines_is_no_conflict(laptop: Machine, phone: Machine) -> None:
    for machine in (laptop, phone):
        machine.choose(150, "speed")
    laptop.sync()
    assert phone.sync().superseded == ()
    assert sum(phone.sync_store.unsent().values()) == 0


def test_a_choice_taken_back_reaches_the_other_machine(laptop: Machine, phone: Machine) -> None:
    laptop.choose(150, "speed")
    laptop.sync()
    phone.sync()
    laptop.choose(None, "speed")
    laptop.sync()
    phone.sync()
    assert phone.settings() == {}


def test_a_deletion_reaches_the_other_machine_and_nothing_brings_it_back(
    laptop: Machine, phone: Machine
) -> None:
    laptop.practice(1, 2)
    laptop.sync()
    phone.sync()
    with phone.store as store:
        store.forget([str(UUID(int=1))])
    phone.sync()
    laptop.sync()
    assert laptop.ids() == phone.ids() == [2]
    laptop.practice(1)
    phone.practice(1)
    assert laptop.ids() == phone.ids() == [2]
    laptop.server.account.push(Batch(attempts=(attempt(1),)))
    assert set(laptop.server.account.attempts()) == {str(UUID(int=2))}


def test_a_session_that_ends_while_its_beginning_is_sent_is_sent_again(
    laptop: Machine, phone: Machine
) -> None:
    with laptop.store as store:
        store.begin_session(str(UUID(int=7)), NOON)

    class Ending(Server):
        def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
            if not self.pushed:
                with laptop.store as store:
                    store.end_session(str(UUID(int=7)), NOON + timedelta(minutes=5))
            return super().push(batch, checkpoint)

    laptop.server = phone.server = Ending()
    laptop.sync()
    phone.sync()
    with phone.store as store:
        (session,) = store.every_session()
    assert session.ended_at == NOON + timedelta(minutes=5)


def test_an_account_restored_from_an_older_copy_gets_everything_again(
    laptop: Machine, phone: Machine
) -> None:
    laptop.practice(1, 2)
    laptop.choose("ko+f4")
    laptop.sync()
    laptop.server.account = AccountModel()
    laptop.server.account.push(Batch(attempts=(attempt(9),)))
    laptop.sync()
    phone.server = laptop.server
    phone.sync()
    assert laptop.ids() == phone.ids() == [1, 2, 9]
    assert phone.settings() == {"voice": "ko+f4"}


def test_a_row_that_the_server_chokes_on_does_not_stop_the_others(laptop: Machine) -> None:
    class Choking(Server):
        def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
            if any(one.id == str(UUID(int=3)) for one in batch.attempts):
                raise CloudError("It cannot be stored.", code="22P05", status=400)
            return super().push(batch, checkpoint)

    laptop.server = Choking()
    laptop.practice(1, 2, 3, 4, 5)
    laptop.choose("ko+f4")
    report = laptop.sync()
    assert report.refused == {str(UUID(int=3)): "It cannot be stored."}
    assert {UUID(one).int for one in laptop.server.account.attempts()} == {1, 2, 4, 5}
    assert laptop.sync_store.refusals() == report.refused
    assert laptop.sync().sent.total() == 0

    laptop.server = Server(laptop.server.account)
    laptop.sync_store.send_refused_again()
    laptop.sync()
    assert laptop.sync_store.refusals() == {}
    assert len(laptop.server.account.attempts()) == 5


def test_a_fault_that_passes_is_waited_out_and_a_lasting_one_told(laptop: Machine) -> None:
    offline = CloudError("The server cannot be reached.")
    laptop.practice(1)
    laptop.server.answers = [offline, offline]
    laptop.sync()
    assert laptop.slept == [1.0, 3.0]
    laptop.practice(2)
    laptop.server.answers = [offline] * 3
    with pytest.raises(CloudError, match="cannot be reached"):
        laptop.sync()
    assert laptop.sync_store.unsent()["attempts"] == 1


def test_a_session_that_ended_is_not_asked_again(laptop: Machine) -> None:
    laptop.practice(1)
    laptop.server.answers = [AccountError("The session has ended.")]
    with pytest.raises(AccountError):
        laptop.sync()
    assert laptop.slept == []


def test_a_sync_stops_when_its_time_is_up_and_the_next_one_goes_on(laptop: Machine) -> None:
    laptop.server.account.push(Batch(attempts=tuple(attempt(n) for n in range(1, 11))))
    seconds = iter([3.0, 2.0, 1.0, 0.0, 0.0])
    cut = Sync(laptop.sync_store, laptop.server, laptop.slept.append, lambda: next(seconds))
    assert not cut.run().finished
    assert 0 < len(laptop.ids()) < 10
    assert laptop.sync().finished
    assert laptop.ids() == list(range(1, 11))


def test_a_preview_tells_what_a_sync_does_and_changes_nothing(
    laptop: Machine, phone: Machine
) -> None:
    phone.practice(*range(20, 30))
    phone.sync()
    laptop.practice(1, 2)
    laptop.choose("ko+f4")
    foreseen = preview(laptop.sync_store, laptop.server)
    assert laptop.ids() == [1, 2]
    done = laptop.sync()
    assert (foreseen.received, foreseen.sent) == (done.received, +done.sent)
    assert done.received["attempts"] == 10


def test_the_first_rows_of_a_batch_are_its_deletions_and_then_the_others() -> None:
    batch = Batch(attempts=tuple(attempt(number) for number in range(5)), deletions=("a", "b", "c"))
    assert first_rows(batch, 2) == Batch(deletions=("a", "b"))
    assert first_rows(batch, 5) == Batch(batch.attempts[:2], deletions=batch.deletions)
    assert first_rows(batch, 100) == batch


def test_a_batch_of_long_phrases_is_kept_small(laptop: Machine) -> None:
    with laptop.store as store:
        store.add_all(
            [replace(attempt(number), target_phrase="가" * 3000) for number in range(1, 501)], []
        )
    batch = laptop.sync_store.next_batch(500)
    body = json.dumps(batch_record(batch)["attempts"], ensure_ascii=False).encode()
    assert 0.9 * BATCH_BYTES < len(body) <= BATCH_BYTES


def test_an_attempt_that_fills_more_than_a_batch_is_sent_alone(laptop: Machine) -> None:
    endless = replace(attempt(1), recognized_phrase="가" * BATCH_BYTES)
    with laptop.store as store:
        store.add_all([endless, attempt(2)], [])
    assert [one.id for one in laptop.sync_store.next_batch(500).attempts] == [endless.id]
