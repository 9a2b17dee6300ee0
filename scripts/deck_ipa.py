"""Write IPA into deck files, in place of what stood there: eSpeak NG's, and our own for Korean.

Usage: python scripts/deck_ipa.py miolingo/library/fr/*-?.txt

The name of a file's folder is its language. Comments and blank lines stay as they are.
"""

from __future__ import annotations

import sys
from pathlib import Path

from miolingo.decks.cards import card_of
from miolingo.speech.synthesis.phonemizer import transcribed


def with_ipa(text: str, language_code: str) -> str:
    """The deck's text with the third part of every line set. Raises AudioError."""
    return "".join(_line(line, language_code) + "\n" for line in text.splitlines())


def _line(line: str, language_code: str) -> str:
    if not line.strip() or line.startswith("#"):
        return line
    phrase, translation, *_ = (part.strip() for part in line.split("|"))
    ipa = transcribed(card_of(phrase).phrase, language_code)
    return f"{phrase} | {translation} | [{ipa}]"


def main(paths: list[str]) -> None:
    """Rewrite each deck file."""
    for path in map(Path, paths):
        text = path.read_text(encoding="utf-8")
        path.write_text(with_ipa(text, path.parent.name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
