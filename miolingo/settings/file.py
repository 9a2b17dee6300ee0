"""The settings that are kept on this machine: a TOML file that may be written by hand as well."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miolingo.errors import ConfigurationError

if sys.platform == "win32":
    import msvcrt

    def _wait_for(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _wait_for(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@dataclass(frozen=True)
class SettingsFile:
    """The file at ``path``, which need not exist; a link to it stays one.

    Each method raises ConfigurationError when the file cannot be read or is damaged.
    """

    path: Path

    def settings(self) -> dict[str, Any]:
        """Everything that is in it, by key."""
        return tomllib.loads(self._text())

    def set_setting(self, key: str, value: Any | None) -> None:
        """Write one value, None for taking it away; all else stays as it was written.

        Processes that write at once take turns. Raises ConfigurationError when it cannot be
        written.
        """
        import tomlkit  # noqa: PLC0415 - reading, as every practice does, is quicker without

        target = self.path.resolve()
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _turn(target.with_suffix(".lock")):
                document = tomlkit.parse(self._text())
                if value is None:
                    document.pop(key, None)
                else:
                    document[key] = value
                _replace(target, tomlkit.dumps(document))
        except OSError as error:
            raise ConfigurationError(
                f"The settings cannot be written to {target}: {error.strerror}.",
                hint="Free some space or make the folder writable; nothing was changed.",
            ) from error

    def _text(self) -> str:
        """The text of sound TOML, empty where there is no file."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise ConfigurationError(
                f"The settings cannot be read from {self.path}: {error.strerror}.",
                hint="Make the file readable.",
            ) from error
        try:
            text = data.decode("utf-8-sig")
            tomllib.loads(text)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self._damaged(f"not UTF-8 (at line {line})") from error
        except tomllib.TOMLDecodeError as error:
            last = f"at the end, line {len(text.splitlines())}"
            raise self._damaged(str(error).replace("at end of document", last)) from error
        return text

    def _damaged(self, what: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self.path} is no TOML: {what}.",
            hint="Mend that line in an editor, or delete the file to go back to the defaults.",
        )


@contextmanager
def _turn(lock: Path) -> Iterator[None]:
    """Wait until no other process has its turn; one that is killed loses its turn."""
    with lock.open("ab") as file:
        _wait_for(file.fileno())
        yield


def _replace(target: Path, text: str) -> None:
    """Write the whole file or, when that fails, leave it as it was."""
    draft = target.with_suffix(".new")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
