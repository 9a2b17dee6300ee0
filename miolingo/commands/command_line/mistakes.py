"""What is typed wrong, in the words and the form of every other error."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from typer import TyperException

from miolingo.errors import UsageError


def mistake(error: TyperException) -> UsageError:
    """Return what to say of a command line that Typer refuses."""
    context: Any = getattr(error, "ctx", None)
    page = f"{context.command_path} --help" if context else "add --help"
    option = getattr(error, "option_name", "")
    if not option:
        return UsageError(error.format_message(), hint=f"See how it is used: {page}")
    if not hasattr(error, "possibilities"):
        what = "takes no value" if "does not take" in error.format_message() else "needs a value"
        return UsageError(f"{option} {what}.", hint=f"See the options: {page}")
    near = [one for one in error.possibilities or () if _is_near(option, one)]
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    if context and context.parent is None and option.startswith("--"):
        guess = guess or f"Write {option} behind the command that it is for. "
    return UsageError(f"There is no option {option}.", hint=f"{guess}See the options: {page}")


def unknown_command(typed: str, path: str, names: list[str]) -> UsageError:
    """Return what to say of a command that does not exist."""
    near = " or ".join(get_close_matches(typed, names))
    guess = f"Did you mean {near}? " if near else ""
    return UsageError(
        f"There is no command “{path} {typed}”.", hint=f"{guess}See all: {path} --help"
    )


def too_many(words: list[str], page: str) -> UsageError:
    """Return what to say of words that belong to no argument."""
    return UsageError(
        f"This is more than the command takes: {' '.join(words)}.",
        hint=f"Put a text with spaces in quotation marks. See how it is used: {page} --help",
    )


def _is_near(typed: str, option: str) -> bool:
    """Whether an option may be meant; the dashes, which all have in common, do not count."""
    return bool(get_close_matches(typed.strip("-"), [option.strip("-")]))
