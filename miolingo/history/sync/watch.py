"""Keep a history current while a command runs: sync when something changed here or elsewhere.

Changes of other machines are heard of at once where a listener can be had, and asked for every
now and then otherwise; traffic is bounded either way (docs/sync.md, Live).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from miolingo.errors import CloudError, MiolingoError
from miolingo.history.lock import HistoryInUseError
from miolingo.history.sync.run import SyncReport

POLL_S = 30.0
"""How often the account is asked where nothing can be heard: 120 requests of about 1 kB an hour."""

LIVE_POLL_S = 300.0
"""The same where changes are heard, for the one that was missed; and how often it is tried whether
they can be heard where that failed."""

APART_S = 5.0
"""The least time between two syncs, so that a hundred changes in a row are a few syncs."""

LOOK_S = 2.0
"""How often this machine's own history is looked at, which costs no traffic."""


class Listener(Protocol):
    """Hears of an account's changes; raises CloudError when it cannot any more."""

    def heard_within(self, seconds: float) -> bool:
        """Wait for a change for so long at most; whether one was heard."""

    def close(self) -> None:
        """Hang up; safe to call twice."""


@dataclass
class Watch:
    """What keeps a history current.

    ``sync`` runs one sync, ``unsent`` tells whether there is something to send, ``listen`` opens a
    listener; ``sync`` and ``listen`` may raise CloudError, ``sync`` HistoryInUseError as well.
    ``clock`` gives seconds, ``sleep`` takes them. ``tell`` is told what a sync did, or why it could
    not.
    """

    sync: Callable[[], SyncReport]
    unsent: Callable[[], bool]
    listen: Callable[[], Listener]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    tell: Callable[[SyncReport | MiolingoError], None]
    _listener: Listener | None = None
    _listen_from_s: float = 0.0
    _trouble: str = ""

    def run(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Sync again and again until interrupted, or while ``go_on`` says so.

        Raises AccountError and other StoreErrors, since without a session or a history there is
        nothing to keep current.
        """
        try:
            while go_on():
                self._begin_to_listen()
                in_sync = self._sync()
                self._wait(look_here=in_sync)
        finally:
            self._hang_up()

    def _sync(self) -> bool:
        try:
            report = self.sync()
        except (CloudError, HistoryInUseError) as error:
            if error.message != self._trouble:
                self.tell(error)
            self._trouble = error.message
            return False
        self._trouble = ""
        self.tell(report)
        return True

    def _wait(self, *, look_here: bool) -> None:
        """Return when it is time for the next sync, which changes here bring on if wanted."""
        begun_at = self.clock()
        wanted = False
        while (waited_s := self.clock() - begun_at) < (LIVE_POLL_S if self._listener else POLL_S):
            if wanted and waited_s >= APART_S:
                return
            wanted = self._heard(LOOK_S) or wanted or (look_here and self.unsent())

    def _heard(self, seconds: float) -> bool:
        if self._listener is None:
            self.sleep(seconds)
            return False
        try:
            return self._listener.heard_within(seconds)
        except CloudError:
            self._hang_up()  # what was missed is asked for, as often as where nothing can be heard
            return False

    def _begin_to_listen(self) -> None:
        """Open a listener, unless there is one; without one the account is asked more often.

        The sync that comes next fetches what nobody heard.
        """
        if self._listener is None and self.clock() >= self._listen_from_s:
            try:
                self._listener = self.listen()
            except CloudError:
                self._listen_from_s = self.clock() + LIVE_POLL_S

    def _hang_up(self) -> None:
        if self._listener:
            self._listener.close()
            self._listener = None
