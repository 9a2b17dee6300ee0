"""The echo: what a microphone hears of our own loudspeaker, found in a recording and taken out."""
