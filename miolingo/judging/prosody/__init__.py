"""How fast and with what melody a phrase was said, beside its reference."""
