"""Decides where a learner's history is, and opens it: a file here, or the account alone."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING
from uuid import uuid4

from miolingo import paths, runtime
from miolingo.domain.ephemeral import VARIABLE, Choice, Mode, Mount, choose, mark, mount_of
from miolingo.domain.screen_text import harmless
from miolingo.store import Store

if TYPE_CHECKING:
    from miolingo.cloud.cloud_store import CloudStore, NotTaken
    from miolingo.services.account import Parts

_TOKENS = ("MIOLINGO_ACCESS_TOKEN", "MIOLINGO_REFRESH_TOKEN")
_QUICK_S = 3.0


def store_choice() -> Choice:
    """Where attempts are kept here, and why. Raises ConfigurationError."""
    found = mark(os.environ, os.path.exists, _mount_of_data())
    has_tokens = any(os.environ.get(name) for name in _TOKENS)
    return choose(os.environ.get(VARIABLE, "").strip().lower(), found, has_tokens=has_tokens)


@contextmanager
def open_store(*, demo: bool = False) -> Iterator[Store | CloudStore]:
    """The learner's history, or that of demonstrations, which is always here.

    Raises AccountError where the account is to be used and nobody is signed in, ConfigurationError
    and StoreError.
    """
    if demo or store_choice().mode is Mode.LOCAL:
        with runtime.open_store(demo=demo) as store:
            yield store
    else:
        with ExitStack() as opened:
            yield opened.enter_context(_cloud_store(opened))


def _cloud_store(opened: ExitStack) -> CloudStore:
    from miolingo.cloud.cloud_store import CloudStore  # noqa: PLC0415 - few runs need the network
    from miolingo.cloud.http import CloudClient  # noqa: PLC0415
    from miolingo.cloud.sync_server import SyncServer  # noqa: PLC0415
    from miolingo.cloud.tables import Tables  # noqa: PLC0415
    from miolingo.runtime_account import open_account  # noqa: PLC0415

    parts = opened.enter_context(open_account())
    user_id = _signed_in(parts)
    quick = opened.enter_context(CloudClient(silence_s=_QUICK_S))
    return CloudStore(
        SyncServer(Tables(parts.project, quick, parts.account, only_for=user_id)),
        Tables(parts.project, parts.http, parts.account, only_for=user_id),
        user_id=user_id,
        device_id=str(uuid4()),
        clock=time.monotonic,
        sleep=time.sleep,
        say=_say,
        hand_over=_hand_over,
    )


def _signed_in(parts: Parts) -> str:
    from miolingo.errors import AccountError  # noqa: PLC0415

    try:
        return parts.account.session().user_id
    except AccountError as error:
        raise AccountError(
            f"The history is in the account, and that cannot be used: {error.message}",
            hint=f"Put a session into {' or '.join(_TOKENS)} (docs/containers.md), or keep the "
            f"history on this disk: {VARIABLE}=local",
        ) from error


def _hand_over(left: NotTaken) -> None:
    from miolingo.services.handing_over import hand_over  # noqa: PLC0415

    _say(f"The account has not taken {len(left.entries)} of what you did. {left.why}".strip())
    folders = [Path.cwd(), Path(gettempdir())]
    hand_over(left.entries, folders, datetime.now(UTC), _say)


def _say(text: str) -> None:
    print(harmless(text), file=sys.stderr, flush=True)  # noqa: T201 - this is where people read it


def _mount_of_data() -> Mount | None:
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    folder = paths.data_dir().absolute()
    present = next(path for path in (folder, *folder.parents) if path.exists())
    return mount_of(str(present.resolve()), mounts)
