"""Everything that can go wrong between a client and a server, switched on by a test."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from enum import StrEnum, unique
from threading import Lock
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@unique
class Fault(StrEnum):
    """What happens to a request."""

    SLOW = "slow"
    TOO_MANY = "429"
    BROKEN = "500"
    UNAVAILABLE = "503"
    OVER_QUOTA = "402"
    DROPPED = "dropped"
    ANSWER_LOST = "answer-lost"
    HALF_ANSWER = "half-answer"
    CUT_JSON = "cut-json"
    CAPTIVE_PORTAL = "captive-portal"
    REDIRECT = "redirect"


_PORTAL = "<!doctype html><title>Welcome</title><p>Accept our terms to use this network."
_ANSWERS: dict[Fault, Response] = {
    Fault.TOO_MANY: JSONResponse(
        {"code": "over_request_rate_limit", "message": "Request rate limit reached"},
        429,
        {"retry-after": "7", "x-supabase-api-version": "2024-01-01"},
    ),
    Fault.BROKEN: JSONResponse({"code": "unexpected_failure", "message": "It failed"}, 500),
    Fault.UNAVAILABLE: Response("upstream connect error", 503),
    Fault.OVER_QUOTA: JSONResponse({"message": "Service for this project is restricted"}, 402),
    Fault.CAPTIVE_PORTAL: HTMLResponse(_PORTAL),
    Fault.REDIRECT: RedirectResponse("http://127.0.0.1:9/login"),
}


@dataclass
class _Planned:
    fault: Fault
    path: str
    times: int
    seconds: float


@dataclass
class Faults:
    """The faults that are to come; thread-safe."""

    planned: list[_Planned] = field(default_factory=list)
    cleared: int = 0
    _lock: Lock = field(default_factory=Lock)

    def plan(self, fault: Fault, path: str = "/", times: int = 1, seconds: float = 1.0) -> None:
        """Let the next ``times`` requests under ``path`` meet a fault."""
        with self._lock:
            self.planned.append(_Planned(fault, path, times, seconds))

    def clear(self) -> None:
        """Let everything go well from now on; what is slow is so no longer."""
        with self._lock:
            self.planned.clear()
            self.cleared += 1

    def take(self, path: str) -> _Planned | None:
        """The fault that a request under ``path`` is to meet."""
        with self._lock:
            for planned in self.planned:
                if path.startswith(planned.path):
                    planned.times -= 1
                    if not planned.times:
                        self.planned.remove(planned)
                    return planned
        return None


@dataclass(frozen=True)
class FaultyNetwork:
    """An ASGI application seen through a network that does what ``faults`` says."""

    app: ASGIApp
    faults: Faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail to."""
        planned = self.faults.take(scope["path"]) if scope["type"] == "http" else None
        if planned is None:
            await self.app(scope, receive, send)
        elif planned.fault in _ANSWERS:
            await _ANSWERS[planned.fault](scope, receive, send)
        else:
            await self._fail(planned, scope, receive, send)

    async def _fail(self, planned: _Planned, scope: Scope, receive: Receive, send: Send) -> None:
        match planned.fault:
            case Fault.SLOW:
                await self._wait(planned.seconds)
                await self.app(scope, receive, send)
            case Fault.DROPPED:
                _hang_up(send)
            case Fault.ANSWER_LOST:
                await self.app(scope, receive, _swallow)
                _hang_up(send)
            case Fault.HALF_ANSWER:
                await self.app(scope, receive, _halved(send, lie=True))
                _hang_up(send)
            case Fault.CUT_JSON:
                await self.app(scope, receive, _halved(send, lie=False))

    async def _wait(self, seconds: float) -> None:
        """Let time pass, but none after the faults were cleared."""
        cleared, ends_at = self.faults.cleared, time.monotonic() + seconds
        while self.faults.cleared == cleared and time.monotonic() < ends_at:
            await asyncio.sleep(0.02)


def _hang_up(send: Any) -> None:
    """Close the connection without a word; ``send`` belongs to what knows the connection."""
    send.__self__.hang_up()


async def _swallow(_message: Message) -> None:
    pass


def _halved(send: Send, *, lie: bool) -> Send:
    """Send half of each body; with ``lie`` the header still promises the whole."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            half = message.get("body", b"")[: len(message.get("body", b"")) // 2]
            await send({**message, "body": half, "more_body": lie})
        elif not lie:
            kept = [(n, v) for n, v in message["headers"] if n.lower() != b"content-length"]
            await send({**message, "headers": kept})
        else:
            await send(message)

    return sending
