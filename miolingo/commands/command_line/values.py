"""Options and arguments: what is typed becomes a value, or a sentence on what it must be.

Typer reads values with Pydantic, whose import takes longer than most commands do.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from typer.core import TyperArgument, TyperOption

from miolingo.errors import UsageError


class Option(TyperOption):
    """An option of a command."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """Read its value. Raises UsageError for one that cannot be, or that is missing."""
        return _processed(self, ctx, value)


class Argument(TyperArgument):
    """An argument of a command."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """Read its value. Raises UsageError for one that cannot be, or that is missing."""
        return _processed(self, ctx, value)


def named(param: TyperOption | TyperArgument) -> str:
    """Return what a parameter is called on the command line: ``--lang`` or ``PHRASE``."""
    if isinstance(param, TyperOption):
        return max(param.opts, key=len)
    return param.metavar or param.name.upper()


def value_name(param: TyperOption | TyperArgument) -> str:
    """Return what stands for a value in help: ``FILE``, ``N``, the choices; empty for a switch."""
    kind = _kind(param)
    if isinstance(param, TyperOption) and (param.is_flag or kind is bool):
        return ""
    if param.metavar:
        return param.metavar
    if isinstance(param, TyperArgument):
        return param.name.upper()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(_choices(kind))
    return {Path: "FILE", int: "N", float: "N"}.get(kind, param.name.upper())


def limits(param: TyperOption | TyperArgument) -> str:
    """Return the range of a number in words, such as “from 1 to 64”; empty where there is none."""
    low, high = param.min, param.max
    if low is not None and high is not None:
        return f"from {low:,} to {high:,}"
    if low is not None:
        return f"{low:,} or more"
    return f"at most {high:,}" if high is not None else ""


def _processed(param: TyperOption | TyperArgument, ctx: Any, value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = tuple(_read(param, each) for each in value)
    elif value is None and (param.multiple or param.nargs == -1):
        value = ()
    elif value is not None:
        value = _read(param, value)
    if param.required and param.value_is_missing(value):
        raise UsageError(
            f"{named(param)} is missing.", hint=f"See how it is used: {ctx.command_path} --help"
        )
    return param.callback(ctx, param, value) if param.callback else value


def _read(param: TyperOption | TyperArgument, value: Any) -> Any:
    """The value that a text means; a default is a value already."""
    kind = _kind(param)
    if not isinstance(value, str) or kind is str:
        return value
    if kind is Path:
        return Path(value)
    if kind in {int, float}:
        return _number(param, kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice(param, kind, value)
    raise TypeError(f"{named(param)} has values of {kind}, which are not read here")


def _number(param: TyperOption | TyperArgument, kind: type, text: str) -> int | float:
    whole = kind is int
    try:
        number: int | float = int(text) if whole else float(text)
    except ValueError:
        number = float("nan")
    low, high = param.min, param.max
    fits = (low is None or number >= low) and (high is None or number <= high)
    if number == number and fits:  # noqa: PLR0124 - what is no number equals nothing, itself neither
        return number
    noun = " ".join(filter(None, ("a whole number" if whole else "a number", limits(param))))
    raise UsageError(f"{named(param)} cannot be “{text}”.", hint=f"It must be {noun}.")


def _choice(param: TyperOption | TyperArgument, kind: type[Enum], text: str) -> Enum:
    names = _choices(kind)
    if text in names:
        return kind(text)
    near = get_close_matches(text.lower(), names, n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(
        f"{named(param)} cannot be “{text}”.", hint=f"{guess}Choose one of: {', '.join(names)}"
    )


def _choices(kind: type[Enum]) -> list[str]:
    return [str(one.value) for one in kind]


def _kind(param: TyperOption | TyperArgument) -> Any:
    """The type of one value, also of a parameter that takes several."""
    annotation: Any = param.type_descriptor.annotation
    return get_args(annotation)[0] if get_origin(annotation) is list else annotation
