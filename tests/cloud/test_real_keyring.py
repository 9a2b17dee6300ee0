"""Sessions in a real Secret Service: gnome-keyring behind a private D-Bus."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from tests.parts.account_world import PASSWORD
from tests.parts.command import COMMAND
from tests.parts.keyring_world import with_keyring
from tests.parts.patience import PATIENCE_S
from tests.supabase_stack.stack import Stack

PRELUDE = """
import json, sys, time
from datetime import UTC, datetime
from miolingo.account.token_storage import KeyringStorage
from miolingo.auth import Session
from miolingo.errors import AccountError

def session(refresh="refresh", access="a" * 900, email="학습자@예시.한국"):
    return Session("id", email, refresh, access, datetime(2026, 1, 1, tzinfo=UTC))

here, there = KeyringStorage("here"), KeyringStorage("there")
"""


def told(home: Path, program: str) -> object:
    """What a program, run beside an unlocked keyring, prints as JSON."""
    ended = with_keyring(home, sys.executable, "-c", PRELUDE + program)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_a_session_is_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
before = here.load()
here.save(session())
first = here.load() == session()
here.save(session("rotated"))
second = here.load() == session("rotated")
here.clear(); here.clear()
print(json.dumps([before, first, second, here.load()]))
""",
    )
    assert found == [None, True, True, None]


def test_a_session_outlives_the_process_and_projects_do_not_meet(tmp_path: Path) -> None:
    told(tmp_path, "here.save(session()); there.save(session('other')); print(1)")
    found = told(
        tmp_path,
        "there.clear(); print(json.dumps([here.load() == session(), there.load()]))",
    )
    assert found == [True, None]


def test_every_value_in_the_keyring_fits_windows(tmp_path: Path) -> None:
    lengths = told(
        tmp_path,
        """
import keyring
lengths = []
for size in (10, 900, 1100, 5000):
    here.save(session(access="a" * size))
    lengths.append(len(keyring.get_password("miolingo:here", "session")))
print(json.dumps([lengths, here.load().refresh_token, here.load().access_token]))
""",
    )
    assert isinstance(lengths, list)
    assert max(lengths[0]) <= 1280
    assert lengths[1:] == ["refresh", None]


def test_a_locked_keyring_is_never_taken_for_signed_out(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
import secretstorage
here.save(session())
with secretstorage.dbus_init() as bus:
    secretstorage.get_default_collection(bus).lock()
    since = time.monotonic()
    refusals = []
    for act in (here.load, lambda: here.save(session("new")), here.clear):
        try:
            refusals.append(repr(act()))
        except AccountError as error:
            refusals.append(error.hint)
    print(json.dumps([refusals, time.monotonic() - since]))
""",
    )
    assert isinstance(found, list)
    refusals, seconds = found
    assert all("nlock it" in hint for hint in refusals), refusals
    assert seconds < 12


REFUSED = """
refusals = []
for act in (here.load, lambda: here.save(session()), here.clear):
    since = time.monotonic()
    try:
        refusals.append(repr(act()))
    except AccountError as error:
        refusals.append(error.message)
    assert time.monotonic() - since < 4
print(json.dumps(refusals))
"""


def test_a_keyring_that_was_never_unlocked_is_told_as_locked(tmp_path: Path) -> None:
    ended = with_keyring(tmp_path, sys.executable, "-c", PRELUDE + REFUSED, unlocked=False)
    assert json.loads(ended.stdout) == ["The keyring is locked."] * 3, ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the keyring needs no D-Bus")
def test_without_a_bus_the_keyring_is_absent(tmp_path: Path) -> None:
    private = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", PRELUDE + REFUSED],
        env={"PATH": os.environ["PATH"]} | private,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert json.loads(ended.stdout) == ["This machine has no keyring."] * 3, ended.stderr


@pytest.fixture
def environment(stack: Stack, tmp_path: Path) -> dict[str, str]:
    return {
        "MIOLINGO_HOME": str(tmp_path / "miolingo"),
        "MIOLINGO_SUPABASE_URL": stack.url,
        "MIOLINGO_SUPABASE_KEY": stack.publishable_key,
    }


def test_signing_in_and_out_with_the_keyring(
    stack: Stack, tmp_path: Path, environment: dict[str, str]
) -> None:
    email = stack.create_user()

    def account(*words: str, typed: str = "") -> tuple[int, str]:
        ended = with_keyring(
            tmp_path / "home", *COMMAND, "account", *words, typed=typed, **environment
        )
        return ended.returncode, ended.stdout

    code, said = account("login", "--email", email, typed=f"{PASSWORD}\n")
    assert (code, "the keyring of this machine" in said) == (0, True), said
    code, said = account("status", "--json")
    assert json.loads(said)["email"] == email
    assert account("logout")[0] == 0
    assert account("status")[0] == ExitCode.ACCOUNT
    kept = [path for path in (tmp_path / "miolingo").rglob("*") if path.suffix == ".json"]
    assert kept == []
