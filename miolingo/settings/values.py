"""What a value of a setting may be, whether it comes as a text or out of a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from miolingo.language.names import WAYS_TO_SAY, language_meant, suggestion
from miolingo.language.terminal_safe import strip_controls

T_co = TypeVar("T_co", covariant=True)
N = TypeVar("N", int, float)

_YES, _NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


@dataclass(frozen=True)
class ValueKind(Generic[T_co]):
    """What may be chosen; ``allowed`` says it in words, to follow “must be”.

    ``parse`` reads a text, ``check`` takes what JSON or TOML can hold; both raise ValueError.
    ``suggest`` tells, in a sentence, what may have been meant by another text, or is empty.
    ``names`` are all that may be typed, where these are few.
    """

    allowed: str
    parse: Callable[[str], T_co]
    check: Callable[[Any], T_co]
    suggest: Callable[[str], str] = field(default=lambda _text: "")
    names: tuple[str, ...] = ()


class Range(NamedTuple, Generic[N]):
    """Numbers from the lowest to the highest, both of them allowed."""

    lowest: N
    highest: N


def whole_number(limits: Range[int]) -> ValueKind[int]:
    """An integer within the limits; true and false are none."""
    lowest, highest = limits

    def check(value: Any) -> int:
        if type(value) is int and lowest <= value <= highest:
            return value
        raise ValueError(value)

    allowed = f"a whole number from {lowest} to {highest}"
    return ValueKind(allowed, lambda text: check(int(text)), check)


def number(limits: Range[float]) -> ValueKind[float]:
    """A number within the limits; true and false are none."""
    lowest, highest = limits

    def check(value: Any) -> float:
        if type(value) in {int, float} and lowest <= value <= highest:
            return float(value)
        raise ValueError(value)

    allowed = f"a number from {lowest:g} to {highest:g}"
    return ValueKind(allowed, lambda text: check(float(text)), check)


def switch() -> ValueKind[bool]:
    """True or false, or one of the words that are used for them."""

    def parse(text: str) -> bool:
        word = text.strip().lower()
        if word in _YES | _NO:
            return word in _YES
        raise ValueError(text)

    def check(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise ValueError(value)

    return ValueKind("true or false", parse, check, names=("true", "false"))


def line(allowed: str, form: str = r".*\S.*") -> ValueKind[str]:
    """A line of the form that a terminal can show as it is; any form where none is given."""

    def check(value: Any) -> str:
        if isinstance(value, str) and re.fullmatch(form, value) and _can_be_shown(value):
            return value
        raise ValueError(value)

    return ValueKind(allowed, check, check)


def choice(*names: str) -> ValueKind[str]:
    """One of these names."""

    def check(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return value
        raise ValueError(value)

    allowed = f"{', '.join(names[:-1])} or {names[-1]}"
    return ValueKind(allowed, lambda text: check(text.strip().lower()), check, names=names)


def language() -> ValueKind[str]:
    """A language by its name or code; the value is its tag."""

    def check(value: Any) -> str:
        tag = language_meant(value) if isinstance(value, str) else None
        if tag is None:
            raise ValueError(value)
        return tag

    return ValueKind(WAYS_TO_SAY, check, check, suggest=suggestion)


def _can_be_shown(text: str) -> bool:
    """Whether a text has no commands for a terminal, and no bytes that are no characters."""
    unpaired = any("\ud800" <= letter <= "\udfff" for letter in text)
    return not unpaired and strip_controls(text) == text


def device() -> ValueKind[str]:
    """A sound device; its number may be written as a number."""
    name = line("a number or a part of a name that “miolingo doctor” lists")

    def check(value: Any) -> str:
        return str(value) if type(value) is int and value >= 0 else name.check(value)

    return ValueKind(name.allowed, name.parse, check)
