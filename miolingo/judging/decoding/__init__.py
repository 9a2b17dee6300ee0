"""What the recognizer is given to hear an utterance, and what it makes of it."""
