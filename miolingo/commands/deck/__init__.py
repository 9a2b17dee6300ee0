"""``miolingo deck``: decks of phrases, from files, and from films with their subtitles."""

from miolingo.commands.deck.decks import deck

__all__ = ["deck"]
