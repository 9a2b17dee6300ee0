"""The real code of version 0.1.0, from the history of this repository."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts.folders import ROOT
from tests.parts.patience import PATIENCE_S
from tests.parts.require import require
from tests.parts.sync_world import Machine

COMMIT = "cd4b4a8e63dc66cd4c28371caf27e2fb35246f21"
"""The last one of version 0.1.0 before attempts had sounds."""

_RUN = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("miolingo", run_name="__main__", alter_sys=True)
"""


def unpack(folder: Path) -> None:
    """Put the package of version 0.1.0 into a folder."""
    archived = subprocess.run(
        ["git", "archive", COMMIT, "miolingo"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    require(archived.returncode == 0, "git fetch --unshallow")
    with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as package:
        package.extractall(folder, filter="data")


@dataclass(frozen=True)
class OlderMachine:
    """A machine on which that version runs, out of the folder ``code``."""

    machine: Machine
    code: Path

    def run(self, *words: str) -> str:
        """Return what a command prints; it must succeed."""
        ended = subprocess.run(
            [sys.executable, "-c", _RUN, str(self.code), *words],
            capture_output=True,
            text=True,
            env=self.machine.learner.environment,
            check=False,
            timeout=PATIENCE_S,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def history(self) -> dict[str, Any]:
        """Return the report of its history."""
        report: dict[str, Any] = json.loads(self.run("history", "--format", "json"))
        return report
