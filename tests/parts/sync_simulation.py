"""A simulation of learners, their machines and their accounts, with everything that goes wrong.

Lines fail, processes die, servers are slow, accounts are set back to older copies and refuse what
they should take, disks are cloned and some machines run an older version. Whatever happens, every
machine ends with what the learner did, once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from miolingo.errors import CloudError
from miolingo.history.reports.statistics import Selection
from miolingo.history.sync.plan import Answer, Batch, Checkpoint, Page
from miolingo.history.sync.run import Sync
from miolingo.history.sync.state import SyncStore
from miolingo.store import Store
from tests.parts.account_model import PAGE_ROWS, AccountModel
from tests.parts.attempts import an_attempt
from tests.parts.crashing_file import Crash, CrashingFile
from tests.parts.listening import ANSWER

MACHINES = (("mina", "laptop"), ("mina", "phone"), ("mina", "school"), ("tomo", "laptop"))
LEARNERS = sorted({learner for learner, _ in MACHINES})
MOST_MACHINES = len(MACHINES) + 2
KEYS = ("voice", "speed")
START = datetime(2026, 11, 1, tzinfo=UTC)

Kept = TypeVar("Kept", Store, SyncStore)


class Fate(Enum):
    """What becomes of a request.

    One that is late arrives some time after it was given up; before one that is overtaken
    another machine syncs. One may also meet a server that is too slow, or an account that was just
    set back to an older copy.
    """

    ANSWERED = auto()
    OVERTAKEN = auto()
    SET_BACK = auto()
    TOO_SLOW = auto()
    LOST = auto()
    ANSWER_LOST = auto()
    LATE = auto()


@dataclass
class Line:
    """A learner's connection to the account, with the fates of the requests to come.

    An older version of the client shows and keeps no checkpoint, and knows an account that was set
    back only by a count that is lower than its own.
    """

    account: AccountModel
    fates: list[Fate] = field(default_factory=list)
    late: list[Batch] = field(default_factory=list)
    overtake: Callable[[], None] = lambda: None
    set_back: Callable[[], None] = lambda: None
    old_client: bool = False

    def pull(self, after: int, checkpoint: Checkpoint, most_rows: int = PAGE_ROWS) -> Page:
        rows = min(most_rows, PAGE_ROWS)
        if self.old_client:
            page = self._asked(lambda: self.account.pull(after, page_rows=rows))
            return replace(page, mark=None, set_back=page.head < after)
        return self._asked(lambda: self.account.pull(after, checkpoint, rows))

    def push(self, batch: Batch, checkpoint: Checkpoint) -> Answer:
        if self.fates and self.fates[0] is Fate.LATE:
            self.late.append(batch)
        if self.old_client:
            return replace(self._asked(lambda: self.account.push(batch)), mark=None)
        return self._asked(lambda: self.account.push(batch, checkpoint))

    def _asked(self, question: Callable[[], Any]) -> Any:
        fate = self.fates.pop(0) if self.fates else Fate.ANSWERED
        if fate is Fate.OVERTAKEN:
            self.overtake()
        if fate is Fate.SET_BACK:
            self.set_back()
        if fate is Fate.TOO_SLOW:
            raise CloudError("It took too long.", hint="Wait.", code="57014", status=500)
        answer = None if fate in {Fate.LOST, Fate.LATE} else question()
        if answer is None or fate is Fate.ANSWER_LOST:
            raise CloudError("The network is gone.", hint="Wait.", status=400)
        return answer


@dataclass
class Machine:
    """One learner's history on one machine."""

    learner: str
    name: str
    line: Line
    file: CrashingFile = field(default_factory=CrashingFile)

    def store(self) -> Store:
        return self._on_its_disk(Store(self.file.path, user_id=self.learner))

    def sync_store(self) -> SyncStore:
        return self._on_its_disk(SyncStore(self.file.path, user_id=self.learner))

    def sync(self, steps: int | None = None) -> None:
        """Sync until the end, or until the process dies after so many steps."""
        self.file.steps_left = steps
        sync = Sync(self.sync_store(), self.line, sleep=lambda _: None)
        try:
            sync.run()
        except (Crash, CloudError):
            pass
        finally:
            self.file.steps_left = None
            if self.line.old_client:
                self._run("DELETE FROM meta WHERE key = 'checkpoint'")

    def was_upgraded(self) -> bool:
        """Whether a newer version has synced it, which alone keeps a checkpoint."""
        return bool(self._run("SELECT 1 FROM meta WHERE key = 'checkpoint'"))

    def _run(self, statement: str) -> list[Any]:
        with self.file.transaction() as connection:
            return connection.execute(statement).fetchall()

    def _on_its_disk(self, store: Kept) -> Kept:
        store._file = self.file
        return store


class World(RuleBasedStateMachine):
    """Learners who practice, change their minds, and sync or fail to."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts = {learner: AccountModel() for learner in LEARNERS}
        self.machines = [
            Machine(learner, name, Line(self.accounts[learner])) for learner, name in MACHINES
        ]
        self.number = 0
        self.practiced: dict[str, set[str]] = {learner: set() for learner in LEARNERS}
        self.listened: dict[str, set[str]] = {learner: set() for learner in LEARNERS}
        self.deleted: dict[str, set[str]] = {learner: set() for learner in LEARNERS}
        self.chosen: dict[tuple[str, str], dict[str, Any]] = {}
        self.backups = {learner: [AccountModel()] for learner in LEARNERS}
        self.muddled: set[str] = set()

    def teardown(self) -> None:
        try:
            self.everything_arrives_in_the_end()
        finally:
            for machine in self.machines:
                machine.file.destroy()

    machine = st.integers(0, MOST_MACHINES - 1)
    learner = st.sampled_from(LEARNERS)
    fates = st.lists(st.sampled_from([Fate.ANSWERED, *Fate]), min_size=1, max_size=6)

    @rule(
        days=st.lists(
            st.none() | st.integers(-400, 400), min_size=MOST_MACHINES, max_size=MOST_MACHINES
        )
    )
    def practice(self, days: list[int | None]) -> None:
        """Some practice; the clock of a machine may jump by a year either way."""
        for machine, day in zip(self.machines, days, strict=False):
            if day is not None:
                at = START + timedelta(days=day, minutes=self.number)
                attempt = an_attempt(self._new_id(), at)
                with machine.store() as store:
                    store.add_attempt(attempt)
                self.practiced[machine.learner].add(attempt.id)

    @rule(which=machine, minutes=st.integers(0, 90), ends=st.booleans())
    def sit(self, which: int, minutes: int, *, ends: bool) -> None:
        one = self._new_id()
        with self._machine(which).store() as store:
            store.begin_session(one, START)
            if ends:
                store.end_session(one, START + timedelta(minutes=minutes))

    @rule(which=machine, days=st.integers(-400, 400))
    def listen(self, which: int, days: int) -> None:
        machine, one = self._machine(which), self._new_id()
        with machine.store() as store:
            at = START + timedelta(days=days)
            store.add_listening_answer(replace(ANSWER, id=one, answered_at=at))
        self.listened[machine.learner].add(one)

    @rule(which=machine, key=st.sampled_from(KEYS), value=st.none() | st.integers(0, 3))
    def choose(self, which: int, key: str, value: int | None) -> None:
        machine = self._machine(which)
        with machine.store() as store:
            store.set_setting(key, value)
        self.chosen.setdefault((machine.learner, key), {})[machine.name] = value

    @rule(which=machine, data=st.data())
    def forget_one(self, which: int, data: st.DataObject) -> None:
        machine = self._machine(which)
        with machine.store() as store:
            answers = (answer.id for answer in store.listening_answers(Selection()))
            here = sorted((*(attempt.id for attempt in store.every_attempt()), *answers))
            if here:
                one = data.draw(st.sampled_from(here))
                store.forget([one])
                self.deleted[machine.learner].add(one)

    @rule(which=machine, days=st.integers(-400, 400))
    def forget_since(self, which: int, days: int) -> None:
        machine = self._machine(which)
        since = Selection(since=START + timedelta(days=days))
        with machine.store() as store:
            self.deleted[machine.learner] |= {
                *(attempt.id for attempt in store.latest_attempts(since, 1000)),
                *(answer.id for answer in store.listening_answers(since)),
            }
            store.forget_selected(since)

    @rule(which=machine)
    def sync(self, which: int) -> None:
        self._sync(which, [], None)

    @rule(which=machine, fates=fates)
    def sync_over_a_bad_line(self, which: int, fates: list[Fate]) -> None:
        self._sync(which, fates, None)

    @rule(which=machine, fates=fates, steps=st.integers(0, 40))
    def sync_and_die(self, which: int, fates: list[Fate], steps: int) -> None:
        self._sync(which, fates, steps)

    @rule(which=machine, key=st.sampled_from(KEYS), fates=fates)
    def choose_twice_around_a_sync(self, which: int, key: str, fates: list[Fate]) -> None:
        self.choose(which, key, 4)
        self._sync(which, fates, None)
        self.choose(which, key, 5)

    @rule(learner=learner)
    def back_up(self, learner: str) -> None:
        self.backups[learner].append(self.accounts[learner].copy())

    @rule(learner=learner, data=st.data())
    def set_back(self, learner: str, data: st.DataObject) -> None:
        """The owner of the project restores an older copy of it."""
        backups = self.backups[learner]
        self._set_back(learner, backups[data.draw(st.integers(0, len(backups) - 1))])

    @precondition(lambda self: len(self.machines) < MOST_MACHINES)
    @rule(which=machine)
    def clone(self, which: int) -> None:
        """The disk of a machine is copied to a new one."""
        machine = self._machine(which)
        self.machines.append(
            Machine(
                machine.learner,
                f"clone {len(self.machines)}",
                Line(self.accounts[machine.learner]),
                CrashingFile(machine.file),
            )
        )
        self.muddled.add(machine.learner)

    @rule(which=machine, old=st.booleans())
    def run_another_version(self, which: int, *, old: bool) -> None:
        """An older version, until the first sync of a newer one: that history is closed to it."""
        machine = self._machine(which)
        machine.line.old_client = old and not machine.was_upgraded()

    @rule(learner=learner, ids=st.sets(st.integers(1, 40), max_size=5))
    def refuse(self, learner: str, ids: set[int]) -> None:
        """From now on the account refuses these, and no others."""
        self.accounts[learner].refuses = {str(UUID(int=number)) for number in ids}

    @precondition(lambda self: any(machine.line.late for machine in self.machines))
    @rule(data=st.data())
    def a_late_request_arrives(self, data: st.DataObject) -> None:
        lines = [machine.line for machine in self.machines if machine.line.late]
        line = data.draw(st.sampled_from(lines))
        batch = line.late[data.draw(st.integers(0, len(line.late) - 1))]
        line.account.push(batch)

    @invariant()
    def nobody_has_anything_of_another_learner(self) -> None:
        for learner, account in self.accounts.items():
            assert set(account.attempts()) <= self.practiced[learner]

    def everything_arrives_in_the_end(self) -> None:
        for account in self.accounts.values():
            account.refuses.clear()
        for machine in self.machines:
            machine.line.fates.clear()
            machine.line.old_client = False
            machine.sync_store().send_refused_again()
        for _ in range(3):
            for machine in self.machines:
                machine.sync()
        for machine in self.machines:
            self._check(machine)
        self._check_choices()

    def _machine(self, which: int) -> Machine:
        """One of the machines that there are so far."""
        return self.machines[which % len(self.machines)]

    def _sync(self, which: int, fates: list[Fate], steps: int | None) -> None:
        """Sync; the learner's next machine is the one that may overtake."""
        machine = self._machine(which)
        own = [other for other in self.machines if other.learner == machine.learner]
        machine.line.fates = list(fates)
        machine.line.overtake = own[(own.index(machine) + 1) % len(own)].sync
        if len(own) == 1:
            machine.line.overtake = lambda: None
        oldest, *_, newest = self.backups[machine.learner] * 2
        backup = newest if len(fates) % 2 else oldest
        machine.line.set_back = lambda: self._set_back(machine.learner, backup)
        machine.sync(steps)

    def _set_back(self, learner: str, backup: AccountModel) -> None:
        self.accounts[learner].set_back(backup)
        self.muddled.add(learner)

    def _check(self, machine: Machine) -> None:
        account = self.accounts[machine.learner]
        expected = self.practiced[machine.learner] - self.deleted[machine.learner]
        assert set(account.attempts()) == expected
        with machine.store() as store:
            attempts = list(store.every_attempt())
            assert {attempt.id: attempt.user_id for attempt in attempts} == dict.fromkeys(
                expected, machine.learner
            )
            listened = {answer.id for answer in store.listening_answers(Selection())}
            assert listened == self.listened[machine.learner] - self.deleted[machine.learner]
            tallies = [interval.tally for interval in store.intervals(Selection())]
            assert sum(tally.attempts for tally in tallies) == len(expected)
            sessions = {session.id: session for session in store.every_session()}
            kept = account.pull(0, page_rows=10_000)
            assert sessions == {session.id: session for session in kept.sessions}
            assert store.settings() == {
                one.key: one.value for one in kept.settings if one.value is not None
            }
        sync_store = machine.sync_store()
        assert sum(sync_store.unsent().values()) == 0
        assert sync_store.cursor() == account.revision

    def _check_choices(self) -> None:
        """A choice that nobody contradicted holds, where nobody cloned it or brought it back."""
        for (learner, key), by_machine in self.chosen.items():
            if len(by_machine) == 1 and learner not in self.muddled:
                (value,) = by_machine.values()
                (_, _, kept) = self.accounts[learner].rows[key]
                assert kept.value == value

    def _new_id(self) -> str:
        self.number += 1
        return str(UUID(int=self.number))
