"""Which options of ``miolingo history`` go together, and what its files may be named."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from miolingo.errors import ConfigurationError, UsageError

CSV = "--format csv"
PICTURES = ("png", "svg", "html")
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
    if page:
        form_of(page, ("html",))
    if plot:
        form_of(plot, PICTURES)
        if find_spec("matplotlib") is None:
            raise ConfigurationError(
                "Pictures need matplotlib, which is not installed.",
                hint="Install it: pip install 'miolingo[plot]'",
            )


def form_of(path: Path, forms: tuple[str, ...]) -> str:
    """Which of ``forms`` the name of a file ends with. Raises UsageError for any other."""
    form = path.suffix.removeprefix(".").lower()
    if form in forms:
        return form
    names = " or ".join(f".{form}" for form in forms)
    raise UsageError(f"“{path}” does not end with {names}.", hint="Name a file that does.")
