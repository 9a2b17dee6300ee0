"""Decides where a learner's history is, and opens it: a file here, or the account alone."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING
from uuid import uuid4

from miolingo import paths
from miolingo.account.storage_mode import (
    VARIABLE,
    Mount,
    StorageDecision,
    StorageMode,
    choose,
    ephemeral_markers,
    mount_of,
)
from miolingo.composition import context, histories
from miolingo.errors import AccountError, CloudError, StoreError
from miolingo.history.interface import History
from miolingo.language.terminal_safe import strip_controls
from miolingo.practice.signals import defer_interrupts, terminations_as_interrupts

if TYPE_CHECKING:
    from miolingo.account.manage import AccountContext
    from miolingo.account.remote_store import RemoteStore, Unsent
    from miolingo.doctor import Check

_TOKENS = ("MIOLINGO_ACCESS_TOKEN", "MIOLINGO_REFRESH_TOKEN")


def store_choice() -> StorageDecision:
    """Where attempts are kept here, and why. Raises ConfigurationError."""
    found = ephemeral_markers(os.environ, os.path.exists, _mount_of_data())
    has_tokens = any(os.environ.get(name) for name in _TOKENS)
    return choose(os.environ.get(VARIABLE, "").strip().lower(), found, has_tokens=has_tokens)


@contextmanager
def open_store(*, demo: bool = False) -> Iterator[History]:
    """The learner's history, or that of demonstrations, which is always here.

    Raises AccountError where the account is to be used and nobody is signed in, CloudError where
    it has not taken everything by the end, ConfigurationError and StoreError.
    """
    if demo or store_choice().mode is StorageMode.LOCAL:
        with context.open_store(demo=demo) as store:
            yield store
        return
    left: list[Unsent] = []
    with terminations_as_interrupts(), ExitStack() as opened:
        yield opened.enter_context(_cloud_store(opened, left))
    if left:
        raise CloudError(
            "The account has not taken everything.", hint="The lines above say where the rest is."
        )


def sync_in_background() -> bool:
    """Start a sync that outlives this process, where there is a history here to sync."""
    return store_choice().mode is StorageMode.LOCAL and histories.sync_in_background()


def doctor_checks() -> list[Check]:
    """The history, and whether it lasts where it is."""
    from miolingo.doctor import Check

    return [
        Check("History", _describe_history),
        Check("Kept in", _describe_choice, needed=False),
    ]


def _describe_history() -> str:
    from miolingo.doctor import describe_history
    from miolingo.history.recovery import sound_attempts

    if store_choice().mode is StorageMode.CLOUD:
        return "none on this machine"
    return describe_history(context.history_location(), sound_attempts)


def _describe_choice() -> str:
    """Where attempts are kept, why, and what was found; StoreError where they will not last."""
    choice = store_choice()
    found = "; ".join(choice.found)
    if choice.passing:
        raise StoreError(
            f"What is practiced here will not last: {found}.",
            hint="Put a session into the environment, or the data folder on a volume: "
            "docs/containers.md",
        )
    place = "this machine" if choice.mode is StorageMode.LOCAL else "the account alone"
    return f"{place}, because {choice.why}" + (f". Found: {found}" if found else "")


def warn_if_passing() -> None:
    """Tell a learner whose attempts will not last, and did not choose that, what to do."""
    choice = store_choice()
    if choice.passing:
        say(
            f"What you practice here will not last: {'; '.join(choice.found)}. To keep it, put a "
            f"session into {' or '.join(_TOKENS)}, or the data folder on a volume: "
            "docs/containers.md"
        )


def _cloud_store(opened: ExitStack, left: list[Unsent]) -> RemoteStore:
    from miolingo.account.remote_store import RemoteStore
    from miolingo.account.rest_api import Tables
    from miolingo.account.sync_api import SyncClient
    from miolingo.composition.account import open_account

    def hand_over(not_taken: Unsent) -> None:
        left.append(not_taken)
        _hand_over(not_taken)

    parts = opened.enter_context(open_account())
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
            f"The history is in the account, and that cannot be used: {error.message}",
            hint=f"Put a session into {' or '.join(_TOKENS)} (docs/containers.md), or keep the "
            f"history on this disk: {VARIABLE}=local",
        ) from error


def _hand_over(left: Unsent) -> None:
    from miolingo.transfer.rescue import write_rescue_file

    say(f"The account has not taken {len(left.entries)} of what you did. {left.why}".strip())
    with defer_interrupts():
        write_rescue_file(left.entries, _folders_to_try(), datetime.now(UTC), say)


def _folders_to_try() -> Iterator[Path]:
    yield Path()
    with suppress(FileNotFoundError):  # there may be no folder for temporary files either
        yield Path(gettempdir())


def say(text: str) -> None:
    """Tell the learner something beside a command's results, if anybody is there to read it."""
    with suppress(OSError):
        print(strip_controls(text), file=sys.stderr, flush=True)  # noqa: T201 - people read it here


def _mount_of_data() -> Mount | None:
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    folder = paths.data_dir().absolute()
    present = next(path for path in (folder, *folder.parents) if path.exists())
    return mount_of(str(present.resolve()), mounts)
