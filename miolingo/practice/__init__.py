"""A practice session: what to practice, when to review, and the session's loop."""
