"""The learner's rows on the server, through PostgREST and with the learner's own token only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from postgrest import SyncPostgrestClient
from postgrest.exceptions import APIError

from miolingo.account.http import CloudClient, unreadable_answer
from miolingo.auth import Project, Session, SessionSource
from miolingo.errors import AccountError
from miolingo.history.interface import PAGE_ROWS

SCHEMA_VERSION = 5
TABLES = {
    "users": ("id", "id"),
    "user_settings": ("user_id", "setting_key"),
    "sessions": ("user_id", "id"),
    "user_progress": ("user_id", "id"),
    "deletions": ("user_id", "id"),
}

Row = Mapping[str, Any]
T = TypeVar("T")


class Tables:
    """Every method may raise AccountError or CloudError.

    With ``only_for`` nothing is asked with the session of anybody but that user.
    """

    def __init__(
        self,
        project: Project,
        http: CloudClient,
        account: SessionSource,
        *,
        only_for: str | None = None,
    ) -> None:
        self._project = project
        self._http = http
        self._account = account
        self._only_for = only_for

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the learner's rows of one of TABLES in the order of its key."""
        last = None
        while True:
            page = self._as_learner(partial(_page, table, last))
            yield from page
            if len(page) < PAGE_ROWS:
                return
            last = page[-1][TABLES[table][1]]

    def call(self, function: str, parameters: Row | None = None) -> Any:
        """Call a function of the schema with named parameters, and return its answer."""
        return self._as_learner(
            lambda client, _: client.rpc(function, dict(parameters or {})).execute().data
        )

    def account_usage(self) -> float:
        """Return which part of what it may hold the account holds; 1 where it is full."""
        used = self.call("account_usage")
        if not isinstance(used, (int, float)):
            raise unreadable_answer()
        return float(used)

    def _as_learner(self, request: Callable[[SyncPostgrestClient, str], T]) -> T:
        return self._account.ask(lambda session: self._ask(session, request))

    def _ask(self, session: Session, request: Callable[[SyncPostgrestClient, str], T]) -> T:
        if not session.access_token:
            raise AccountError("You are not signed in.", hint="Sign in: miolingo account login")
        if self._only_for not in {None, session.user_id}:
            raise AccountError("A different user is signed in now.", hint="Run the command again.")
        bearer = {"Authorization": f"Bearer {session.access_token}"}
        with _translate_errors():
            return request(_client(self._project, self._http, bearer), session.user_id)


def schema_version(project: Project, http: CloudClient) -> int:
    """Which version of Miolingo's schema a project has; needs no account. Raises CloudError."""
    with _translate_errors():
        version = _client(project, http, {}).rpc("schema_version", {}).execute().data
    if not isinstance(version, int):
        raise unreadable_answer()
    return version


def _page(table: str, after: Any, client: SyncPostgrestClient, user_id: str) -> list[Row]:
    owner, key = TABLES[table]
    query = client.from_(table).select("*").eq(owner, user_id)
    if after is not None:
        query = query.gt(key, after)
    page: Any = query.order(key).limit(PAGE_ROWS).execute().data
    if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
        raise unreadable_answer()
    return page


def _client(project: Project, http: CloudClient, headers: Mapping[str, str]) -> SyncPostgrestClient:
    return SyncPostgrestClient(
        f"{project.url}/rest/v1",
        headers={"apikey": project.key, **headers},
        http_client=http,
        retry_enabled=False,
    )


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise CloudError for an answer that the library cannot read."""
    try:
        yield
    except APIError as error:
        raise unreadable_answer() from error
