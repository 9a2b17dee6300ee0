"""A stand-in for Supabase Realtime: the part of its protocol that listening to one table takes."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve


@dataclass
class Realtime:
    """A running server; ``url`` is that of its socket, ``joins`` are the payloads that it got."""

    url: str = ""
    accepts: bool = True
    joins: list[dict[str, Any]] = field(default_factory=list)
    heartbeats: int = 0
    after_heartbeat: Callable[[], None] = lambda: None
    _joined: dict[ServerConnection, str] = field(default_factory=dict)
    joined: threading.Event = field(default_factory=threading.Event)

    def announce(self, revision: int) -> None:
        """Tell everybody who listens of a change."""
        for connection, topic in list(self._joined.items()):
            data = {"type": "UPDATE", "table": "account_heads", "record": {"revision": revision}}
            _send(connection, topic, "postgres_changes", {"ids": [1], "data": data})

    def drop(self) -> None:
        """Cut every connection without a word."""
        self.joined.clear()
        for connection in list(self._joined):
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
        self._joined.clear()

    def handle(self, connection: ServerConnection) -> None:
        """Serve one connection."""
        with suppress(ConnectionClosed, OSError):
            for text in connection:
                self._answer(connection, json.loads(text))
        self._joined.pop(connection, None)

    def _answer(self, connection: ServerConnection, message: dict[str, Any]) -> None:
        topic = message["topic"]
        status = "ok"
        heartbeat = message["event"] == "heartbeat"
        if heartbeat:
            self.heartbeats += 1
        elif message["event"] == "phx_join":
            self.joins.append(message["payload"])
            status = "ok" if self.accepts else "error"
        _send(connection, topic, "phx_reply", {"status": status, "response": {}})
        if heartbeat:
            self.after_heartbeat()
        if message["event"] == "phx_join" and self.accepts:
            _send(connection, topic, "system", {"status": "ok", "extension": "postgres_changes"})
            self._joined[connection] = topic
            self.joined.set()


def _send(connection: ServerConnection, topic: str, event: str, payload: dict[str, Any]) -> None:
    message = {"topic": topic, "event": event, "payload": payload, "ref": None}
    connection.send(json.dumps(message))


@contextmanager
def running_realtime() -> Iterator[Realtime]:
    """Serve from threads of this process until the block ends."""
    realtime = Realtime()
    with serve(realtime.handle, "127.0.0.1", 0) as server:
        port = server.socket.getsockname()[1]
        realtime.url = f"ws://127.0.0.1:{port}/realtime/v1/websocket?apikey=key&vsn=1.0.0"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield realtime
        finally:
            realtime.drop()
            server.shutdown()
            thread.join()
