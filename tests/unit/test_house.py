"""The house rules that a program can check."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from typer.main import get_group

import miolingo
from miolingo.cli import app
from miolingo.errors import ExitCode
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from tests.parts.folders import ROOT
from tests.parts.require import require

SOURCES = sorted(
    path for room in ("miolingo", "benchmarks", "tests") for path in (ROOT / room).rglob("*.py")
)
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "models" / "README.md"]
MOST_LINES = 400


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def installed_package() -> Path | None:
    try:
        return Path(str(distribution("miolingo").locate_file("miolingo/__init__.py"))).resolve()
    except PackageNotFoundError:
        return None


def test_the_package_under_test_is_the_installed_wheel() -> None:
    here = Path(miolingo.__file__).resolve()
    require(here == installed_package(), "scripts/test")

    program = "import miolingo; print(miolingo.__file__)"
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert Path(child.stdout.strip()).resolve() == here


def test_no_test_points_a_process_at_this_folder() -> None:
    variable = "PYTHON" + "PATH"
    tests = [path for path in SOURCES if short(path).startswith("tests/")]
    assert [short(path) for path in tests if variable in path.read_text(encoding="utf-8")] == []


def test_no_module_is_long() -> None:
    lines = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    """Packages of tests may be empty."""
    docstring = re.compile(r'(#.*\n|\n)*r?"""\s*[^\s"]')
    texts = {short(path): path.read_text(encoding="utf-8") for path in SOURCES}
    silent = [path for path, text in texts.items() if not docstring.match(text)]
    assert [one for one in silent if not re.fullmatch(r"tests/.*__init__\.py", one)] == []


def test_tests_share_through_parts_alone() -> None:
    shared = re.compile(r"^ *(?:from|import) tests\.(?!parts\b|supabase_stack\b).*", re.MULTILINE)
    tests = [path for path in SOURCES if short(path).startswith(("tests/", "benchmarks/"))]
    found = {short(path): shared.findall(path.read_text(encoding="utf-8")) for path in tests}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_exit_codes_are_documented() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    documented = [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert documented == [int(code) for code in ExitCode]


def test_what_programs_may_meet_in_the_output_is_documented() -> None:
    page = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    words = {*Verdict, *Reason, *WordStatus}
    names = {field.name for record in (Judgement, WordResult) for field in fields(record)}
    assert {word for word in words | names if f"`{word}`" not in page} == set()


def test_pages_link_only_to_files_that_are_there() -> None:
    missing = {
        (short(page), target)
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    }
    assert missing == set()


def test_pages_name_only_commands_that_exist() -> None:
    named = {
        (short(page), word)
        for page in PAGES
        for word in re.findall(
            r"(?:^|[`/ ])miolingo ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    commands = get_group(app).commands
    assert {(page, word) for page, word in named if word not in commands} == set()
