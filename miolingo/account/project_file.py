"""Which Supabase project the account is in: remembered in a file, or from the environment."""

from __future__ import annotations

import json
import re
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
    return Project(checked_url(url), _checked_key(key.strip()))


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
            f"The project cannot be saved in {file}: {error.strerror}.",
            hint=f"Make the folder writable, or set {URL_VARIABLE} and {KEY_VARIABLE}.",
        ) from error


def _read(file: Path) -> Project:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return project_of(content["url"], content["publishable_key"])
    except FileNotFoundError:
        raise ConfigurationError("No account project is set up yet.", hint=_CONNECT) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigurationError(f"{file} cannot be read.", hint=_CONNECT) from error


def checked_url(url: str) -> str:
    """A project's address in its one form. Raises ConfigurationError for what is none."""
    parts = _split(url)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not safe or not _is_host(host) or parts.username or parts.query or parts.fragment:
        raise ConfigurationError(
            "A project's address looks like https://abcdefgh.supabase.co.",
            hint="Copy it from the project's settings, under API.",
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _split(url: str) -> SplitResult:
    """The parts of an address; those of an empty one where it could not be asked for."""
    try:
        parts = urlsplit(url.strip())
        askable = url.strip().isprintable() and parts.port != 0
    except ValueError:  # no number for a port, or half an IPv6 address
        askable = False
    return parts if askable else urlsplit("")


def _is_host(host: str) -> bool:
    """Whether there can be such a host in the DNS, or it is an IP address."""
    name = host.removesuffix(".")
    try:
        name.encode("idna")
    except UnicodeError:  # an empty part, or one of more than 63 characters
        return False
    return bool(re.fullmatch(r"[\w.-]+|[0-9a-f:.]+(%\w+)?", name))


def _checked_key(key: str) -> str:
    match key_kind(key) if key.isascii() and key.isprintable() else KeyKind.UNKNOWN:
        case KeyKind.PUBLISHABLE:
            return key
        case KeyKind.SECRET:
            raise ConfigurationError(
                "This is a secret key: with it, anyone can read and delete every learner's rows.",
                hint="Use the publishable key (sb_publishable_...), and replace the secret one "
                "in the project's settings if anyone may have seen it.",
            )
        case KeyKind.UNKNOWN:
            raise ConfigurationError(
                "This is not a Supabase API key.",
                hint="Copy the publishable key (sb_publishable_...) from the project's settings.",
            )
