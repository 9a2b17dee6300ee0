"""Pieces of recordings to listen to: single words, cut out, slowed down and written to files."""
