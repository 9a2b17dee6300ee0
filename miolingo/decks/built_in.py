"""What comes with Miolingo for each language: decks, distractors and minimal pairs."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from miolingo.decks.cards import Deck, DeckLine, deck_of_rows
from miolingo.decks.formats.text import text_rows
from miolingo.errors import ConfigurationError
from miolingo.language.names import language_name
from miolingo.language.tags import primary

BUILT_IN = (
    "starter",
    *(f"{kind}-{level}" for level in "ABCD" for kind in ("phrases", "words", "dialogues")),
)
"""The names of built-in decks, the easiest first."""


def languages() -> tuple[str, ...]:
    """The language codes that have a starter deck."""
    folders = resources.files("miolingo.library").iterdir()
    return tuple(sorted(f.name for f in folders if (f / "starter.txt").is_file()))


def starter_deck(language_code: str) -> Deck:
    """The first built-in deck of a language. Raises ConfigurationError when there is none."""
    deck = built_in_deck(language_code, BUILT_IN[0])
    if deck is None:
        raise no_built_in_deck(language_code)
    return deck


def no_built_in_deck(language_code: str) -> ConfigurationError:
    """The error for a language without a built-in deck."""
    return ConfigurationError(
        f"There is no built-in deck for {language_name(language_code)}.",
        hint=(
            "Give a phrase or --deck FILE, or choose another language:"
            f" {', '.join(sorted(map(language_name, languages())))}."
            " To keep it: miolingo settings set language NAME"
        ),
    )


def built_in_deck(language_code: str, name: str) -> Deck | None:
    """The built-in deck of this name in a language, of any region; None where there is none."""
    rows = built_in_rows(language_code, name)
    return deck_of_rows(name, rows) if rows else None


@cache
def built_in_rows(language_code: str, name: str) -> tuple[DeckLine, ...]:
    """The lines of a built-in deck with their themes; none where there is no such deck."""
    file = _file(language_code, f"{name}.txt") if name in BUILT_IN else None
    return tuple(text_rows(file.read_text(encoding="utf-8"))) if file else ()


def distractors(language_code: str) -> tuple[str, ...]:
    """Phrases that a speaker might say instead, frequent ones first; empty for other languages."""
    file = _file(language_code, "distractors.txt")
    if file is None:
        return ()
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def common_words(language_code: str) -> frozenset[str]:
    """The words of the built-in decks of a language, without case; none for other languages."""
    rows = (row for name in BUILT_IN for row in built_in_rows(language_code, name))
    phrases = (row.card.phrase for row in rows if row.card)
    return frozenset(word for phrase in phrases for word in words_in(phrase))


def words_in(text: str) -> list[str]:
    """The words of a text, without case."""
    return re.findall(r"\w+", text.casefold())


def minimal_pairs(language_code: str) -> tuple[str, str] | None:
    """The built-in minimal pairs, as text, and their own language code; None where there are none.

    That code may have a region: ``pt`` has the pairs of ``pt-BR``.
    """
    for folder in resources.files("miolingo.library").iterdir():
        file = folder / "pairs.txt"
        if primary(folder.name) == primary(language_code) and file.is_file():
            return folder.name, file.read_text(encoding="utf-8")
    return None


def _file(language_code: str, name: str) -> Traversable | None:
    """A built-in file of the language, of whatever region."""
    folders = resources.files("miolingo.library").iterdir()
    files = (f / name for f in folders if primary(f.name) == primary(language_code))
    return next((file for file in files if file.is_file()), None)
