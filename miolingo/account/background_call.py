"""Calls in a thread of their own, for which one can stop waiting."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def call_within(limit_s: float, function: Callable[[], T]) -> Future[T]:
    """Call a function in a thread that keeps no process alive; the future is done.

    Raises TimeoutError where it is not done within ``limit_s`` seconds. The thread closes a socket
    at its end: waiting for that takes a duration, where waiting for a lock goes by the clock.
    """
    future: Future[T] = Future()
    waiting, ended = socket.socketpair()
    with waiting:
        Thread(target=_settle, args=(future, function, ended), daemon=True).start()
        if not select.select([waiting], [], [], limit_s)[0]:
            raise TimeoutError
    return future


def _settle(future: Future[T], function: Callable[[], T], ended: socket.socket) -> None:
    with ended:
        try:
            future.set_result(function())
        except Exception as error:  # noqa: BLE001 - whoever waits for the future is told
            future.set_exception(error)
