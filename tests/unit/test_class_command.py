"""``miolingo class`` around its judge: files that are written, going on, and what is kept apart."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from miolingo.composition.recordings import clips
from miolingo.decks.cards import Card
from miolingo.errors import AudioError, ExitCode
from miolingo.judging.recording import Audio
from tests.parts.cli import Ended, invoke
from tests.parts.judges import NamedJudge, judge_by_names

Class = Callable[..., Ended]
FILES = ("Mina/good.ogg", "Jo/poor.ogg", "Jo/fair.ogg", "Kim/gone.ogg")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def silent(_card: Card, _slow: bool) -> Audio:
        raise AudioError("There is no voice.")

    judge_by_names(monkeypatch)
    monkeypatch.setattr(NamedJudge, "plan", lambda _judge, phrase: phrase, raising=False)
    monkeypatch.setattr(clips, "build_reference", lambda _context, _language: silent)
    monkeypatch.chdir(tmp_path)
    for file in FILES:
        (tmp_path / "homework" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "homework" / file).touch()
    (tmp_path / "names.txt").write_text("Mina\nJo\nNoor\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Class:
    def class_(*arguments: str) -> Ended:
        words = ("class", "homework", "--text", "말", "--lang", "ko", *arguments)
        return invoke(*words, home=folder / "home")

    return class_


def records(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "class-report" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def names_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_writes_a_page_for_all_one_for_each_and_the_results(run: Class, folder: Path) -> None:
    ended = run("--names", "names.txt")
    assert ended.exit_code == ExitCode.AUDIO, "one recording is not there"
    assert names_of(folder / "class-report") == [
        "class.html", "learners", "results.csv", "results.jsonl", "working",
    ]  # fmt: skip
    assert names_of(folder / "class-report" / "learners") == ["Jo.html", "Kim.html", "Mina.html"]
    assert [row["learner"] for row in records(folder)] == ["Jo", "Jo", "Kim", "Mina"]
    with (folder / "class-report" / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["learner"] for row in rows] == ["Jo", "Jo", "Kim", "Mina"]
    told = ended.stderr
    assert "4 recordings: 3 scored, mean score 60.0." in told
    assert "  Kim/gone.ogg: There is no such recording." in told
    assert "Missing: 1. Noor" in told
    assert "Not on the list of names: 1. Kim" in told
    assert "3 pages for learners" in told


def test_the_figures_are_one_object(run: Class) -> None:
    found = json.loads(run("--names", "names.txt", "--json").stdout)
    assert found["schema"] == "miolingo.class/1"
    assert [learner["name"] for learner in found["learners"]] == ["Jo", "Kim", "Mina"]
    assert found["missing"] == ["Noor"]
    assert found["not_judged"][0]["problem"] == "There is no such recording."
    assert found["agreement"] is None
    assert found["files"]["class_page"].endswith("class.html")


def test_what_is_there_is_left_alone(run: Class, folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "essay.txt").touch()
    for options in ((), ("--force",), ("--resume",)):
        assert run("--output", "mine", *options).exit_code == ExitCode.CONFIGURATION
    assert names_of(folder / "mine") == ["essay.txt"]
    run()
    assert run().exit_code == ExitCode.CONFIGURATION
    assert run("--force").exit_code == ExitCode.AUDIO


def test_who_has_no_name_is_told_and_gets_one_without_being_judged_again(
    run: Class, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("good-1.ogg", "fair-2.ogg"):
        (folder / "homework" / name).touch()
    first = run("--by", "folder", "--json")
    assert "Without a name: 2. fair-2.ogg, good-1.ogg" in first.stderr
    assert json.loads(first.stdout)["nameless"] == ["fair-2.ogg", "good-1.ogg"]
    assert len(names_of(folder / "class-report" / "learners")) == 5, "each stands for itself"

    written = run("--by", "folder", "--learners-template", "whose.csv")
    assert (written.exit_code, written.stdout) == (ExitCode.OK, "")
    table = (folder / "whose.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[1:3] == ["Jo/fair.ogg,Jo", "Jo/poor.ogg,Jo"]
    assert "good-1.ogg,\n" in table
    filled = table.replace("good-1.ogg,", "good-1.ogg,Noor").replace("fair-2.ogg,", "fair-2.ogg,Jo")
    (folder / "whose.csv").write_text(filled, encoding="utf-8")
    assert run("--learners-template", "whose.csv").exit_code == ExitCode.CONFIGURATION
    assert (folder / "whose.csv").read_text(encoding="utf-8") == filled

    monkeypatch.setattr(NamedJudge, "judge", None)
    again = run("--by", "folder", "--learners", "whose.csv", "--resume", "--json")
    assert "Without a name" not in again.stderr
    assert [learner["name"] for learner in json.loads(again.stdout)["learners"]] == [
        "Jo", "Kim", "Mina", "Noor",
    ]  # fmt: skip
    assert "Noor.html" in names_of(folder / "class-report" / "learners")


def test_starting_again_leaves_no_clip_of_the_run_before(run: Class, folder: Path) -> None:
    run()
    clips = folder / "class-report" / "working" / "clips"
    (clips / "Jo-1a2b3c").mkdir(parents=True)
    (clips / "Jo-1a2b3c" / "1-말-correct.ogg").touch()
    run("--resume")
    assert (clips / "Jo-1a2b3c").exists(), "its recording is not judged again"
    run("--force")
    assert not (clips / "Jo-1a2b3c").exists()


def test_it_goes_on_where_it_stopped(
    run: Class, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    judged = folder / "class-report" / "working" / "judged.jsonl"
    whole = judged.read_bytes()
    first = whole.index(b"\n") + 1
    judged.write_bytes(whole[: first + 50])
    asked: list[str] = []
    judge = NamedJudge.judge
    monkeypatch.setattr(NamedJudge, "judge", lambda *given: asked.append(given[1]) or judge(*given))
    ended = run("--resume")
    assert "4 recordings: 3 scored, mean score 60.0." in ended.stderr
    assert len(asked) == 2, "Jo's first recording was judged before, and Kim's is not there"
    assert judged.read_bytes() == whole


def test_with_nothing_left_no_judge_is_built(run: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setattr(NamedJudge, "judge", None)
    assert run("--resume").exit_code == ExitCode.AUDIO


def test_an_anonymous_report_has_no_name_outside_its_working_folder(
    run: Class, folder: Path
) -> None:
    run("--names", "names.txt")
    marks = "audio,mark\nMina/good.ogg,wrong\nKim/lost.ogg,right\n"
    (folder / "marks.csv").write_text(marks, encoding="utf-8")
    ended = run("--names", "names.txt", "--anonymous", "--resume", "--marks", "marks.csv", "--json")
    report = folder / "class-report"
    files = [*report.glob("*.*"), *(report / "learners").iterdir()]
    pages = names_of(report / "learners")
    assert len(pages) == 3
    assert all(page.startswith("Learner-0") for page in pages)
    content = ended.stdout + "".join(file.read_text(encoding="utf-8") for file in files)
    assert not [name for name in ("Mina", "Jo", "Kim", "Noor", "good.ogg") if name in content]
    assert "Learner 01" in content
    assert "mina" in (report / "working" / "names.csv").read_text(encoding="utf-8")


def test_pages_of_an_earlier_run_do_not_stay(run: Class, folder: Path) -> None:
    run("--anonymous")
    run("--resume")
    report = folder / "class-report"
    assert names_of(report / "learners") == ["Jo.html", "Kim.html", "Mina.html"]
    assert not (report / "working" / "names.csv").exists()


def test_learners_whose_names_look_alike_in_a_path_have_pages_of_their_own(
    run: Class, folder: Path
) -> None:
    for name in ("A?B", "A*B"):
        (folder / "homework" / name).mkdir()
        (folder / "homework" / name / "good.ogg").touch()
    run()
    pages = names_of(folder / "class-report" / "learners")
    assert len([page for page in pages if page.startswith("A-B")]) == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("class", "nowhere"), ExitCode.CONFIGURATION),
        (("class", "homework"), ExitCode.USAGE),
        (("class", "homework", "--text", "…"), ExitCode.USAGE),
        (("class", "homework", "--text", "말", "--names", "none.txt"), ExitCode.CONFIGURATION),
        (("class", "homework", "--text", "말", "--marks", "none.csv"), ExitCode.CONFIGURATION),
        (("class", "homework", "--text", "말", "--learners", "none.csv"), ExitCode.CONFIGURATION),
        (("class", "homework", "--text", "말", "--by", "voice"), ExitCode.USAGE),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    arguments: tuple[str, ...], code: ExitCode, folder: Path
) -> None:
    assert invoke(*arguments, "--lang", "ko", home=folder / "home").exit_code == code
    assert not (folder / "class-report").exists()


def test_a_run_that_failed_before_the_first_result_leaves_the_folder_usable(
    run: Class, folder: Path
) -> None:
    (folder / "class-report" / "working" / "clips").mkdir(parents=True)
    assert run().exit_code == ExitCode.AUDIO


def test_results_within_the_folder_are_no_homework(folder: Path) -> None:
    words = ("class", ".", "--text", "말", "--lang", "ko")
    invoke(*words, home=folder / "home")
    ended = invoke(*words, "--resume", home=folder / "home")
    assert "4 recordings" in ended.stderr


def test_excel_can_read_the_table(run: Class, folder: Path) -> None:
    run("--excel")
    assert (folder / "class-report" / "results.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("options", [(), ("--anonymous",)])
def test_any_name_of_a_file_is_taken(options: tuple[str, ...], run: Class, folder: Path) -> None:
    for name in (
        "good\udcff_1.ogg",
        "good-\n\x1b[2J\u202e<b>&'.ogg",
        "=good.ogg",
        "good-" + "x" * 240,
    ):
        try:
            (folder / "homework" / name).touch()
        except (OSError, UnicodeError):
            continue
    ended = run("--json", *options)
    assert ended.exit_code == ExitCode.AUDIO
    assert json.loads(ended.stdout)["schema"] == "miolingo.class/1"
    again = run("--resume", *options)
    assert again.stderr.splitlines()[0] == ended.stderr.splitlines()[0]


def test_an_earlier_result_that_was_tampered_with_is_told(run: Class, folder: Path) -> None:
    run()
    judged = folder / "class-report" / "working" / "judged.jsonl"
    judged.write_text(judged.read_text(encoding="utf-8").replace('"correct"', '"odd"'), "utf-8")
    ended = run("--resume")
    assert ended.exit_code == ExitCode.CONFIGURATION
    assert "Start again with --force." in ended.stderr
