"""A stand-in for Mailpit: the two pages of its interface by which a test reads mail."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.supabase_stack.auth.mailbox import Mailbox, Message


def mailpit_app(mailbox: Mailbox) -> Starlette:
    """The interface over one mailbox; a message is named by its place in it."""

    def messages(request: Request) -> Response:
        limit = int(request.query_params.get("limit", "50"))
        newest = list(enumerate(mailbox.messages))[: -limit - 1 : -1]
        return JSONResponse({"messages": [_summary(*one) for one in newest]})

    def message(request: Request) -> Response:
        number = request.path_params["number"]
        if number >= len(mailbox.messages):
            return Response("message not found", 404)
        found = mailbox.messages[number]
        return JSONResponse(_summary(number, found) | {"HTML": found.body, "Text": ""})

    return Starlette(
        routes=[
            Route("/api/v1/messages", messages),
            Route("/api/v1/message/{number:int}", message),
        ]
    )


def _summary(number: int, message: Message) -> dict[str, Any]:
    to = [{"Name": "", "Address": message.to}]
    return {"ID": str(number), "To": to, "Subject": message.subject}
