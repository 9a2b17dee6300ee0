"""The one way to make an HTTP client: whom it trusts, which proxy it asks, how long it waits."""

from __future__ import annotations

import errno
import platform
import socket
import ssl
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from miolingo import __version__
from miolingo.errors import ConfigurationError

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "its name cannot be looked up, so this machine seems to be offline"),
    (ConnectionRefusedError, "it refused the connection"),
    (TimeoutError, "it timed out without an answer"),
    (httpx.TimeoutException, "it timed out without an answer"),
    (httpx.RemoteProtocolError, "it ended early"),
    (ConnectionError, "the connection failed"),
)
_ON_THE_WAY = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)
"""What fails before the server is asked; behind a proxy it is the proxy that failed."""
_NO_NETWORK = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class HttpClient(httpx.Client):
    """Waits for a server as ``timeout`` says, and follows no redirect by itself.

    The proxy is the one that the environment (``https_proxy``, ``no_proxy``) or the system names;
    ``direct`` does without any. Raises ConfigurationError for one that cannot be asked.
    """

    def __init__(self, timeout: httpx.Timeout, *, direct: bool = False) -> None:
        try:
            super().__init__(
                verify=trusted(),
                timeout=timeout,
                trust_env=not direct,
                follow_redirects=False,
                headers={"user-agent": f"miolingo/{__version__} ({platform.system()})"},
            )
        except OSError as error:  # a file of certificates that the environment names
            raise ConfigurationError(
                f"The certificates of this machine cannot be read ({error.strerror or error}).",
                hint="Check the variables SSL_CERT_FILE and SSL_CERT_DIR, or unset them.",
            ) from error
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise ConfigurationError(
                "The proxy that the environment names cannot be used.",
                hint="Set https_proxy and all_proxy to an address such as http://localhost:3128.",
            ) from error


@cache
def trusted() -> ssl.SSLContext:
    """Mozilla's certificates and those of the system, which the proxy of an office may need.

    They are read once, which takes 20 ms.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def proxy_of(address: str) -> str:
    """Host and port of the proxy that is asked for an address; empty where none is."""
    url, proxies = urlsplit(address), getproxies()
    named = proxies.get(url.scheme) or proxies.get("all") or ""
    if not named or proxy_bypass(url.netloc.rpartition("@")[2]):
        return ""
    return urlsplit(named if "://" in named else f"//{named}").netloc.rpartition("@")[2]


def why_unreachable(error: BaseException, *, direct: bool = False) -> str:
    """Return in words why a server could not be asked, as a clause of which it is the subject.

    Where it is the proxy that cannot be asked, the proxy is named, unless it was a ``direct`` try.
    """
    words = _cause_in_words(error)
    if not direct and isinstance(error, _ON_THE_WAY):
        untrusted = any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
        if not untrusted and (proxy := proxy_of(_address_asked(error))):
            return f"the proxy {proxy} cannot be used: {words}"
    return words


def _address_asked(error: httpx.RequestError) -> str:
    try:
        return str(error.request.url)
    except RuntimeError:  # it was not raised by a request
        return ""


def _cause_in_words(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.reason}: {cause.verify_message})"
        for kind, words in _WORDS:
            if isinstance(cause, kind):
                return words
        if isinstance(cause, OSError) and cause.errno in _NO_NETWORK:
            return "there is no way to it, so this machine seems to be offline"
    return str(error) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came of, the first cause first."""
    if error is not None:
        yield from _causes(error.__cause__ or error.__context__)
        yield error
