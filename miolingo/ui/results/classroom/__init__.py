"""A class's results: its page, a page for each learner, and records for programs."""
