"""The end of a sign-in in the browser: a server on loopback that takes one answer (RFC 8252)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import socketserver
import sys
import time
import unicodedata
import webbrowser
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Lock
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from miolingo.account.server.error_messages import ACCOUNT_REFUSALS
from miolingo.errors import AccountError

TIMEOUT_S = 300.0
"""As long as the server remembers a sign-in."""

_ADDRESS = "127.0.0.1"
_AGAIN = "Try again, or have a code mailed to you: miolingo account login --code"
_LONGEST_PATH = 4096
_LONGEST_WORDS = 300
_SILENCE_S = 5.0
_STEP_S = 0.2

_STYLE = (
    "body{font:1.25rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{{title}} - Miolingo</title>
<style>{_STYLE.replace("{", "{{").replace("}", "}}")}</style>
</head>
<body>
<main>
<h1>{{title}}</h1>
<p>{{text}}</p>
</main>
</body>
</html>
"""
_DONE = ("Almost there", "Go back to the terminal to continue. You can close this page.")
_REFUSED = (
    "You are not signed in",
    "Go back to the terminal: it says why. You can close this page.",
)
_NOTHING = ("Nothing here", "This address is for a sign-in that you start in the terminal.")
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Callback:
    """Waits on 127.0.0.1, at a free port, for the browser to bring an answer back; once.

    The nonce is a part of the path: Supabase Auth accepts any path of a loopback address, and
    some of its versions spoil the query of an address that has one. Use as a context manager.
    """

    def __init__(
        self, nonce: str | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Open the port; ``nonce`` is made of 256 random bits where none is given."""
        self._clock = clock
        try:
            self._server = _Server(f"/callback/{nonce or secrets.token_urlsafe(32)}")
        except OSError as error:
            raise AccountError(
                f"No port could be opened for the browser ({error.strerror}).",
                hint="Have a code mailed to you instead: miolingo account login --code",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.server_close()

    @property
    def redirect_to(self) -> str:
        """The address that the browser has to be sent to in the end."""
        return f"http://{self._server.host}{self._server.path}"

    def wait(self, timeout_s: float = TIMEOUT_S) -> str:
        """The code to exchange for a session. Raises AccountError for a refusal and in the end."""
        give_up_at = self._clock() + timeout_s
        while not self._server.answer.done():
            if self._clock() >= give_up_at:
                raise AccountError(
                    f"The browser did not answer within {timeout_s / 60:g} minutes.",
                    hint=_AGAIN,
                )
            self._server.handle_request()
        return self._server.answer.result()


@dataclass(frozen=True)
class LoopbackBrowser:
    """The learner's browser, which ends a sign-in at an address on this machine."""

    callback: Callback
    environ: Mapping[str, str]
    say: Callable[[str], None]

    @property
    def redirect_to(self) -> str:
        """The address that the browser has to be sent to in the end."""
        return self.callback.redirect_to

    def visit(self, page: str) -> str:
        """Show a page, or tell how to open it; the code that the browser brings back.

        Raises AccountError for a refusal, and where no answer comes.
        """
        if open_browser(page, self.environ):
            self.say("Sign in in the browser window that opens now.")
        else:
            port = urlsplit(self.redirect_to).port
            self.say(f"Open this page in a browser on this machine, and sign in:\n{page}")
            self.say(
                f"Over SSH, connect with: ssh -L {port}:127.0.0.1:{port} ... and open it at home; "
                "or sign in with a mailed code: miolingo account login --code"
            )
        return self.callback.wait()


def open_browser(url: str, environ: Mapping[str, str]) -> bool:
    """Show a page in the learner's browser; False where they have to open it by themselves.

    That is over SSH, without a screen, and where the only browser would take the terminal.
    """
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        return False
    has_desktop = sys.platform in {"win32", "darwin"}
    if not has_desktop and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        browser = webbrowser.get()
        takes_terminal = type(browser) in {webbrowser.GenericBrowser, webbrowser.Elinks}
        return not takes_terminal and browser.open(url)
    except (webbrowser.Error, OSError):
        return False


class _Server(socketserver.ThreadingTCPServer):
    """One thread a connection, so that one that a browser opens ahead of need holds up nothing."""

    daemon_threads = True
    timeout = _STEP_S

    def __init__(self, path: str) -> None:
        super().__init__((_ADDRESS, 0), _Handler)
        self.host = f"{_ADDRESS}:{self.server_address[1]}"
        self.path = path
        self.answer: Future[str] = Future()
        self._unused = Lock()

    def claim(self) -> bool:
        """True for the first who asks."""
        return self._unused.acquire(blocking=False)

    def handle_error(self, *_request: object) -> None:
        """A browser that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Nothing of a request is ever logged or shown."""

    server: _Server
    timeout = _SILENCE_S
    server_version, sys_version = "Miolingo", ""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        wanted = (
            len(self.path) <= _LONGEST_PATH
            and self.headers.get_all("Host") == [self.server.host]
            and hmac.compare_digest(path.encode(), self.server.path.encode())
        )
        if wanted and self.server.claim():
            self._take(query)
        else:
            self.send_error()

    def _take(self, query: str) -> None:
        answer = self.server.answer
        try:
            code = _read_code(query)
        except AccountError as refusal:
            self._show(HTTPStatus.OK, _REFUSED)
            answer.set_exception(refusal)
        else:
            self._show(HTTPStatus.OK, _DONE)
            answer.set_result(code)

    def _show(self, status: HTTPStatus, words: tuple[str, str]) -> None:
        title, text = words
        page = _PAGE.format(title=title, text=text).encode()
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        with suppress(OSError):
            self.end_headers()
            self.wfile.write(page)

    def send_error(self, *_why: Any) -> None:
        """Answer all that is not wanted in the same way."""
        self._show(HTTPStatus.NOT_FOUND, _NOTHING)

    def log_message(self, *_words: Any) -> None:
        pass


def _read_code(query: str) -> str:
    parameters = {name: values[0] for name, values in parse_qs(query).items()}
    if "error" in parameters:
        words = _clean(parameters.get("error_description", parameters["error"])).rstrip(".")
        code = _clean(parameters.get("error_code", parameters["error"]))
        known = ACCOUNT_REFUSALS.get(code)
        raise AccountError(
            f"The sign-in was refused: {words}.", hint=known.hint if known else _AGAIN, code=code
        )
    if "code" not in parameters:
        raise AccountError("The browser came back without a result.", hint=_AGAIN)
    return parameters["code"]


def _clean(words: str) -> str:
    """On one line, short, and without characters that could act on a terminal."""
    line = " ".join(words.split())[:_LONGEST_WORDS]
    return "".join(char for char in line if not unicodedata.category(char).startswith("C"))
