"""Builds the learner's own decks."""

from __future__ import annotations

from miolingo.composition.context import Context
from miolingo.decks.folder import DeckFolder


def own_decks(context: Context) -> DeckFolder:
    """The decks that the learner brought."""
    return DeckFolder(context.folders.data / "decks")
