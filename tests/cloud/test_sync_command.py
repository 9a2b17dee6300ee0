"""One history on two machines, in real processes against the project."""

from __future__ import annotations

import json
import shutil
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from miolingo.errors import ExitCode
from miolingo.history.reports.statistics import Selection
from miolingo.history.sync.state import SyncStore
from miolingo.practice.schedule import ScheduledPhrase, schedule
from miolingo.speech.recordings.folder import RecordingFolder
from tests.parts.account_world import INSECURE, PASSWORD, Learner, status
from tests.parts.disks import small_disk
from tests.parts.patience import PATIENCE_S
from tests.parts.recordings import encoded_recording
from tests.parts.sync_world import Machine, account_ids, attempt, signed_in_machine, until
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.stack import Stack

REFUSED = ("refused", "refused_earlier")


def test_two_machines_share_one_history(laptop: Machine, phone: Machine) -> None:
    laptop.practice(1, 3)
    phone.practice(10, 2)
    assert laptop.sync()["sent"]["attempts"] == 3
    assert phone.sync()["received"]["attempts"] == 3
    assert laptop.sync()["received"]["attempts"] == 2
    assert laptop.ids() == phone.ids() == [1, 2, 3, 10, 11]
    with laptop.store as here, phone.store as there:
        assert list(here.every_attempt()) == list(there.every_attempt())


def test_two_machines_agree_on_what_is_due(laptop: Machine, phone: Machine) -> None:
    now = datetime.now(UTC)
    for number, machine in enumerate((laptop, phone, phone, laptop, laptop, phone)):
        one = replace(
            attempt(number + 1),
            practice_date=now - timedelta(days=9 - number, minutes=number),
            target_phrase=("물 좀 주세요", "물좀 주세요", "감사합니다")[number % 3],
        )
        with machine.store as store:
            store.add_attempt(one)
    apart = [reviews(machine) for machine in (laptop, phone)]
    assert apart[0] != apart[1]
    for machine in (laptop, phone, laptop):
        machine.sync()
    assert reviews(laptop) == reviews(phone)


def reviews(machine: Machine) -> tuple[ScheduledPhrase, ...]:
    with machine.store as store:
        return schedule(store.outcomes(Selection()), "ko", datetime.now(UTC))


def test_a_synced_machine_asks_once_and_sends_nothing(laptop: Machine, stack: Stack) -> None:
    laptop.practice(1, 700)
    stack.requests.clear()
    laptop.sync()
    assert [request.path for request in stack.requests] == [
        "/rest/v1/rpc/pull_changes",
        *["/rest/v1/rpc/push_changes"] * 2,
    ]
    stack.requests.clear()
    told = laptop.sync()
    assert [request.path for request in stack.requests] == ["/rest/v1/rpc/pull_changes"]
    assert sum(told["sent"].values()) + sum(told["received"].values()) == 0


def test_no_request_is_made_with_anything_but_the_learners_token(
    laptop: Machine, stack: Stack
) -> None:
    laptop.practice(1)
    stack.requests.clear()
    laptop.sync()
    assert {request.bearer for request in stack.requests} == {"user"}


def test_a_forgotten_attempt_is_gone_everywhere(laptop: Machine, phone: Machine) -> None:
    laptop.practice(1, 5)
    laptop.sync()
    phone.sync()
    with phone.store as store:
        store.forget([attempt(2).id])
    phone.sync()
    assert laptop.run("forget", "--since", "2026-01-01", "--lang", "pt", "--yes").stdout == (
        "Deleted: 0.\n"
    )
    laptop.sync()
    assert laptop.ids() == [1, 3, 4, 5]
    assert laptop.run("forget", "--since", "2026-01-01", "--yes").returncode == 0
    laptop.sync()
    phone.sync()
    assert phone.ids() == account_ids(phone.learner, str(phone.place.user_id)) == []


def test_a_sync_removes_the_recording_of_an_attempt_that_was_forgotten_elsewhere(
    laptop: Machine, phone: Machine
) -> None:
    laptop.practice(1, 2)
    laptop.sync()
    phone.sync()
    recordings = RecordingFolder(laptop.place.recordings)
    for number in (1, 2):
        recordings.add(attempt(number).id, encoded_recording())
    with phone.store as store:
        store.forget([attempt(2).id])
    phone.sync()
    laptop.sync()
    assert list(recordings.sizes()) == [attempt(1).id]
    assert not phone.place.recordings.exists()


def test_a_setting_follows_the_learner_and_a_device_does_not(
    laptop: Machine, phone: Machine
) -> None:
    assert laptop.run("settings", "set", "speed", "150").returncode == 0
    assert laptop.run("settings", "set", "device", "3").returncode == 0
    laptop.sync()
    phone.sync()
    assert phone.run("settings", "get", "speed").stdout == "150\n"
    assert phone.run("settings", "get", "device").stdout == "\n"


def test_the_machine_whose_setting_gave_way_says_so(laptop: Machine, phone: Machine) -> None:
    for machine, speed in ((laptop, 150), (phone, 90)):
        with machine.store as store:
            store.set_setting("speed", speed)
    laptop.sync()
    told = phone.run("sync").stdout
    assert "The setting speed is now 150" in told
    assert "miolingo settings set speed 90" in told
    assert phone.run("settings", "get", "speed").stdout == "150\n"


def test_status_and_dry_run_change_nothing_and_status_needs_no_network(
    laptop: Machine, phone: Machine, stack: Stack
) -> None:
    phone.practice(10, 2)
    phone.sync()
    laptop.practice(1, 3)
    stack.requests.clear()
    state = json.loads(laptop.run("sync", "--status", "--json").stdout)
    assert state["unsent"]["attempts"] == 3
    assert state["finished_at"] is None
    assert stack.requests == []
    foreseen = laptop.sync("--dry-run")
    assert (foreseen["sent"]["attempts"], foreseen["received"]["attempts"]) == (3, 2)
    assert laptop.ids() == [1, 2, 3]


def test_who_is_not_signed_in_is_told_so(learner: Learner) -> None:
    for options in (["--status"], []):
        told = Machine(learner).run("sync", *options)
        assert told.returncode == ExitCode.ACCOUNT
        assert "login" in told.stderr


def test_offline_is_told_kept_for_status_and_loses_nothing(laptop: Machine, stack: Stack) -> None:
    laptop.practice(1)
    stack.faults.plan(Fault.DROPPED, "/rest", times=9)
    told = laptop.run("sync")
    assert told.returncode == ExitCode.CLOUD
    assert "cannot be reached" in told.stderr
    assert "cannot be reached" in laptop.run("sync", "--status").stdout
    stack.faults.clear()
    assert laptop.sync()["sent"]["attempts"] == 1
    assert "failed" not in laptop.run("sync", "--status").stdout


@pytest.mark.parametrize(
    ("fault", "function"),
    [
        (Fault.TOO_MANY, "pull_changes"),
        (Fault.ANSWER_LOST, "push_changes"),
        (Fault.CUT_JSON, "push_changes"),
        (Fault.BROKEN, "push_changes"),
    ],
)
def test_a_passing_fault_costs_a_pause(
    laptop: Machine, stack: Stack, fault: Fault, function: str
) -> None:
    laptop.practice(1, 3)
    stack.faults.plan(fault, f"/rest/v1/rpc/{function}")
    laptop.sync()
    assert account_ids(laptop.learner, str(laptop.place.user_id)) == laptop.ids() == [1, 2, 3]


def test_a_captive_portal_is_told_and_changes_nothing(laptop: Machine, stack: Stack) -> None:
    laptop.practice(1)
    stack.faults.plan(Fault.CAPTIVE_PORTAL, "/rest", times=9)
    told = laptop.run("sync")
    assert told.returncode == ExitCode.CLOUD
    assert "sign in" in told.stderr
    stack.faults.clear()
    assert laptop.sync()["sent"]["attempts"] == 1


def test_a_refused_attempt_is_kept_and_told_and_the_others_go_on(laptop: Machine) -> None:
    with laptop.store as store:
        store.add_all([attempt(1), replace(attempt(2), target_phrase="가" * 5001), attempt(3)], [])
    first, second, again = (
        laptop.run("sync", "--json", *options) for options in ([], [], ["--refused"])
    )
    for ended, key in ((first, "refused"), (second, "refused_earlier"), (again, "refused")):
        assert ended.returncode == ExitCode.CLOUD
        told = json.loads(ended.stdout)
        refused = {kind: [row["id"] for row in told[kind]] for kind in REFUSED}
        assert refused == {"refused": [], "refused_earlier": [], key: [attempt(2).id]}
    assert account_ids(laptop.learner, str(laptop.place.user_id)) == [1, 3]
    assert laptop.ids() == [1, 2, 3]
    for options in ([], ["--status"]):
        ended = laptop.run("sync", *options)
        assert f"{attempt(2).id}: its phrase has more than 5,000 characters." in ended.stdout
        assert "Everything was in sync" not in ended.stdout
        assert ended.returncode == ExitCode.CLOUD


def test_a_sync_in_the_background_is_quiet_and_keeps_its_trouble_for_status(
    laptop: Machine, stack: Stack
) -> None:
    laptop.practice(1)
    stack.faults.plan(Fault.UNAVAILABLE, "/rest", times=9)
    told = laptop.run("sync", "--background")
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    assert "failed" in laptop.run("sync", "--status").stdout


@pytest.mark.parametrize(
    "words", [("forget", "--last", "--yes"), ("settings", "set", "speed", "150")]
)
def test_a_change_reaches_the_account_by_itself(laptop: Machine, words: tuple[str, ...]) -> None:
    laptop.practice(1)
    told = laptop.run(*words, MIOLINGO_AUTO_SYNC="true")
    assert told.returncode == 0
    with SyncStore(laptop.place.path, user_id=str(laptop.place.user_id)) as store:
        until(lambda: store.state().finished_at is not None)
        assert sum(store.unsent().values()) == 0


def test_signing_in_fetches_the_history_by_itself(laptop: Machine, phone: Machine) -> None:
    laptop.practice(1, 3)
    laptop.sync()
    told = phone.run(
        *("account", "login", "--email", status(phone.learner)["email"], INSECURE),
        typed=f"{PASSWORD}\n",
        MIOLINGO_AUTO_SYNC="true",
    )
    assert "being fetched" in told.stdout
    until(lambda: phone.ids() == [1, 2, 3])


def test_two_syncs_at_once_share_the_work(laptop: Machine, stack: Stack) -> None:
    laptop.practice(1, 1200)
    running = [laptop.start("sync", "--json") for _ in range(3)]
    told = []
    for process in running:
        output, errors = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, errors
        told.append(json.loads(output)["sent"]["attempts"])
    assert sorted(told) == [0, 0, 1200]
    pushes = [one for one in stack.requests if one.path.endswith("push_changes")]
    assert len(pushes) == 3


@pytest.mark.parametrize("requests", [1, 3, 4, 6])
def test_a_sync_that_is_killed_loses_nothing_and_doubles_nothing(
    laptop: Machine, phone: Machine, stack: Stack, requests: int
) -> None:
    phone.practice(10_000, 1500)
    phone.sync()
    laptop.practice(1, 1500)
    stack.faults.plan(Fault.SLOW, "/rest/v1/rpc", times=50, seconds=0.3)
    (slow,) = stack.faults.planned
    process = laptop.start("sync")
    until(lambda: slow.times <= 50 - requests)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_S)
    stack.faults.clear()
    assert laptop.sound()
    laptop.sync()
    everything = [*range(1, 1501), *range(10_000, 11_500)]
    assert laptop.ids() == everything
    assert account_ids(laptop.learner, str(laptop.place.user_id)) == everything


def test_a_full_disk_is_told_and_a_sync_goes_on_when_there_is_room(
    laptop: Machine, stack: Stack, tmp_path: Path, email: str
) -> None:
    laptop.practice(1, 3000)
    laptop.sync()
    with small_disk(tmp_path, "1m") as disk:
        crowded = signed_in_machine(stack.project, disk, email)
        told = crowded.run("sync")
        assert told.returncode == ExitCode.STORE
        assert "full" in told.stderr
        assert crowded.sound()
        fetched = len(crowded.ids())
        assert 0 <= fetched < 3000
        home = tmp_path / "roomy"
        shutil.copytree(disk, home)
    roomy = Machine(Learner(stack.project, home))
    stack.requests.clear()
    roomy.sync()
    assert roomy.ids() == list(range(1, 3001))
    assert len(stack.requests) <= (3000 - fetched) // 500 + 2


def test_ctrl_c_ends_a_sync_at_once(laptop: Machine, stack: Stack) -> None:
    laptop.practice(1, 600)
    stack.faults.plan(Fault.SLOW, "/rest/v1/rpc", times=50, seconds=5)
    process = laptop.start("sync")
    until(lambda: not stack.faults.planned or stack.faults.planned[0].times < 50)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    "missing",
    [
        "public.pull_changes(bigint, integer, bigint, uuid, boolean)",
        "private.is_set_back(bigint, uuid)",
    ],
)
def test_a_project_without_the_migration_is_told(
    laptop: Machine, stack: Stack, missing: str
) -> None:
    """Without the second one the server still knows the first, and answers 42883 with 404."""
    schema, _, rest = missing.partition(".")
    name, _, arguments = rest.partition("(")
    stack.sql(f"alter function {missing} rename to {name}_away")
    try:
        told = laptop.run("sync")
    finally:
        stack.sql(f"alter function {schema}.{name}_away({arguments} rename to {name}")
    assert told.returncode == ExitCode.CLOUD
    assert "migrations" in told.stderr


def test_something_from_a_newer_miolingo_is_left_for_a_newer_one(
    laptop: Machine, phone: Machine, stack: Stack
) -> None:
    phone.practice(1)
    phone.sync()
    stack.sql(
        'update public.user_progress set words = \'[{"word": "a", "status": "hummed", '
        '"score": 1}]\' where id = %s',
        [attempt(1).id],
    )
    told = laptop.run("sync")
    assert told.returncode == ExitCode.OK
    assert "not readable for this version of Miolingo: 1" in told.stdout
    assert "Upgrade" in told.stdout
    assert laptop.ids() == []
