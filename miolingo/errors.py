"""Every error a user can meet, and the exit code each one ends with."""

from __future__ import annotations

from enum import IntEnum, unique


@unique
class ExitCode(IntEnum):
    """What the process says to the shell when it ends."""

    OK = 0
    BUG = 1
    USAGE = 2
    CONFIGURATION = 3
    ACCOUNT = 4
    AUDIO = 5
    MODEL = 6
    STORE = 7
    CLOUD = 8
    BELOW_MIN_SCORE = 9
    INTERRUPTED = 130


class MiolingoError(Exception):
    """Something a user can act on: one sentence of what happened and one of what to do next."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MiolingoError):
    """The command line does not make sense."""

    exit_code = ExitCode.USAGE


class ConfigurationError(MiolingoError):
    """A setting, a deck or a manifest cannot be used."""

    exit_code = ExitCode.CONFIGURATION


class AudioError(MiolingoError):
    """A recording, a microphone or a loudspeaker cannot be used."""

    exit_code = ExitCode.AUDIO


class AudioFileError(AudioError):
    """An audio file cannot be scored; ``reason`` is a value of ``domain.judgement.Reason``."""

    def __init__(self, message: str, *, hint: str = "", reason: str) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class ModelError(MiolingoError):
    """A recognition model is missing, damaged or crashed."""

    exit_code = ExitCode.MODEL


class RecognizerHungError(ModelError):
    """The recognizer did not answer in time; it was started anew and can be asked again."""


class UnsupportedModelError(ModelError):
    """A whole model whose single sounds cannot be read; ``reason`` is a clause that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This speech model cannot judge single sounds: {reason}.",
            hint="It still judges whole words.",
        )
        self.reason = reason


class NoModelError(ModelError):
    """There is no recognition model for a language on this machine."""


class DownloadError(ModelError):
    """A file of the web cannot be fetched, or is not what was published."""


class BrokenDownloadError(DownloadError):
    """A download that stopped, or never began; it can be tried again, or come another way."""


class StoreError(MiolingoError):
    """The local history cannot be read or written."""

    exit_code = ExitCode.STORE


class RefusedError(MiolingoError):
    """The account's server said no; ``code`` is its own name for the cause, or empty.

    ``status`` is that of the HTTP answer, 0 where there was none.
    """

    def __init__(self, message: str, *, hint: str = "", code: str = "", status: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.status = status


class AccountError(RefusedError):
    """No session, or one that the server does not accept, or a wrong proof of who this is."""

    exit_code = ExitCode.ACCOUNT


class NotSignedInError(AccountError):
    """No session is kept here."""

    def __init__(self) -> None:
        super().__init__("You are not signed in.", hint="Sign in: miolingo account login")


class SessionLockError(AccountError):
    """It cannot be this process's turn to change the session."""


class UnreadableSessionError(AccountError):
    """Something is kept in the place of a session that is none; a new sign-in replaces it."""


class CloudError(RefusedError):
    """The account's server cannot be reached, or cannot do what it was asked."""

    exit_code = ExitCode.CLOUD
