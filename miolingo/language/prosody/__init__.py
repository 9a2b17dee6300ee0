"""What the writing of a phrase tells of how it is said: its syllables, and how a question ends."""
