"""Calls in a thread of their own, for which one can stop waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def asked(question: Callable[[], T]) -> Future[T]:
    """Call in a thread that keeps no process alive; the answer or the error is to come."""
    answer: Future[T] = Future()
    Thread(target=_settle, args=(answer, question), daemon=True).start()
    return answer


def _settle(answer: Future[T], question: Callable[[], T]) -> None:
    try:
        answer.set_result(question())
    except Exception as error:  # noqa: BLE001 - whoever waits for the answer is told
        answer.set_exception(error)
