"""The record of one listening answer, the same here and on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from miolingo.language.names import canonical_tag


@dataclass(frozen=True)
class ListeningAnswer:
    """Which of two words a learner heard, and whether it was the one that was played.

    ``id`` and ``device_id`` are UUIDs (``id`` is version 7), ``language_code`` a BCP 47 tag,
    ``answered_at`` an aware UTC instant. ``contrast`` is the two sounds in which the words differ,
    in IPA, sorted, with a space between; ``voice`` the name of who said it; ``step`` how hard it
    was, 0 for the easiest (``practice.listening.difficulty``).
    """

    id: str
    device_id: str
    language_code: str
    answered_at: datetime
    played_word: str
    other_word: str
    contrast: str
    correct: bool
    voice: str
    step: int

    @property
    def language(self) -> str:
        """The one tag of its language, however that was written when it was kept."""
        return canonical_tag(self.language_code)
