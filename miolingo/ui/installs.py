"""Models and voices, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from miolingo.files.installation import add_part
from miolingo.installs.catalogue import P, Published, megabytes
from miolingo.installs.installer import Checked, Installation, InstallEntry
from miolingo.installs.models import PublishedModel, takes_grammar
from miolingo.installs.voices import PublishedVoice
from miolingo.language.names import language_name
from miolingo.ui.json_objects import json_object
from miolingo.ui.model_sounds import (
    contrast_fields,
    contrast_lines,
    sounds_clause,
    sounds_fields,
)

MODELS_SCHEMA, VOICES_SCHEMA = "miolingo.models/1", "miolingo.voices/1"

NO_GRAMMAR = (
    "This model cannot be given the phrase to expect, so its judgement is much less fair."
    " A small model of the language, where there is one, is better here."
)
NO_PIPER = f"A natural voice speaks with Piper, which is not installed. {add_part('voices')}"

_ALWAYS_THERE = "eSpeak NG is always there and speaks every language; it sounds mechanical."


_ANY_WIDTH = 1_000


class _Column(NamedTuple):
    title: str
    cell: Callable[[InstallEntry[Any]], str]
    justify: JustifyMethod = "left"


_NONE_HERE = (
    "None of these is on this machine yet. Install one by its name or its language, for example:"
    " miolingo model install fr"
)


def print_models(entries: Sequence[InstallEntry[PublishedModel]], console: Console) -> None:
    """Print each model with its language and, before it is here, the size of its download."""

    def name(entry: InstallEntry[PublishedModel]) -> str:
        return entry.name if takes_grammar(entry) else f"{entry.name} *"

    console.print(_table(entries, console, _Column("Model", name)))
    if not all(map(takes_grammar, entries)):
        console.print(Text(f"\n* {NO_GRAMMAR}"))
    if entries and not any(entry.folder for entry in entries):
        console.print(Text(f"\n{_NONE_HERE}"))


def print_voices(entries: Sequence[InstallEntry[PublishedVoice]], console: Console) -> None:
    """Print each voice with its language and, before it is here, the size of its download."""
    name = _Column("Voice", lambda entry: entry.name)
    if entries:
        console.print(_table(entries, console, name, _Column("Rate", _rate, "right")))
    else:
        console.print(Text("There is no natural voice for this language."))
    console.print(Text(f"\n{_ALWAYS_THERE}"))


def models_json(entries: Iterable[InstallEntry[PublishedModel]]) -> str:
    """The models as the JSON object that docs/models.md describes, on one line."""
    models = [
        _as_object(
            entry,
            title=entry.title,
            takes_grammar=takes_grammar(entry),
            kind=entry.published and entry.published.kind,
        )
        for entry in entries
    ]
    return json_object(MODELS_SCHEMA, {"models": models})


def voices_json(entries: Iterable[InstallEntry[PublishedVoice]]) -> str:
    """The voices as the JSON object that docs/voices.md describes, on one line."""
    voices = [
        _as_object(
            entry,
            title=entry.title or None,
            quality=entry.published and entry.published.quality,
            sample_rate_hz=entry.published and entry.published.sample_rate_hz,
        )
        for entry in entries
    ]
    return json_object(VOICES_SCHEMA, {"voices": voices})


def installation_lines(installation: Installation) -> Iterator[str]:
    """What was installed where."""
    folder = installation.folder
    yield f"{'Installed' if installation.is_new else 'Already installed'}: {folder.name}"
    yield f"It is in {folder.path}"


def checked_lines(checked: Checked) -> Iterator[str]:
    """What is wrong with a model or a voice, or that nothing is."""
    folder = checked.folder
    if checked.faults:
        yield f"{folder.name}: damaged, in {folder.path}"
        yield from (f"  {fault}" for fault in checked.faults)
    elif checked.thorough:
        yield f"{folder.name}: sound"
    else:
        yield f"{folder.name}: looks sound; it came by another way, so not all was checked"
    if checked.sounds:
        yield f"  It {sounds_clause(checked.sounds)}."
    if checked.contrasts:
        yield from (f"  {line}" for line in contrast_lines(checked.contrasts))


def checked_json(checked: Iterable[Checked], noun: str) -> str:
    """The same for all models, or voices, as one JSON object on one line."""
    objects = [
        {
            "name": result.folder.name,
            "path": str(result.folder.path),
            "sound": not result.faults,
            "thorough": result.thorough,
            "faults": list(result.faults),
            **(sounds_fields(result.sounds) if result.sounds else {}),
            **(contrast_fields(result.contrasts) if result.contrasts else {}),
        }
        for result in checked
    ]
    return json_object(f"miolingo.{noun}s/1", {f"{noun}s": objects})


def download_offer(published: Published, language_code: str, address: str) -> str:
    """What a missing model is and what its download costs; ``address`` is where it comes from."""
    return (
        f"To judge {language_name(language_code)}, Miolingo needs a speech model, which is not on "
        f"this machine yet. It can be downloaded now: {published.name}, "
        f"{megabytes(published.size_bytes)} from {urlsplit(address).netloc}, about "
        f"{_download_time(published.size_bytes)} at 10 Mbit/s. "
        f"License: {published.license or 'not known'}."
    )


def _download_time(size_bytes: int) -> str:
    """How long a download takes at 10 Mbit/s, in words."""
    seconds = size_bytes * 8 / 10e6
    return (
        f"{math.ceil(seconds / 10) * 10} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    )


def _table(entries: Sequence[InstallEntry[P]], console: Console, *columns: _Column) -> Table:
    """Language, name, download, the further columns and the license, or as many as have room.

    Where the name has no room beside the language, each entry has two lines.
    """
    name, *further = columns
    language = _Column("Language", lambda entry: f"{entry.language} {entry.title}")
    code = _Column("Language", lambda entry: entry.language)
    download = _Column("Download", _download, "right")
    two_lines = _Column(
        name.title,
        lambda entry: f"{name.cell(entry)}\n  {language.cell(entry)}, {_download(entry)}",
    )
    layouts = (
        (language, name, download, *further, _Column("License", _license)),
        (language, name, download),
        (code, name, download),
        (two_lines,),
    )
    roomy = console.options.update(max_width=_ANY_WIDTH)
    tables = [_table_of(entries, layout) for layout in layouts]
    fitting = (
        table for table in tables if console.measure(table, options=roomy).maximum <= console.width
    )
    return next(fitting, tables[-1])


def _table_of(entries: Iterable[InstallEntry[P]], columns: Sequence[_Column]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.title, justify=column.justify, overflow="fold")
    for entry in entries:
        table.add_row(*(Text(column.cell(entry)) for column in columns))
    return table


def _download(entry: InstallEntry[P]) -> str:
    published = entry.published
    return megabytes(published.size_bytes) if published and not entry.folder else "here"


def _license(entry: InstallEntry[P]) -> str:
    return (entry.published.license if entry.published else "") or "not known"


def _rate(entry: InstallEntry[PublishedVoice]) -> str:
    return f"{entry.published.sample_rate_hz / 1000:g} kHz" if entry.published else ""


def _as_object(entry: InstallEntry[P], **special: object) -> dict[str, object]:
    published = entry.published
    return {
        "name": entry.name,
        "language": entry.language,
        **special,
        "size_bytes": published and published.size_bytes,
        "license": (published and published.license) or None,
        "path": entry.folder and str(entry.folder.path),
    }
