"""Downloads from servers that are slow, break off or lie, on loopback."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from miolingo.errors import ConfigurationError, DownloadError
from miolingo.http_client import proxy_of, trusted, why_unreachable
from miolingo.installs.download import Downloader
from tests.parts.model_server import BLOCK_BYTES, ModelServer, model_server

SIZE = 10 * BLOCK_BYTES + 7
CONTENT = os.urandom(SIZE)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModelServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "file").write_bytes(CONTENT)
    with model_server(folder) as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.part"


def fetch(server: ModelServer, path: Path, *, silence_s: float = 30) -> list[tuple[int, int]]:
    """Download; what was told of the progress."""
    told: list[tuple[int, int]] = []
    downloader = Downloader(silence_s=silence_s, sleep=lambda _s: None)
    downloader.file(server.address + "file", path, SIZE, lambda *done: told.append(done))
    return told


def test_a_file_arrives_whole_and_its_progress_is_told(server: ModelServer, path: Path) -> None:
    told = fetch(server, path)
    assert path.read_bytes() == CONTENT
    assert told[0] == (0, SIZE)
    assert told[-1] == (SIZE, SIZE)
    assert told == sorted(told)
    assert server.asked == [""]


def test_a_download_goes_on_where_an_earlier_one_stopped(server: ModelServer, path: Path) -> None:
    path.write_bytes(CONTENT[:100_000])
    told = fetch(server, path)
    assert path.read_bytes() == CONTENT
    assert server.asked == ["bytes=100000-"]
    assert told[0] == (100_000, SIZE)


def test_what_is_there_already_is_not_asked_for(server: ModelServer, path: Path) -> None:
    path.write_bytes(CONTENT)
    fetch(server, path)
    assert server.asked == []


def test_a_connection_that_breaks_again_and_again_is_made_again(
    server: ModelServer, path: Path
) -> None:
    server.breaks_after = 3 * BLOCK_BYTES + 1
    fetch(server, path)
    assert path.read_bytes() == CONTENT
    assert server.asked[0] == ""
    assert server.asked[1:] == [f"bytes={n * (3 * BLOCK_BYTES + 1)}-" for n in (1, 2, 3)]


def test_a_server_that_brings_nothing_more_is_given_up_on_and_the_rest_kept(
    server: ModelServer, path: Path
) -> None:
    path.write_bytes(CONTENT[:1000])
    server.breaks_after = 0
    with pytest.raises(DownloadError, match="failed: it ended early") as told:
        fetch(server, path)
    assert "Run the same command again" in told.value.hint
    assert len(server.asked) == 3
    assert path.read_bytes() == CONTENT[:1000]


def test_a_server_that_ignores_the_range_sends_the_file_from_its_beginning(
    server: ModelServer, path: Path
) -> None:
    path.write_bytes(b"x" * 1000)
    server.ignores_range = True
    fetch(server, path)
    assert path.read_bytes() == CONTENT


def test_a_server_that_ignores_the_range_and_breaks_is_not_asked_forever(
    server: ModelServer, path: Path
) -> None:
    server.ignores_range, server.breaks_after = True, 2 * BLOCK_BYTES
    with pytest.raises(DownloadError):
        fetch(server, path)
    assert len(server.asked) <= 4


def test_a_server_may_take_longer_than_it_may_be_silent(server: ModelServer, path: Path) -> None:
    server.pause_s, silence_s = 0.2, 2
    assert server.pause_s * (SIZE / BLOCK_BYTES) > silence_s
    fetch(server, path, silence_s=silence_s)
    assert path.read_bytes() == CONTENT
    assert server.asked == [""]


def test_a_server_that_falls_silent_is_given_up_on_and_the_rest_kept(
    server: ModelServer, path: Path
) -> None:
    path.write_bytes(CONTENT[:1000])
    server.silent_after = 0
    with pytest.raises(DownloadError, match="timed out"):
        fetch(server, path, silence_s=0.3)
    assert path.read_bytes() == CONTENT[:1000]
    assert len(server.asked) == 3


@pytest.mark.parametrize("length", [str(SIZE - 1), str(SIZE + 1), "12"])
def test_another_length_than_the_published_one_is_refused_before_the_file_grows(
    server: ModelServer, path: Path, length: str
) -> None:
    server.length = length
    with pytest.raises(DownloadError, match=f"sends {length} bytes instead of {SIZE}") as told:
        fetch(server, path)
    assert "sign in" in told.value.hint
    assert path.read_bytes() == b""


def test_a_length_that_is_not_kept_is_found(server: ModelServer, path: Path) -> None:
    (server.folder / "file").write_bytes(CONTENT[:-1000])
    server.length, server.ignores_range = str(SIZE), True
    with pytest.raises(DownloadError, match="failed"):
        fetch(server, path)


def test_another_file_of_the_same_size_is_not_mixed_with_the_first(
    server: ModelServer, path: Path
) -> None:
    server.etag, server.breaks_after = '"first"', 3 * BLOCK_BYTES
    other = os.urandom(SIZE)

    def publish_anew(_pause_s: float) -> None:
        server.etag, server.breaks_after = '"second"', None
        (server.folder / "file").write_bytes(other)

    Downloader(sleep=publish_anew).file(server.address + "file", path, SIZE, lambda *_: None)
    assert len(server.asked) == 2
    assert path.read_bytes() == other


def test_another_part_than_the_wanted_one_is_refused(server: ModelServer, path: Path) -> None:
    path.write_bytes(CONTENT[:1000])
    server.part_starts_at = 0
    with pytest.raises(DownloadError, match="a different part"):
        fetch(server, path)
    assert path.read_bytes() == CONTENT[:1000]


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (416, 1), (503, 3)])
def test_a_refusal_is_final_and_trouble_of_the_server_is_not(
    server: ModelServer, path: Path, status: int, asked: int
) -> None:
    server.status = status
    with pytest.raises(DownloadError, match="failed"):
        fetch(server, path)
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://127.0.0.1/file", "http://[", "/x"]
)
def test_a_redirect_out_of_the_web_is_not_followed(
    server: ModelServer, path: Path, address: str
) -> None:
    server.redirects_to = address
    with pytest.raises(DownloadError):
        fetch(server, path)
    assert path.read_bytes() == b""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(secret + signed.public_bytes(pem))
    return path


def test_a_server_must_be_who_it_says_and_the_system_says_whom_to_trust(
    certificate: Path, server: ModelServer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with model_server(server.folder, tls) as safe:
        with pytest.raises(DownloadError, match="CERTIFICATE_VERIFY_FAILED"):
            fetch(safe, path)
        monkeypatch.setattr("miolingo.http_client.trusted", trusted.__wrapped__)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        fetch(safe, path)
        assert path.read_bytes() == CONTENT

        path.unlink()
        safe.redirects_to = server.address + "file"
        with pytest.raises(DownloadError, match="not safe"):
            fetch(safe, path)
    assert server.asked == []


def test_no_server_is_told(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1 failed: .*refused"):
        Downloader(sleep=lambda _s: None).file(
            f"http://127.0.0.1:{port}/file", path, SIZE, lambda *_: None
        )


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "seems to be offline"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "seems to be offline"),
        (ConnectionRefusedError(111, "Connection refused"), "it refused the connection"),
        (ConnectionResetError(104, "Connection reset by peer"), "the connection failed"),
        (TimeoutError(), "it timed out"),
        (ValueError("something else"), "something else"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_why_a_server_cannot_be_asked_is_told_in_words(cause: Exception, words: str) -> None:
    try:
        raise httpx.ConnectError(str(cause)) from cause
    except httpx.ConnectError as error:
        told = why_unreachable(error)
    assert words in told
    assert "Errno" not in told


def test_a_proxy_that_cannot_be_asked_is_named_and_not_the_server(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://me:secret@127.0.0.1:{port}")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(DownloadError) as told:
        Downloader(sleep=lambda _s: None).file(
            "http://models.invalid/file", path, SIZE, lambda *_: None
        )
    assert f"failed: the proxy 127.0.0.1:{port} cannot be used: it refused" in told.value.message
    assert "Check the address of the proxy" in told.value.hint
    assert "secret" not in str(told.value)
    monkeypatch.setenv("no_proxy", "models.invalid")
    assert proxy_of("http://models.invalid/file") == ""


def test_a_proxy_of_the_environment_is_asked(
    server: ModelServer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.setenv("no_proxy", "")
    Downloader().file("http://models.invalid/file", path, SIZE, lambda *_: None)
    assert path.read_bytes() == CONTENT


def test_a_list_is_read_whole_and_one_without_an_end_is_not(server: ModelServer) -> None:
    downloader = Downloader(sleep=lambda _s: None)
    assert downloader.text(server.address + "file", SIZE) == CONTENT
    with pytest.raises(DownloadError, match="far more"):
        downloader.text(server.address + "file", SIZE - 1)
    with pytest.raises(DownloadError, match="Not Found"):
        downloader.text(server.address + "nothing", SIZE)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1"])
def test_a_proxy_of_another_kind_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    with pytest.raises(ConfigurationError, match="proxy that the environment names"):
        Downloader().file("http://models.invalid/file", path, SIZE, lambda *_: None)
