"""A machine that is kept current: by what it hears, what it asks for, and what changes on it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

import pytest

from miolingo.account.live.realtime import HEARTBEAT_S, ChangeListener
from miolingo.errors import AccountError, CloudError, MiolingoError
from miolingo.history.lock import HistoryInUseError
from miolingo.history.sync.run import SyncReport
from miolingo.history.sync.watch import APART_S, LIVE_POLL_S, POLL_S, Watch
from tests.parts.clocks import needs_timed_locks
from tests.parts.patience import PATIENCE_S
from tests.supabase_stack.realtime import Realtime, running_realtime

HOUR_S = 3600.0
USER = "11111111-0000-4000-8000-000000000000"
DONE = SyncReport(Counter(), Counter(), {}, (), finished=True)
OFFLINE = CloudError("Offline.")


@dataclass
class Room:
    """A clock that only waiting moves, and what is heard, changed and synced meanwhile."""

    now: float = 0.0
    heard: Callable[[float], bool] = lambda _now: False
    practiced_at: float = inf
    outcomes: list[Exception] = field(default_factory=list)
    can_listen: bool = True
    synced_at: list[float] = field(default_factory=list)
    tries: int = 0
    listeners: int = 0
    closed: int = 0
    told: list[SyncReport | MiolingoError] = field(default_factory=list)

    def sync(self) -> SyncReport:
        self.synced_at.append(self.now)
        if self.outcomes:
            raise self.outcomes.pop(0)
        if self.practiced_at <= self.now:
            self.practiced_at = inf
        return DONE

    def listen(self) -> Room:
        self.tries += 1
        if not self.can_listen:
            raise OFFLINE
        self.listeners += 1
        return self

    def heard_within(self, seconds: float) -> bool:
        self.now += seconds
        return self.heard(self.now)

    def close(self) -> None:
        self.closed += 1

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def watch(self, seconds: float) -> list[float]:
        """Watch for so long; when it synced."""
        watching = Watch(
            self.sync,
            lambda: self.practiced_at <= self.now,
            self.listen,
            lambda: self.now,
            self.sleep,
            self.told.append,
        )
        watching.run(lambda: self.now < seconds)
        return self.synced_at


def test_what_cannot_be_heard_is_asked_for_within_the_bound() -> None:
    room = Room(can_listen=False)
    assert 100 < len(room.watch(HOUR_S)) <= HOUR_S / POLL_S + 1
    assert 1 < room.tries <= HOUR_S / LIVE_POLL_S


def test_what_can_be_heard_is_asked_for_seldom() -> None:
    room = Room()
    assert len(room.watch(HOUR_S)) <= HOUR_S / LIVE_POLL_S + 1
    assert (room.listeners, room.closed) == (1, 1)


def test_a_hundred_changes_in_a_row_are_a_few_syncs() -> None:
    at = Room(heard=lambda _now: True).watch(HOUR_S)
    assert all(later - earlier >= APART_S for earlier, later in pairwise(at))


def test_what_nobody_heard_before_the_listener_was_there_is_synced_after() -> None:
    order: list[str] = []
    room = Room()
    watching = Watch(
        lambda: order.append("sync") or room.sync(),
        lambda: False,
        lambda: order.append("listen") or room.listen(),
        lambda: room.now,
        room.sleep,
        room.told.append,
    )
    watching.run(lambda: room.now < 1)
    assert order == ["listen", "sync"]


def test_a_change_is_there_soon_after_it_was_heard() -> None:
    at = Room(heard=lambda now: 100 <= now < 103).watch(200)
    assert any(100 <= moment <= 100 + APART_S for moment in at)


def test_what_is_practiced_here_is_sent_soon() -> None:
    at = Room(practiced_at=100).watch(200)
    assert any(100 <= moment <= 100 + APART_S for moment in at)


def test_trouble_is_told_once_and_tried_again_at_the_pace_of_asking() -> None:
    room = Room(can_listen=False, practiced_at=0, outcomes=[OFFLINE, OFFLINE, OFFLINE])
    at = room.watch(4 * POLL_S)
    assert room.told[:2] == [OFFLINE, DONE]
    assert at[1] - at[0] >= POLL_S


def test_another_sync_that_goes_on_is_told_and_ends_nothing() -> None:
    in_use = HistoryInUseError("Another sync is running.")
    room = Room(outcomes=[in_use])
    room.watch(HOUR_S)
    assert room.told[:2] == [in_use, DONE]


def test_a_session_that_ended_ends_it() -> None:
    room = Room(outcomes=[AccountError("The session has ended.")])
    with pytest.raises(AccountError):
        room.watch(HOUR_S)


def test_after_a_listener_is_lost_a_sync_looks_for_what_was_missed() -> None:
    def lost_once(now: float) -> bool:
        if 50 <= now < 53:
            raise OFFLINE
        return False

    room = Room(heard=lost_once)
    at = room.watch(100)
    assert any(50 <= moment <= 53 + APART_S for moment in at)
    assert room.listeners > 1


def test_a_listener_that_is_lost_each_time_costs_no_more_than_asking() -> None:
    def lost(_now: float) -> bool:
        raise OFFLINE

    room = Room(heard=lost)
    assert len(room.watch(HOUR_S)) <= HOUR_S / POLL_S + 1
    assert room.closed == room.listeners > 1


@pytest.fixture
def realtime() -> Iterator[Realtime]:
    with running_realtime() as realtime:
        yield realtime


@needs_timed_locks
def test_a_change_is_heard_and_only_the_own_account_is_asked_for(realtime: Realtime) -> None:
    with ChangeListener(realtime.url, USER, "token") as listener:
        (join,) = realtime.joins
        assert "token" in join.values()
        (change,) = join["config"]["postgres_changes"]
        assert change["filter"] == f"user_id=eq.{USER}"
        assert realtime.joined.wait(PATIENCE_S)
        assert not listener.heard_within(0.05)
        threading.Timer(0.05, realtime.announce, [7]).start()
        assert listener.heard_within(PATIENCE_S)


@needs_timed_locks
def test_a_dropped_connection_is_told_and_another_one_hears(realtime: Realtime) -> None:
    with ChangeListener(realtime.url, USER, "token") as listener:
        assert realtime.joined.wait(PATIENCE_S)
        threading.Timer(0.05, realtime.drop).start()
        with pytest.raises(CloudError, match="cannot report changes"):
            listener.heard_within(PATIENCE_S)
    with ChangeListener(realtime.url, USER, "token") as listener:
        assert realtime.joined.wait(PATIENCE_S)
        realtime.announce(8)
        assert listener.heard_within(PATIENCE_S)


def test_a_server_that_refuses_or_is_not_there_is_told(realtime: Realtime) -> None:
    realtime.accepts = False
    with pytest.raises(CloudError, match="refused"):
        ChangeListener(realtime.url, USER, "token")
    with pytest.raises(CloudError, match="cannot report changes"):
        ChangeListener("ws://127.0.0.1:9/realtime/v1/websocket", USER, "token")


def test_a_project_on_this_machine_is_no_business_of_a_proxy(
    realtime: Realtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(CloudError, match="cannot report changes"):
        ChangeListener(realtime.url, USER, "token")
    with ChangeListener(realtime.url, USER, "token", direct=True):
        assert realtime.joined.wait(PATIENCE_S)


def test_a_silent_line_is_kept_open_by_heartbeats(realtime: Realtime) -> None:
    now = [0.0]
    with ChangeListener(realtime.url, USER, "token", clock=lambda: now[0]) as listener:
        assert realtime.joined.wait(PATIENCE_S)
        now[0] += HEARTBEAT_S
        realtime.after_heartbeat = lambda: realtime.announce(1)
        assert listener.heard_within(PATIENCE_S)
        assert realtime.heartbeats == 1
