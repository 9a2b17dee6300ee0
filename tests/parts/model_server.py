"""A server of archives on loopback, which may be slow, break off, lie and more."""

from __future__ import annotations

import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BLOCK_BYTES = 64 * 1024


@dataclass
class ModelServer:
    """Serves the files of a folder; what it does wrong may be changed at any time.

    ``asked`` collects the Range of each request, empty for a whole file. A connection ends after
    ``breaks_after`` bytes of its body, or says no more after ``silent_after``. A part is sent
    to whoever names the right ``etag`` or none.
    """

    folder: Path
    address: str = ""
    asked: list[str] = field(default_factory=list)
    breaks_after: int | None = None
    silent_after: int | None = None
    pause_s: float = 0.0
    length: str | None = None
    etag: str = ""
    part_starts_at: int | None = None
    ignores_range: bool = False
    status: int | None = None
    redirects_to: str | None = None
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def model_server(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[ModelServer]:
    server = ModelServer(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with suppress(OSError):
                _answer(self, server)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    server.address = f"http{'s' if tls else ''}://127.0.0.1:{http.server_address[1]}/"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        http.shutdown()
        thread.join()
        http.server_close()


def _answer(handler: BaseHTTPRequestHandler, server: ModelServer) -> None:
    wanted = handler.headers.get("Range", "")
    server.asked.append(wanted)
    path = server.folder / handler.path.rpartition("/")[2]
    if server.redirects_to:
        handler.send_response(302)
        handler.send_header("Location", server.redirects_to)
    elif server.status or not path.is_file():
        handler.send_response(server.status or 404)
    else:
        _send_file(handler, server, path, wanted)
        return
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _send_file(
    handler: BaseHTTPRequestHandler, server: ModelServer, path: Path, wanted: str
) -> None:
    size = path.stat().st_size
    changed = handler.headers.get("If-Range", server.etag) != server.etag
    match = None if server.ignores_range or changed else re.fullmatch(r"bytes=(\d+)-", wanted)
    start = int(match[1]) if match else 0
    handler.send_response(206 if match else 200)
    handler.send_header("Content-Length", server.length or str(size - start))
    if server.etag:
        handler.send_header("ETag", server.etag)
    if match:
        named = start if server.part_starts_at is None else server.part_starts_at
        handler.send_header("Content-Range", f"bytes {named}-{size - 1}/{size}")
    handler.end_headers()
    sent = 0
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(BLOCK_BYTES):
            if server.breaks_after is not None and sent + len(block) > server.breaks_after:
                handler.wfile.write(block[: server.breaks_after - sent])
                return
            if server.silent_after is not None and sent >= server.silent_after:
                server.stopped.wait()
                return
            handler.wfile.write(block)
            sent += len(block)
            time.sleep(server.pause_s)
            if server.stopped.is_set():
                return
