"""The house rules that a program can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from typer.main import get_group

import miolingo
from miolingo.cli import app
from miolingo.errors import ExitCode
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from tests.conftest import ROOT
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


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_a_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MOST_LINES
    if source:
        assert ast.get_docstring(ast.parse(source))


def test_every_module_of_the_package_has_something_to_say() -> None:
    silent = [
        path for path in SOURCES if short(path).startswith("miolingo/") and not path.stat().st_size
    ]
    assert silent == []


def test_the_exit_codes_are_documented() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    documented = [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert documented == [int(code) for code in ExitCode]


def test_what_programs_may_meet_in_the_output_is_documented() -> None:
    page = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    words = {*Verdict, *Reason, *WordStatus}
    names = {field.name for record in (Judgement, WordResult) for field in fields(record)}
    assert {word for word in words | names if f"`{word}`" not in page} == set()


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_links_only_to_files_that_are_there(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_names_only_commands_that_exist(page: Path) -> None:
    named = re.findall(
        r"(?:^|[`/ ])miolingo ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(named) <= set(get_group(app).commands)
