"""Attempts: the records, the SQLite file, its recovery, reports and sync."""
