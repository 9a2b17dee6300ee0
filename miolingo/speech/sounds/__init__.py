"""Judging the sounds of utterances with a speech model's own network."""
