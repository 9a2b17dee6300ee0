"""Downloads over HTTP: in a stream, going on where an earlier try stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import httpx

from miolingo.errors import BrokenDownloadError, DownloadError
from miolingo.http_client import HttpClient, proxy_of, why_unreachable
from miolingo.installs.archive import ProgressCallback

_SILENCE_S, _PAUSE_S = 30.0, 1.0
_TRIES_IN_VAIN = 3
_MOST_REDIRECTS = 10


@dataclass(frozen=True)
class Downloader:
    """Downloads over HTTP; a server may be silent for ``silence_s``.

    Each method raises DownloadError, and ConfigurationError for a proxy that cannot be asked.
    """

    silence_s: float = _SILENCE_S
    sleep: Callable[[float], None] = time.sleep

    def text(self, address: str, limit_bytes: int) -> bytes:
        """A small file, whole. Raises DownloadError, also when it has more than the limit."""
        content = bytearray()
        try:
            with (
                HttpClient(httpx.Timeout(self.silence_s)) as client,
                _opened(client, address) as answer,
            ):
                for block in _blocks(answer):
                    content += block
                    if len(content) > limit_bytes:
                        raise _unexpected(address, "far more than a list")
        except _BrokenError as error:
            raise _failed(address, error) from error
        return bytes(content)

    def file(self, address: str, path: Path, size_bytes: int, progress: ProgressCallback) -> None:
        """Bring ``path`` to its full size; what is there of it already is kept.

        A connection that breaks is made again for as long as that brings the file on. Raises
        DownloadError, and OSError where the file cannot be written; what has arrived stays.
        """
        with path.open("ab") as file:
            if file.tell() < size_bytes:
                with HttpClient(httpx.Timeout(self.silence_s)) as client:
                    self._fill(_Transfer(client, address, file, size_bytes, progress))
            file.flush()
            os.fsync(file.fileno())

    def _fill(self, transfer: _Transfer) -> None:
        farthest, in_vain = transfer.have, 0
        while error := transfer.go_on():
            in_vain = 0 if transfer.have > farthest else in_vain + 1
            farthest = max(farthest, transfer.have)
            if in_vain == _TRIES_IN_VAIN or error.final:
                raise _failed(transfer.address, error) from error
            self.sleep(_PAUSE_S)


@dataclass
class _Transfer:
    """A file that is brought to its size by one connection or several.

    ``etag`` names the content of which an earlier connection brought a part; empty if unknown.
    """

    client: HttpClient
    address: str
    file: IO[bytes]
    size_bytes: int
    progress: ProgressCallback
    etag: str = ""

    @property
    def have(self) -> int:
        """How many bytes there are."""
        return self.file.tell()

    def go_on(self) -> _BrokenError | None:
        """Write what comes of the missing bytes; the error that kept the rest away."""
        try:
            with _opened(self.client, self.address, self._wanted_part()) as answer:
                if answer.status_code != HTTPStatus.PARTIAL_CONTENT:
                    self.file.seek(0)
                    self.file.truncate()
                self._check_offer(answer)
                self.etag = _strong_etag(answer)
                self.progress(self.have, self.size_bytes)
                for block in _blocks(answer):
                    self.file.write(block[: self.size_bytes - self.have])
                    self.progress(self.have, self.size_bytes)
                    if self.have == self.size_bytes:
                        return None
        except _BrokenError as error:
            return error
        return _BrokenError("it ended early")

    def _wanted_part(self) -> dict[str, str]:
        part = {"range": f"bytes={self.have}-"} if self.have else {}
        return part | ({"if-range": self.etag} if self.have and self.etag else {})

    def _check_offer(self, answer: httpx.Response) -> None:
        """Raise DownloadError for another file, or another part of it, than the wanted one."""
        missing = self.size_bytes - self.have
        length = answer.headers.get("content-length", str(missing))
        if length != str(missing):
            raise _unexpected(self.address, f"{length} bytes instead of {missing}")
        part = answer.headers.get("content-range", f"bytes {self.have}-")
        if self.have and not part.startswith(f"bytes {self.have}-"):
            raise _unexpected(self.address, "a different part of the file than Miolingo asked for")


class _BrokenError(Exception):
    """A connection that did not bring all of what it was made for.

    It is ``final`` when asking again is of no use.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@contextmanager
def _opened(
    client: HttpClient, address: str, headers: dict[str, str] | None = None
) -> Iterator[httpx.Response]:
    """The answer of whoever has the file in the end; its status is a success."""
    request = client.build_request(
        "GET", address, headers={"accept-encoding": "identity"} | (headers or {})
    )
    answer = _sent(client, request)
    for _ in range(_MOST_REDIRECTS):
        if answer.next_request is None:
            break
        answer.close()
        if answer.next_request.url.scheme not in {"https", request.url.scheme}:
            raise _unexpected(address, "an address that is not safe")
        answer = _sent(client, answer.next_request)
    try:
        if not answer.is_success:
            reason = f"{answer.status_code} {answer.reason_phrase}"
            raise _BrokenError(reason, final=not answer.is_server_error)
        yield answer
    finally:
        answer.close()


def _sent(client: HttpClient, request: httpx.Request) -> httpx.Response:
    try:
        return client.send(request, stream=True)
    except httpx.HTTPError as error:
        raise _BrokenError(why_unreachable(error)) from error


def _blocks(answer: httpx.Response) -> Iterator[bytes]:
    """What arrives, as it arrives."""
    try:
        yield from answer.iter_raw()
    except httpx.HTTPError as error:
        raise _BrokenError(why_unreachable(error)) from error


def _strong_etag(answer: httpx.Response) -> str:
    """The name of the very bytes of an answer; empty where the server gives none."""
    etag: str = answer.headers.get("etag", "")
    return "" if etag.startswith("W/") else etag


def _failed(address: str, error: _BrokenError) -> BrokenDownloadError:
    proxy = (
        "Check the address of the proxy (https_proxy, or the settings of this system)."
        if proxy_of(address)
        else "Behind a proxy, set https_proxy to its address."
    )
    return BrokenDownloadError(
        f"The download from {urlsplit(address).hostname} failed: {error}.",
        hint=f"Run the same command again to continue where it stopped. {proxy}",
    )


def _unexpected(address: str, what: str) -> DownloadError:
    return DownloadError(
        f"{urlsplit(address).hostname} sends {what}.",
        hint="Does this network want you to sign in? If not, the file has changed; for a model, see"
        " miolingo model list --refresh",
    )
