"""``sync --watch`` from end to end: a machine stays current while the command runs."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from miolingo.account.live import realtime as live
from miolingo.errors import ExitCode
from miolingo.history.sync import watch
from tests.parts.patience import PATIENCE_S
from tests.parts.sync_world import Machine, account_ids, until
from tests.supabase_stack.realtime import Realtime, running_realtime

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")


def test_what_is_practiced_meanwhile_is_sent_until_ctrl_c(laptop: Machine) -> None:
    """This project has no Realtime, so that changes are asked for."""
    laptop.practice(1)
    process = laptop.start("sync", "--watch", "--json")
    assert process.stdout
    assert json.loads(process.stdout.readline())["sent"]["attempts"] == 1
    laptop.practice(2)
    assert json.loads(process.stdout.readline())["sent"]["attempts"] == 1
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, told) == (ExitCode.INTERRUPTED, "")
    assert "until you press Ctrl-C" in errors
    assert "Traceback" not in errors
    assert account_ids(laptop.learner, str(laptop.place.user_id)) == [1, 2]


@pytest.fixture
def realtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Realtime]:
    """The project's Realtime, and no other way to hear of a change within an hour."""
    with running_realtime() as running:
        monkeypatch.setattr(live, "realtime_url", lambda _project: running.url)
        monkeypatch.setattr(watch, "LIVE_POLL_S", 3600.0)
        monkeypatch.setattr(watch, "POLL_S", 1.0)
        monkeypatch.setattr(watch, "APART_S", 0.1)
        monkeypatch.setattr(watch, "LOOK_S", 0.1)
        yield running


def test_what_another_machine_sends_is_heard_and_fetched_also_after_the_line_dropped(
    laptop: Machine, phone: Machine, realtime: Realtime
) -> None:
    seen: list[list[int]] = []

    def on_the_phone(number: int) -> None:
        """Practice there and send it; the project's Realtime tells the laptop."""
        phone.practice(number)
        sent, _ = phone.start("sync").communicate(timeout=PATIENCE_S)
        assert "Sent: 1" in sent
        realtime.announce(number)
        until(lambda: number in laptop.ids())

    def meanwhile() -> None:
        try:
            assert realtime.joined.wait(PATIENCE_S)
            on_the_phone(1)
            realtime.drop()
            on_the_phone(2)
            assert realtime.joined.wait(PATIENCE_S)
            on_the_phone(3)
            seen.append(laptop.ids())
        finally:
            signal.pthread_kill(main_thread, signal.SIGINT)

    main_thread = threading.get_ident()
    beside = threading.Thread(target=meanwhile)
    beside.start()
    ended = laptop.run("sync", "--watch")
    beside.join()
    assert seen == [[1, 2, 3]]
    told = ended.stdout.count("Fetched: 1 attempt")
    assert told in (2, 3)  # it may be stopped when the last is here and not told yet
    assert len(realtime.joins) == 2
