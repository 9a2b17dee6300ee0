"""Files that are written whole or not at all, locks among processes, and processes of our own."""
