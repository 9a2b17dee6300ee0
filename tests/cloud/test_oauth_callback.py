"""The end of a sign-in in the browser, with real sockets and real processes."""

from __future__ import annotations

import base64
import hashlib
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.account import oauth_callback
from miolingo.account.oauth_callback import Callback
from miolingo.errors import AccountError
from tests.parts.patience import PATIENCE_S

CODE = "5a0c1f7e-6a8f-4f65-9d5d-4d0e3f3c1b2a"


@dataclass(frozen=True)
class Shown:
    """What a browser was answered."""

    status: int
    headers: dict[str, str]
    page: str


@dataclass
class Browser:
    """What comes back to a callback's address, right or wrong."""

    callback: Callback

    @property
    def host(self) -> str:
        return urlsplit(self.callback.redirect_to).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.callback.redirect_to).path

    def goes_to(self, path: str, *, method: str = "GET", host: str | None = None) -> Shown:
        with closing(HTTPConnection(self.host, timeout=PATIENCE_S)) as connection:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", host or self.host)
            connection.endheaders()
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Shown(answer.status, headers, answer.read().decode())

    def sends(self, request: bytes) -> bytes:
        with closing(self.connects()) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(4096), b""))

    def connects(self) -> socket.socket:
        address, port = self.host.split(":")
        return socket.create_connection((address, int(port)), timeout=PATIENCE_S)


@contextmanager
def waiting(**options) -> Iterator[tuple[Browser, object]]:
    """A callback that waits in another thread, and the future of its answer."""
    with Callback(**options) as callback, ThreadPoolExecutor(1) as threads:
        answer = threads.submit(callback.wait, 20)
        yield Browser(callback), answer
        answer.exception()


def test_the_code_arrives_and_the_page_leads_back() -> None:
    with waiting() as (browser, answer):
        shown = browser.goes_to(f"{browser.path}?code={CODE}")
        assert answer.result() == CODE
    assert shown.status == 200
    assert "Go back to the terminal" in shown.page


def test_the_address_is_a_loopback_address_with_a_free_port_and_a_nonce_in_its_path() -> None:
    with Callback() as first, Callback() as second:
        for callback in (first, second):
            assert re.fullmatch(
                r"http://127\.0\.0\.1:[0-9]{4,5}/callback/[A-Za-z0-9_-]{43}", callback.redirect_to
            )
        one, other = urlsplit(first.redirect_to), urlsplit(second.redirect_to)
        assert one.port != other.port
        assert one.path != other.path


def test_only_this_machine_can_connect() -> None:
    with Callback() as callback:
        port = urlsplit(callback.redirect_to).port
        with socket.socket() as another_loopback, pytest.raises(ConnectionRefusedError):
            another_loopback.connect(("127.0.0.2", port))


def test_the_port_is_closed_afterwards() -> None:
    with Callback() as callback:
        browser = Browser(callback)
    with pytest.raises(ConnectionRefusedError):
        browser.connects()


@pytest.mark.parametrize(
    "attempt",
    [
        {"path": "/?code=x"},
        {"path": "/favicon.ico"},
        {"path": "/callback?code=x"},
        {"path": "/callback/?code=x"},
        {"path": "/callback/wrong?code=x"},
        {"path": "/callback/%ED%95%9C?code=x"},
        {"path": "{path}/?code=x"},
        {"path": "{path}x?code=x"},
        {"path": "{path};a?code=x"},
        {"path": "/callback?nonce={path}&code=x"},
        {"path": "http://{host}{path}?code=x"},
        {"path": "{path}?code=x&pad=" + "p" * 5000},
        {"path": "{path}?code=x", "method": "POST"},
        {"path": "{path}?code=x", "method": "HEAD"},
        {"path": "{path}?code=x", "method": "OPTIONS"},
        {"path": "{path}?code=x", "host": "evil.example"},
        {"path": "{path}?code=x", "host": "localhost"},
        {"path": "{path}?code=x", "host": "127.0.0.1"},
    ],
    ids=str,
)
def test_anything_else_is_refused_and_waiting_goes_on(attempt: dict[str, str]) -> None:
    with waiting() as (browser, answer):
        path = attempt["path"].format(path=browser.path, host=browser.host)
        shown = browser.goes_to(path, **{k: v for k, v in attempt.items() if k != "path"})
        assert shown.status == 404
        assert not answer.done()

        browser.goes_to(f"{browser.path}?code={CODE}")
        assert answer.result() == CODE


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET {path}?code=x\r\n\r\n",
        b"GET {path}?code=x HTTP/1.1\r\n\r\n",
        b"GET {path}?code=x HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: {host}\r\n\r\n",
    ],
    ids=range(9),
)
def test_nonsense_on_the_wire_changes_nothing(
    request_bytes: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with waiting() as (browser, answer):
        filled = request_bytes.replace(b"{path}", browser.path.encode()).replace(
            b"{host}", browser.host.encode()
        )
        browser.sends(filled)
        assert not answer.done()
        browser.goes_to(f"{browser.path}?code={CODE}")
        assert answer.result() == CODE
    assert capfd.readouterr() == ("", "")


def test_an_endless_request_is_cut_off() -> None:
    with waiting() as (browser, answer):
        with closing(browser.connects()) as connection, suppress(ConnectionError):
            connection.sendall(b"GET /" + b"a" * 2_000_000)
            while connection.recv(4096):
                continue
        browser.goes_to(f"{browser.path}?code={CODE}")
        assert answer.result() == CODE


def test_connections_that_say_nothing_hold_nothing_up() -> None:
    with waiting() as (browser, answer):
        idle = [browser.connects() for _ in range(4)]
        begun = time.monotonic()
        browser.goes_to(f"{browser.path}?code={CODE}")
        assert answer.result() == CODE
        assert time.monotonic() - begun < oauth_callback._SILENCE_S
        for connection in idle:
            connection.close()


def test_a_browser_that_hangs_up_has_still_brought_the_code() -> None:
    with waiting() as (browser, answer):
        with closing(browser.connects()) as connection:
            head = f"GET {browser.path}?code={CODE} HTTP/1.1\r\nHost: {browser.host}\r\n\r\n"
            connection.sendall(head.encode())
        assert answer.result() == CODE


def test_an_answer_is_taken_once() -> None:
    with Callback() as callback, ThreadPoolExecutor(9) as threads:
        browser = Browser(callback)
        answer = threads.submit(callback.wait, 20)
        tries = [
            threads.submit(browser.goes_to, f"{browser.path}?code=code{number}")
            for number in range(8)
        ]
        assert re.fullmatch("code[0-7]", answer.result())

        while not all(one.done() for one in tries):
            callback._server.handle_request()
        assert callback.wait() == answer.result()
        statuses = sorted(one.result().status for one in tries)
    assert statuses == [200, *[404] * 7]


def test_the_providers_refusal_is_shown_in_its_own_words() -> None:
    said = "The user denied access to the application."
    with waiting() as (browser, answer):
        shown = browser.goes_to(
            f"{browser.path}?error=access_denied&error_code=some_code"
            f"&error_description={quote(said)}&code={CODE}"
        )
        with pytest.raises(AccountError) as refused:
            answer.result()
    assert refused.value.message == f"The sign-in was refused: {said}"
    assert refused.value.code == "some_code"
    assert "--code" in refused.value.hint
    assert "You are not signed in" in shown.page
    assert said not in shown.page


def test_a_refusal_that_is_known_leads_on() -> None:
    with waiting() as (browser, answer):
        browser.goes_to(f"{browser.path}?error=access_denied&error_code=signup_disabled")
        with pytest.raises(AccountError, match="access_denied") as refused:
            answer.result()
    assert refused.value.hint == "Ask the owner of the project."


def test_an_answer_without_code_and_error_ends_the_wait() -> None:
    with waiting() as (browser, answer):
        browser.goes_to(f"{browser.path}?code=")
        with pytest.raises(AccountError, match="without a result"):
            answer.result()


@given(words=st.text(max_size=1000))
def test_a_refusals_words_cannot_act_on_a_terminal(words: str) -> None:
    query = f"error=e&error_description={quote(words, errors='replace')}"
    with pytest.raises(AccountError) as refused:
        oauth_callback._read_code(query)
    assert refused.value.message.isprintable() or "\u3000" in words or not words.isascii()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", refused.value.message)
    assert len(refused.value.message) < 400


def test_nobody_comes() -> None:
    ticks = iter(range(0, 1000, 100))
    with (
        Callback(clock=lambda: next(ticks)) as callback,
        pytest.raises(AccountError, match=r"did not answer within 5 minutes\.") as late,
    ):
        callback.wait()
    assert "--code" in late.value.hint
    assert next(ticks) == 400


def test_ctrl_c_ends_the_wait_at_once() -> None:
    program = (
        "from miolingo.account.oauth_callback import Callback\n"
        "with Callback() as callback:\n"
        "    print(callback.redirect_to, flush=True)\n"
        "    try:\n"
        "        callback.wait()\n"
        "    except KeyboardInterrupt:\n"
        "        print('interrupted')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        address = urlsplit(child.stdout.readline().strip())
        with socket.create_connection((address.hostname, address.port)):
            time.sleep(0.3)
            begun = time.monotonic()
            child.send_signal(signal.SIGINT)
            assert child.stdout.read() == "interrupted\n"
            assert child.wait(timeout=PATIENCE_S) == 0
            assert time.monotonic() - begun < 10


def test_the_page_needs_nothing_from_elsewhere_and_keeps_nothing() -> None:
    with waiting() as (browser, _answer):
        other = browser.goes_to("/<script>alert(1)</script>?x=<b>")
        shown = browser.goes_to(f"{browser.path}?code={CODE}&<script>")
    for answer in (other, shown):
        assert "script" not in answer.page
        assert CODE not in answer.page
        assert not re.search(r"(src|href|url|@import|http:)", answer.page)
        assert '<html lang="en">' in answer.page
        assert "<title>" in answer.page
        assert "<h1>" in answer.page
        assert 'name="color-scheme" content="light dark"' in answer.page
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "python" not in answer.headers["server"].lower()


def test_the_policy_lets_the_pages_own_style_through() -> None:
    with waiting() as (browser, _answer):
        shown = browser.goes_to(f"{browser.path}?code={CODE}")
    style = re.search(r"<style>(.*)</style>", shown.page)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in shown.headers["content-security-policy"]


def test_nothing_of_the_answer_is_logged(capfd: pytest.CaptureFixture[str]) -> None:
    with waiting() as (browser, answer):
        browser.goes_to(f"{browser.path}?code={CODE}")
        answer.result()
    assert capfd.readouterr() == ("", "")
