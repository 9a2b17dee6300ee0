"""The account's HTTP client: bounded in time and size, every failure an error in a sentence."""

from __future__ import annotations

import platform
import re
import socket
import time
from collections.abc import Callable
from contextlib import closing
from math import inf
from typing import Any

import httpx

from miolingo.account.server.error_messages import refusal_for
from miolingo.errors import AccountError, CloudError
from miolingo.http_client import HttpClient, proxy_of, why_unreachable

_CONNECT_S, _SILENCE_S, _WHOLE_ANSWER_S = 5.0, 10.0, 60.0
_LARGEST_ANSWER_BYTES = 64 * 2**20
_OFFLINE_HINT = "Check the network and try again; practice works without it."
_LONGEST_NAME = 40
_SECONDS = re.compile("[0-9]{1,5}")
_NAMED_BY_THE_SCHEMA = {
    402: {"account_full", "account_full_today"},
    403: {"reauthentication_needed", "insufficient_aal"},
}


def _machine_name() -> str:
    """This machine's name, by which a learner tells sign-ins apart; empty where it has none."""
    return re.sub(r"[^\w.-]", "", platform.node(), flags=re.ASCII)[:_LONGEST_NAME]


class CloudClient(HttpClient):
    """Raises AccountError or CloudError in place of every answer that is not the wanted one.

    A whole answer may take 60 s and hold 64 MiB; it is read before ``send`` returns. No answer is
    read for longer than ``most_s`` after the client was made. ``direct`` is for a project on this
    machine, whose tokens are not a proxy's business.
    """

    def __init__(
        self,
        *,
        direct: bool = False,
        most_s: float = inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(httpx.Timeout(_SILENCE_S, connect=_CONNECT_S), direct=direct)
        self.headers["user-agent"] = f"{self.headers['user-agent']} {_machine_name()}".rstrip()
        self._monotonic = clock
        self._last_answer_at = clock() + most_s

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send and read; the answer has a 2xx status and either JSON or nothing in it."""
        try:
            answer = self._whole(super().send(request, **options | {"stream": True}))
        except httpx.TimeoutException as error:
            raise CloudError(
                f"{request.url.host} did not answer in time.", hint=_OFFLINE_HINT
            ) from error
        except (httpx.HTTPError, UnicodeError) as error:
            raise _unreachable(request.url, error, direct=not self.trust_env) from error
        _check(answer)
        return answer

    def _whole(self, answer: httpx.Response) -> httpx.Response:
        give_up_at = min(self._monotonic() + _WHOLE_ANSWER_S, self._last_answer_at)
        content = bytearray()
        with closing(answer):
            for part in answer.iter_bytes():
                content += part
                if self._monotonic() > give_up_at or len(content) > _LARGEST_ANSWER_BYTES:
                    raise httpx.ReadTimeout("a response without an end", request=answer.request)
        decoded = [
            (name, value)
            for name, value in answer.headers.raw
            if name.lower() not in {b"content-encoding", b"content-length", b"transfer-encoding"}
        ]
        return httpx.Response(
            answer.status_code, headers=decoded, content=bytes(content), request=answer.request
        )


def _unreachable(url: httpx.URL, error: Exception, *, direct: bool) -> CloudError:
    host = url.host
    proxied = not direct and proxy_of(str(url))
    service = _service_without(host) if not proxied and _is_name_missing(error) else ""
    if service:
        return CloudError(
            f"{service} does not know {host}: the project is paused or was deleted.",
            hint="Its owner can restore it in the dashboard; practice works without it.",
        )
    why = why_unreachable(error, direct=direct)
    return CloudError(f"{host} cannot be reached: {why}.", hint=_OFFLINE_HINT)


def _is_name_missing(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, socket.gaierror):
            return True
        error = error.__cause__ or error.__context__
    return False


def _service_without(host: str) -> str:
    """Return the domain above a name that does not resolve, empty where that does not either.

    The name of a project that sleeps is taken out of the DNS; that of its service stays.
    """
    _, _, service = host.partition(".")
    if "." not in service:
        return ""
    try:
        socket.getaddrinfo(service, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ""
    return service


def unreadable_answer() -> CloudError:
    """The error for an answer that is JSON and still not what was asked for."""
    return CloudError(
        "The server sent an invalid response.",
        hint="Make sure that the address is that of the project: miolingo account status",
    )


def _check(answer: httpx.Response) -> None:
    body = _json_of(answer)
    if answer.is_success and (body is not None or not answer.content):
        return
    if not answer.is_error:
        raise CloudError(
            "Something else on the network answered instead of the server.",
            hint="Does this network want you to sign in? Open a page in a browser, then try again.",
        )
    raise _refusal(answer, body if isinstance(body, dict) else {})


def _json_of(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None


def _refusal(answer: httpx.Response, body: dict[str, Any]) -> AccountError | CloudError:
    code = body.get("error_code") or body.get("code") or body.get("error") or ""
    message = str(body.get("message") or body.get("msg") or body.get("error_description") or "")
    named = code if isinstance(code, str) else ""
    if message in _NAMED_BY_THE_SCHEMA.get(answer.status_code, ()):
        named = message
    if answer.status_code == 401 and not named and "API key" in message:
        named = "invalid_key"
    wait = answer.headers.get("retry-after", "")
    return refusal_for(
        named, answer.status_code, message, int(wait) if _SECONDS.fullmatch(wait) else None
    )
