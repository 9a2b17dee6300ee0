"""Import and export: histories, decks and settings from and to files."""
