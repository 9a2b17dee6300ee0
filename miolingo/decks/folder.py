"""The learner's own decks on disk: text files, in a folder for each language."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from miolingo.decks.cards import Deck, DeckLine, rows_of_deck
from miolingo.decks.formats.text import deck_text
from miolingo.decks.recordings import copied_recordings
from miolingo.errors import ConfigurationError
from miolingo.files.atomic import remove_drafts, replace_file, sync_tree

_WAIT_S = 10.0
_RECORDINGS, _PREFIX = "recordings", "of-deck-"


class DeckFolder:
    """The decks in a folder, which is made with the first one; methods raise ConfigurationError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, language_code: str, deck: Deck) -> bool:
        """Whether a deck with these cards is kept under this name, or under it with a number."""
        return any(
            _text(path) == _lines(deck) for path in self._present_names(language_code, deck.name)
        )

    def add(self, language_code: str, deck: Deck) -> None:
        """Keep a deck, under a name with a number where there is another one of its name."""
        names = self._names(language_code, deck.name)
        with _translate_write_errors(self._folder / language_code), self._alone():
            free = next(file for file in names if not file.exists())
            free.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(free, _lines(deck))

    def every_file(self) -> list[Path]:
        """The files of all decks; each is in a folder named by its language code."""
        return sorted(self._folder.glob("*/*.txt"))

    def put(
        self, language_code: str, name: str, rows: Sequence[DeckLine], *, replacing: bool
    ) -> Path:
        """Keep the cards of rows and copies of their recordings; return the deck's file.

        The last step replaces the file at once, so that an interrupted call changes no deck. Raises
        ConfigurationError, also for a deck of that name unless ``replacing``.
        """
        file = self._folder / language_code / f"{name}.txt"
        with _translate_write_errors(file), self._alone():
            self.refuse_taken(language_code, name, replacing=replacing)
            media = file.parent / _RECORDINGS
            media.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                own = Path(mkdtemp(prefix=_PREFIX, dir=media))
                kept = copied_recordings(rows, own, f"{_RECORDINGS}/{own.name}/")
                sync_tree(own)
                replace_file(file, deck_text(kept))
            finally:
                _drop_unused(media)
        return file

    def refuse_taken(self, language_code: str, name: str, *, replacing: bool) -> None:
        """Raise ConfigurationError for a deck that is there already, unless ``replacing`` it."""
        if (self._folder / language_code / f"{name}.txt").exists() and not replacing:
            raise ConfigurationError(
                f"You already have a deck “{name}” ({language_code}).",
                hint="Replace it with --replace, or choose another name with --name.",
            )

    def remove(self, file: Path) -> None:
        """Remove a deck and its recordings. Raises ConfigurationError."""
        with _translate_write_errors(file), self._alone():
            file.unlink()
            _drop_unused(file.parent / _RECORDINGS)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock that keeps other processes from changing recordings."""
        from miolingo.files.lock import Busy, file_lock  # noqa: PLC0415 - slow, and few change decks

        try:
            with file_lock(self._folder / ".lock", _WAIT_S):
                yield
        except Busy as error:
            raise ConfigurationError(
                "Another Miolingo is changing your decks.", hint="Try again in a moment."
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


def _lines(deck: Deck) -> str:
    return deck_text(rows_of_deck(deck))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _drop_unused(media: Path) -> None:
    """Remove what no deck names: recordings of a removed one, and leftovers of a killed add."""
    remove_drafts(media.parent)
    texts = [
        path.read_text(encoding="utf-8", errors="replace") for path in media.parent.glob("*.txt")
    ]
    for folder in media.glob(f"{_PREFIX}*"):
        if not any(f"{folder.name}/" in text for text in texts):
            shutil.rmtree(folder)


@contextmanager
def _translate_write_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"The deck {file} cannot be written: {error.strerror}.",
            hint="Make sure that its folder is writable and the disk has space.",
        ) from error
