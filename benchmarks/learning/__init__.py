"""Learn from recordings of people how to judge the sounds of a language."""
