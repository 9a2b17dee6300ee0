"""Keeping this machine's history and the account's the same: plan, state, run."""
