"""Every history on this machine can be found, and brought into the present one by its name."""

# ruff: noqa: ARG002 - an empty keyring answers all questions alike

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from miolingo.account.local_history import kept_histories, store_at
from miolingo.errors import ExitCode, NotSignedInError, StoreError, UsageError
from miolingo.history.interface import History
from miolingo.history.location import (
    account_location,
    current_location,
    forget_owner,
    guest_location,
    note_address,
    remember_owner,
)
from miolingo.ui.doctor import history_line
from tests.parts.cli import Ended, invoke
from tests.parts.sync_world import attempt

OLD, NEW = "old.example", "new.example"
PROJECT = {
    "MIOLINGO_SUPABASE_URL": f"https://{NEW}",
    "MIOLINGO_SUPABASE_KEY": "sb_publishable_none",
    "MIOLINGO_AUTO_SYNC": "false",
}
MINA, JO = str(UUID(int=11)), str(UUID(int=12))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def practiced(data: Path, project: str, user_id: str, address: str, *numbers: int) -> None:
    """Keep attempts as those of an account, whether or not it is still there."""
    location = account_location(data, project, user_id)
    with store_at(location) as store:
        store.add_all(map(attempt, numbers), [])
        store.begin_session(str(UUID(int=900 + numbers[0])), attempt(1).practice_date)
    note_address(location, address)


def numbers(store: History) -> list[int]:
    return [UUID(one.id).int for one in store.every_attempt()]


def bring(home: Path, account: str, typed: str) -> Ended:
    words = ("account", "bring-history", "--from", account)
    return invoke(*words, home=home, environ=PROJECT, typed=typed)


def test_every_history_is_found_with_its_account_its_place_and_its_size(data: Path) -> None:
    with store_at(guest_location(data)) as store:
        store.add_attempt(attempt(1))
    practiced(data, OLD, MINA, "mina@example.com", 2, 3)
    practiced(data, "127.0.0.1:8000", JO, "", 4)
    aside = account_location(data, OLD, MINA).path.with_name(f"{MINA}.damaged-1.db")
    aside.write_bytes(b"set aside")
    assert [
        (kept.project_name, kept.account, kept.attempts, kept.unsent)
        for kept in kept_histories(data)
    ] == [("", "", 1, 0), ("127.0.0.1:8000", JO, 1, 1), (OLD, "mina@example.com", 2, 2)]


def test_a_history_that_cannot_be_read_is_listed_all_the_same(data: Path) -> None:
    practiced(data, OLD, MINA, "mina@example.com", 2)
    account_location(data, OLD, MINA).path.write_bytes(b"no database at all" * 100)
    (kept,) = kept_histories(data)
    assert "damaged" in kept.problem
    assert "mina@example.com" in history_line(kept)
    assert "damaged" in history_line(kept)


@pytest.mark.parametrize("name", ["Mina@Example.com", MINA])
def test_a_history_is_copied_into_the_present_one(tmp_path: Path, data: Path, name: str) -> None:
    practiced(data, OLD, MINA, "mina@example.com", 2, 3)
    remember_owner(data, NEW, JO)
    for _ in range(2):
        told = bring(tmp_path, name, "mina@example.com\n")
        assert told.exit_code == ExitCode.OK, told.stderr
        assert told.stdout == "Copied into the present history: 2.\n"
    present = current_location(data, NEW, {})
    with store_at(present) as store:
        assert numbers(store) == [2, 3]
        assert {one.user_id for one in store.every_attempt()} == {JO}
        assert len(list(store.every_session())) == 1
    with store_at(account_location(data, OLD, MINA)) as store:
        assert numbers(store) == [2, 3], "it stays, for the case that its owner signs in again"
    assert {kept.unsent for kept in kept_histories(data)} == {2}


def test_a_guest_can_bring_the_history_of_an_account_that_is_gone(
    tmp_path: Path, data: Path
) -> None:
    practiced(data, NEW, MINA, "", 2)
    forget_owner(data, NEW)
    assert bring(tmp_path, MINA, f"{MINA}\n").exit_code == ExitCode.OK
    with store_at(guest_location(data)) as store:
        assert numbers(store) == [2]


@pytest.mark.parametrize("typed", ["jo@example.com\n", f"{MINA}\n", "y\n", "\n", ""])
def test_it_takes_the_address_to_bring_a_history(tmp_path: Path, data: Path, typed: str) -> None:
    practiced(data, OLD, MINA, "mina@example.com", 2)
    remember_owner(data, NEW, JO)
    told = bring(tmp_path, "mina@example.com", typed)
    assert isinstance(told.error, UsageError)
    with store_at(current_location(data, NEW, {})) as store:
        assert numbers(store) == []


def test_one_address_with_several_histories_is_named_by_an_id(tmp_path: Path, data: Path) -> None:
    practiced(data, OLD, MINA, "mina@example.com", 2)
    practiced(data, NEW, JO, "mina@example.com", 3)
    forget_owner(data, NEW)
    told = bring(tmp_path, "mina@example.com", "mina@example.com\n")
    assert isinstance(told.error, UsageError)
    assert MINA in told.stderr
    assert JO in told.stderr
    assert bring(tmp_path, JO, "mina@example.com\n").exit_code == ExitCode.OK
    with store_at(guest_location(data)) as store:
        assert numbers(store) == [3]


@pytest.mark.parametrize("name", ["nobody@example.com", "", JO, "guest"])
def test_a_history_that_is_not_there_or_the_present_one_is_refused(
    tmp_path: Path, data: Path, name: str
) -> None:
    practiced(data, OLD, MINA, "", 2)
    practiced(data, NEW, JO, "jo@example.com", 3)
    remember_owner(data, NEW, JO)
    assert isinstance(bring(tmp_path, name, f"{name}\n").error, UsageError)


@pytest.mark.parametrize("damage", [None, b"", b"\n", b"\xff", b"jo@example.com", b"Guest?"])
def test_a_lost_note_of_the_owner_never_means_guest(
    tmp_path: Path, data: Path, damage: bytes | None
) -> None:
    practiced(data, NEW, JO, "jo@example.com", 3)
    owner = remember_owner(data, NEW, JO).path.with_name("owner")
    if damage is None:
        owner.unlink()
    else:
        owner.write_bytes(damage)
    told = invoke("history", home=tmp_path, environ=PROJECT)
    assert isinstance(told.error, StoreError)
    assert "miolingo account login" in told.stderr
    assert "miolingo account logout" in told.stderr
    assert not guest_location(data).path.exists()


def test_whoever_left_is_a_guest_until_the_next_sign_in(tmp_path: Path, data: Path) -> None:
    remember_owner(data, NEW, JO)
    forget_owner(data, NEW)
    assert current_location(data, NEW, {}) == guest_location(data)
    assert invoke("history", home=tmp_path, environ=PROJECT).exit_code == ExitCode.OK
    remember_owner(data, NEW, JO)
    assert current_location(data, NEW, {}).user_id == JO


class EmptyKeyring(KeyringBackend):
    """A keyring that has lost the session for good."""

    priority = 1

    def get_password(self, service: str, username: str) -> None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError


@pytest.mark.parametrize("owner_too", [True, False])
def test_who_has_lost_the_session_can_still_leave(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, owner_too: bool
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", EmptyKeyring())
    practiced(data, NEW, JO, "jo@example.com", 3)
    owner = remember_owner(data, NEW, JO).path.with_name("owner")
    if owner_too:
        owner.write_text("")
    assert invoke("account", "logout", home=tmp_path, environ=PROJECT).exit_code == ExitCode.OK
    assert current_location(data, NEW, {}) == guest_location(data)
    again = invoke("account", "logout", home=tmp_path, environ=PROJECT)
    assert isinstance(again.error, NotSignedInError)
