"""Builds the account out of real parts: HTTP, keyring, lock and browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from math import inf

from miolingo.account.auth_api import AuthServer
from miolingo.account.http import CloudClient
from miolingo.account.manage import AccountContext, check_project
from miolingo.account.oauth_callback import Callback, LoopbackBrowser
from miolingo.account.project_file import save_project
from miolingo.account.sign_in import Browser
from miolingo.account.token_storage import EnvironmentStorage, choose_storage
from miolingo.auth import ACCESS_TOKEN, REFRESH_TOKEN, Project, SessionManager
from miolingo.composition.context import Context
from miolingo.files.lock import file_lock

_LOCK_S = 60
_TOKENS = (ACCESS_TOKEN, REFRESH_TOKEN)


def connect(context: Context, project: Project) -> None:
    """Check that a project can hold accounts, and remember it.

    Raises ConfigurationError and CloudError; the project connected before stays then.
    """
    with CloudClient() as http:
        check_project(project, http)
    save_project(context.project_file, project)


@contextmanager
def open_account(
    context: Context, *, insecure_storage: bool = False, most_s: float = inf
) -> Iterator[AccountContext]:
    """The account of the project that this machine is connected to, asked for ``most_s`` in all.

    Raises ConfigurationError when there is no project.
    """
    project, folder = context.project, context.folders.data / "account"
    given = _given_session(*(context.environ.get(name, "") for name in _TOKENS))
    storage = choose_storage(project.name, folder, given, insecure=insecure_storage)
    with CloudClient(most_s=most_s) as http:
        server = AuthServer(project, http, now=context.now)
        alone = isinstance(storage, EnvironmentStorage)  # no other process has its tokens
        lock = nullcontext() if alone else file_lock(folder / "session.lock", _LOCK_S)
        account = SessionManager(server, storage, lock, now=context.now)
        yield AccountContext(project, http, server, account)


@cache
def _given_session(access_token: str, refresh_token: str) -> EnvironmentStorage:
    """The environment's session, once for the whole process: a refresh token is soon used up."""
    return EnvironmentStorage({ACCESS_TOKEN: access_token, REFRESH_TOKEN: refresh_token})


@contextmanager
def loopback_browser(context: Context, say: Callable[[str], None]) -> Iterator[Browser]:
    """A browser for one sign-in. Raises AccountError when no port can be opened."""
    with Callback() as callback:
        yield LoopbackBrowser(callback, context.environ, say)
