"""Decks from films: subtitles, their sentences, translations and levels."""
