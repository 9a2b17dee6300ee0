"""Turns at a session: shared where the session is, and no prison for whoever wants to leave."""

from __future__ import annotations

import errno
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filelock
import pytest

from miolingo.account.token_storage import FileStorage, SessionLock
from miolingo.auth import Session, SessionManager, SignOutScope
from miolingo.composition import account
from miolingo.errors import (
    CloudError,
    ConfigurationError,
    NotSignedInError,
    SessionLockError,
    StoreError,
)
from miolingo.files.lock import UnusableLockError, file_lock
from miolingo.history.lock import HistoryInUseError, exclusive_history
from miolingo.settings.file import SettingsFile
from tests.parts.cli import context

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STALE = Session("id", "mina@example.com", "refresh", "access", NOW - timedelta(hours=1))
PROJECT = {
    "MIOLINGO_SUPABASE_URL": "https://project.example",
    "MIOLINGO_SUPABASE_KEY": "sb_publishable_none",
}


class Server:
    """A server that gives new sessions; meanwhile something happens to the old one."""

    def __init__(self, storage: FileStorage, *, signed_out_meanwhile: bool) -> None:
        self.storage = storage
        self.signed_out_meanwhile = signed_out_meanwhile
        self.ended: list[str] = []

    def refresh(self, refresh_token: str) -> Session:
        if self.signed_out_meanwhile:
            self.storage.clear()
        return Session("id", "", refresh_token + "-2", "access-2", NOW + timedelta(hours=1))

    def sign_out(self, session: Session, scope: SignOutScope) -> None:
        self.ended.append(session.refresh_token)
        raise CloudError(f"No network. {scope}")


@pytest.fixture
def storage(tmp_path: Path) -> FileStorage:
    storage = FileStorage(tmp_path / "session.json")
    storage.save(STALE)
    return storage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.lock"


def manager(server: Server, path: Path) -> SessionManager:
    lock = SessionLock(path, 0.01)
    return SessionManager(server.refresh, server.sign_out, server.storage, lock, now=lambda: NOW)


def test_who_signs_out_does_not_wait_for_a_process_that_hangs(
    storage: FileStorage, path: Path
) -> None:
    server = Server(storage, signed_out_meanwhile=False)
    with file_lock(path, 0):
        with pytest.raises(SessionLockError, match="for too long"):
            manager(server, path).session()
        manager(server, path).sign_out()
    assert storage.load() is None


def test_a_refresh_that_comes_back_after_that_signs_nobody_in(
    storage: FileStorage, path: Path
) -> None:
    server = Server(storage, signed_out_meanwhile=True)
    with pytest.raises(NotSignedInError):
        manager(server, path).session()
    assert storage.load() is None
    assert server.ended == ["refresh-2"]


def test_a_lock_serves_again_and_again(storage: FileStorage, path: Path) -> None:
    asked = manager(Server(storage, signed_out_meanwhile=False), path)
    for number in (2, 3):
        assert asked.refreshed(asked.session()).refresh_token.startswith("refresh-2"), number


def test_two_data_folders_with_one_keyring_have_one_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr(account, "_LOCK_S", 0.01)
    homes = [context(tmp_path / name, environ=PROJECT) for name in ("laptop", "work")]
    with account.open_account(homes[0]) as one, account.open_account(homes[1]) as other:
        with one.account._lock, pytest.raises(SessionLockError):
            other.account.sign_in(STALE)
        with account.open_account(homes[0], insecure_storage=True) as plain, one.account._lock:
            plain.account.sign_in(STALE)


def test_who_waits_for_another_sync_is_told_of_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("miolingo.history.lock.QUIET_WAIT_S", 0.01)
    with exclusive_history(tmp_path, None, 0):
        for wait_s in (0.0, 0.02):
            with (
                pytest.raises(HistoryInUseError),
                exclusive_history(tmp_path, None, wait_s, lambda: told.append("waiting")),
            ):
                pass
    assert told == ["waiting"]
    with exclusive_history(tmp_path, None, 0.02, lambda: told.append("waiting again")):
        assert told == ["waiting"]


def without_locks(_descriptor: int, _operation: int) -> None:
    raise OSError(errno.ENOLCK, "No locks available")


@pytest.fixture(params=["no locks", "not supported", "no folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which no lock can be had."""
    match request.param:
        case "no locks":
            monkeypatch.setattr("fcntl.flock", without_locks)
        case "not supported":

            def acquire(_lock: object) -> None:
                raise NotImplementedError

            monkeypatch.setattr(filelock.FileLock, "acquire", acquire)
        case "no folder":
            (tmp_path / "folder").write_text("a file")
    return tmp_path / "folder"


def test_where_there_can_be_no_lock_it_is_told(place: Path, storage: FileStorage) -> None:
    with pytest.raises(UnusableLockError) as refused, file_lock(place / "a.lock", 0):
        pass
    assert refused.value.filename == str(place / "a.lock")
    assert refused.value.strerror
    with pytest.raises(SessionLockError, match="cannot be used"), SessionLock(place / "b", 0):
        pass
    with pytest.raises(StoreError, match="cannot be used"), exclusive_history(place, None, 0):
        pass
    with pytest.raises(ConfigurationError, match="cannot be"):
        SettingsFile(place / "settings.toml").set_setting("daily_goal", 9)
    leaving = manager(Server(storage, signed_out_meanwhile=False), place / "session.lock")
    with suppress(CloudError):
        leaving.sign_out()
    assert storage.load() is None
