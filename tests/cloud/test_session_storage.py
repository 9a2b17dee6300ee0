"""Keyrings that misbehave, plain files and the environment."""

# ruff: noqa: ARG002 - what a keyring is asked does not change how these fail

from __future__ import annotations

import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from miolingo.account.token_storage import (
    EnvironmentStorage,
    FileStorage,
    KeyringStorage,
    choose_storage,
)
from miolingo.auth import Session
from miolingo.errors import AccountError, ExitCode
from tests.parts.account_world import Learner
from tests.parts.patience import PATIENCE_S

SECRETS = ("refresh-secret", "access-secret")
LIMIT_S = 0.2


def session(access_length: int = 800, email: str = "learner@example.com") -> Session:
    access = "access-secret".ljust(access_length, "x")
    return Session("id", email, "refresh-secret", access, datetime(2026, 1, 1, tzinfo=UTC))


class Windows(KeyringBackend):
    """Takes 2,560 bytes of UTF-16, and fails as pywin32 does."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password.encode("utf-16-le")) > 2560:
            raise OSError(1783, "CredWrite", f"The stub received bad data: {password}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(service)


class Forgetful(Windows):
    """Loses what it is given, without a word."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Failing(Windows):
    """Answers every question with the same error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error


class Hanging(Windows):
    """Waits for a prompt that nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answered.wait(PATIENCE_S)
        return None


@pytest.fixture(autouse=True)
def the_keyring_of_before() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def use(backend: KeyringBackend) -> KeyringStorage:
    keyring.set_keyring(backend)
    return KeyringStorage("project", limit_s=LIMIT_S)


def refusals(storage: KeyringStorage) -> list[AccountError]:
    """What each of the three methods raises; every one has to."""
    told = []
    for act in (storage.load, lambda: storage.save(session()), storage.clear):
        with pytest.raises(AccountError) as refusal:
            act()
        told.append(refusal.value)
    return told


@pytest.mark.parametrize("length", [13, 800, 1000, 1100, 1200, 1300, 5000])
@pytest.mark.parametrize("email", ["a@b.c", "학습자" * 10 + "@예시.한국", "🙂@example.com"])
def test_every_value_fits_what_windows_takes(length: int, email: str) -> None:
    storage = use(Windows())
    storage.save(session(length, email))
    kept = storage.load()
    assert kept is not None
    assert (kept.refresh_token, kept.email) == ("refresh-secret", email)


def test_a_session_that_cannot_fit_is_refused_in_words() -> None:
    storage = use(Windows())
    with pytest.raises(AccountError, match="too long for the keyring"):
        storage.save(Session("id", "a@b.c", "r" * 1300))


@pytest.mark.parametrize("error", [KeyringLocked("dismissed"), InitError("no collection")])
def test_a_locked_keyring_raises_and_says_so(error: Exception) -> None:
    assert {told.message for told in refusals(use(Failing(error)))} == {"The keyring is locked."}


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()])
def test_an_absent_keyring_is_told_from_a_locked_one(backend: KeyringBackend) -> None:
    for told in refusals(use(backend)):
        assert told.message == "This machine has no keyring."
        assert "--insecure-storage" in told.hint


class PlaintextKeyring(Windows):
    """Named as that of keyrings.alt is."""


class Derived(PlaintextKeyring):
    """One of those under a name of its own."""


class Chained(ChainerBackend):
    """Several keyrings in one, of which the first is written to."""

    backends = (PlaintextKeyring(), Windows())


@pytest.mark.parametrize("backend", [PlaintextKeyring(), Derived(), Chained()])
def test_a_keyring_that_encrypts_nothing_is_none(backend: KeyringBackend) -> None:
    for told in refusals(use(backend)):
        assert told.message == "The keyring of this machine keeps everything in plain text."
        assert "--insecure-storage" in told.hint


def test_a_keyring_that_loses_what_it_is_given_is_noticed() -> None:
    with pytest.raises(AccountError, match="could not be saved in the keyring"):
        use(Forgetful()).save(session())


def test_a_keyring_that_hangs_is_given_up_on() -> None:
    hanging = Hanging()
    for told in refusals(use(hanging)):
        assert "did not answer" in told.message
    hanging.answered.set()


def test_a_process_ends_though_a_keyring_hangs() -> None:
    program = """
import keyring, sys, time
from keyring.backend import KeyringBackend
class Hanging(KeyringBackend):
    priority = 1
    def get_password(self, service, username): time.sleep(3600)
    def set_password(self, service, username, password): time.sleep(3600)
    def delete_password(self, service, username): time.sleep(3600)
keyring.set_keyring(Hanging())
from miolingo.account.token_storage import KeyringStorage
from miolingo.errors import AccountError
try:
    KeyringStorage("project", limit_s=0.2).load()
except AccountError as error:
    sys.exit(int(error.exit_code))
"""
    ended = subprocess.run([sys.executable, "-c", program], timeout=PATIENCE_S, check=False)
    assert ended.returncode == 4


@pytest.mark.parametrize(
    "backend",
    [
        Failing(RuntimeError(f"odd: {SECRETS}")),
        Failing(OSError(1783, "CredWrite", " ".join(SECRETS))),
        Failing(KeyringLocked(" ".join(SECRETS))),
        Forgetful(),
    ],
)
def test_no_error_holds_a_token(backend: KeyringBackend) -> None:
    storage = use(backend)
    with pytest.raises(AccountError) as refusal:
        storage.save(session())
    told = "".join(traceback.format_exception(refusal.value)) + refusal.value.hint
    assert not any(secret in told for secret in SECRETS)


def test_what_is_no_session_is_told_and_left_alone() -> None:
    backend = Windows()
    storage = use(backend)
    storage.save(session())
    ((item, _),) = backend.kept.items()
    backend.kept[item] = "nonsense"
    with pytest.raises(AccountError, match="is not a session") as refusal:
        storage.load()
    assert "account login" in refusal.value.hint
    assert refusal.value.__context__ is None, "what was parsed would hang on it"
    assert backend.kept[item] == "nonsense"


def test_a_plain_file_is_private_from_its_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "sessions" / "project.json"
    storage = FileStorage(path)
    assert storage.load() is None
    storage.save(session())
    assert storage.load() == session()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    storage.clear()
    storage.clear()
    assert storage.load() is None
    assert list(path.parent.iterdir()) == []


@given(
    kept=st.builds(
        Session,
        st.uuids().map(str),
        st.text(max_size=60),
        st.text(st.characters(max_codepoint=126, min_codepoint=33), max_size=80),
        st.none() | st.text(st.characters(max_codepoint=126, min_codepoint=33), min_size=1),
        st.datetimes(timezones=st.just(UTC)),
    )
)
def test_any_session_comes_back_from_keyring_and_file(kept: Session) -> None:
    whole = kept if kept.access_token else replace(kept, expires_at=None)
    with TemporaryDirectory() as folder:
        for storage in (use(Windows()), FileStorage(Path(folder) / "sessions" / "project.json")):
            storage.save(kept)
            assert storage.load() == whole


def test_a_file_that_others_could_read_is_refused_once_and_made_private(tmp_path: Path) -> None:
    path = tmp_path / "sessions" / "project.json"
    storage = FileStorage(path)
    storage.save(session())
    path.chmod(0o644)
    with pytest.raises(AccountError, match="could read"):
        storage.load()
    assert path.stat().st_mode & 0o777 == 0o600
    assert storage.load() == session()


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", b"\0" * 40])
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "sessions" / "project.json"
    storage = FileStorage(path)
    storage.save(session())
    path.write_bytes(damaged)
    with pytest.raises(AccountError, match="is not a session"):
        storage.load()
    assert path.read_bytes() == damaged


def killed_midway(path: Path) -> Path:
    """What a process leaves beside the file that is killed while it writes it."""
    before = set(path.parent.iterdir())
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from miolingo.files.atomic import replace_file\n"
        "os.fsync = lambda _descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
        "replace_file(Path(sys.argv[1]), 'half a ses')\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    (draft,) = set(path.parent.iterdir()) - before
    return draft


def test_what_a_killed_writer_left_is_no_session_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "sessions" / "project.json"
    storage = FileStorage(path)
    storage.save(session())
    draft = killed_midway(path)
    assert storage.load() == session()
    storage.save(session(900))
    assert storage.load() == session(900)
    assert draft.exists()
    storage.clear()
    assert list(path.parent.iterdir()) == []


def test_signing_in_again_replaces_what_is_no_session(signed_in: Learner) -> None:
    (path,) = (signed_in.home / "data").rglob("sessions/*.json")
    path.write_text("nonsense")
    refused = signed_in.run("status")
    assert refused.returncode == ExitCode.ACCOUNT
    assert "miolingo account login" in refused.stderr
    signed_in.sign_in(signed_in.project.create_user()[1])
    assert signed_in.run("status").returncode == ExitCode.OK


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "sessions" / "project.json"
    FileStorage(path).save(session())
    target = path.rename(tmp_path / "elsewhere")
    path.symlink_to(target)
    with pytest.raises(AccountError, match="it is a link"):
        FileStorage(path).load()
    FileStorage(path).save(session(900))
    assert FileStorage(path).load() == session(900)
    assert FileStorage(target).load() == session()


def test_two_projects_on_one_host_have_a_file_each(tmp_path: Path) -> None:
    names = ["127.0.0.1:1", "127.0.0.1:2", "[::1]:1", "../1", "한국.example"]
    for name in names:
        choose_storage(name, tmp_path, EnvironmentStorage({}), insecure=True).save(
            session(email=name)
        )
    for name in names:
        kept = choose_storage(name, tmp_path, EnvironmentStorage({})).load()
        assert kept is not None
        assert kept.email == name
    assert len(list((tmp_path / "sessions").iterdir())) == len(names)


def test_the_plain_file_is_used_only_when_asked_for_or_there(tmp_path: Path) -> None:
    assert isinstance(choose_storage("p", tmp_path, EnvironmentStorage({})), KeyringStorage)
    asked = choose_storage("p", tmp_path, EnvironmentStorage({}), insecure=True)
    assert isinstance(asked, FileStorage)
    asked.save(session())
    assert isinstance(choose_storage("p", tmp_path, EnvironmentStorage({})), FileStorage)
    assert isinstance(choose_storage("other", tmp_path, EnvironmentStorage({})), KeyringStorage)


def test_practice_without_an_account_touches_neither_keyring_nor_network() -> None:
    """The commands that need no account load nothing that could reach either."""
    program = """
import sys
from miolingo.cli import app
try:
    app(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
heavy = {"keyring", "httpx", "supabase_auth", "postgrest", "miolingo.installs.download"}
loaded = heavy & set(sys.modules)
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""
    for words in (["history"], ["practice", "--demo", "--count", "1"]):
        command = [sys.executable, "-c", program, *words]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "loaded:" not in ended.stderr, ended.stderr
