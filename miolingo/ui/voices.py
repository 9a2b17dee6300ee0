"""Natural voices for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.installs.catalogue import megabytes
from miolingo.installs.voices import Installation, Row

SCHEMA = "miolingo.voices/1"

_ROOMY_COLUMNS = 90
_ALWAYS_THERE = "eSpeak NG is always there and speaks every language; it sounds mechanical."


def print_voices(rows: Iterable[Row], console: Console) -> None:
    """Print each voice with its language and, before it is here, the size of its download."""
    roomy = console.width >= _ROOMY_COLUMNS
    table = Table(box=None, pad_edge=False)
    table.add_column("Language", no_wrap=True)
    table.add_column("Voice", overflow="fold")
    table.add_column("Download", justify="right", no_wrap=True)
    if roomy:
        table.add_column("Rate", justify="right", no_wrap=True)
        table.add_column("License", no_wrap=True)
    for row in rows:
        published = row.published
        size = megabytes(published.size_bytes) if published and not row.folder else "here"
        rate = f"{published.sample_rate_hz / 1000:g} kHz" if published else ""
        license_known = (published.license if published else "") or "not known"
        title = published.title if published else ""
        cells = [f"{row.language} {title}", row.name, size, *([rate, license_known] * roomy)]
        table.add_row(*map(Text, cells))
    if table.row_count:
        console.print(table)
    else:
        console.print(Text("There is no natural voice for this language."))
    console.print(Text(f"\n{_ALWAYS_THERE}"))


def voices_json(rows: Iterable[Row]) -> str:
    """The voices as the JSON object that docs/voices.md describes, on one line."""
    content = {"schema": SCHEMA, "voices": [_as_object(row) for row in rows]}
    return json.dumps(content, ensure_ascii=False)


def installation_lines(installation: Installation, *, can_speak: bool) -> Iterator[str]:
    """What was installed where, and what it lacks to speak."""
    voice = installation.voice
    yield f"{'Installed' if installation.is_new else 'Already installed'}: {voice.name}"
    yield f"It is in {voice.path}"
    if not can_speak:
        yield "To speak, it needs Piper as well: pip install 'miolingo[voices]'"


def _as_object(row: Row) -> dict[str, Any]:
    published = row.published
    return {
        "name": row.name,
        "language": row.language,
        "title": published and published.title,
        "quality": published and published.quality,
        "sample_rate_hz": published and published.sample_rate_hz,
        "size_bytes": published and published.size_bytes,
        "license": (published and published.license) or None,
        "path": row.folder and str(row.folder.path),
    }
