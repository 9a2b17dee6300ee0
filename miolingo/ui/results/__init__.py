"""Judged recordings as a table or as records."""
