"""The acoustic model of Vosk, read and run for the posteriors of its single sounds."""
