"""Builds the account out of real parts: HTTP, keyring, lock and browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit

from miolingo import paths
from miolingo.account.auth_api import AuthServer
from miolingo.account.http import CloudClient
from miolingo.account.manage import AccountContext, check_project
from miolingo.account.oauth_callback import Callback, open_browser
from miolingo.account.project_file import load_project, save_project
from miolingo.account.session_storage import (
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    EnvironmentStorage,
    choose_storage,
)
from miolingo.account.sign_in import Browser
from miolingo.auth import Project, SessionManager
from miolingo.composition import context
from miolingo.errors import StoreError
from miolingo.files.lock import Busy, file_lock

_LOCK_S = 60


def connect(project: Project) -> None:
    """Check that a project can hold accounts, and remember it.

    Raises ConfigurationError and CloudError; the project connected before stays then.
    """
    with CloudClient() as http:
        check_project(project, http)
    save_project(context.project_file(), project)


@contextmanager
def open_account(*, insecure_storage: bool = False) -> Iterator[AccountContext]:
    """The account of the project that this machine is connected to.

    Raises ConfigurationError when there is no project.
    """
    project = load_project(context.project_file(), os.environ)
    folder = paths.data_dir() / "account"
    given = _given_session(os.environ.get(ACCESS_TOKEN, ""), os.environ.get(REFRESH_TOKEN, ""))
    storage = choose_storage(project.name, folder, given, insecure=insecure_storage)
    with CloudClient() as http:
        server = AuthServer(project, http, now=_now)
        alone = isinstance(storage, EnvironmentStorage)  # no other process has its tokens
        lock = nullcontext() if alone else file_lock(folder / "session.lock", _LOCK_S)
        account = SessionManager(server, storage, lock, now=_now)
        yield AccountContext(project, http, server, account)


@cache
def _given_session(access_token: str, refresh_token: str) -> EnvironmentStorage:
    """The environment's session, once for the whole process: a refresh token is soon used up."""
    return EnvironmentStorage({ACCESS_TOKEN: access_token, REFRESH_TOKEN: refresh_token})


@contextmanager
def alone_with(user_id: str, wait_s: float) -> Iterator[None]:
    """Keep other processes from syncing or recovering a learner's history while the block lasts.

    Raises StoreError when another one takes longer than ``wait_s``.
    """
    try:
        with file_lock(paths.data_dir() / "account" / f"sync-{user_id}.lock", wait_s):
            yield
    except Busy as error:
        raise StoreError(
            "Another sync or recovery of this history is under way.",
            hint="Run the command again when it is done.",
        ) from error


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class _LoopbackBrowser:
    """The learner's browser, which ends at an address on this machine."""

    callback: Callback
    say: Callable[[str], None]

    @property
    def redirect_to(self) -> str:
        return self.callback.redirect_to

    def visit(self, page: str) -> str:
        if open_browser(page):
            self.say("Sign in in the browser window that opens now.")
        else:
            port = urlsplit(self.redirect_to).port
            self.say(f"Open this page in a browser on this machine, and sign in:\n{page}")
            self.say(
                f"Over SSH, connect with: ssh -L {port}:127.0.0.1:{port} ... and open it at home; "
                "or sign in with a mailed code: miolingo account login --code"
            )
        return self.callback.wait()


@contextmanager
def loopback_browser(say: Callable[[str], None]) -> Iterator[Browser]:
    """A browser for one sign-in. Raises AccountError when no port can be opened."""
    with Callback() as callback:
        yield _LoopbackBrowser(callback, say)
