"""Run Miolingo with ``python -m miolingo``."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the working folder, where a learner's files may have any module's name
    from miolingo.cli import main

    main()
