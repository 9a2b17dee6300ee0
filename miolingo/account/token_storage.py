"""Storage of a session between two commands: the keyring, a file, or the environment."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from miolingo.account.keyring_item import ELSEWHERE, LIMIT_S, LONGEST_VALUE, KeyringItem
from miolingo.auth import (
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    Session,
    claims,
    from_text,
    issued_by,
    to_text,
)
from miolingo.errors import AccountError, SessionLockError, UnreadableSessionError
from miolingo.files.atomic import remove_drafts, replace_file
from miolingo.files.lock import Busy, UnusableLockError, file_lock

_LONGEST_TEXT = 2**16


class KeyringStorage:
    """A project's session in the keyring of this machine, an item of its own for each project.

    Every method raises AccountError where the keyring is absent, locked, silent or failing.
    """

    where = "the keyring of this machine"

    def __init__(self, project_name: str, *, limit_s: float = LIMIT_S) -> None:
        self._item = KeyringItem(f"miolingo:{project_name}", limit_s=limit_s)

    def load(self) -> Session | None:
        """The session kept; None only where the keyring says that there is none."""
        text = self._item.read()
        return None if text is None else _session(text, self.where)

    def save(self, session: Session) -> None:
        """Keep a session in the place of any other, without its access token where it is long."""
        text = to_text(session, LONGEST_VALUE)
        if len(text) > LONGEST_VALUE:
            raise AccountError(
                "The session is too long for the keyring.", hint=f"Instead, {ELSEWHERE}"
            )
        self._item.write(text)

    def clear(self) -> None:
        """Forget the session, if there is one."""
        self._item.erase()


class FileStorage:
    """A session in a plain file that only its owner can read, in a folder of the same kind.

    Every method raises AccountError where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.where = f"the plain file {path}"

    def load(self) -> Session | None:
        """The session kept; None only where there is no file.

        A file that others can read is made private, and refused this once.
        """
        try:
            text = self._read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refusal("read", error) from error
        return _session(text, self.where)

    def save(self, session: Session) -> None:
        """Put a session in the place of any other; a crash leaves the one or the other."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.parent.chmod(0o700)
            replace_file(self._path, to_text(session, _LONGEST_TEXT))
        except OSError as error:
            raise self._refusal("written", error) from error

    def clear(self) -> None:
        """Forget the session, if there is one."""
        try:
            self._path.unlink(missing_ok=True)
            remove_drafts(self._path.parent, self._path.name)
        except OSError as error:
            raise self._refusal("removed", error) from error

    def _read(self) -> str:
        no_links = getattr(os, "O_NOFOLLOW", 0)
        with open(  # noqa: PTH123 - pathlib cannot open a descriptor
            os.open(self._path, os.O_RDONLY | no_links), encoding="ascii", errors="backslashreplace"
        ) as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                os.fchmod(file.fileno(), 0o600)
                raise AccountError(
                    f"Others on this machine could read {self._path} until now. This is fixed.",
                    hint="Repeat the command. If someone may have read it, end the session: "
                    "miolingo account logout --all",
                )
            return file.read()

    def _refusal(self, done: str, error: OSError) -> AccountError:
        why = "it is a link" if self._path.is_symlink() else error.strerror or error
        return AccountError(
            f"The session in {self._path} cannot be {done} ({why}).",
            hint="Check the file, its folder and the free space, then try again.",
        )


class EnvironmentStorage:
    """A session from variables of the environment, for containers; it is never written anywhere.

    A refresh token is used up by the first refresh. Its successor lives as long as this process,
    so the variable serves one process; an access token serves any number of them until it ends.
    """

    where = f"the environment ({ACCESS_TOKEN}, {REFRESH_TOKEN})"

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._access_token = environ.get(ACCESS_TOKEN, "").strip()
        self._refresh_token = environ.get(REFRESH_TOKEN, "").strip()
        self._newer: Session | None = None

    def check_issuer(self, project_name: str) -> None:
        """See that a token is only shown to the project that it is from. Raises AccountError."""
        if self._access_token and not issued_by(project_name, self._access_token):
            raise AccountError(
                f"The token in {ACCESS_TOKEN} is not from the project {project_name}.",
                hint="Use one from this project, or remove the variable from the environment.",
            )

    @property
    def present(self) -> bool:
        """Whether the environment names a token."""
        return bool(self._access_token or self._refresh_token)

    def load(self) -> Session | None:
        """The newest session; None without tokens. Raises AccountError for a token that is none."""
        return self._newer or (self._given() if self.present else None)

    def save(self, session: Session) -> None:
        """Keep a session as long as this process lives."""
        self._newer = session

    def clear(self) -> None:
        """Forget the session as long as this process lives; the variables stay as they are."""
        self._newer, self._access_token, self._refresh_token = None, "", ""

    def _given(self) -> Session:
        given = {ACCESS_TOKEN: self._access_token, REFRESH_TOKEN: self._refresh_token}
        for name, value in given.items():
            if not (value.isascii() and value.isprintable()):
                raise AccountError(
                    f"{name} contains no token.",
                    hint="Set it to one, or remove the variable from the environment.",
                )
        if not self._access_token:
            return Session(user_id="", email="", refresh_token=self._refresh_token)
        token = claims(self._access_token)
        with suppress(KeyError, TypeError, ValueError, OverflowError, OSError):
            return Session(
                user_id=str(token["sub"]),
                email=str(token.get("email") or ""),
                refresh_token=self._refresh_token,
                access_token=self._access_token,
                expires_at=datetime.fromtimestamp(token["exp"], UTC),
            )
        raise AccountError(
            f"{ACCESS_TOKEN} contains no access token of a user.",
            hint="Set it to one, or remove the variable from the environment.",
        )


Storage = KeyringStorage | FileStorage | EnvironmentStorage


def choose_storage(
    project_name: str,
    folder: Path,
    given: EnvironmentStorage,
    *,
    insecure: bool = False,
) -> Storage:
    """The place of a project's session; nothing is read from it or written to it yet.

    What the environment has ``given`` wins, then a plain file where it exists or is asked for as
    ``insecure``, then the keyring. ``folder`` is Miolingo's own; the files get a private one in it.
    """
    if given.present:
        return given
    path = folder / "sessions" / f"{quote(project_name, safe='')}.json"
    if insecure or os.path.lexists(path):
        return FileStorage(path)
    return KeyringStorage(project_name)


class SessionLock(AbstractContextManager[None]):
    """Turns among the processes that change a session; entered as often as they come.

    Entering it waits for ``wait_s`` at most and raises SessionLockError.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self._path = path
        self._wait_s = wait_s
        self._held = ExitStack()

    def __enter__(self) -> None:
        """Wait for the turn."""
        try:
            self._held.enter_context(file_lock(self._path, self._wait_s))
        except Busy as error:
            raise SessionLockError(
                "Another process has locked the session for too long.",
                hint=f"Stop it if it hangs, and try again. It uses the lock {self._path}",
            ) from error
        except UnusableLockError as error:
            raise SessionLockError(
                f"The lock {self._path} cannot be used: {error.strerror}.",
                hint="Make its folder writable, or set MIOLINGO_HOME to a folder on another disk.",
            ) from error

    def __exit__(self, *_error: object) -> None:
        """Let the next one have it."""
        self._held.close()


def _session(text: str, where: str) -> Session:
    with suppress(ValueError):
        return from_text(text)
    raise UnreadableSessionError(
        f"What is stored in {where} is not a session.",
        hint="Sign in again, which replaces it: miolingo account login",
    )
