"""``miolingo drill`` around its judge: rows, shares, files of results and the summary."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.errors import ExitCode
from miolingo.judging.batch.files import Task
from miolingo.judging.batch.shard import Shard
from tests.parts.cli import Ended, invoke
from tests.parts.judges import judge_by_names

MANIFEST = """audio,text,note
good-1.wav,말,a
gone.wav,말,b
fair.wav,하나,=c
poor.wav,둘,d
good-1.wav,말,e
,말,f
good-2.wav,셋,g
"""
FILES = ["good-1.wav", "gone.wav", "fair.wav", "poor.wav", "good-1.wav", "list.csv:7", "good-2.wav"]
Drill = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    judge_by_names(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


@pytest.fixture
def drill(folder: Path) -> Drill:
    def run(*arguments: object, typed: str | None = None) -> Ended:
        words = [str(word) for word in arguments]
        return invoke("drill", *words, "--lang", "ko", home=folder / "home", typed=typed)

    return run


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def files(path: Path) -> list[str]:
    return [row["file"] for row in rows(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("form", [(), ("--format", "jsonl"), ("--output", "out.jsonl")])
def test_it_ends_with_how_many_the_mean_and_which_rows_failed(
    form: tuple[str, ...], drill: Drill
) -> None:
    ended = drill("list.csv", *form, "--min-score", 50)
    assert ended.exit_code == ExitCode.AUDIO
    assert ended.stderr.splitlines() == [
        "7 recordings: 5 scored, mean score 76.0.",
        "Not scored: 2.",
        "  line 3, gone.wav: There is no such recording.",
        "  line 7, list.csv:7: This row cannot be read: it does not name a recording.",
        "Below 50: 1.",
        "  line 5, poor.wav: 20.0",
    ]


def test_a_long_list_of_failures_is_cut(drill: Drill, folder: Path) -> None:
    lines = ["audio,text", *(f"gone-{number}.wav,말" for number in range(50))]
    (folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    told = drill("list.csv").stderr
    assert "50 recordings: 0 scored." in told
    assert "and 30 more" in told


def test_no_name_of_a_file_commands_the_terminal_in_the_summary(drill: Drill, folder: Path) -> None:
    row = {"audio": "\x1b]0;x\x07\u202e.wav", "text": "\x9b31m"}
    (folder / "m.jsonl").write_text(json.dumps(row), encoding="utf-8")
    ended = drill("m.jsonl")
    assert "]0;x.wav" in ended.stderr
    assert not {*"\x1b\x07\u202e\x9b"} & {*ended.stderr, *ended.stdout}


def test_a_manifest_is_read_from_standard_input(drill: Drill) -> None:
    ended = drill("-", "--format", "jsonl", typed="audio;text\nfair.wav;말\n")
    assert ended.exit_code == ExitCode.OK
    assert [row["file"] for row in rows(ended.stdout)] == ["fair.wav"]


def test_results_are_never_written_over_unasked(drill: Drill, folder: Path) -> None:
    (folder / "out.jsonl").touch()
    assert drill("list.csv", "--output", "out.jsonl").exit_code == ExitCode.AUDIO
    first = (folder / "out.jsonl").read_bytes()
    refused = drill("list.csv", "--output", "out.jsonl")
    assert refused.exit_code == ExitCode.CONFIGURATION
    assert "--force" in refused.stderr
    assert (folder / "out.jsonl").read_bytes() == first
    forced = drill("list.csv", "--output", "out.jsonl", "--force")
    assert forced.exit_code == ExitCode.AUDIO
    assert (folder / "out.jsonl").read_bytes() == first


@pytest.mark.parametrize("option", ["--force", "--resume"])
def test_no_option_writes_over_what_is_read(option: str, drill: Drill, folder: Path) -> None:
    (folder / "m.jsonl").write_text('{"audio": "good.wav", "text": "말"}\n', encoding="utf-8")
    before = (folder / "m.jsonl").read_bytes()
    assert drill("m.jsonl", "--output", "m.jsonl", option).exit_code == ExitCode.CONFIGURATION
    assert (folder / "m.jsonl").read_bytes() == before


def test_it_goes_on_where_it_stopped_and_sums_up_the_whole(drill: Drill, folder: Path) -> None:
    drill("list.csv", "--output", "out.jsonl")
    whole = (folder / "out.jsonl").read_bytes()
    (folder / "out.jsonl").write_bytes(whole[: whole.index(b"poor.wav")])
    ended = drill("list.csv", "--output", "out.jsonl", "--resume")
    assert files(folder / "out.jsonl") == FILES
    assert "7 recordings: 5 scored, mean score 76.0." in ended.stderr
    assert "line 3, gone.wav" in ended.stderr


def test_shares_are_judged_apart_and_joined_in_the_order_of_the_list(
    drill: Drill, folder: Path
) -> None:
    drill("list.csv", "--output", "whole.jsonl")
    parts = [f"part-{number}.jsonl" for number in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        drill("list.csv", "--shard", f"{number}/3", "--output", part)
    assert [files(folder / part) for part in parts] == [FILES[0::3], FILES[1::3], FILES[2::3]]
    joined = drill("list.csv", *reversed(parts), "--join", "--output", "joined.jsonl")
    assert joined.exit_code == ExitCode.AUDIO
    assert "7 recordings: 5 scored, mean score 76.0." in joined.stderr
    assert (folder / "joined.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    as_csv = drill("list.csv", *parts, "--join", "--format", "csv").stdout
    assert as_csv == drill("list.csv", "--format", "csv").stdout


def test_joining_says_what_is_missing_and_what_is_too_much(drill: Drill, folder: Path) -> None:
    for number in (1, 2):
        drill("list.csv", "--shard", f"{number}/3", "--output", f"part-{number}.jsonl")
    whole = (folder / "part-2.jsonl").read_bytes()
    (folder / "part-2.jsonl").write_bytes(whole[:-5])
    arguments = ("list.csv", "part-1.jsonl", "part-1.jsonl", "part-2.jsonl", "--join")
    joined = drill(*arguments, "--output", "joined.jsonl")
    assert joined.exit_code == ExitCode.CONFIGURATION
    assert "No result yet: 3." in joined.stderr
    assert all(f"  line {line}, " in joined.stderr for line in (4, 6, 7))
    assert "are repeated: 3" in joined.stderr
    assert len(files(folder / "joined.jsonl")) == 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--shard", "0/3"), ExitCode.USAGE),
        (("--shard", "4/3"), ExitCode.USAGE),
        (("--shard", "1"), ExitCode.USAGE),
        (("--shard", "1/0"), ExitCode.USAGE),
        (("--shard", "-1/3"), ExitCode.USAGE),
        (("--join",), ExitCode.USAGE),
        (("part.jsonl",), ExitCode.USAGE),
        (("part.jsonl", "--join", "--shard", "1/2"), ExitCode.USAGE),
        (("part.jsonl", "--join", "--format", "table"), ExitCode.USAGE),
        (("part.jsonl", "--join"), ExitCode.CONFIGURATION),
        (("list.csv", "--join"), ExitCode.CONFIGURATION),
        (("--excel",), ExitCode.USAGE),
        (("--excel", "--format", "jsonl"), ExitCode.USAGE),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    arguments: tuple[str, ...], code: ExitCode, drill: Drill
) -> None:
    assert drill("list.csv", *arguments).exit_code == code


@given(st.integers(0, 60), st.integers(1, 70))
def test_shares_hold_each_row_once(count: int, shares: int) -> None:
    tasks = [Task(str(number), Path(), "") for number in range(count)]
    parts = [Shard(number, shares).of(tasks) for number in range(1, shares + 1)]
    assert sorted(task.file for part in parts for task in part) == sorted(t.file for t in tasks)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_share_without_a_row_is_judged_at_once(drill: Drill, folder: Path) -> None:
    ended = drill("list.csv", "--shard", "9/9", "--output", "part.jsonl")
    assert ended.exit_code == ExitCode.OK
    assert "0 recordings" in ended.stderr
    assert (folder / "part.jsonl").read_bytes() == b""


def test_csv_has_every_column_of_the_list_and_one_form_of_words_and_booleans(drill: Drill) -> None:
    ended = drill("list.csv", "--format", "csv", "--excel")
    assert ended.stdout.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(ended.stdout.removeprefix("\ufeff"))))
    assert [row["note"] for row in table] == ["a", "b", "'=c", "d", "e", "f", "g"]
    assert [row["perfect_match"] for row in table[:3]] == ["true", "false", "false"]
    word = {"word": "말", "status": "correct", "score": 100.0, "start_ms": 10, "sounds": []}
    assert json.loads(table[0]["words"]) == [word]


def test_a_column_that_only_a_later_row_has_is_there(drill: Drill, folder: Path) -> None:
    lines = ["nonsense", '{"audio": "good.wav", "text": "말", "learner": "Ana"}']
    (folder / "m.jsonl").write_text("\n".join(lines), encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(drill("m.jsonl", "--format", "csv").stdout)))
    assert [row["learner"] for row in table] == ["", "Ana"]
    assert table[0]["reason"] == "unreadable_row"
