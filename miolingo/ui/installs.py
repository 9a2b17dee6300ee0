"""Models and voices, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from miolingo.installs.catalogue import P, Published, megabytes
from miolingo.installs.installer import Checked, Installation, InstallEntry
from miolingo.installs.models import PublishedModel, takes_grammar
from miolingo.installs.voices import PublishedVoice
from miolingo.ui.json_objects import json_object
from miolingo.ui.model_sounds import (
    contrast_fields,
    contrast_lines,
    sounds_clause,
    sounds_fields,
)

MODELS_SCHEMA, VOICES_SCHEMA = "miolingo.models/1", "miolingo.voices/1"

NO_GRAMMAR = (
    "This model cannot be told which phrase to expect, so it judges much less fairly."
    " A small model of the language, where there is one, is better here."
)
NO_PIPER = "To speak, it needs Piper as well: pip install 'miolingo[voices]'"

_ROOMY_COLUMNS = 90
_ALWAYS_THERE = "eSpeak NG is always there and speaks every language; it sounds mechanical."


class _Column(NamedTuple):
    title: str
    cell: Callable[[InstallEntry[Any]], str]
    justify: JustifyMethod = "left"


def print_models(entries: Sequence[InstallEntry[PublishedModel]], console: Console) -> None:
    """Print each model with its language and, before it is here, the size of its download."""

    def name(entry: InstallEntry[PublishedModel]) -> str:
        return entry.name if takes_grammar(entry) else f"{entry.name} *"

    console.print(_table(entries, console, _Column("Model", name)))
    if not all(map(takes_grammar, entries)):
        console.print(Text(f"\n* {NO_GRAMMAR}"))


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


def download_question(published: Published, language_code: str) -> str:
    """Whether a missing model is to be downloaded."""
    return (
        f"There is no speech model for “{language_code}” on this machine."
        f" Download {published.name} ({megabytes(published.size_bytes)})?"
    )


def _table(entries: Iterable[InstallEntry[P]], console: Console, *columns: _Column) -> Table:
    """Language, name and download; with a roomy console the further columns and the license."""
    name, *further = columns
    shown = [
        _Column("Language", lambda entry: f"{entry.language} {entry.title}"),
        name,
        _Column("Download", _download, "right"),
    ]
    if console.width >= _ROOMY_COLUMNS:
        shown += [*further, _Column("License", _license)]
    table = Table(box=None, pad_edge=False)
    for column in shown:
        folds = column is name
        table.add_column(
            column.title,
            justify=column.justify,
            no_wrap=not folds,
            overflow="fold" if folds else "ellipsis",
        )
    for entry in entries:
        table.add_row(*(Text(column.cell(entry)) for column in shown))
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
