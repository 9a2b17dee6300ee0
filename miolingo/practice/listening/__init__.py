"""Train the ear: hear one of two words that differ in one sound, and say which it was."""
