"""Speech models for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.installs.catalogue import PublishedModel, megabytes
from miolingo.installs.installer import Checked
from miolingo.installs.models import Installation, Row

SCHEMA = "miolingo.models/1"

_ROOMY_COLUMNS = 90
_FREE_DICTATION = (
    "This model cannot be told which phrase to expect, so it judges much less fairly."
    " A small model of the language, where there is one, is better here."
)


def print_models(rows: Iterable[Row], console: Console) -> None:
    """Print each model with its language and, before it is here, the size of its download."""
    listed = list(rows)
    roomy = console.width >= _ROOMY_COLUMNS
    table = Table(box=None, pad_edge=False)
    table.add_column("Language", no_wrap=True)
    table.add_column("Model", overflow="fold")
    table.add_column("Download", justify="right", no_wrap=True)
    if roomy:
        table.add_column("License", no_wrap=True)
    for row in listed:
        published = row.published
        size = megabytes(published.size_bytes) if published and not row.folder else "here"
        license_known = [(published.license if published else "") or "not known"]
        name = row.name if row.takes_grammar else f"{row.name} *"
        cells = [f"{row.language} {row.title}", name, size, *(license_known if roomy else [])]
        table.add_row(*map(Text, cells))
    console.print(table)
    if not all(row.takes_grammar for row in listed):
        console.print(Text(f"\n* {_FREE_DICTATION}"))


def models_json(rows: Iterable[Row]) -> str:
    """The models as the JSON object that docs/models.md describes, on one line."""
    return _json({"models": [_as_object(row) for row in rows]})


def installation_lines(installation: Installation) -> Iterator[str]:
    """What was installed where, and what it cannot do."""
    model = installation.model
    yield f"{'Installed' if installation.is_new else 'Already installed'}: {model.name}"
    yield f"It is in {model.path}"
    if not installation.takes_grammar:
        yield _FREE_DICTATION


def checked_lines(checked: Checked) -> Iterator[str]:
    """What is wrong with a model, or that nothing is."""
    if checked.faults:
        yield f"{checked.model.name}: damaged, in {checked.model.path}"
        yield from (f"  {fault}" for fault in checked.faults)
    elif checked.thorough:
        yield f"{checked.model.name}: sound"
    else:
        yield f"{checked.model.name}: looks sound; it came by another way, so not all was checked"


def checked_json(checked: Iterable[Checked], schema: str, noun: str) -> str:
    """The same for all models, or voices, as one JSON object on one line."""
    return _json(
        {
            noun: [
                {
                    "name": one.model.name,
                    "path": str(one.model.path),
                    "sound": not one.faults,
                    "thorough": one.thorough,
                    "faults": list(one.faults),
                }
                for one in checked
            ]
        },
        schema,
    )


def question(model: PublishedModel, language_code: str) -> str:
    """Whether a missing model is to be downloaded."""
    return (
        f"There is no speech model for “{language_code}” on this machine."
        f" Download {model.name} ({megabytes(model.size_bytes)})?"
    )


def _as_object(row: Row) -> dict[str, Any]:
    published = row.published
    return {
        "name": row.name,
        "language": row.language,
        "title": row.title,
        "takes_grammar": row.takes_grammar,
        "kind": published and published.kind,
        "size_bytes": published and published.size_bytes,
        "license": (published and published.license) or None,
        "path": row.folder and str(row.folder.path),
    }


def _json(content: dict[str, Any], schema: str = SCHEMA) -> str:
    return json.dumps({"schema": schema, **content}, ensure_ascii=False)
