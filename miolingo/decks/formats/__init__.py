"""The formats of deck files, a module each: text, tables, stories and Anki packages."""
