"""The learner's own decks: text files, a folder for each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from miolingo.domain.decks import Card, Deck
from miolingo.errors import ConfigurationError


class DeckFolder:
    """Decks in a folder, which is made with the first; methods raise ConfigurationError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str, language_code: str) -> Path | None:
        """The file of a deck; one of the language if there are several of that name."""
        file = f"{name}.txt"
        if Path(file).name != file:
            return None
        folders = (self._folder / language_code, *sorted(self._folder.glob("*")))
        return next((path for folder in folders if (path := folder / file).is_file()), None)

    def files(self, language_code: str) -> list[Path]:
        """The files of all decks of a language, by name."""
        return sorted((self._folder / language_code).glob("*.txt"))

    def has(self, language_code: str, deck: Deck) -> bool:
        """Whether a deck with these cards is kept under this name, or one made of it."""
        return any(
            _text(path) == deck_text(deck.cards)
            for path in self._present_names(language_code, deck.name)
        )

    def add(self, language_code: str, deck: Deck) -> None:
        """Keep a deck, under a name with a number where there is another one of its name."""
        free = next(p for p in self._names(language_code, deck.name) if not p.exists())
        draft = free.with_suffix(".new")
        try:
            free.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_text(deck_text(deck.cards), encoding="utf-8", newline="\n")
            draft.replace(free)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise ConfigurationError(
                f"The deck {free} cannot be written: {error.strerror}.",
                hint="See that its folder is writable and its disk has space.",
            ) from error

    def _present_names(self, language_code: str, name: str) -> Iterator[Path]:
        for path in self._names(language_code, name):
            if not path.exists():
                return
            yield path

    def _names(self, language_code: str, name: str) -> Iterator[Path]:
        folder = self._folder / language_code
        yield folder / f"{name}.txt"
        for number in count(2):
            yield folder / f"{name}-{number}.txt"


def deck_text(cards: Iterable[Card]) -> str:
    """Cards as the lines of a deck file; a bar in a text, which would part it, becomes a slash."""
    lines = []
    for card in cards:
        parts = [card.phrase, card.translation, f"[{card.ipa}]" if card.ipa else ""]
        lines.append(" | ".join(part.replace("|", "/") for part in parts).rstrip(" |"))
    return "\n".join(lines) + "\n"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
