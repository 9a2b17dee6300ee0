"""Listen to an account's changes over Supabase Realtime, which speaks Phoenix over a WebSocket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any
from urllib.parse import quote

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from miolingo.auth import Project
from miolingo.errors import CloudError
from miolingo.http_client import trusted

_OPEN_S = 10.0
_ANSWER_S = 10.0
HEARTBEAT_S = 25.0
"""The server hangs up on whoever is silent for a minute; this is what its own clients keep to."""

_LARGEST_MESSAGE_BYTES = 65_536
_TOPIC = "realtime:miolingo"


class ChangeListener(AbstractContextManager["ChangeListener"]):
    """A subscription to the changes of one account; where it ends, methods raise CloudError.

    What is heard says only that there is something to pull. ``direct`` does without any proxy, as
    ``HttpClient`` does.
    """

    def __init__(
        self,
        url: str,
        user_id: str,
        token: str,
        *,
        direct: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._last_sent_at = clock()
        try:
            self._connection: ClientConnection = connect(
                url,
                ssl=trusted() if url.startswith("wss:") else None,
                proxy=None if direct else True,
                open_timeout=_OPEN_S,
                max_size=_LARGEST_MESSAGE_BYTES,
            )
        except (ImportError, OSError, WebSocketException, ValueError) as error:
            raise _not_live(error) from error
        try:
            self._join(user_id, token)
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; safe to call twice."""
        with suppress(OSError, WebSocketException):
            self._connection.close()

    def heard_within(self, seconds: float) -> bool:
        """Wait for a change for so long at most; whether one was heard."""
        give_up_at = self._clock() + seconds
        while (left := give_up_at - self._clock()) > 0:
            if self._clock() - self._last_sent_at >= HEARTBEAT_S:
                self._send("phoenix", "heartbeat", {})
            message = self._received(min(left, HEARTBEAT_S))
            match message:
                case {"event": "postgres_changes"}:
                    return True
                case {"event": "phx_error" | "phx_close", "topic": str(topic)} if topic == _TOPIC:
                    raise _not_live("the server ended it")
                case {"event": "system", "payload": {"status": "error"}}:
                    raise _not_live("the server refused it")
        return False

    def _join(self, user_id: str, token: str) -> None:
        changes = {
            "event": "*",
            "schema": "public",
            "table": "account_heads",
            "filter": f"user_id=eq.{user_id}",
        }
        config = {"postgres_changes": [changes]}
        self._send(_TOPIC, "phx_join", {"config": config, "access_token": token})
        give_up_at = self._clock() + _ANSWER_S
        while (left := give_up_at - self._clock()) > 0:
            match self._received(left):
                case {"event": "phx_reply", "topic": str(topic), "payload": dict(reply)}:
                    if topic == _TOPIC and reply.get("status") == "ok":
                        return
                    raise _not_live("the server refused it")
        raise _not_live("the server did not answer")

    def _send(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        message = {"topic": topic, "event": event, "payload": payload, "ref": "1"}
        try:
            self._connection.send(json.dumps(message))
        except (OSError, WebSocketException) as error:
            raise _not_live(error) from error
        self._last_sent_at = self._clock()

    def _received(self, seconds: float) -> Any:
        """Return the next message within so many seconds; None where there is none or no JSON."""
        try:
            return json.loads(self._connection.recv(timeout=seconds))
        except (TimeoutError, ValueError, RecursionError):
            return None
        except (OSError, WebSocketException) as error:
            raise _not_live(error) from error


def realtime_url(project: Project) -> str:
    """Return where a project's Realtime is."""
    return (
        f"ws{project.url.removeprefix('http')}/realtime/v1/websocket"
        f"?apikey={quote(project.key)}&vsn=1.0.0"
    )


def _not_live(why: object) -> CloudError:
    return CloudError(
        f"The server cannot report changes at once ({why}).",
        hint="Miolingo asks for them from time to time.",
    )
