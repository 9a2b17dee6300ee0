"""Which Supabase project the account is in: remembered in a file, or from the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from miolingo.auth import KeyKind, Project, is_loopback, key_kind
from miolingo.errors import ConfigurationError
from miolingo.files.atomic import replace_file

URL_VARIABLE, KEY_VARIABLE = "MIOLINGO_SUPABASE_URL", "MIOLINGO_SUPABASE_KEY"
_CONNECT = "Connect to a project: miolingo account connect --url ADDRESS"


def project_of(url: str, key: str) -> Project:
    """The project at an address, with a key that a program may carry.

    Raises ConfigurationError for an address that is not https (but for this very machine), and
    for a key that is secret or none at all.
    """
    return Project(_checked_url(url), _checked_key(key.strip()))


def load_project(file: Path, environ: Mapping[str, str]) -> Project:
    """The project to use; the environment wins over the file. Raises ConfigurationError."""
    url, key = environ.get(URL_VARIABLE), environ.get(KEY_VARIABLE)
    if url and key:
        return project_of(url, key)
    if url or key:
        raise ConfigurationError(
            f"{URL_VARIABLE} and {KEY_VARIABLE} are needed together.", hint="Set both, or neither."
        )
    return _read(file)


def is_known(file: Path, environ: Mapping[str, str]) -> bool:
    """Whether there is any project to speak of."""
    return file.exists() or bool(environ.get(URL_VARIABLE))


def save_project(file: Path, project: Project) -> None:
    """Remember a project in the place of any other. Raises ConfigurationError."""
    content = json.dumps({"url": project.url, "publishable_key": project.key}, indent=2) + "\n"
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(file, content)
    except OSError as error:
        raise ConfigurationError(
            f"The project cannot be remembered in {file}: {error.strerror}.",
            hint=f"Make the folder writable, or set {URL_VARIABLE} and {KEY_VARIABLE}.",
        ) from error


def _read(file: Path) -> Project:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return project_of(content["url"], content["publishable_key"])
    except FileNotFoundError:
        raise ConfigurationError("No account project is set up yet.", hint=_CONNECT) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{file} cannot be read.", hint=_CONNECT) from error


def _checked_url(url: str) -> str:
    parts = _split(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not safe or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ConfigurationError(
            "A project's address looks like https://abcdefgh.supabase.co.",
            hint="Copy it from the project's settings, under API.",
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url.strip())
    except ValueError:
        return urlsplit("")


def _checked_key(key: str) -> str:
    match key_kind(key):
        case KeyKind.PUBLISHABLE:
            return key
        case KeyKind.SECRET:
            raise ConfigurationError(
                "This is a secret key: whoever has it can read and delete every learner's rows.",
                hint="Use the publishable key (sb_publishable_...), and replace the secret one "
                "in the project's settings if anyone may have seen it.",
            )
        case KeyKind.UNKNOWN:
            raise ConfigurationError(
                "This is no Supabase API key.",
                hint="Copy the publishable key (sb_publishable_...) from the project's settings.",
            )
