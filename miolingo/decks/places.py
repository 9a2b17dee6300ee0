"""Lists which decks there are, without reading them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from miolingo.decks.built_in import BUILT_IN, languages
from miolingo.decks.folder import DeckFolder
from miolingo.language.names import canonical_tag
from miolingo.language.tags import primary
from miolingo.language.terminal_safe import printable


@dataclass(frozen=True)
class DeckPlace:
    """A deck by name and language; ``path`` is its file, None for a built-in deck."""

    name: str
    language_code: str
    path: Path | None = None

    @property
    def level(self) -> str:
        """A to D for a graded built-in deck; empty for others."""
        stem, _, level = self.name.rpartition("-")
        return level if stem and not self.path else ""


def deck_places(folder: DeckFolder, language_code: str | None) -> Iterator[DeckPlace]:
    """List the built-in decks and then the learner's own, of a language (any region) or of all."""
    built_in = (DeckPlace(name, code) for code in languages() for name in BUILT_IN)
    own = (
        DeckPlace(printable(path.stem), canonical_tag(path.parent.name), path)
        for path in folder.every_file()
    )
    for place in (*built_in, *own):
        if language_code is None or primary(place.language_code) == primary(language_code):
            yield place
