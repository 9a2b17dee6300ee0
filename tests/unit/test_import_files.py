"""Files that are brought in: told apart by what is in them, read row by row, and left alone."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.composition import transfer
from miolingo.composition.context import context_from
from miolingo.decks.cards import Card, Deck
from miolingo.errors import ConfigurationError, UsageError
from miolingo.history.attempts import Attempt, PracticeSession
from miolingo.store import Store
from miolingo.transfer.export_format import csv_lines, json_lines
from miolingo.transfer.importing import preview_import, run_import
from miolingo.transfer.sources import Answers, ImportKind, ImportSource, Problem, sources
from tests.parts.strategies import ATTEMPTS, SESSIONS
from tests.parts.sync_world import attempt

RECORD = {"time": "2025-11-20T09:14:02", "target": "Olá", "recognized": "o la", "similarity": 0.4}
COLUMNS = (
    "user_id, language_code, practice_date, target_phrase, recognized_phrase, similarity_score"
)


def chosen(_path: Path, names: list[str]) -> str:
    if len(names) > 1:
        raise UsageError(", ".join(names), hint="Choose one.")
    return names[0]


ANSWERS = Answers(language=lambda _path: "pt", user=chosen)


def read(*paths: Path, answers: Answers = ANSWERS) -> list[ImportSource]:
    return sources(paths, answers)


def problems(source: ImportSource) -> list[Problem]:
    return [entry for entry in source.entries() if isinstance(entry, Problem)]


def attempts(source: ImportSource) -> list[Attempt]:
    return [entry for entry in source.entries() if isinstance(entry, Attempt)]


def written(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def users(tmp_path: Path) -> Path:
    return tmp_path / "old" / "users.db"


def fill(path: Path, *rows: tuple, columns: str = COLUMNS, script: str = "") -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE user_progress ({columns})")
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO user_progress VALUES ({marks})", rows)  # noqa: S608
        database.executescript(script)
        database.commit()


def beside(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_of_a_folder_what_is_something_else_is_named_and_hidden_files_are_not(
    tmp_path: Path,
) -> None:
    old = tmp_path / "old"
    written(old / "package.json", {"name": "web", "files": [{"name": "x"}]})
    written(old / "page.txt", "<!doctype html><p>Sign in</p>")
    written(old / ".venv" / "words.txt", "hidden")
    written(old / "history.json", [{"practices": [RECORD]}])
    (old / "folder.json").mkdir()
    assert {source.path.name: source.kind for source in read(old)} == {
        "history.json": ImportKind.PRACTICE_HISTORY,
        "package.json": ImportKind.OTHER,
        "page.txt": ImportKind.OTHER,
    }
    written(old / "cut.json", '[{"practices": [{"time"')
    with pytest.raises(ConfigurationError, match=r"cut\.json is damaged"):
        read(old)


def test_a_file_that_was_named_must_be_something(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not a file that Miolingo can import"):
        read(written(tmp_path / "package.json", {"name": "web"}))


def test_a_pipe_is_refused_since_it_can_be_read_only_once() -> None:
    with pytest.raises(ConfigurationError, match="cannot be read twice"):
        read(Path(os.devnull))


@pytest.mark.parametrize("name", ["deep.json", "deep.txt"])
def test_json_that_is_nested_too_deep_is_damaged(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="is damaged"):
        read(written(tmp_path / name, "[" * 100_000))


def test_lines_of_an_export_that_no_history_can_hold_are_named(tmp_path: Path) -> None:
    head, line = json_lines([attempt(1)])
    record = json.loads(line)
    file = written(
        tmp_path / "export.jsonl",
        "\n".join(
            [
                head,
                line,
                json.dumps(record | {"target_phrase": "\ud800"}),
                json.dumps(record | {"duration_ms": 10**400}),
                json.dumps(record | {"similarity_score": 10**400}),
                json.dumps(record | {"language_code": "\x1b[2J"}),
                "[" * 100_000,
                "x" * 100_000,
            ]
        ),
    )
    (source,) = read(file)
    assert attempts(source) == [attempt(1)]
    assert [one.where for one in problems(source)] == [f"line {n}" for n in range(3, 9)]
    assert all(len(one.why) <= 200 for one in problems(source))


def test_a_csv_with_a_cell_that_goes_on_and_on_is_read_and_a_cut_one_is_damaged(
    tmp_path: Path,
) -> None:
    long = replace(attempt(1), target_phrase="a\n" * 100_000)
    text = "".join(f"{line}\n" for line in csv_lines([long]))
    (source,) = read(written(tmp_path / "export.csv", text))
    assert attempts(source) == [long]
    (source,) = read(written(tmp_path / "export.csv", text[: len(text) // 2]))
    with pytest.raises(ConfigurationError, match="is damaged"):
        list(source.entries())


def test_a_users_database_is_read_by_the_columns_that_it_has(users: Path) -> None:
    fill(
        users,
        ("ko", "2025-11-20 09:14:02", "물"),
        ("ko", "2025-11-20 09:15:02", b"\xff\xfe"),
        columns="language_code, practice_date, target_phrase",
    )
    before = beside(users)
    (source,) = read(users)
    assert [(one.target_phrase, one.similarity_score) for one in attempts(source)] == [("물", None)]
    assert [one.where for one in problems(source)] == ["row 2"]
    assert beside(users) == before


def test_text_of_a_users_database_that_is_not_utf_8_costs_its_row_alone(users: Path) -> None:
    fill(
        users,
        (1, "ko", "2025-11-20 09:14:02", "물", "물", 0.5),
        (1, "ko", "2025-11-20 09:15:02", "불", "불", 0.5),
        script="UPDATE user_progress SET target_phrase = CAST(x'ff41' AS TEXT) WHERE rowid = 1",
    )
    (source,) = read(users)
    assert [one.target_phrase for one in attempts(source)] == ["불"]
    assert [one.where for one in problems(source)] == ["row 1"]


def test_the_scores_of_all_users_say_what_scale_they_are_on(users: Path) -> None:
    fill(
        users,
        ("a", "ko", "2025-11-20 09:14:02", "물", "물", 1),
        ("b", "ko", "2025-11-20 09:15:02", "불", "불", 88),
    )
    (source,) = read(users, answers=replace(ANSWERS, user=lambda _path, names: names[0]))
    assert [one.similarity_score for one in attempts(source)] == [1.0]
    assert "Scores are taken as 0 to 100." in source.notes


def test_every_user_with_rows_can_be_chosen_by_name_or_else_by_number(users: Path) -> None:
    fill(
        users,
        (1, "ko", "2025-11-20 09:14:02", "물", "물", 1),
        (7, "ko", "2025-11-20 09:15:02", "불", "불", 0),
        script="CREATE TABLE users (user_id, username, email);"
        "INSERT INTO users VALUES (1, 'mina', 'mina@example.org'), (2, 'tomo', '');",
    )
    with pytest.raises(UsageError, match=r"^7, mina$"):
        read(users)


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_what_a_log_beside_a_users_database_holds_is_read_and_left_there(
    users: Path, mode: str
) -> None:
    fill(users, (1, "ko", "2025-11-20 09:14:02", "물", "물", 1))
    with closing(sqlite3.connect(users)) as writing:
        writing.execute(f"PRAGMA journal_mode = {mode}")
        writing.execute("PRAGMA cache_spill = 0")
        row = (1, "ko", "2025-11-20 09:15:02", "불", "불", 0)
        writing.execute("INSERT INTO user_progress VALUES (?, ?, ?, ?, ?, ?)", row)
        if mode == "WAL":
            writing.commit()
        before = beside(users)
        assert len(before) > 1
        (source,) = read(users)
        assert len(attempts(source)) == (2 if mode == "WAL" else 1)
        assert beside(users) == before


def test_a_users_database_without_a_log_is_read_where_it_lies(
    users: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No copy of its passwords is made."""
    fill(users, (1, "ko", "2025-11-20 09:14:02", "물", "물", 1))
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    (source,) = read(users)
    assert len(attempts(source)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "phrase,translation,recording\nOlá,Hello,ola.wav\n"),
        ("t.CSV", "translation;phrase\nHello;Olá\n"),
        ("t.tsv", "Olá\tHello\n"),
        ("t.txt", "Olá | Hello | | ola.wav\n"),
        ("t", "Olá | Hello\n"),
    ],
)
def test_a_phrase_list_is_read_by_its_format_and_without_recordings(
    name: str, text: str, tmp_path: Path
) -> None:
    (source,) = read(written(tmp_path / name, text))
    assert (source.kind, problems(source)) == (ImportKind.PHRASES, [])
    assert source.deck == Deck("t", (Card("Olá", "Hello"),))


def test_text_that_is_called_json_and_is_none_is_nothing_to_bring_in(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not a file that Miolingo can import"):
        read(written(tmp_path / "t.json", "Olá\n"))


def test_lines_of_a_story_and_of_a_list_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    line = {"pt": "Olá", "english": "Hello"}
    story = written(tmp_path / "story.json", {"pt": [line, 7, {"pt": 7, "ipa": "x"}]})
    phrases = written(tmp_path / "list.txt", "물 | Water\n | Fire\n\n# no\na | b | c | d | e\n")
    found = {source.path: source for source in read(story, phrases)}
    assert [one.where for one in problems(found[story])] == ["line 2", "line 3"]
    assert [one.where for one in problems(found[phrases])] == ["line 2", "line 5"]
    assert [len(source.deck.cards) for source in found.values() if source.deck] == [1, 1]


def test_a_bar_that_a_deck_cannot_hold_is_told(tmp_path: Path) -> None:
    story = [{"fr": "Bonjour", "english": "Good | day"}, {"fr": "Merci", "english": "Thanks"}]
    (source,) = read(written(tmp_path / "story.json", story))
    assert source.notes == ("Phrases in which a | becomes a /: 1.",)


def test_what_comes_twice_in_one_run_is_new_once(tmp_path: Path, miolingo_home: Path) -> None:
    twice = written(tmp_path / "h.json", [{"practices": [RECORD, RECORD]}])
    copies = [written(tmp_path / name / "ko" / "food.txt", "물 | Water") for name in "ab"]
    with transfer.open_targets(context_from()) as targets:
        found = preview_import(read(twice, *copies), targets)
        assert [each.new for each in found] == [1, 0, 0]
        assert [each.deck_is_new for each in found] == [False, True, False]
        run_import(found, targets)
    decks = miolingo_home / "data" / "decks" / "ko"
    assert [file.name for file in decks.iterdir()] == ["food.txt"]


@given(
    st.lists(ATTEMPTS, max_size=3, unique_by=lambda one: one.id),
    st.lists(SESSIONS, max_size=3, unique_by=lambda one: one.id),
    st.sampled_from([json_lines, csv_lines]),
)
@settings(max_examples=30)
def test_a_history_is_the_same_after_an_export_and_an_import(
    practiced: list[Attempt], sat: list[PracticeSession], lines
) -> None:
    with TemporaryDirectory() as folder:
        first, second = (Store(Path(folder) / name) for name in ("first.db", "second.db"))
        with first, second:
            first.add_all(practiced, sat)
            file = Path(folder) / "export"
            entries = lines([*first.every_attempt(), *first.every_session()])
            file.write_bytes("".join(f"{line}\n" for line in entries).encode())
            (source,) = read(file)
            assert problems(source) == []
            second.add_all(attempts(source), sessions(source))
            assert list(second.every_attempt()) == list(first.every_attempt())
            assert list(second.every_session()) == list(first.every_session())


def sessions(source: ImportSource) -> Iterator[PracticeSession]:
    return (entry for entry in source.entries() if isinstance(entry, PracticeSession))
