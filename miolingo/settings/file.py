"""The settings that are kept on this machine: a TOML file that may be written by hand as well."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miolingo.errors import ConfigurationError
from miolingo.files.atomic import remove_drafts, replace_file

_WAIT_S = 10.0


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

        Processes that write at once wait for each other, for 10 s at most. Raises
        ConfigurationError when it cannot be written.
        """
        import tomlkit  # noqa: PLC0415 - reading, as every practice does, is quicker without

        from miolingo.files.lock import Busy, file_lock  # noqa: PLC0415 - likewise

        target = self.path.resolve()
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with file_lock(target.with_suffix(".lock"), _WAIT_S):
                remove_drafts(target.parent, target.name)
                document = tomlkit.parse(self._text())
                if value is None:
                    document.pop(key, None)
                else:
                    document[key] = value
                replace_file(target, tomlkit.dumps(document), mode=_mode(target))
        except Busy as error:
            raise ConfigurationError(
                f"Another process is changing the settings in {target}.", hint="Try again."
            ) from error
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
        except (ValueError, RecursionError) as error:  # a number or a list beyond all bounds
            raise self._damaged("a value in it is too large") from error
        return text

    def _damaged(self, what: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self.path} is not valid TOML: {what}.",
            hint="Fix that line in an editor, or delete the file to go back to the defaults.",
        )


def _mode(file: Path) -> int:
    """The mode that a file has, or a new one is to have."""
    return stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o600
