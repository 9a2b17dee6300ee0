"""Renderers: results in, text for a terminal out."""
