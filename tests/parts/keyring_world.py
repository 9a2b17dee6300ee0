"""A real keyring of its own: gnome-keyring on a private D-Bus, gone when the command ends."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.parts.patience import PATIENCE_S
from tests.parts.require import require

_UNLOCK = """
printf '%s' keyring-password |
    gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
"""
_RUN = 'exec "$@"'


def with_keyring(
    home: Path, *command: str, typed: str = "", unlocked: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command that finds a Secret Service; ``home`` keeps what it stores.

    One that is not ``unlocked`` has no password yet, and no screen to ask for one.
    """
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        require(shutil.which(program) is not None, "apt-get install gnome-keyring dbus")
    private = {"HOME": home, "XDG_DATA_HOME": home / "share", "XDG_RUNTIME_DIR": home / "run"}
    for folder in private.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
    }
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", _UNLOCK * unlocked + _RUN, "bash", *command],
        env=inherited | {name: str(path) for name, path in private.items()} | environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
