"""The pace and the melody of a recording, measured, beside those of its reference."""
