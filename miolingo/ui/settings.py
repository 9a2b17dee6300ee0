"""The settings for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.settings.definitions import ResolvedSetting, SettingSource
from miolingo.settings.service import SavedSetting, SettingEntry

SCHEMA = "miolingo.settings/1"

Unknown = tuple[str, Any, SettingSource]

_ROOMY_COLUMNS = 60
_PLACES = {SettingSource.ACCOUNT: "in your account", SettingSource.FILE: "on this machine"}


def print_settings(
    rows: Iterable[SettingEntry], unknown: Iterable[Unknown], console: Console
) -> None:
    """Print each setting with its value and its source; then what cannot be used or understood."""
    listed = list(rows)
    roomy = console.width >= _ROOMY_COLUMNS
    table = Table(box=None, pad_edge=False)
    table.add_column("Setting", no_wrap=True)
    table.add_column("Value", overflow="fold")
    table.add_column("From", no_wrap=True)
    if roomy:
        table.add_column("What it is")
    for row in listed:
        value = "invalid" if row.problem else shown(row.value) or "not set"
        cells = [row.setting.key, value, row.source, *([row.setting.about] if roomy else [])]
        table.add_row(*map(Text, cells))
    console.print(table)
    for row in listed:
        if row.problem:
            console.print(Text(f"\n{row.problem}"))
    for key, _value, source in unknown:
        console.print(Text(f"\nUnknown, and left as it is: {key} (from {source})"))


def as_json(rows: Iterable[SettingEntry], unknown: Iterable[Unknown]) -> str:
    """All settings as the JSON object that docs/settings.md describes, on one line."""
    return _json(
        {
            "settings": [
                {
                    "key": row.setting.key,
                    "value": row.value,
                    "source": row.source,
                    "default": row.setting.default,
                    "machine_bound": row.setting.machine_bound,
                    "variable": row.setting.variable,
                    "problem": row.problem or None,
                }
                for row in rows
            ],
            "unknown": [
                {"key": key, "value": value, "source": source} for key, value, source in unknown
            ],
        }
    )


def found_json(found: ResolvedSetting[Any]) -> str:
    """One setting as a JSON object on one line."""
    return _json({"key": found.setting.key, "value": found.value, "source": found.source})


def shown(value: Any) -> str:
    """A value as it is typed; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def kept_line(kept: SavedSetting) -> str:
    """What was chosen, and where it is kept."""
    return f"Kept {_PLACES[kept.source]}: {kept.setting.key} = {shown(kept.value)}"


def overridden_line(kept: SavedSetting) -> str:
    """Why the choice has no effect yet."""
    variable = kept.setting.variable
    return f"But {variable} in the environment wins, as long as it is set."


def taken_back_line(key: str, source: SettingSource | None) -> str:
    """Where a choice was taken away."""
    return f"{key} is not set {_PLACES[source]} any more." if source else f"{key} was not set."


def found_line(found: ResolvedSetting[Any]) -> str:
    """What holds now."""
    return f"It is {shown(found.value) or 'not set'} now (from {found.source})."


def _json(content: dict[str, Any]) -> str:
    return json.dumps({"schema": SCHEMA} | content, ensure_ascii=False, default=str)
