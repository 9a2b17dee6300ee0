"""Opens the learner's history, a file here or the account alone, and recovers a damaged one.

The recordings that are kept of its attempts lie beside a file.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING
from uuid import uuid4

from miolingo.account.local_history import (
    KeptHistory,
    copy_history,
    history_of,
    kept_histories,
    recordings_copied,
    store_at,
)
from miolingo.account.project_file import is_known
from miolingo.account.storage_mode import TOKENS, VARIABLE
from miolingo.errors import AccountError, CloudError, ConfigurationError, StoreError
from miolingo.history.interface import History
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.location import (
    HistoryLocation,
    forget_owner,
    note_address,
    noted_address,
    remember_owner,
)
from miolingo.history.sync.state import SyncStore
from miolingo.practice.kept.retention import BYTES_OF_A_MB, Retention, Wish, sweep
from miolingo.practice.signals import defer_interrupts, terminations_as_interrupts
from miolingo.settings.definitions import RECORDINGS, RECORDINGS_MB
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.ui.console import say

if TYPE_CHECKING:
    from miolingo.account.manage import AccountContext
    from miolingo.account.server.remote_store import RemoteStore, Unsent
    from miolingo.auth import Session
    from miolingo.composition.context import Context
    from miolingo.history.recovery import RecoveryReport
    from miolingo.transfer.export_format import Entry


@contextmanager
def open_history(context: Context, *, demo: bool = False) -> Iterator[History]:
    """The learner's history, or that of demonstrations, which is always here.

    Raises AccountError where the account is to be used and nobody is signed in, CloudError where
    it has not taken everything by the end, ConfigurationError and StoreError.
    """
    if demo or not context.in_account_alone:
        demonstrations = HistoryLocation(context.folders.data / "demo.db")
        with store_at(demonstrations if demo else context.location) as store:
            yield store
        return
    not_taken: list[Unsent] = []
    with terminations_as_interrupts(), ExitStack() as opened:
        yield opened.enter_context(_account_history(context, opened, not_taken))
    if not_taken:
        raise CloudError(
            "The account did not accept everything.", hint="The lines above say where the rest is."
        )


def recording_folder(context: Context) -> RecordingFolder:
    """The folder for recordings of the learner's attempts.

    Raises ConfigurationError where the account alone has the attempts, and StoreError.
    """
    if context.in_account_alone:
        raise ConfigurationError(
            "No recordings are kept here: your attempts are only in your account.",
            hint="Recordings never leave a machine, so they need a history on its disk: "
            f"{VARIABLE}=local",
        )
    return RecordingFolder(context.location.recordings)


def retention(context: Context) -> Retention:
    """Which recordings the learner wants to keep. Raises ConfigurationError and StoreError."""
    settings = context.settings
    wish = Wish(settings.value(RECORDINGS))
    return Retention(wish, settings.value(RECORDINGS_MB) * BYTES_OF_A_MB)


def sweep_recordings(context: Context) -> None:
    """Remove the recordings of attempts that were deleted. Raises as ``context.location`` does."""
    if not context.in_account_alone:
        with store_at(context.location) as history:
            sweep(recording_folder(context), history)


def learner_name(context: Context) -> str:
    """What a report calls the learner who gave no name: the account's mail address, or a guest.

    Raises StoreError.
    """
    location = context.location
    return noted_address(location) if location.user_id else "a guest"


def use_account_history(context: Context, session: Session) -> Context:
    """From now on this machine practices with a learner's own history. Raises StoreError."""
    location = remember_owner(context.folders.data, context.project.name, session.user_id)
    note_address(location, session.email)
    with SyncStore(location.path, user_id=session.user_id) as store:
        store.note_account_wanted()
    return context.refreshed()


def use_guest_history(context: Context) -> Context:
    """From now on this machine practices as a guest. Raises StoreError."""
    forget_owner(context.folders.data, context.project.name)
    return context.refreshed()


def practices_as_guest(context: Context) -> bool:
    """Whether this machine surely practices without an account."""
    try:
        return context.location.user_id is None
    except StoreError:  # it cannot be told
        return False


def other_histories(context: Context) -> list[KeptHistory]:
    """The histories of accounts on this machine, but for the present one. Raises StoreError."""
    present = None if context.in_account_alone else context.location.path
    return [
        kept
        for kept in kept_histories(context.folders.data)
        if kept.location.user_id and kept.location.path != present
    ]


def is_of_this_project(context: Context, history: KeptHistory) -> bool:
    """Whether a history is of the project that this machine is connected to, if it is to any."""
    connected = is_known(context.project_file, context.environ)
    return connected and history.project_name == context.project.name


def find_other_history(context: Context, account: str) -> KeptHistory:
    """The history of another account, by its address or id. Raises UsageError and StoreError."""
    return history_of(account, other_histories(context))


def bring_other_history(context: Context, history: KeptHistory) -> int:
    """Copy a history into the present one; how many attempts it has. Raises as ``open_history``."""
    with ExitStack() as copying:
        if not context.in_account_alone:
            copying.enter_context(recordings_copied(history.location, context.location))
        source = copying.enter_context(store_at(history.location))
        return copy_history(source, copying.enter_context(open_history(context)))


def recover_history(context: Context) -> RecoveryReport:
    """Save what can be read of a damaged history, and leave a sound one alone.

    Raises ConfigurationError and StoreError; running it again goes on then.
    """
    from miolingo.history.lock import exclusive_history
    from miolingo.history.recovery import recover

    location = context.location
    with exclusive_history(context.folders.data, location.user_id, 0):
        return recover(location, context.now())


def new_id() -> str:
    """Return an id for what a history is to keep: a UUID of version 7."""
    import uuid6

    return str(uuid6.uuid7())


def keep_in_file(context: Context, entries: Sequence[Entry]) -> None:
    """Give a learner what the history has not taken as a file, or line by line."""
    from miolingo.transfer.unsaved_attempts import write_rescue_file

    with defer_interrupts():
        write_rescue_file(entries, _folders_to_try(), context.now(), say)


def _account_history(context: Context, opened: ExitStack, not_taken: list[Unsent]) -> RemoteStore:
    from miolingo.account.server.remote_store import RemoteStore
    from miolingo.account.server.rest_api import Tables
    from miolingo.account.server.sync_api import SyncClient
    from miolingo.composition.account import open_account

    def hand_over(unsent: Unsent) -> None:
        not_taken.append(unsent)
        _rescue(context, unsent)

    parts = opened.enter_context(open_account(context))
    user_id = _signed_in(parts)
    tables = Tables(parts.project, parts.http, parts.account, only_for=user_id)
    return RemoteStore(
        SyncClient(tables),
        tables,
        user_id=user_id,
        device_id=str(uuid4()),
        clock=time.monotonic,
        sleep=time.sleep,
        say=say,
        hand_over=hand_over,
    )


def _signed_in(parts: AccountContext) -> str:
    try:
        return parts.account.session().user_id
    except AccountError as error:
        raise AccountError(
            f"The history is in the account, which cannot be used: {error.message}",
            hint=f"Put a session into {TOKENS} (docs/containers.md), or keep the "
            f"history on this disk: {VARIABLE}=local",
        ) from error


def _rescue(context: Context, unsent: Unsent) -> None:
    if not unsent.entries:
        say(f"The account has not deleted the attempt that you removed. {unsent.why}")
        return
    heard = all(isinstance(entry, ListeningAnswer) for entry in unsent.entries)
    rows = f"{len(unsent.entries)} {'listening answers' if heard else 'attempts'}"
    say(f"The account did not accept {rows}. {unsent.why}".strip())
    keep_in_file(context, unsent.entries)


def _folders_to_try() -> Iterator[Path]:
    yield Path()
    with suppress(FileNotFoundError):  # there may be no folder for temporary files either
        yield Path(gettempdir())
