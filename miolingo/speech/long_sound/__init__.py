"""Hours of sound: decoded in blocks, heard by a model's network, and sentences found in them."""
