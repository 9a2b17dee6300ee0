"""Reads the text of a file that goes with a film, in whatever encoding it was written."""

from __future__ import annotations

from pathlib import Path

from miolingo.errors import ConfigurationError
from miolingo.files.text_encoding import decode_text


def text_of_file(path: Path, language_code: str) -> str:
    """The text of a file; the language tells which code page it may be in.

    Raises ConfigurationError where it cannot be read, or is no text.
    """
    try:
        return decode_text(path.read_bytes(), language_code).text
    except OSError as error:
        raise ConfigurationError(
            f"“{path}” cannot be read: {error.strerror}.", hint="Check the path."
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"“{path}” is not text.", hint="Save it as UTF-8.") from error
