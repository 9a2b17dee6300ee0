"""One value in the keyring of this machine, with a time limit and errors in sentences."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import (
    InitError,
    KeyringError,
    KeyringLocked,
    NoKeyringError,
    PasswordDeleteError,
    PasswordSetError,
)

from miolingo.account.background_call import call_within
from miolingo.errors import AccountError

LIMIT_S = 3.0
LONGEST_VALUE = 1280
"""In characters, on every platform: Windows takes 2,560 bytes of UTF-16."""

ELSEWHERE = (
    "keep the session in a plain file (--insecure-storage with miolingo account login or sign-up) "
    "or give it in MIOLINGO_REFRESH_TOKEN or MIOLINGO_ACCESS_TOKEN."
)
_USERNAME = "session"
_Answer = TypeVar("_Answer")


class _PlainTextError(KeyringError):
    """The keyring would write a session where everybody can read it."""


class KeyringItem:
    """One value of one service in the keyring.

    Each method takes ``limit_s`` seconds at most and raises AccountError for a keyring that is
    absent, locked, silent or failing. No value is in an error, nor in what caused it.
    """

    def __init__(self, service: str, *, limit_s: float = LIMIT_S) -> None:
        self._service = service
        self._limit_s = limit_s

    def read(self) -> str | None:
        """The value; None where the keyring says that there is none."""
        return self._ask(self._read)

    def write(self, value: str) -> None:
        """Keep a value of at most ``LONGEST_VALUE`` ASCII characters and see that it was kept."""
        self._ask(lambda backend: self._write(backend, value))

    def erase(self) -> None:
        """Drop the value, if there is one, and see that it is gone."""
        self._ask(self._erase)

    def _read(self, backend: KeyringBackend) -> str | None:
        return backend.get_password(self._service, _USERNAME)

    def _write(self, backend: KeyringBackend, value: str) -> None:
        backend.set_password(self._service, _USERNAME, value)
        if self._read(backend) != value:
            raise PasswordSetError

    def _erase(self, backend: KeyringBackend) -> None:
        with suppress(PasswordDeleteError):
            backend.delete_password(self._service, _USERNAME)
        if self._read(backend) is not None:
            raise PasswordDeleteError

    def _ask(self, question: Callable[[KeyringBackend], _Answer]) -> _Answer:
        try:
            answer = call_within(self._limit_s, lambda: question(_backend()))
        except TimeoutError:
            raise AccountError(
                f"The keyring did not answer within {self._limit_s:g} s.",
                hint=f"If it is waiting for its password, unlock it and try again; or {ELSEWHERE}",
            ) from None
        error = answer.exception()
        if error is not None:
            raise _refusal(error)
        return answer.result()


def _backend() -> KeyringBackend:
    backend = keyring.get_keyring()
    if isinstance(backend, null.Keyring):
        raise NoKeyringError
    if _is_plain_text(backend):
        raise _PlainTextError
    return backend


def _is_plain_text(backend: KeyringBackend) -> bool:
    """Whether it is, by its name, one of those that encrypt nothing, as keyrings.alt has them."""
    chained = backend.backends if isinstance(backend, ChainerBackend) else ()
    first = next(iter(chained), backend)  # the one that is written to
    return any("plaintext" in kind.__name__.casefold() for kind in type(first).__mro__)


def _refusal(error: BaseException) -> AccountError:
    match error:
        case NoKeyringError():
            return AccountError("This machine has no keyring.", hint=f"To sign in, {ELSEWHERE}")
        case KeyringLocked() | InitError():
            return AccountError(
                "The keyring is locked.", hint=f"Unlock it and try again; or {ELSEWHERE}"
            )
        case _PlainTextError():
            return AccountError(
                "The keyring of this machine keeps everything in plain text.",
                hint=f"Install one that encrypts; or {ELSEWHERE}",
            )
        case PasswordSetError():
            sentence = "The session could not be saved in the keyring."
        case PasswordDeleteError():
            sentence = "The session could not be read from the keyring."
        case _:
            sentence = f"The keyring failed ({type(error).__name__})."
    return AccountError(sentence, hint=f"Try again; or {ELSEWHERE}")
