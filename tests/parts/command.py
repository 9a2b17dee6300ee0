"""The command line that the tests run; another one may be named in the environment."""

from __future__ import annotations

import os
import shlex
import sys

COMMAND = shlex.split(os.environ.get("MIOLINGO_COMMAND", "")) or [sys.executable, "-m", "miolingo"]
