"""Account commands as a learner runs them, at a terminal or in a script."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

from tests.parts.cli import run_in_process
from tests.parts.command import COMMAND
from tests.parts.patience import PATIENCE_S
from tests.supabase_stack.project import PASSWORD, Project

NEW_PASSWORD = "staple the battery"  # noqa: S105 - what the tests' learners type
INSECURE = "--insecure-storage"


@dataclass(frozen=True)
class Learner:
    """Someone at a machine of their own, connected to the project."""

    project: Project
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the learner's processes are told; none of them goes on in the background."""
        return os.environ | {
            "MIOLINGO_HOME": str(self.home),
            "MIOLINGO_SUPABASE_URL": self.project.url,
            "MIOLINGO_SUPABASE_KEY": self.project.key,
            "MIOLINGO_AUTO_SYNC": "false",
            "TERM": "xterm",
            "COLUMNS": "80",
        }

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run ``miolingo account`` in a script, its answers on standard input."""
        return run_in_process("account", *words, environ=self.environment, typed=typed)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in with a plain file in the place of a keyring."""
        ended = self.run("login", "--email", email, INSECURE, typed=f"{password}\n")
        assert ended.returncode == 0, ended.stderr

    @contextmanager
    def terminal(self, *words: str) -> Iterator[pexpect.spawn[str]]:
        """Run ``miolingo account`` at a terminal of 80 by 50."""
        child = pexpect.spawn(
            COMMAND[0],
            [*COMMAND[1:], "account", *words],
            env=self.environment,
            encoding="utf-8",
            timeout=PATIENCE_S,
            dimensions=(50, 80),
        )
        try:
            yield child
        finally:
            child.close(force=True)


def ended(child: pexpect.spawn[str]) -> tuple[int, str]:
    """The exit code of a command at a terminal, and what it printed last."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus or 0, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", child.before or "")


def status(learner: Learner) -> dict[str, Any]:
    """What ``account status --json`` tells."""
    found: dict[str, Any] = json.loads(learner.run("status", "--json").stdout)
    return found
