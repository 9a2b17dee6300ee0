"""Vosk in a process of its own: its models, its client and its worker."""
