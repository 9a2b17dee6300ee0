"""The settings, and conflicts among machines about them, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miolingo.history.sync.plan import SettingConflict
from miolingo.language.names import language_name
from miolingo.language.terminal_safe import json_text, strip_controls
from miolingo.settings.definitions import (
    LANGUAGE,
    RECORDINGS,
    ResolvedSetting,
    SettingDefinition,
    SettingSource,
)
from miolingo.ui.prompts import TerminalDialog

SCHEMA = "miolingo.settings/1"

Unknown = tuple[str, Any, SettingSource]

_ROOMY_COLUMNS = 60
_PLACES = {SettingSource.ACCOUNT: "in your account", SettingSource.FILE: "on this machine"}


def ask_what_to_keep(most_mb: int) -> str:
    """Say what keeping recordings means and costs, and ask which; at a terminal alone."""
    dialog = TerminalDialog()
    dialog.say(
        "\nMiolingo can keep recordings of your attempts, so that you can hear your progress: "
        "miolingo history --play WORD.\n"
        "They stay on the computer where you practice and are never sent anywhere. A phrase takes "
        f"about 10 kB, all of them {most_mb} MB at most.\n"
        "off: keep none. best: keep the first, the best and the latest of each phrase. "
        "all: keep every one.\n"
        "To change it later: miolingo settings set recordings off"
    )
    return dialog.choose("Keep recordings? off, best or all [off]", RECORDINGS.kind.names)


def kept_recordings_lines(wish: str, *, kept_here: bool) -> list[str]:
    """Whether recordings are kept, for a learner who wishes them to be."""
    if wish == RECORDINGS.default:
        return []
    if not kept_here:
        return ["Recordings are not kept: your attempts are only in your account."]
    return [f"Recordings are kept on this machine (recordings: {wish})."]


def print_settings(
    entries: Iterable[ResolvedSetting[Any]], unknown: Iterable[Unknown], console: Console
) -> None:
    """Print each setting with its value and its source; then what cannot be used or understood."""
    listed = list(entries)
    roomy = console.width >= _ROOMY_COLUMNS
    table = Table(box=None, pad_edge=False)
    table.add_column("Setting", no_wrap=True)
    table.add_column("Value", overflow="fold")
    table.add_column("From", no_wrap=True)
    if roomy:
        table.add_column("What it is")
    for entry in listed:
        value = "invalid" if entry.problem else shown(entry.value) or "not set"
        cells = [entry.setting.key, value, entry.source, *([entry.setting.about] if roomy else [])]
        table.add_row(*map(Text, cells))
    console.print(table)
    for entry in listed:
        if entry.problem:
            console.print(Text(f"\n{entry.problem}"))
    for key, _value, source in unknown:
        console.print(Text(f"\nUnknown, and not changed: {key} (from {source})"))


def as_json(entries: Iterable[ResolvedSetting[Any]], unknown: Iterable[Unknown]) -> str:
    """All settings as the JSON object that docs/settings.md describes, on one line."""
    return _json(
        {
            "settings": [
                {
                    "key": entry.setting.key,
                    "value": entry.value,
                    "source": entry.source,
                    "default": entry.setting.default,
                    "machine_bound": entry.setting.machine_bound,
                    "variable": entry.setting.variable,
                    "problem": entry.problem or None,
                }
                for entry in entries
            ],
            "unknown": [
                {"key": key, "value": value, "source": source} for key, value, source in unknown
            ],
        }
    )


def resolved_json(resolved: ResolvedSetting[Any]) -> str:
    """One setting as a JSON object on one line."""
    return _json({"key": resolved.setting.key, "value": resolved.value, "source": resolved.source})


def shown(value: Any) -> str:
    """A value as it is typed; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def saved_line(saved: ResolvedSetting[Any]) -> str:
    """What was chosen, and where it is kept."""
    name = f" ({language_name(saved.value)})" if saved.setting is LANGUAGE else ""
    return f"Kept {_PLACES[saved.source]}: {saved.setting.key} = {shown(saved.value)}{name}"


def overridden_line(setting: SettingDefinition[Any]) -> str:
    """Why the choice has no effect yet."""
    return f"The environment variable {setting.variable} overrides this while it is set."


def unset_line(key: str, source: SettingSource | None) -> str:
    """Where a choice was taken away."""
    return f"{key} is no longer set {_PLACES[source]}." if source else f"{key} was not set."


def current_line(resolved: ResolvedSetting[Any]) -> str:
    """What holds now."""
    if resolved.setting is LANGUAGE and resolved.source is SettingSource.DEFAULT:
        return "No language is chosen now: the next practice asks for it."
    value = shown(resolved.value)
    return f"It is {value} now (from {resolved.source})." if value else "It has no value now."


def conflict_lines(conflicts: Iterable[SettingConflict]) -> Iterator[str]:
    """Which settings another machine decided, and how to decide otherwise."""
    for conflict in conflicts:
        key, mine = conflict.key, conflict.mine
        theirs = "was unset" if conflict.theirs is None else f"is now {_synced(conflict.theirs)}"
        here = "unset" if mine is None else _synced(mine)
        again = f"unset {key}" if mine is None else f"set {key} {here}"
        yield (
            f"The setting {key} {theirs}, as another machine chose; here it was {here}. "
            f"To restore yours: miolingo settings {again}"
        )


def _synced(value: Any) -> str:
    """A value of another machine, which may run another version of Miolingo."""
    return strip_controls(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


def _json(content: dict[str, Any]) -> str:
    return json_text({"schema": SCHEMA} | content, default=str)
