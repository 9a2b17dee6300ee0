"""Listening to a learner: where the voice is, when it is over, and what went wrong meanwhile."""
