"""Decks: cards, files of every format, the learner's folder, the built-in ones."""
