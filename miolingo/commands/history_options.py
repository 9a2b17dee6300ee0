"""Which options of ``miolingo history`` go together, and what its files may be named."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from miolingo.errors import ConfigurationError, UsageError

CSV = "--format csv"
_TOGETHER = {
    frozenset(pair)
    for pair in (
        ("--format json", "--chart"),
        ("--format json", "--compare"),
        ("--report", "--compare"),
        ("--report", "--plot"),
    )
}


def check_together(given: Sequence[str]) -> None:
    """Refuse two options of which only one could be obeyed. Raises UsageError."""
    for one, other in combinations(given, 2):
        if frozenset((one, other)) in _TOGETHER:
            continue
        if CSV in (one, other):
            left = other if one == CSV else one
            raise UsageError(
                f"{CSV} writes attempts alone, one a row, so it does not go with {left}.",
                hint=f"Leave {left} out; all figures are in --format json.",
            )
        raise UsageError(f"{one} does not go with {other}.", hint="Use a command for each of them.")


def check_files(plot: Path | None, page: Path | None) -> None:
    """Refuse what cannot be written. Raises UsageError and ConfigurationError."""
    from miolingo.files.shared import PICTURES, form_of

    if page:
        form_of(page, ("html",))
    if plot:
        form_of(plot, PICTURES)
        if find_spec("matplotlib") is None:
            raise ConfigurationError(
                "Pictures need matplotlib, which is not installed.",
                hint="Install it: pip install 'miolingo[plot]'",
            )
