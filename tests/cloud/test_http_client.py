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
    with CloudClient() as http, pytest.raises(CloudError, match="in the server's place"):
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
