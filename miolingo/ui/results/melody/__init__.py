"""Pace, pauses and melody: in words, drawn in the terminal or as a picture, and for programs."""
