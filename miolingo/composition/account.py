"""Builds the account out of real parts: HTTP, keyring, lock and browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from math import inf
from pathlib import Path
from urllib.parse import quote

from miolingo.account.http import CloudClient
from miolingo.account.manage import AccountContext, check_project
from miolingo.account.oauth_callback import Callback, LoopbackBrowser
from miolingo.account.project_file import save_project
from miolingo.account.server.auth_api import AuthServer
from miolingo.account.token_storage import (
    EnvironmentStorage,
    FileStorage,
    KeyringStorage,
    SessionLock,
    Storage,
    choose_storage,
)
from miolingo.auth import ACCESS_TOKEN, REFRESH_TOKEN, Project, SessionManager
from miolingo.composition.context import Context
from miolingo.composition.history import practices_as_guest
from miolingo.paths import folders_of

_LOCK_S = 20
"""A little more than the server may take to connect and to answer, which is what it is held for."""

_TOKENS = (ACCESS_TOKEN, REFRESH_TOKEN)


def connect(context: Context, project: Project) -> None:
    """Check that a project can hold accounts, and remember it.

    Raises ConfigurationError and CloudError; the project connected before stays then.
    """
    with CloudClient(direct=project.on_this_machine) as http:
        check_project(project, http)
    save_project(context.project_file, project)


@contextmanager
def open_account(
    context: Context, *, insecure_storage: bool = False, most_s: float = inf
) -> Iterator[AccountContext]:
    """The account of the project that this machine is connected to, asked for ``most_s`` in all.

    Raises ConfigurationError when there is no project, and AccountError for a token of another one.
    """
    project, folder = context.project, context.folders.data / "account"
    given = _given_session(*(context.environ.get(name, "") for name in _TOKENS))
    given.check_issuer(project.name)
    storage = choose_storage(project.name, folder, given, insecure=insecure_storage)
    with CloudClient(direct=project.on_this_machine, most_s=most_s) as http:
        server = AuthServer(project, http, now=context.now)
        lock = _lock_of(storage, project, folder)
        account = SessionManager(
            server.refresh,
            server.sign_out,
            storage,
            lock,
            now=context.now,
            expected=not (isinstance(storage, KeyringStorage) and practices_as_guest(context)),
        )
        yield AccountContext(project, http, server, account)


def _lock_of(storage: Storage, project: Project, folder: Path) -> AbstractContextManager[None]:
    """What keeps processes with the same session from using up its refresh token twice.

    The keyring is the same whatever MIOLINGO_HOME says, and so is the lock of a session in it.
    """
    match storage:
        case EnvironmentStorage():
            return nullcontext()  # no other process has its tokens
        case FileStorage():
            return SessionLock(folder / "session.lock", _LOCK_S)
        case KeyringStorage():
            shared = folders_of({}).data / "account"
            return SessionLock(shared / f"session-{quote(project.name, safe='')}.lock", _LOCK_S)


@cache
def _given_session(access_token: str, refresh_token: str) -> EnvironmentStorage:
    """The environment's session, once for the whole process: a refresh token is soon used up."""
    return EnvironmentStorage({ACCESS_TOKEN: access_token, REFRESH_TOKEN: refresh_token})


@contextmanager
def loopback_browser(context: Context, say: Callable[[str], None]) -> Iterator[LoopbackBrowser]:
    """A browser for one sign-in. Raises AccountError when no port can be opened."""
    with Callback() as callback:
        yield LoopbackBrowser(callback, context.environ, say)
