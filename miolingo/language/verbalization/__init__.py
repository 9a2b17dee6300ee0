"""Texts that are not written in letters, as they are said: an expression of each kind a module."""
