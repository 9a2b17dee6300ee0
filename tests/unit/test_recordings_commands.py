"""Kept recordings in ``history --play``, ``forget``, ``export``, ``import`` and ``practice``."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.composition import practice, speech
from miolingo.composition.listening import own_voice
from miolingo.errors import ExitCode
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.recording import Audio
from miolingo.settings.definitions import RECORDINGS
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store
from miolingo.ui.prompts import TerminalDialog
from miolingo.ui.settings import kept_recordings_lines
from tests.parts.attempts import NOON
from tests.parts.cli import context, invoke
from tests.parts.recordings import RECORDING, encoded_recording, keep_recorded, numbers, scored

COFFEE = [
    scored(0, 41),
    scored(1, 96, "커피 한 잔"),
    scored(2, 60),
    scored(3, 88),
    scored(4, 100, "물 주세요"),
]
CLOUD = {"MIOLINGO_STORE": "cloud"}


class Loudspeaker:
    """Takes what is played."""

    def __init__(self) -> None:
        self.played: list[Audio] = []

    def play_to_end(self, audio: Audio) -> None:
        self.played.append(audio)


@pytest.fixture
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    there = Loudspeaker()
    monkeypatch.setattr(speech, "build_player", lambda _device: there)
    return there


def days(*attempts: int) -> list[str]:
    return [COFFEE[one].practice_date.astimezone().date().isoformat() for one in attempts]


def test_the_first_the_best_and_the_latest_recording_of_a_word_are_played(
    tmp_path: Path, loudspeaker: Loudspeaker
) -> None:
    keep_recorded(tmp_path, COFFEE)
    ended = invoke("history", "--play", "커피", home=tmp_path)
    first, best, latest = days(0, 1, 3)
    assert ended.stdout.splitlines() == [
        f"first: {first}, score 41, 커피 주세요",
        f"best: {best}, score 96, 커피 한 잔",
        f"latest: {latest}, score 88, 커피 주세요",
    ]
    assert [audio.duration_ms < 800 for audio in loudspeaker.played] == [True] * 3


def test_a_phrase_is_played_whole_and_only_once_where_one_recording_is_all_three(
    tmp_path: Path, loudspeaker: Loudspeaker
) -> None:
    keep_recorded(tmp_path, COFFEE)
    ended = invoke("history", "--play", "물 주세요!", "--lang", "ko", home=tmp_path)
    assert ended.stdout.startswith("first and best and latest: ")
    (whole,) = loudspeaker.played
    assert whole.duration_ms == pytest.approx(RECORDING.duration_ms, abs=50)


def test_a_word_that_was_not_heard_is_played_with_its_phrase(
    tmp_path: Path, loudspeaker: Loudspeaker
) -> None:
    unheard = WordResult("커피", WordStatus.MISSING, 0.0)
    keep_recorded(tmp_path, [replace(COFFEE[0], words=(unheard, COFFEE[0].words[1]))])
    assert invoke("history", "--play", "커피", home=tmp_path).exit_code == ExitCode.OK
    assert loudspeaker.played[0].duration_ms > 1_000


@pytest.mark.parametrize("text", ["차", "피", "한 커피", "…", "m²"])
def test_what_was_never_recorded_is_told(
    tmp_path: Path, loudspeaker: Loudspeaker, text: str
) -> None:
    keep_recorded(tmp_path, COFFEE)
    ended = invoke("history", "--play", text, home=tmp_path)
    assert ended.exit_code == ExitCode.USAGE
    assert f"No recording of “{text}” is kept." in ended.stderr
    assert "settings set recordings best" in ended.stderr
    assert loudspeaker.played == []
    kept = {RECORDINGS.variable: "all"}
    again = invoke("history", "--play", text, home=tmp_path, environ=kept)
    assert "Practice it first" in again.stderr


def test_the_learners_own_words_that_were_right_are_a_voice_for_the_ear(tmp_path: Path) -> None:
    said = enumerate(["너무", "나무"])
    right = [replace(scored(number, 99, word), perfect_match=True) for number, word in said]
    keep_recorded(tmp_path, [*right, scored(2, 30, "나무"), scored(3, 30, "차")])
    surroundings = context(tmp_path)
    with Store(tmp_path / "data" / "history.db") as store:
        words = {"나무", "너무", "차", "문"}
        (voice,) = own_voice(surroundings, store, "ko", words)
        assert voice.words == {"나무", "너무"}
        assert voice.say("나무", 110).duration_ms > 1_000
        assert list(own_voice(surroundings, store, "ko", {"문"})) == []


@pytest.mark.parametrize("other", [["--chart"], ["--format", "json"], ["--demo"]])
def test_playing_is_a_command_of_its_own(tmp_path: Path, other: list[str]) -> None:
    ended = invoke("history", "--play", "커피", *other, home=tmp_path)
    assert ended.exit_code == ExitCode.USAGE
    assert "cannot be used together" in ended.stderr


def test_a_recording_is_forgotten_with_its_attempt(tmp_path: Path) -> None:
    folder = keep_recorded(tmp_path, COFFEE)
    assert invoke("forget", "--last", "--yes", home=tmp_path).exit_code == ExitCode.OK
    assert numbers(folder) == [0, 1, 2, 3]
    invoke("forget", COFFEE[1].id, "--yes", home=tmp_path)
    assert numbers(folder) == [0, 2, 3]
    invoke("forget", "--since", days(2)[0], "--yes", home=tmp_path)
    assert numbers(folder) == [0]


@pytest.mark.parametrize(
    ("chosen", "left", "told"),
    [
        ([], [], "5 recordings"),
        (["--last"], [0, 1, 2, 3], "1 recording"),
        (["--since", days(2)[0]], [0, 1], "3 recordings"),
        ([COFFEE[0].id], [1, 2, 3, 4], "1 recording"),
    ],
)
def test_recordings_alone_can_be_deleted(
    tmp_path: Path, chosen: list[str], left: list[int], told: str
) -> None:
    folder = keep_recorded(tmp_path, COFFEE)
    ended = invoke("forget", "--recordings", *chosen, "--yes", home=tmp_path)
    assert ended.stdout == f"Deleted: {told}.\n"
    assert numbers(folder) == left
    with Store(tmp_path / "data" / "history.db") as store:
        assert len(list(store.every_attempt())) == 5


def test_recordings_are_not_deleted_without_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keep_recorded(tmp_path, COFFEE)
    ended = invoke("forget", "--recordings", home=tmp_path)
    assert ended.exit_code == ExitCode.USAGE
    assert "5 recordings. Attempts stay." in ended.stderr
    monkeypatch.setattr(TerminalDialog, "confirm", lambda _self, _question: False)
    assert invoke("forget", "--recordings", home=tmp_path).stdout == "Nothing was deleted.\n"
    assert len(numbers(folder)) == 5


def imported(home: Path, file: Path) -> dict[str, int]:
    ended = invoke("import", file, "--yes", "--json", home=home)
    assert ended.exit_code == ExitCode.OK, ended.stderr
    (told,) = json.loads(ended.stdout)["files"]
    return {name: told[name] for name in ("new_attempts", "recordings", "new_recordings")}


def test_recordings_are_exported_where_that_is_asked_for_and_come_back(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "export.jsonl"
    keep_recorded(here, COFFEE)
    assert "OggS" not in invoke("export", home=here).stdout
    assert '"recording"' not in invoke("export", home=here).stdout
    assert invoke("export", file, "--recordings", home=here).exit_code == ExitCode.OK
    assert imported(there, file) == {"new_attempts": 5, "recordings": 5, "new_recordings": 5}
    folder = RecordingFolder(there / "data" / "history.recordings")
    assert folder.read(COFFEE[0].id) == encoded_recording()
    assert numbers(folder) == [0, 1, 2, 3, 4]

    folder.remove([COFFEE[3].id])
    assert imported(there, file) == {"new_attempts": 0, "recordings": 5, "new_recordings": 1}
    invoke("forget", COFFEE[0].id, "--yes", home=there)
    assert imported(there, file) == {"new_attempts": 0, "recordings": 5, "new_recordings": 0}
    assert numbers(folder) == [1, 2, 3, 4]


def test_csv_holds_no_recordings(tmp_path: Path) -> None:
    ended = invoke("export", "--recordings", "--format", "csv", home=tmp_path)
    assert ended.exit_code == ExitCode.USAGE
    assert "CSV cannot hold recordings" in ended.stderr


@pytest.mark.parametrize(
    "opus", [None, 5, "", "no base64!", base64.b64encode(b"OggS and nothing else").decode()]
)
def test_what_is_no_recording_is_told_and_left_out(tmp_path: Path, opus: object) -> None:
    keep_recorded(tmp_path, [COFFEE[0]])
    lines = [
        {"schema": "miolingo.export/1"},
        {"kind": "recording", "attempt_id": COFFEE[0].id, "opus": opus},
        {"kind": "recording", "attempt_id": "../../x", "opus": "T2dnUw=="},
    ]
    file = tmp_path / "odd.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = json.loads(invoke("import", file, "--json", "--dry-run", home=tmp_path).stdout)
    assert [problem["where"] for problem in told["files"][0]["problems"]] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    "words",
    [
        ("history", "--play", "커피"),
        ("export", "--recordings"),
        ("forget", "--recordings", "--yes"),
    ],
)
def test_with_the_history_in_the_account_alone_nothing_is_kept_and_that_is_told(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    ended = invoke(*words, home=tmp_path, environ=CLOUD)
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "No recordings are kept here" in ended.stderr


def test_practice_says_whether_it_keeps_recordings() -> None:
    assert kept_recordings_lines("off", kept_here=True) == []
    assert (
        "kept on this machine (recordings: best)"
        in kept_recordings_lines("best", kept_here=True)[0]
    )
    assert "are not kept" in kept_recordings_lines("all", kept_here=False)[0]


def test_it_is_asked_once_what_to_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(_self: TerminalDialog, question: str, names: list[str]) -> str:
        asked.append(question)
        return names[0]

    monkeypatch.setattr(TerminalDialog, "choose", answer)
    for _ in range(2):
        practice.ask_once_what_to_keep(context(tmp_path, now=NOON))
    assert asked == ["Keep recordings? off, best or all [off]"]
    assert context(tmp_path).settings.layer(RECORDINGS) is not None
