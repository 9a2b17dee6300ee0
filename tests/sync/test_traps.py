"""What a sync must not fall for, one trap at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.errors import AccountError, CloudError
from miolingo.history.sync.plan import (
    Answer,
    Batch,
    Checkpoint,
    Page,
    SettingConflict,
    first_rows,
)
from miolingo.history.sync.run import Sync, SyncReport, preview, run_and_note
from miolingo.history.sync.state import BATCH_BYTES, SyncStore
from miolingo.history.sync.wire import batch_record
from miolingo.store import Store
from tests.parts.account_model import AccountModel
from tests.parts.attempts import an_attempt

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USER = "11111111-0000-4000-8000-000000000000"


@dataclass
class Server:
    """An account, what its answers are replaced by, and a record of what it was asked."""

    account: AccountModel = field(default_factory=AccountModel)
    answers: list[Exception | None] = field(default_factory=list)
    after_push: list[Exception] = field(default_factory=list)
    pushed: list[Batch] = field(default_factory=list)
    pulls: int = 0

    def pull(self, after: int, checkpoint: Checkpoint) -> Page:
        self.pulls += 1
        return self.account.pull(after, checkpoint)

    def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
        if self.answers and (error := self.answers.pop(0)):
            raise error
        self.pushed.append(batch)
        answer = self.account.push(batch, checkpoint)
        if self.after_push:
            raise self.after_push.pop(0)
        return answer


@dataclass
class Machine:
    """A history that syncs with a server; ``slept`` are the pauses it made, in seconds."""

    path: Path
    server: Server
    slept: list[float] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return Store(self.path, user_id=USER)

    @property
    def sync_store(self) -> SyncStore:
        return SyncStore(self.path, user_id=USER)

    def practice(self, *numbers: int) -> None:
        with self.store as store:
            store.add_all([attempt(number) for number in numbers], [])

    def choose(self, value: object, key: str = "voice") -> None:
        with self.store as store:
            store.set_setting(key, value)

    def sync(self) -> SyncReport:
        return Sync(self.sync_store, self.server, self.slept.append).run()

    def ids(self) -> list[int]:
        with self.store as store:
            return [UUID(one.id).int for one in store.every_attempt()]

    def settings(self) -> dict[str, object]:
        with self.store as store:
            return store.settings()


def attempt(number: int):
    return an_attempt(str(UUID(int=number)), NOON + timedelta(seconds=number))


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def laptop(tmp_path: Path, server: Server) -> Machine:
    return Machine(tmp_path / "laptop.db", server)


@pytest.fixture
def phone(tmp_path: Path, server: Server) -> Machine:
    return Machine(tmp_path / "phone.db", server)


BROKEN = CloudError("It failed.", status=400)


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


def test_a_restored_account_is_noticed_when_another_machine_pushed_first(
    laptop: Machine, phone: Machine
) -> None:
    laptop.practice(1)
    laptop.sync()
    backup = laptop.server.account.copy()
    laptop.practice(2, 3)
    laptop.sync()
    laptop.server.account.set_back(backup)
    phone.server = laptop.server
    phone.practice(11, 12, 13, 14)
    phone.sync()
    assert laptop.server.account.revision > laptop.sync_store.cursor()
    laptop.sync()
    phone.sync()
    assert laptop.ids() == phone.ids() == [1, 2, 3, 11, 12, 13, 14]


def test_an_account_restored_between_two_batches_of_a_sync_is_noticed(
    laptop: Machine, phone: Machine
) -> None:
    """The cursor stays where another machine wrote, and so cannot tell the two pasts apart."""

    class Restored(Server):
        def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
            if len(self.pushed) == 1:
                self.account.set_back(backup)
            return super().push(batch, checkpoint)

    laptop.sync()
    laptop.server.account.push(Batch(attempts=(attempt(99),)))
    backup = laptop.server.account.copy()
    laptop.server = phone.server = Restored(laptop.server.account)
    laptop.practice(1, 2)
    Sync(laptop.sync_store, laptop.server, laptop.slept.append, _most_rows=1).run()
    phone.sync()
    assert laptop.ids() == phone.ids() == [1, 2, 99]


def test_what_was_deleted_stays_deleted_in_a_restored_account(
    laptop: Machine, phone: Machine
) -> None:
    laptop.practice(1, 2)
    laptop.sync()
    phone.server = laptop.server
    phone.sync()
    backup = laptop.server.account.copy()
    with laptop.store as store:
        store.forget([attempt(1).id])
    laptop.sync()
    laptop.server.account.set_back(backup)
    phone.practice(3, 4)
    phone.sync()
    laptop.sync()
    phone.sync()
    assert laptop.ids() == phone.ids() == [2, 3, 4]


def test_a_machine_that_was_stranded_before_it_knew_checkpoints_gives_everything_back(
    laptop: Machine,
) -> None:
    laptop.practice(1, 2)
    laptop.sync()
    laptop.server.account.set_back(AccountModel())
    laptop.server.account.push(Batch(attempts=tuple(attempt(n) for n in range(11, 15))))
    with laptop.sync_store._file.transaction() as connection:
        connection.execute("DELETE FROM meta WHERE key = 'checkpoint'")
        connection.execute("UPDATE meta SET value = 4 WHERE key = 'cursor'")
    laptop.sync()
    assert laptop.ids() == [1, 2, 11, 12, 13, 14]
    assert len(laptop.server.account.attempts()) == 6


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
    assert "time was up" in laptop.sync_store.state().problem
    run_and_note(Sync(laptop.sync_store, laptop.server, laptop.slept.append), lambda: NOON)
    assert laptop.sync_store.state().problem == ""


def test_a_deleted_account_is_not_filled_again_until_its_learner_signs_in(laptop: Machine) -> None:
    def sync() -> SyncReport:
        store = laptop.sync_store
        return run_and_note(Sync(store, laptop.server, laptop.slept.append), lambda: NOON)

    laptop.practice(1, 2)
    sync()
    laptop.practice(3)
    laptop.server.answers = [AccountError("The account is gone.", code="23503", status=409)]
    with pytest.raises(AccountError):
        sync()
    laptop.server.account.set_back(AccountModel())
    for _ in range(2):
        with pytest.raises(AccountError, match="was deleted"):
            sync()
    assert laptop.server.account.attempts() == {}
    assert "was deleted" in laptop.sync_store.state().problem
    laptop.sync_store.note_account_wanted()
    assert sync().sent["attempts"] == 3
    assert laptop.ids() == [1, 2, 3]
