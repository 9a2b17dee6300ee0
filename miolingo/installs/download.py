"""The one place that downloads files: in a stream, going on where an earlier try stopped.

``urllib.request`` does it, since it follows the proxy that the environment (``https_proxy``,
``no_proxy``) or the system names. Trusted are the certificates of the system, which the proxy of an
office may need, and Mozilla's.
"""

from __future__ import annotations

import http.client
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import certifi

from miolingo import __version__
from miolingo.errors import DownloadError

Progress = Callable[[int, int], None]
"""Is told how many bytes of how many are there."""

_SILENCE_S, _PAUSE_S = 30.0, 1.0
_TRIES_IN_VAIN = 3
_BLOCK_BYTES = 256 * 1024
_GO_ON = "Run it again to go on where it stopped. Behind a proxy, set https_proxy to its address."


class Downloader:
    """Downloads over HTTP; a server may be silent for ``silence_s``."""

    def __init__(
        self, *, silence_s: float = _SILENCE_S, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        trusted = ssl.create_default_context()
        trusted.load_verify_locations(certifi.where())
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusted), _SafeRedirects()
        )
        self._silence_s = silence_s
        self._sleep = sleep

    def text(self, address: str, limit_bytes: int) -> bytes:
        """A small file, whole. Raises DownloadError, also when it has more than the limit."""
        try:
            with self._opened(address) as answer:
                content = _read(answer, limit_bytes + 1, at_once=True)
        except _BrokenError as error:
            raise _failed(address, error) from error
        if len(content) > limit_bytes:
            raise _unexpected(address, "far more than a list")
        return content

    def file(self, address: str, path: Path, size_bytes: int, progress: Progress) -> None:
        """Bring ``path`` to its full size; what is there of it already is kept.

        A connection that breaks is made again for as long as that brings the file on. Raises
        DownloadError, and OSError where the file cannot be written; what has arrived stays.
        """
        with path.open("ab") as file:
            farthest, in_vain = file.tell(), 0
            while file.tell() < size_bytes:
                error = self._go_on(address, file, size_bytes, progress)
                in_vain = 0 if file.tell() > farthest else in_vain + 1
                farthest = max(farthest, file.tell())
                if error and (in_vain == _TRIES_IN_VAIN or error.final):
                    raise _failed(address, error) from error
                if error:
                    self._sleep(_PAUSE_S)
            file.flush()
            os.fsync(file.fileno())

    def _go_on(
        self, address: str, file: IO[bytes], size_bytes: int, progress: Progress
    ) -> _BrokenError | None:
        """Write what comes of the missing bytes; the error that kept the rest away."""
        have = file.tell()
        try:
            with self._opened(address, have) as answer:
                if answer.status != HTTPStatus.PARTIAL_CONTENT:
                    have = file.truncate(0)
                _check_offer(address, answer, have, size_bytes)
                progress(have, size_bytes)
                while block := _read(answer, min(_BLOCK_BYTES, size_bytes - have)):
                    have += file.write(block)
                    progress(have, size_bytes)
        except _BrokenError as error:
            return error
        return None if have == size_bytes else _BrokenError("it ended early")

    def _opened(self, address: str, start: int = 0) -> Any:
        headers = {"User-Agent": f"miolingo/{__version__}", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - of a checked form
        try:
            return self._opener.open(request, timeout=self._silence_s)
        except urllib.error.HTTPError as error:
            error.close()
            raise _BrokenError(f"{error.code} {error.reason}", final=error.code < 500) from error
        except urllib.error.URLError as error:
            raise _BrokenError(str(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenError(str(error) or type(error).__name__) from error


class _BrokenError(Exception):
    """A connection that did not bring all of what it was made for.

    It is ``final`` when asking again is of no use.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows no redirect that leaves HTTPS."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in {"https", req.type}:
            raise _unexpected(req.full_url, "an address that is not safe")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read(answer: Any, limit_bytes: int, *, at_once: bool = False) -> bytes:
    """What has arrived, or with ``at_once`` all up to the limit; nothing at the end."""
    try:
        content: bytes = answer.read(limit_bytes) if at_once else answer.read1(limit_bytes)
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenError(str(error) or type(error).__name__) from error
    return content


def _check_offer(address: str, answer: Any, have: int, size_bytes: int) -> None:
    """Raise DownloadError for an answer that is another file, or another part, than the wanted."""
    length = answer.headers.get("Content-Length", str(size_bytes - have))
    if length != str(size_bytes - have):
        raise _unexpected(address, f"{length} bytes where {size_bytes - have} are wanted")
    part = answer.headers.get("Content-Range", f"bytes {have}-")
    if have and not part.startswith(f"bytes {have}-"):
        raise _unexpected(address, "another part of the file than the wanted one")


def _failed(address: str, error: _BrokenError) -> DownloadError:
    return DownloadError(
        f"The download from {urlsplit(address).hostname} failed: {error}.", hint=_GO_ON
    )


def _unexpected(address: str, what: str) -> DownloadError:
    return DownloadError(
        f"{urlsplit(address).hostname} sends {what}.",
        hint="Does this network want you to sign in? If not, the file has changed; for a model, see"
        " miolingo model list --refresh",
    )
