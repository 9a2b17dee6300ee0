"""Make text safe to print on a terminal."""

from __future__ import annotations

import re
import unicodedata

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def strip_controls(text: str) -> str:
    """The text without control characters and without those that turn the order of letters.

    Tabs and line breaks stay; so do the joiners and marks that some scripts are written with.
    """
    return _COMMANDS.sub("", text)


def printable(text: str) -> str:
    """The text in NFC, on one line, without control characters."""
    kept = (sign for sign in strip_controls(text) if unicodedata.category(sign) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def on_one_line(text: str) -> str:
    """The printable text, every run of white space in it a single space."""
    return printable(" ".join(text.split()))
