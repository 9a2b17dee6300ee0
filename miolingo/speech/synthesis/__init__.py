"""Speech made by eSpeak NG and Piper, and text to IPA."""
