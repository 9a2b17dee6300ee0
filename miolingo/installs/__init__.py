"""Models and voices: what is published, downloading, unpacking, installed folders."""
