"""The decks that come with Miolingo, as files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import miolingo
from miolingo.decks.cards import Card
from miolingo.decks.formats.text import parse_deck

LIBRARY = Path(miolingo.__file__).parent / "library"
LANGUAGES = ("de", "en", "es", "fr", "it", "ko", "nl", "pt-BR")


def text_of(path: Path) -> str:
    """The text of a deck."""
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    """The language and the name of a deck."""
    return f"{path.parent.name}/{path.stem}"


@cache
def cards(path: Path) -> tuple[Card, ...]:
    """The cards of a deck."""
    return parse_deck(name(path), text_of(path)).cards
