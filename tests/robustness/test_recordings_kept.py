"""Recordings of attempts: which are kept, where they go, and what a killed process leaves."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest

from miolingo.account.local_history import (
    KeptHistory,
    bring_guest_history,
    detach_account_history,
    store_at,
)
from miolingo.composition.history import bring_other_history
from miolingo.errors import StoreError
from miolingo.history.attempts import Attempt, outcome_of
from miolingo.history.location import account_location
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.recording import Audio
from miolingo.practice.interface import Key
from miolingo.practice.kept.recordings import RecordingKeeper
from miolingo.practice.kept.retention import Retention, Wish, superfluous, sweep
from miolingo.practice.session import SessionRunner
from miolingo.speech.audio.files import read_audio
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store
from tests.parts.cli import context
from tests.parts.folders import ROOT
from tests.parts.patience import PATIENCE_S
from tests.parts.practice_world import DECK, World
from tests.parts.recordings import (
    RECORDING,
    encoded_recording,
    keep_recorded,
    numbers,
    scored,
)
from tests.parts.sound_files import likeness

ROOMY = 10**9
OWNER = "a11ce000-0000-4000-8000-000000000000"
WRONG = WordResult("안녕하세요", WordStatus.MISPRONOUNCED, 20.0, 0, 90)


def store_of(home: Path) -> Store:
    return Store(home / "data" / "history.db")


def quickly(_recording: Audio) -> bytes:
    return encoded_recording()


def keeper(
    home: Path,
    wish: Wish,
    most_bytes: int = ROOMY,
    encode: Callable[[Audio], bytes] = quickly,
) -> RecordingKeeper:
    open_history = partial(store_of, home)
    return RecordingKeeper(folder_of(home), open_history, encode, Retention(wish, most_bytes))


@dataclass
class RecordedWorld(World):
    """A practice session in the test's hand, with a real history and real recordings.

    ``shown`` counts, at each recording that is encoded, the results that were on screen by then.
    """

    device_id: str = OWNER
    home: Path = Path()
    wish: Wish = Wish.ALL
    shown: list[int] = field(default_factory=list)
    trouble: str = ""

    def add_attempt(self, attempt: Attempt) -> None:
        super().add_attempt(attempt)
        self._store.add_attempt(attempt)

    def take_back(self, attempt_id: str, instead: Attempt | None = None) -> None:
        super().take_back(attempt_id, instead)
        self._store.take_back(attempt_id, instead)

    def practice(self) -> list[Attempt]:
        """Practice to the end; the attempts in the history then."""
        with store_of(self.home) as self._store:
            recordings = keeper(self.home, self.wish, encode=self._encode)
            ids = (scored(number, 0).id for number in range(100))
            parts = replace(self.parts(), recordings=recordings, new_id=lambda: next(ids))
            SessionRunner(DECK, parts, None).run()
            recordings.close()
            self.trouble = recordings.trouble
            return list(self._store.every_attempt())

    def _encode(self, _recording: Audio) -> bytes:
        self.shown.append(self.count("result"))
        return encoded_recording()


def folder_of(home: Path) -> RecordingFolder:
    return RecordingFolder(home / "data" / "history.recordings")


def test_a_kept_recording_sounds_as_it_was_said_and_is_small(tmp_path: Path) -> None:
    folder = keep_recorded(tmp_path, [scored(0, 50)])
    assert likeness(read_audio(folder.file(scored(0, 50).id))) > 0.9
    assert folder.sizes()[scored(0, 50).id] < 6_000
    assert folder.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("wish", "stay"),
    [(Wish.OFF, [0, 1, 2, 3, 4]), (Wish.BEST, [0, 2, 4]), (Wish.ALL, [0, 1, 2, 3, 4])],
)
def test_of_each_phrase_the_first_the_best_and_the_latest_are_kept(
    wish: Wish, stay: list[int]
) -> None:
    scores = [50, 60, 99, 70, 40]
    outcomes = [outcome_of(scored(number, score)) for number, score in enumerate(scores)]
    sizes = {outcome.id: 10 for outcome in outcomes}
    gone = superfluous(outcomes, sizes, Retention(wish, ROOMY))
    assert [number for number in range(5) if outcomes[number].id not in gone] == stay


def test_beyond_the_limit_the_oldest_of_the_worst_go_first_and_milestones_last() -> None:
    scores = [50, 60, 90, 70, 99, 40]
    outcomes = [outcome_of(scored(number, score)) for number, score in enumerate(scores)]
    sizes = {outcome.id: 10 for outcome in outcomes}
    went: list[list[int]] = []
    for most_bytes in (60, 59, 49, 39, 29, 19, 9):
        gone = superfluous(outcomes, sizes, Retention(Wish.ALL, most_bytes))
        went.append([number for number in range(6) if outcomes[number].id in gone])
    assert went == [
        [],
        [1],
        [1, 3],
        [1, 2, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 3, 5],
        [0, 1, 2, 3, 4, 5],
    ]


def test_a_limit_holds_while_recordings_come_in(tmp_path: Path) -> None:
    keep_recorded(tmp_path, [scored(0, 50), scored(1, 40), scored(2, 99)])
    size = len(encoded_recording())
    recordings = keeper(tmp_path, Wish.ALL, 3 * size)
    with store_of(tmp_path) as store:
        store.add_attempt(scored(3, 60))
    recordings.keep(scored(3, 60).id, RECORDING)
    recordings.close()
    assert numbers(folder_of(tmp_path)) == [0, 2, 3]


def test_the_recording_follows_its_attempt_once_the_result_is_shown(tmp_path: Path) -> None:
    world = RecordedWorld(home=tmp_path)
    attempts = world.practice()
    assert len(attempts) == len(world.shown) == 2
    assert world.shown[0] >= 1
    assert world.shown[1] == 2
    assert folder_of(tmp_path).sizes().keys() == {attempt.id for attempt in attempts}


@pytest.mark.parametrize("wish", [Wish.OFF, Wish.ALL])
def test_what_is_taken_back_or_disputed_takes_its_recording_along(
    tmp_path: Path, wish: Wish
) -> None:
    script = [Key.DISPUTE, Key.NEXT, Key.TAKE_BACK, Key.QUIT]
    world = RecordedWorld(home=tmp_path, wish=wish, words=(WRONG,), script=script)
    (disputed,) = world.practice()
    assert disputed.details.disputed == (0,)
    kept = folder_of(tmp_path).sizes()
    assert list(kept) == ([] if wish is Wish.OFF else [disputed.id])


def test_nothing_is_kept_of_an_attempt_that_the_history_has_not_taken(tmp_path: Path) -> None:
    world = RecordedWorld(home=tmp_path, store_fails=True)
    assert world.practice() == []
    assert len(world.summaries[0][1]) == 2
    assert numbers(folder_of(tmp_path)) == []


def test_a_folder_that_cannot_be_written_costs_no_attempt(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    folder_of(tmp_path).path.write_text("a file")
    world = RecordedWorld(home=tmp_path)
    assert len(world.practice()) == 2
    assert "cannot be used" in world.trouble


def test_a_recording_without_an_attempt_goes_and_waits_beside_a_damaged_history(
    tmp_path: Path,
) -> None:
    folder = keep_recorded(tmp_path, [scored(0, 50), scored(1, 50)])
    folder.add(scored(2, 50).id, encoded_recording())
    aside = tmp_path / "data" / "history.damaged-1.db"
    aside.write_bytes(b"damaged")
    with store_of(tmp_path) as store:
        store.forget([scored(1, 50).id])
        sweep(folder, store)
        assert numbers(folder) == [0, 2]
        aside.unlink()
        sweep(folder, store)
    assert numbers(folder) == [0]


def test_a_guests_recordings_come_into_the_account_with_the_attempts(tmp_path: Path) -> None:
    guest = keep_recorded(tmp_path, [scored(0, 50), scored(1, 50)])
    data, location = tmp_path / "data", account_location(tmp_path / "data", "project", OWNER)
    assert bring_guest_history(data, location) == 2
    own = RecordingFolder(location.recordings)
    assert (numbers(guest), numbers(own)) == ([], [0, 1])
    with store_at(location) as store:
        sweep(own, store)
    assert numbers(own) == [0, 1]


def test_recordings_of_another_account_are_copied_with_its_attempts(tmp_path: Path) -> None:
    guest = keep_recorded(tmp_path, [scored(0, 50)])
    location = account_location(tmp_path / "data", "project", OWNER)
    bring_guest_history(tmp_path / "data", location)
    assert bring_other_history(context(tmp_path), KeptHistory(location)) == 1
    assert numbers(RecordingFolder(location.recordings)) == numbers(guest) == [0]


def test_what_others_put_into_the_folder_stays(tmp_path: Path) -> None:
    folder = keep_recorded(tmp_path, [])
    folder.path.mkdir(parents=True)
    (folder.path / "voice.opus").write_bytes(b"mine")
    (folder.path / f"{OWNER}.txt").write_bytes(b"mine")
    keeper(tmp_path, Wish.BEST).close()
    assert {file.name for file in folder.path.iterdir()} > {"voice.opus", f"{OWNER}.txt"}
    assert folder.sizes() == {}


@pytest.mark.parametrize("keep", [True, False])
def test_at_an_accounts_end_its_recordings_go_where_its_attempts_go(
    tmp_path: Path, keep: bool
) -> None:
    guest = keep_recorded(tmp_path, [scored(0, 50)])
    data, location = tmp_path / "data", account_location(tmp_path / "data", "project", OWNER)
    bring_guest_history(data, location)
    detach_account_history(data, "project", OWNER, keep=keep)
    assert numbers(guest) == ([0] if keep else [])
    assert not location.recordings.exists()


KILLED = """
    import os, signal, sys
    from functools import partial
    from pathlib import Path

    sys.path.append(sys.argv[3])
    from miolingo.practice.kept.recordings import RecordingKeeper
    from miolingo.practice.kept.retention import Retention, Wish
    from miolingo.speech.recordings.folder import RecordingFolder
    from miolingo.store import Store
    from tests.parts.recordings import RECORDING, encoded_recording, scored

    home, moment = Path(sys.argv[1]), sys.argv[2]

    def die(*_arguments):
        os.kill(os.getpid(), signal.SIGKILL)

    remove = RecordingFolder.remove
    match moment:
        case "encoding":
            encode = die
        case "writing":
            os.fsync = die
        case "naming":
            Path.replace = die
        case "removing":
            RecordingFolder.remove = lambda self, ids: die() if ids else remove(self, ids)
    if moment != "encoding":
        encode = lambda _recording: encoded_recording()

    folder = RecordingFolder(home / "data" / "history.recordings")
    open_history = partial(Store, home / "data" / "history.db")
    recordings = RecordingKeeper(folder, open_history, encode, Retention(Wish.BEST, 10**9))
    with open_history() as store:
        for number, score in enumerate([50, 99, 60, 70]):
            store.add_attempt(scored(number, score))
            print(number, flush=True)
            recordings.keep(scored(number, score).id, RECORDING)
    recordings.close()
"""


@pytest.mark.parametrize("moment", ["encoding", "writing", "naming", "removing"])
def test_killed_at_the_worst_moment_it_loses_no_attempt_and_leaves_nothing_stray(
    tmp_path: Path, moment: str
) -> None:
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), moment, str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    said = len(child.stdout.splitlines())
    keeper(tmp_path, Wish.BEST).close()

    with store_of(tmp_path) as store:
        kept = {attempt.id for attempt in store.every_attempt()}
    assert len(kept) >= said >= 1
    folder = folder_of(tmp_path)
    assert folder.sizes().keys() <= kept
    names = {file.name for file in folder.path.iterdir()} if folder.exists else set()
    assert names - {f"{attempt_id}.opus" for attempt_id in folder.sizes()} <= {".lock"}
    assert all(read_audio(folder.file(attempt_id)).duration_ms for attempt_id in folder.sizes())


def test_an_id_is_never_taken_for_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="badly formed"):
        RecordingFolder(tmp_path).file("../../history")


def test_a_disk_that_refuses_is_told_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used") as refused:
        RecordingFolder(tmp_path / "file").add(OWNER, b"")
    assert "settings set recordings off" in refused.value.hint
