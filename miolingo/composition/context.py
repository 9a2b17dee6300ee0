"""What one command knows of its surroundings, made once and handed down."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miolingo.paths import Folders, folders_of

if TYPE_CHECKING:
    from miolingo.account.storage_mode import StorageDecision
    from miolingo.auth import Project
    from miolingo.history.location import HistoryLocation
    from miolingo.settings.definitions import ResolvedSettings


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """The surroundings of one command; ``now`` gives an aware instant in UTC.

    What has to be looked up is looked up at most once, when it is first wanted, so that the whole
    command goes by the same answer. A command that changes the answer, such as signing in, goes
    on with ``refreshed()``.
    """

    folders: Folders
    environ: Mapping[str, str]
    now: Callable[[], datetime] = _utc_now

    def refreshed(self) -> Context:
        """The same surroundings, looked up anew."""
        return replace(self)

    @property
    def at_terminal(self) -> bool:
        """Whether somebody sits at a terminal who sees what is printed and can answer."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def debug(self) -> bool:
        """Whether what goes wrong is to be shown in full."""
        return bool(self.environ.get("MIOLINGO_DEBUG"))

    def today(self) -> date:
        """The day that it is in this machine's time zone."""
        return self.now().astimezone().date()

    @property
    def project_file(self) -> Path:
        """Where it is remembered which project the account is in."""
        return self.folders.config / "project.json"

    @cached_property
    def project(self) -> Project:
        """The project of the account. Raises ConfigurationError when there is none."""
        from miolingo.account.project_file import load_project

        return load_project(self.project_file, self.environ)

    @cached_property
    def location(self) -> HistoryLocation:
        """Whose history is meant. Raises ConfigurationError and StoreError."""
        from miolingo.account.project_file import is_known
        from miolingo.history.location import current_location, guest_location

        if not is_known(self.project_file, self.environ):
            return guest_location(self.folders.data)
        return current_location(self.folders.data, self.project.name, self.environ)

    @cached_property
    def storage(self) -> StorageDecision:
        """Where attempts are kept, and why. Raises ConfigurationError."""
        from miolingo.account.storage_mode import decide_storage

        return decide_storage(self.environ, self.folders.data)

    @property
    def in_account_alone(self) -> bool:
        """Whether attempts are kept in the account and not on this machine."""
        from miolingo.account.storage_mode import StorageMode

        return self.storage.mode is StorageMode.CLOUD

    @cached_property
    def machine_settings(self) -> ResolvedSettings:
        """The choices without those of the account, which has no say about a machine.

        Raises ConfigurationError when they cannot be read.
        """
        from miolingo.composition.settings import machine_sources
        from miolingo.settings.service import read

        return read(machine_sources(self))

    @cached_property
    def settings(self) -> ResolvedSettings:
        """The choices that hold. Raises ConfigurationError and StoreError."""
        from miolingo.composition.settings import account_settings

        account = account_settings(self)
        if account is None:
            return self.machine_settings
        return self.machine_settings.with_account(account.settings())

    def choices(self, options: Mapping[str, Any]) -> ResolvedSettings:
        """The choices that hold; an option that is not None wins over all others.

        Raises ConfigurationError and StoreError when they cannot be read.
        """
        return self.settings.with_options(options)


def context_from(environ: Mapping[str, str] = os.environ) -> Context:
    """The surroundings that an environment describes, and this machine's clock."""
    return Context(folders_of(environ), environ)
