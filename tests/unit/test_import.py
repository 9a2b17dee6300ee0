"""``miolingo import`` and ``export``, as they are typed, with files like those people have."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pexpect
import pytest

from miolingo.errors import ExitCode
from miolingo.history.attempts import PracticeSession
from miolingo.history.reports.statistics import Selection
from miolingo.store import Store
from miolingo.transfer.export_format import json_lines
from tests.parts.attempts import an_attempt
from tests.parts.cli import invoke
from tests.parts.command import COMMAND
from tests.parts.disks import small_disk
from tests.parts.patience import PATIENCE_S
from tests.parts.sync_world import NOON, attempt

KILLED_AT_ATTEMPT = """
import os, signal, sqlite3, sys
from miolingo.cli import main

left = int(sys.argv.pop(1))
connect = sqlite3.connect

def watched(*arguments, **options):
    connection = connect(*arguments, **options)
    connection.set_trace_callback(count)
    return connection

def count(statement):
    global left
    left -= statement.startswith("INSERT INTO attempts ")
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

sqlite3.connect = watched
main()
"""
"""Runs a command until it adds an attempt, counted from 1, and kills it there."""

PRACTICES = [
    {
        "time": f"2025-11-20T09:14:0{number}.123456",
        "target": target,
        "recognized": target.lower(),
        "exact_match": perfect,
        "similarity": similarity,
        "edit_distance": None,
    }
    for number, (target, perfect, similarity) in enumerate(
        [("Obrigado", True, 1.0), ("Bom dia", False, 0.75), ("Olá", False, 0.2)]
    )
]
HISTORY = [{"date": "2025-11-20", "practices": PRACTICES}]
SESSION = PracticeSession(
    "11111111-0000-7000-8000-000000000000",
    "22222222-0000-4000-8000-000000000000",
    NOON,
    NOON + timedelta(minutes=9),
)


def told(*words: str | Path, home: Path | None = None) -> list[dict[str, Any]]:
    """What an import says of each file."""
    ended = invoke("import", *words, "--yes", "--json", home=home)
    assert ended.exit_code == ExitCode.OK, ended.stderr
    return json.loads(ended.stdout)["files"]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return written(tmp_path / "practice_history.json", HISTORY)


def written(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def kept(home: Path) -> list:
    with Store(home / "data" / "history.db") as store:
        return list(store.every_attempt())


def test_an_old_history_comes_in_once(history: Path, miolingo_home: Path) -> None:
    before = history.read_bytes(), history.stat().st_mtime_ns
    (first,) = told(history, "--lang", "pt-BR")
    (again,) = told(history, "--lang", "pt")
    assert (first["kind"], first["new_attempts"], again["new_attempts"]) == (
        "practice history",
        3,
        0,
    )
    assert [one.target_phrase for one in kept(miolingo_home)] == ["Obrigado", "Bom dia", "Olá"]
    assert (history.read_bytes(), history.stat().st_mtime_ns) == before
    shown = invoke("history", "--format", "json")
    assert json.loads(shown.stdout)["languages"][0]["attempts"] == 3


def test_the_language_is_asked_for_at_a_terminal_and_wanted_in_a_script(history: Path) -> None:
    refused = invoke("import", history, "--yes")
    assert refused.exit_code == ExitCode.USAGE
    assert "--lang" in refused.stderr
    wide = {"dimensions": (24, 400), "timeout": PATIENCE_S}  # no line ends within the question
    words = [*COMMAND[1:], "import", str(history)]
    child = pexpect.spawn(COMMAND[0], words, encoding="utf-8", **wide)
    child.expect("such as ko or pt-BR: ")
    child.sendline("pt-BR")
    child.expect("New: 3")
    child.expect(r"Import this\? \[y/N\]: ")
    child.sendline("y")
    child.expect("Imported: attempts 3")
    child.expect(pexpect.EOF)


@pytest.mark.parametrize("option", ["--dry-run", "no"])
def test_a_preview_changes_nothing(history: Path, miolingo_home: Path, option: str) -> None:
    if option == "no":
        ended = invoke("import", history, "--lang", "pt")
        assert ended.exit_code == ExitCode.USAGE
        assert "--yes" in ended.stderr
    else:
        ended = invoke("import", history, "--lang", "pt", option)
        assert ended.exit_code == ExitCode.OK
    assert "New: 3" in ended.stdout
    assert not (miolingo_home / "data" / "history.db").exists()


def test_rows_that_cannot_be_read_are_named_and_the_others_come_in(tmp_path: Path) -> None:
    broken = [
        {**PRACTICES[0], "time": "then"},
        PRACTICES[1],
        "nothing",
        {**PRACTICES[2], "target": ""},
    ]
    file = written(tmp_path / "h.json", [{"practices": broken}, {"practices": None}, 7])
    (found,) = told(file, "--lang", "pt")
    assert found["new_attempts"] == 1
    assert [one["where"] for one in found["problems"]] == [
        "session 1, practice 1",
        "session 1, practice 3",
        "session 1, practice 4",
        "session 2",
        "session 3",
    ]
    shown = invoke("import", file, "--lang", "pt", "--dry-run").stdout
    assert "Cannot be read: session 1, practice 1: “then” is not a time" in shown


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(HISTORY)[:-40],
        "<!doctype html><title>Sign in</title>",
        "{}",
        "[]",
        '{"speed": 1, "unheard": 2}',
        "",
        "\x00\x01",
        b"\xff\xfe\x00 not text \xff",
        b"SQLite format 3\0" + b"\xff" * 4096,
    ],
)
def test_a_damaged_file_is_refused_and_nothing_of_any_comes_in(
    tmp_path: Path, history: Path, miolingo_home: Path, content: str | bytes
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(content if isinstance(content, bytes) else content.encode())
    ended = invoke("import", history, bad, "--lang", "pt", "--yes")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert str(bad) in ended.stderr or "bad" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (miolingo_home / "data" / "history.db").exists()


def test_old_settings_come_in_where_none_are_chosen(tmp_path: Path) -> None:
    config = {"speed": 140, "pitch": 35, "voice": "pt-br", "model": "base", "duration": 3}
    file = written(tmp_path / "practice_config.json", config)
    invoke("settings", "set", "pitch", "60")
    (found,) = told(file)
    assert found["settings"] == {"speed": 140, "voice": "pt-br"}
    assert found["settings_kept"] == ["pitch"]
    assert found["notes"] == [
        "Not imported, because Miolingo has nothing like it: duration, model."
    ]
    assert invoke("settings", "get", "speed").stdout == "140\n"
    assert invoke("settings", "get", "pitch").stdout == "60\n"


def test_an_old_setting_that_cannot_be_is_named(tmp_path: Path) -> None:
    file = written(tmp_path / "practice_config.json", {"speed": 900, "voice": "no such voice"})
    (found,) = told(file)
    assert [one["where"] for one in found["problems"]] == ["setting speed", "setting voice"]


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE users (user_id INTEGER PRIMARY KEY, username TEXT, password_hash TEXT);
            CREATE TABLE user_progress (
                user_id INTEGER, language_code TEXT, practice_date TEXT, target_phrase TEXT,
                recognized_phrase TEXT, similarity_score REAL, perfect_match INTEGER
            );
            INSERT INTO users VALUES (1, 'mina', 'secret-1'), (2, 'tomo', 'secret-2');
            INSERT INTO user_progress VALUES
                (1, 'Portuguese', '2025-11-20 09:14:02', 'Obrigado', 'obrigado', 1.0, 1),
                (1, 'pt-BR', '2025-11-20 09:15:02', 'Bom dia', 'bom', 0.5, 0),
                (1, 'Elvish', '2025-11-20 09:16:02', 'x', 'x', 0.5, 0),
                (2, 'Korean', '2025-11-20 09:17:02', '안녕하세요', '안녕', 0.4, 0);
            """
        )
        database.commit()
    return path


def test_a_language_that_was_written_in_several_ways_is_counted_as_one(tmp_path: Path) -> None:
    tags = enumerate(("ko", "ko-KR", "KO", "fr"))
    rows = [replace(attempt(number), language_code=tag) for number, tag in tags]
    export = written(tmp_path / "export.jsonl", "\n".join(json_lines(rows)))
    shown = invoke("import", export, "--dry-run").stdout
    assert "Attempts: 4 (Korean 3, French 1)" in shown


def test_a_users_database_gives_the_rows_of_one_user_and_no_password(
    users: Path, miolingo_home: Path
) -> None:
    before = {file.name: file.read_bytes() for file in users.parent.iterdir() if file.is_file()}
    refused = invoke("import", users, "--yes")
    assert refused.exit_code == ExitCode.USAGE
    assert "mina, tomo" in refused.stderr
    (found,) = told(users, "--user", "mina")
    assert (found["new_attempts"], found["languages"]) == (2, {"pt-BR": 2})
    assert found["problems"] == [{"where": "row 3", "why": "“Elvish” is not a known language"}]
    assert [one.similarity_score for one in kept(miolingo_home)] == [100.0, 50.0]
    assert told(users, "--user", "mina")[0]["new_attempts"] == 0
    assert before == {
        file.name: file.read_bytes() for file in users.parent.iterdir() if file.is_file()
    }
    for file in miolingo_home.rglob("*"):
        assert not file.is_file() or b"secret" not in file.read_bytes()


def test_a_users_database_with_scores_to_100_and_columns_missing(
    tmp_path: Path, miolingo_home: Path
) -> None:
    path = tmp_path / "users.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE user_progress (
                user_id, language_code, practice_date, target_phrase, similarity_score
            );
            INSERT INTO user_progress VALUES
                (1, 'ko', '2025-11-20 09:14:02', '물', 1),
                (1, 'ko', '2025-11-20 09:15:02', '불', 88);
            """
        )
        database.commit()
    (found,) = told(path)
    assert "Scores are taken as 0 to 100." in found["notes"]
    assert [one.similarity_score for one in kept(miolingo_home)] == [1.0, 88.0]


def test_phrases_and_stories_become_decks_that_practice_finds(
    tmp_path: Path, miolingo_home: Path
) -> None:
    phrases = written(
        tmp_path / "old" / "ko" / "phrases-A" / "food.txt", "# Food\n물 | Water\n불 | Fire\n"
    )
    story = written(
        tmp_path / "old" / "fr" / "morning.json",
        {"fr": [{"fr": "Bonjour", "english": "Good | day"}], "scene_number": 1},
    )
    found = told(tmp_path / "old")
    assert {one["file"]: (one["deck"], one["new_deck"]) for one in found} == {
        str(phrases): ("phrases-A-food", True),
        str(story): ("morning", True),
    }
    decks = miolingo_home / "data" / "decks"
    assert (decks / "ko" / "phrases-A-food.txt").read_text("utf-8") == "물 | Water\n불 | Fire\n"
    assert (decks / "fr" / "morning.txt").read_text("utf-8") == "Bonjour | Good / day\n"
    assert not any(one["new_deck"] for one in told(tmp_path / "old"))
    written(phrases, "차 | Tea\n")
    assert told(phrases)[0]["new_deck"]
    assert (decks / "ko" / "phrases-A-food-2.txt").read_text("utf-8") == "차 | Tea\n"
    refused = invoke(
        "practice", "--deck", "phrases-A-food", "--lang", "ko", "--audio", "nothing.wav"
    )
    assert "nothing.wav" in refused.stderr


@pytest.fixture
def full_home(tmp_path: Path) -> Path:
    """A home with something of everything in it."""
    home = tmp_path / "full"
    with Store(home / "data" / "history.db") as store:
        tricky = replace(attempt(3), target_phrase='=1+1, "quoted"\n\r둘', deck="'own", words=())
        store.add_all([attempt(1), attempt(2), tricky], [SESSION])
        store.forget([attempt(2).id])
    for key, value in (("speed", "150"), ("voice", "ko+f4"), ("plain", "true")):
        assert invoke("settings", "set", key, value, home=home).exit_code == ExitCode.OK
    return home


def contents(home: Path) -> tuple:
    with Store(home / "data" / "history.db") as store:
        attempts, sessions = list(store.every_attempt()), list(store.every_session())
        return attempts, sessions, list(store.intervals(Selection()))


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_reads_back_to_the_same(tmp_path: Path, full_home: Path, form: str) -> None:
    file = tmp_path / f"everything.{form}"
    assert invoke("export", file, "--format", form, home=full_home).exit_code == ExitCode.OK
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"
    to_stdout = invoke("export", "--format", form, home=full_home).stdout
    assert to_stdout.encode() == file.read_bytes()
    other = tmp_path / "other"
    (found,) = told(file, home=other)
    assert (found["new_attempts"], found["new_sittings"], found["problems"]) == (2, 1, [])
    assert contents(other) == contents(full_home)
    for key in ("speed", "voice", "plain"):
        assert (
            invoke("settings", "get", key, home=other).stdout
            == invoke("settings", "get", key, home=full_home).stdout
        )
    (again,) = told(file, home=other)
    assert again["new_attempts"] == again["new_sittings"] == 0
    refused = invoke("export", file, home=full_home)
    assert refused.exit_code == ExitCode.CONFIGURATION


def test_what_was_deleted_here_is_not_brought_back(tmp_path: Path, full_home: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(f"{line}\n" for line in json_lines([attempt(2), attempt(9)])), "utf-8")
    (found,) = told(file, home=full_home)
    assert (found["attempts"], found["new_attempts"]) == (2, 1)
    assert attempt(2).id not in {one.id for one in contents(full_home)[0]}


def test_lines_of_an_export_that_are_cut_are_named(tmp_path: Path, miolingo_home: Path) -> None:
    lines = list(json_lines([attempt(1), attempt(2)]))
    file = written(tmp_path / "export.jsonl", "\n".join([*lines[:2], lines[2][:50]]))
    (found,) = told(file)
    assert [one["where"] for one in found["problems"]] == ["line 3"]
    assert len(kept(miolingo_home)) == 1


def many(count: int) -> Iterator[str]:
    for line in json_lines(
        an_attempt(attempt(n).id, NOON + timedelta(minutes=n)) for n in range(count)
    ):
        yield f"{line}\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("attempts", [1, 300])
def test_an_import_that_is_killed_has_brought_in_everything_or_nothing(
    tmp_path: Path, miolingo_home: Path, attempts: int
) -> None:
    file = tmp_path / "export.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(many(300))
    words = [sys.executable, "-c", KILLED_AT_ATTEMPT, str(attempts), "import", str(file), "--yes"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert kept(miolingo_home) == []
    told(file)
    assert len(kept(miolingo_home)) == 300


def test_a_full_disk_is_told_and_nothing_comes_in(tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(many(3_000))
    with small_disk(tmp_path, "1m") as disk:
        ended = invoke("import", file, "--yes", home=disk)
        assert ended.exit_code == ExitCode.STORE
        assert "full" in ended.stderr
        assert kept(disk) == []
