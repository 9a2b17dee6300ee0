"""Write IPA into deck files, in place of what stood there: eSpeak NG's, and our own for Korean.

Usage: python scripts/deck_ipa.py miolingo/library/fr/*.txt

The name of a file's folder is its language. Comments and blank lines stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from miolingo.domain import korean_ipa
from miolingo.speech.espeak import ipa, voice_for


def with_ipa(text: str, language_code: str) -> str:
    """The deck's text with the third part of every line set. Raises AudioError."""
    transcribe = _transcriber(language_code)
    return "".join(_line(line, transcribe) + "\n" for line in text.splitlines())


def _transcriber(language_code: str) -> Callable[[str], str]:
    if language_code == "ko":
        return korean_ipa.ipa
    return partial(ipa, voice_name=voice_for(language_code))


def _line(line: str, transcribe: Callable[[str], str]) -> str:
    if not line.strip() or line.startswith("#"):
        return line
    phrase, translation, *_ = (part.strip() for part in line.split("|"))
    return f"{phrase} | {translation} | [{transcribe(phrase)}]"


def main(paths: list[str]) -> None:
    """Rewrite each deck file."""
    for path in map(Path, paths):
        text = path.read_text(encoding="utf-8")
        path.write_text(with_ipa(text, path.parent.name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
