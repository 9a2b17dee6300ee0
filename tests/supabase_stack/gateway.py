"""The gateway before both servers: API keys in, roles out, and a record of who asked for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN_PATHS = ("/auth/v1/verify", "/auth/v1/callback", "/auth/v1/authorize", "/auth/v1/fake")


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
        query = parse_qs(scope["query_string"].decode())
        key = headers.get(b"apikey", b"").decode() or query.get("apikey", [""])[0]
        bearer = headers.get(b"authorization", b"").decode().removeprefix("Bearer ")
        watched = _Watched(receive, send)
        if key in self.keys or scope["path"].startswith(_OPEN_PATHS):
            token = self.keys.get(key, "") if bearer in {"", key} else bearer
            passed = [pair for pair in scope["headers"] if pair[0] != b"authorization"]
            if token:
                passed.append((b"authorization", f"Bearer {token}".encode()))
            await self.app({**scope, "headers": passed}, watched.receive, watched.send)
        else:
            await _refusal(key)(scope, watched.receive, watched.send)
        kind = "none" if not bearer else "key" if bearer in self.keys else "user"
        self.record.append(
            Recorded(
                scope["method"],
                scope["path"],
                kind,
                watched.bytes_in,
                watched.bytes_out,
                watched.status,
            )
        )


class _Watched:
    """Counts what goes through a connection."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self.bytes_in = self.bytes_out = self.status = 0

    @property
    def transport(self) -> Any:
        """The connection itself, for whoever wants to cut it."""
        return self._send.__self__.transport  # type: ignore[attr-defined]

    async def receive(self) -> Message:
        message = await self._receive()
        self.bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        self.bytes_out += len(message.get("body", b""))
        self.status = message.get("status", self.status)
        await self._send(message)


def _refusal(key: str) -> JSONResponse:
    if not key:
        hint = "No `apikey` request header or url param was found."
        return JSONResponse({"message": "No API key found in request", "hint": hint}, 401)
    hint = "Double check your Supabase `anon` or `service_role` API key."
    return JSONResponse({"message": "Invalid API key", "hint": hint}, 401)
