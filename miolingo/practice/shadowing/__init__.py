"""Shadowing: speak along with a phrase while it is played, or right after it."""
