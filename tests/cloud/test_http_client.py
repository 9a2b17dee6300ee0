"""Answers that never end, and others that are not the server's."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from miolingo.account.http import CloudClient
from miolingo.errors import CloudError
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.stack import Stack


@contextmanager
def answering(*parts: bytes, endless: bool = False) -> Iterator[str]:
    """A server that sends these bytes to whoever connects, the last part over and over."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    for part in parts:
                        connection.sendall(part)
                    while endless:
                        connection.sendall(parts[-1])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join()


def test_an_answer_without_an_end_is_given_up_on() -> None:
    clock = itertools.count(step=1.0)
    header = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"
    with (
        answering(header, b" " * 1000, endless=True) as url,
        CloudClient(clock=lambda: next(clock)) as http,
        pytest.raises(CloudError, match="did not answer in time"),
    ):
        http.get(url)


def test_what_is_no_http_is_told() -> None:
    with (
        answering(b"SSH-2.0-OpenSSH_9.2\r\n") as url,
        CloudClient() as http,
        pytest.raises(CloudError, match="cannot be reached"),
    ):
        http.get(url)


@pytest.mark.parametrize("fault", [Fault.CAPTIVE_PORTAL, Fault.REDIRECT, Fault.CUT_JSON])
def test_an_answer_that_is_not_the_servers_is_no_success(stack: Stack, fault: Fault) -> None:
    stack.faults.plan(fault, "/auth/")
    with CloudClient() as http, pytest.raises(CloudError, match="instead of the server"):
        http.get(f"{stack.url}/auth/v1/health", headers={"apikey": stack.publishable_key})


def test_how_long_to_wait_is_passed_on(stack: Stack) -> None:
    stack.faults.plan(Fault.TOO_MANY, "/auth/")
    with CloudClient() as http, pytest.raises(CloudError) as refusal:
        http.get(f"{stack.url}/auth/v1/health", headers={"apikey": stack.publishable_key})
    assert "7 s" in refusal.value.hint


def test_a_slow_answer_that_comes_in_time_is_waited_for(stack: Stack) -> None:
    stack.faults.plan(Fault.SLOW, "/auth/", seconds=0.3)
    with CloudClient() as http:
        answer = http.get(f"{stack.url}/auth/v1/health", headers={"apikey": stack.publishable_key})
    assert answer.status_code == httpx.codes.OK


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nx-caf\xc3\xa9: gr\xfc\xdf\xff",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=klingon",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip",
        "HTTP/1.1 503 Später\r\nretry-after: ٧".encode(),
        b"HTTP/1.1 429 Slow\r\nretry-after: " + b"9" * 5000,
        b"HTTP/1.1 999 Odd",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"code": {"a": 1}, "message": ["b"]}',
        b'{"message": {"a": 1}}',
        b"<!doctype html>",
    ],
)
def test_odd_answers_are_one_sentence(head: bytes, body: bytes) -> None:
    whole = head + b"\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    with answering(whole) as url, CloudClient() as http:
        assert answer_or_error(http, url).endswith((".", "}"))


def answer_or_error(http: CloudClient, url: str) -> str:
    try:
        return http.get(url).text
    except CloudError as error:
        return error.message


@pytest.mark.parametrize(
    ("known", "told"), [({"supabase.co"}, "paused or was deleted"), (set(), "cannot be reached")]
)
def test_a_project_that_sleeps_is_told_from_no_network(
    monkeypatch: pytest.MonkeyPatch, known: set[str], told: str
) -> None:
    def resolve(host: str | bytes, *_rest: object, **_options: object) -> list[object]:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with CloudClient() as http, pytest.raises(CloudError, match=told) as refusal:
        http.get("https://abcdefghijklmnopqrst.supabase.co/rest/v1/")
    assert ("owner" in refusal.value.hint) == bool(known)


def test_nothing_is_read_for_longer_than_the_client_may_take() -> None:
    clock = itertools.count(step=1.0)
    header = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"
    with (
        answering(header, b" " * 1000, endless=True) as url,
        CloudClient(most_s=3, clock=lambda: next(clock)) as http,
        pytest.raises(CloudError, match="did not answer in time"),
    ):
        http.get(url)
    assert next(clock) < 9
