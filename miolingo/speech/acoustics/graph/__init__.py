"""The decoding graph of a model, and what can be learned by walking through it."""
