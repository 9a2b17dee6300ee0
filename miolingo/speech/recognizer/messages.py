"""Messages between a process and its recognizer: a line of JSON, then as many bytes as it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, BinaryIO


@dataclass(frozen=True)
class Frame:
    """One message."""

    header: dict[str, Any]
    body: bytes


def write_frame(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Send one message; raises OSError when the other side is gone."""
    line = json.dumps({**header, "bytes": len(body)}, ensure_ascii=False)
    stream.write(line.encode() + b"\n" + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """Wait for the next message; None when the other side has closed its end or died."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    header = json.loads(line)
    body = stream.read(header.pop("bytes"))
    return Frame(header, body)
