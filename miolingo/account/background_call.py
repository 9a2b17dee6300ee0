"""Calls in a thread of their own, for which one can stop waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def call_in_thread(function: Callable[[], T]) -> Future[T]:
    """Call a function in a thread that keeps no process alive; the future holds what it returns."""
    future: Future[T] = Future()
    Thread(target=_settle, args=(future, function), daemon=True).start()
    return future


def _settle(future: Future[T], function: Callable[[], T]) -> None:
    try:
        future.set_result(function())
    except Exception as error:  # noqa: BLE001 - whoever waits for the future is told
        future.set_exception(error)
