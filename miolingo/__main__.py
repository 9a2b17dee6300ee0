"""Run Miolingo with ``python -m miolingo``."""

from miolingo.cli import main

if __name__ == "__main__":
    main()
