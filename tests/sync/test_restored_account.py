"""An account that was set back to an older copy, or deleted, loses and gains nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from miolingo.errors import AccountError, CloudError
from miolingo.history.sync.plan import (
    Answer,
    Batch,
    Checkpoint,
    Page,
    SyncedSetting,
)
from miolingo.history.sync.run import Sync, SyncReport, run_and_note
from tests.parts.account_model import AccountModel
from tests.parts.sync_machines import NOON, Machine, Server, attempt


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


def test_an_account_that_was_emptied_within_a_sync_of_an_older_version_gets_everything_back(
    laptop: Machine,
) -> None:
    """Its answer came, and no cursor passed it: another machine had written meanwhile."""
    laptop.practice(1)
    laptop.sync()
    laptop.server.account.set_back(AccountModel())
    with laptop.sync_store._file.transaction() as connection:
        connection.execute("DELETE FROM meta WHERE key = 'checkpoint'")
        connection.execute("UPDATE meta SET value = 0 WHERE key = 'cursor'")
    laptop.sync()
    assert len(laptop.server.account.attempts()) == 1


def test_what_was_chosen_just_before_everything_is_read_again_stays_chosen(
    laptop: Machine, phone: Machine
) -> None:
    laptop.choose("ko+f4")
    laptop.sync()
    with laptop.sync_store._file.transaction() as connection:
        connection.execute("DELETE FROM meta WHERE key = 'checkpoint'")
    laptop.choose("ko+f2")
    assert laptop.sync().superseded == ()
    phone.server = laptop.server
    phone.sync()
    assert laptop.settings() == phone.settings() == {"voice": "ko+f2"}


@pytest.mark.parametrize("theirs", [None, "ko+m1"])
def test_a_choice_that_follows_a_revision_of_a_lost_past_is_settled(
    laptop: Machine, theirs: str | None
) -> None:
    """As a machine sends it that was stranded before it knew checkpoints, and changed it then."""
    laptop.choose("ko+f4")
    laptop.sync()
    laptop.server.account.set_back(AccountModel())
    if theirs:
        laptop.server.account.push(Batch(settings=(SyncedSetting("voice", theirs),)))
    with laptop.sync_store._file.transaction() as connection:
        connection.execute("UPDATE settings SET revision = 9")
        connection.execute("DELETE FROM meta")
    laptop.choose("ko+f2")
    assert [one.theirs for one in laptop.sync().superseded] == ([theirs] if theirs else [])
    assert laptop.settings() == {"voice": theirs or "ko+f2"}
    assert laptop.server.account.rows["voice"][2].value == (theirs or "ko+f2")


def test_an_account_that_is_set_back_again_and_again_is_told_and_not_asked_for_ever(
    laptop: Machine,
) -> None:
    class Forgetful(Server):
        def pull(self, after: int, checkpoint: Checkpoint, most_rows: int = 1) -> Page:
            return replace(super().pull(after, checkpoint, most_rows), set_back=True)

    laptop.server = Forgetful()
    laptop.server.account.push(Batch(attempts=(attempt(1),)))
    with pytest.raises(CloudError, match="again and again"):
        laptop.sync()
    assert laptop.server.pulls < 40


def test_an_answer_that_settles_nothing_is_told_and_the_batch_not_sent_for_ever(
    laptop: Machine,
) -> None:
    class Evasive(Server):
        def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
            return replace(super().push(batch, checkpoint), settings=())

    laptop.server = Evasive()
    laptop.choose("ko+f4")
    with pytest.raises(CloudError, match="what became of what was sent"):
        laptop.sync()
    assert len(laptop.server.pushed) == 1


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
