"""What other machines made of settings that were changed here as well."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from miolingo.history.sync.plan import SettingConflict
from miolingo.language.terminal_safe import strip_controls


def conflict_lines(superseded: Iterable[SettingConflict]) -> Iterator[str]:
    """Which settings another machine decided, and how to decide otherwise."""
    for one in superseded:
        theirs = "was unset" if one.theirs is None else f"is now {_value(one.theirs)}"
        mine = "unset" if one.mine is None else _value(one.mine)
        again = f"unset {one.key}" if one.mine is None else f"set {one.key} {mine}"
        yield (
            f"The setting {one.key} {theirs}, as another machine chose; here it was {mine}. "
            f"To have yours: miolingo settings {again}"
        )


def _value(value: Any) -> str:
    return strip_controls(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )
