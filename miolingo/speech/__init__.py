"""Sound: the microphone, audio files, the recognizer, the spoken reference and model files."""
