"""An utterance while it is recorded: where the voice is, when it is over, and what went wrong."""
