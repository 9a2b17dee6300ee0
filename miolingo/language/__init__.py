"""How languages are written and said: normalization, numbers, letters to sounds, IPA."""
