"""The gateway before both servers: API keys in, roles out, and a record of who asked for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN_PATHS = ("/auth/v1/callback", "/auth/v1/authorize", "/auth/v1/fake-provider")


@dataclass(frozen=True)
class Recorded:
    """A request as the gateway saw it; ``bearer`` is what kind of token it carried."""

    method: str
    path: str
    bearer: str
    bytes_sent: int
    bytes_answered: int
    status: int


@dataclass(frozen=True)
class Gateway:
    """``keys`` maps each API key to the token of its role, as the hosted gateway does."""

    app: ASGIApp
    keys: Mapping[str, str]
    record: list[Recorded] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        headers = dict(scope["headers"])
        key = headers.get(b"apikey", b"").decode()
        bearer = headers.get(b"authorization", b"").decode().removeprefix("Bearer ")
        kind = "none" if not bearer else "key" if bearer in self.keys else "user"
        watched = _Watched(receive, send, self.record, (scope["method"], scope["path"], kind))
        if key in self.keys or scope["path"].startswith(_OPEN_PATHS):
            token = self.keys.get(key, "") if bearer in {"", key} else bearer
            passed = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
            if token:
                passed.append((b"authorization", f"Bearer {token}".encode()))
            await self.app({**scope, "headers": passed}, watched.receive, watched.send)
        else:
            await _refusal(key)(scope, watched.receive, watched.send)


class _Watched:
    """Counts what goes through a connection, and is on record before the client knows the end."""

    def __init__(
        self, receive: Receive, send: Send, record: list[Recorded], request: tuple[str, str, str]
    ) -> None:
        self._receive, self._send = receive, send
        self._record, self._request = record, request
        self._bytes_in = self._bytes_out = self._status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        self._bytes_out += len(message.get("body", b""))
        self._status = message.get("status", self._status)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self._note()
        await self._send(message)

    def hang_up(self) -> None:
        """Close the connection without a word."""
        self._note()
        self._send.__self__.transport.abort()  # type: ignore[attr-defined]

    def _note(self) -> None:
        self._record.append(Recorded(*self._request, self._bytes_in, self._bytes_out, self._status))


def _refusal(key: str) -> JSONResponse:
    if not key:
        hint = "No `apikey` request header or url param was found."
        return JSONResponse({"message": "No API key found in request", "hint": hint}, 401)
    hint = "Double check your Supabase `anon` or `service_role` API key."
    return JSONResponse({"message": "Invalid API key", "hint": hint}, 401)
