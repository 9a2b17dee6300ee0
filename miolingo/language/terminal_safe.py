"""Make text and JSON safe to print on a terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

_CONTROLS = "\x7f-\x9f\u2028-\u202e\u2066-\u2069"
_BIDI_MARKS = "\u061c\u200e\u200f"
_LONE_SURROGATES = "\ud800-\udfff"
_COMMANDS_AND_BREAKS = re.compile(f"[\x00-\x1f{_CONTROLS}]")
_COMMANDS_AND_MARKS = re.compile(f"[\x00-\x08\x0b-\x1f{_CONTROLS}{_BIDI_MARKS}]")
_NOT_IN_JSON = re.compile(f"[{_CONTROLS}{_BIDI_MARKS}{_LONE_SURROGATES}]")


def strip_controls(text: str) -> str:
    """The text without control characters and without those that turn the order of letters.

    Tabs and line breaks stay; so do the joiners that some scripts are written with.
    """
    return _COMMANDS_AND_MARKS.sub("", text)


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """A value as JSON on one line: letters of all scripts as they are, what is none escaped.

    So it says the same to a program, but commands no terminal. ``default`` is that of ``json``.
    """
    text = json.dumps(value, ensure_ascii=False, default=default)
    return _NOT_IN_JSON.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def printable(text: str) -> str:
    """The text in NFC, on one line, without control characters; marks of direction stay."""
    return unicodedata.normalize("NFC", _COMMANDS_AND_BREAKS.sub("", text))


def on_one_line(text: str) -> str:
    """The printable text, every run of white space in it a single space."""
    return printable(" ".join(text.split()))
