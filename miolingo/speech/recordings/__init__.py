"""Recordings of attempts that the learner wished to keep."""
