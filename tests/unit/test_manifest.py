"""Manifests as other programs write them: read as they were meant, or told row by row."""

from __future__ import annotations

import io
import json
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miolingo.errors import ConfigurationError
from miolingo.judging.batch.files import Task
from miolingo.judging.batch.manifest import read_manifest

GOOD = '{"audio": "b.wav", "text": "말"}'


def tasks_of(path: Path, content: str | bytes) -> list[Task]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_manifest(path, "ko")


def pairs(tasks: list[Task]) -> list[tuple[str, str]]:
    return [(task.file, task.text) for task in tasks]


@pytest.mark.parametrize(
    "content",
    [
        "audio,text\na.wav,말\n",
        "AUDIO,Text\na.wav,말\n",
        " Audio , TEXT \na.wav,말\n",
        "audio;text\na.wav;말\n",
        "Text;Audio\n말;a.wav\n",
        "sep=;\naudio;text\na.wav;말\n",
        '"sep=;"\naudio;text\na.wav;말\n',
        "audio\ttext\r\na.wav\t말\r\n",
        "audio,text\ra.wav,말\r",
        "\ufeffaudio,text\na.wav,말",
        'audio,text\n\n,,\n"a.wav",말\n,\n',
        "audio,text,,\na.wav,말,,\n",
        '{"Audio": "a.wav", "TEXT": "말"}\n\n',
        "audio;text\na.wav;말\n".encode("utf-16"),
        "audio;text\na.wav;말\n".encode("cp949"),
    ],
)
def test_a_table_is_read_however_its_columns_are_parted_and_named(
    content: str | bytes, tmp_path: Path
) -> None:
    assert pairs(tasks_of(tmp_path / "m.csv", content)) == [("a.wav", "말")]


def test_a_table_of_western_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes("audio;text\na.wav;Où est le café ?\n".encode("cp1252"))
    assert pairs(read_manifest(path, "fr")) == [("a.wav", "Où est le café ?")]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_only_a_line_end_ends_a_row(separator: str, tmp_path: Path) -> None:
    text = f"말{separator}말"
    line = json.dumps({"audio": "a.wav", "text": text}, ensure_ascii=False)
    assert pairs(tasks_of(tmp_path / "m.jsonl", f"{line}\n{GOOD}")) == [
        ("a.wav", text),
        ("b.wav", "말"),
    ]
    assert pairs(tasks_of(tmp_path / "m.csv", f"audio,text\na.wav,{text}\n"))[0][1] == text


def test_a_tab_or_a_comma_in_a_semicolon_table_is_text(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path / "m.csv", 'audio;text;note\na.wav;Bye, bye;"x;y"\n')
    assert pairs(tasks) == [("a.wav", "Bye, bye")]
    assert tasks[0].extra == {"note": "x;y"}


BAD_JSON = [
    '{"audio": "a\\u0000.wav", "text": "x"}',
    '{"audio": "a.wav", "text": "x\\u0000"}',
    '{"audio": "\\ud800.wav", "text": "x"}',
    '{"audio": "a.wav", "text": "\\udfff"}',
    '{"audio": "a.wav", "text": "x", "note": "\\ud9ab"}',
    '{"audio": "a.wav", "text": "x", "\\ud9ab": "note"}',
    '{"audio": "a.wav", "text": "' + "x" * 40_000 + '"}',
    "[" * 100_000,
    '{"audio": "a.wav", "text": ' + "[" * 100_000 + "]" * 100_000 + "}",
    '{"audio": "a.wav", "text": ' + "9" * 5_000 + "}",
    '{"audio": "a.wav"}',
    '{"audio": "a.wav", "Audio": "b.wav", "text": "x"}',
    '{"audio": ["a.wav"], "text": "x"}',
    '{"audio": "", "text": "x"}',
    '{"audio": "a.wav", "text": null}',
    '["a.wav", "x"]',
    '{"audio": "a.wav", "text": "x"',
    "null",
    "\0",
]


@pytest.mark.parametrize("line", BAD_JSON, ids=lambda line: line[:40])
def test_a_bad_line_of_json_is_a_row_with_a_reason_and_the_rest_goes_on(
    line: str, tmp_path: Path
) -> None:
    bad, good = tasks_of(tmp_path / "m.jsonl", f"{line}\n{GOOD}\n")
    assert bad.problem
    assert bad.line == 1
    assert not good.problem
    assert (good.file, good.line) == ("b.wav", 2)
    written = [bad.file, bad.text, bad.problem, *bad.extra, *bad.extra.values()]
    assert len("".join(written).encode()) < 200_000


@pytest.mark.parametrize(
    "line",
    [
        "a\0.wav,x",
        ",x",
        'a.wav,"never closed',
        'a.wav,"x" and "y',
        "a.wav,Bye, bye",
        "a.wav," + "x" * 40_000,
        "a.wav," + "x" * 300_000,
        'a.wav,"' + "x" * 300_000,
    ],
    ids=lambda line: line[:20],
)
def test_a_bad_row_of_a_table_has_a_reason_and_the_rest_goes_on(line: str, tmp_path: Path) -> None:
    content = f'audio,text\n{line}\nb.wav,말\nc.wav,"말 ""말"""\n'
    bad, *good = tasks_of(tmp_path / "m.csv", content)
    assert bad.problem
    assert bad.line == 2
    assert pairs(good) == [("b.wav", "말"), ("c.wav", '말 "말"')]
    assert not any(task.problem for task in good)


def test_a_space_before_a_quotation_mark_and_a_mark_amid_a_text_are_no_matter(
    tmp_path: Path,
) -> None:
    content = 'audio,text\n"a.wav" ,x\nb.wav,say "x" now\n"c.wav","two\nlines"\nd.wav,y\n'
    tasks = tasks_of(tmp_path / "m.csv", content)
    assert [task.problem for task in tasks] == [""] * 4
    assert pairs(tasks)[1:] == [("b.wav", 'say "x" now'), ("c.wav", "two\nlines"), ("d.wav", "y")]
    assert [task.line for task in tasks] == [2, 3, 4, 6]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("m.csv", "file,text\na.wav,말\n", "columns audio and text"),
        ("m.csv", "audio,audio,text\na.wav,b.wav,말\n", "columns audio and text"),
        ("m.csv", "", "columns audio and text"),
        ("m.csv", '"audio": "a.wav", "text": "x"}\n', "columns audio and text"),
        ("m.csv", 'audio,text,"\na.wav,x\n', "columns audio and text"),
        ("m.csv", "audio,text\n", "no rows"),
        ("m.jsonl", "\n", "no rows"),
        ("m.jsonl", '{"audio": "a.wav"}\n', "Line 1"),
        ("m.tsv", "audio\ttext\n\t말\n", "Line 2"),
        ("m.csv", b"audio,text\na.wav,a\xd7b\xb1c\xb6d\xa7e\n", "not text"),
    ],
)
def test_a_manifest_without_a_row_to_judge_is_refused(
    name: str, content: str | bytes, told: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=told):
        tasks_of(tmp_path / name, content)


def test_a_folder_in_place_of_a_list_is_told_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read") as folder:
        read_manifest(tmp_path, "ko")
    assert folder.value.hint == "To judge a folder of recordings: miolingo class --help"
    with pytest.raises(ConfigurationError, match="cannot be read") as nothing:
        read_manifest(tmp_path / "none.csv", "ko")
    assert nothing.value.hint == "Check the path."


def test_standard_input_names_files_from_the_working_directory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed = SimpleNamespace(buffer=io.BytesIO("audio,text\na.wav,말\n".encode()))
    monkeypatch.setattr(sys, "stdin", typed)
    (task,) = read_manifest(Path("-"), "ko")
    assert task.path == Path("a.wav")


SEEDS = [
    b'audio,text,note\na.wav,hello,x\nb.wav,"two\nlines",y\nc.wav,last,z\n',
    b"audio;text\r\na.wav;hello\r\nb.wav;last\r\n",
    b"audio\ttext\na.wav\thello\nb.wav\tlast\n",
    b'{"audio": "a.wav", "text": "x", "n": [1, {}]}\n{"audio": "b.wav", "text": "y"}\n',
    "audio,text\na.wav,말\n".encode("utf-16"),
]
EDITS = st.lists(
    st.tuples(st.integers(0, 200), st.binary(max_size=3), st.integers(0, 4)), max_size=6
)


@given(st.sampled_from(SEEDS), EDITS, st.sampled_from(["m.csv", "m.tsv", "m.jsonl"]))
@settings(max_examples=300, deadline=None)
def test_whatever_happens_to_a_manifest_it_is_read_or_refused(
    seed: bytes, edits: list[tuple[int, bytes, int]], name: str
) -> None:
    content = seed
    for at, new, cut in edits:
        content = content[:at] + new + content[at + cut :]
    with TemporaryDirectory() as folder:
        tasks: list[Task] = []
        with suppress(ConfigurationError):
            tasks = tasks_of(Path(folder) / name, content)
    for task in tasks:
        (task.file + task.text + "".join(task.extra.values())).encode()
        assert task.problem or "\0" not in task.file


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), min_size=1))
@settings(max_examples=300, deadline=None)
def test_no_line_of_a_table_takes_another_one_with_it(line: str) -> None:
    content = f"audio,text\nfirst.wav,x\n{line}\nlast.wav,y\n"
    with TemporaryDirectory() as folder:
        tasks = tasks_of(Path(folder) / "m.csv", content)
    assert pairs(tasks)[0] == ("first.wav", "x")
    assert pairs(tasks)[-1] == ("last.wav", "y")
    assert not tasks[-1].problem
