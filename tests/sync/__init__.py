"""Two machines and an account, in every order of events."""
