"""Nothing is imported from the working folder, whatever lies there under a module's name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import miolingo
from miolingo.composition.sync import sync_in_background
from miolingo.errors import ExitCode, ModelError
from miolingo.files.module_process import SEARCH_PATH, start_module, without_working_folder
from miolingo.history.location import remember_owner
from miolingo.speech.recognizer.client import RecognizerProcess
from miolingo.speech.recognizer.model_dir import ModelFolder
from tests.parts.cli import context
from tests.parts.patience import PATIENCE_S

LIBRARIES = ("vosk", "httpx", "numpy", "typer", "rich", "keyring", "filelock", "httpcore")
INTRUDER = "import os, sys\nos.write(2, b'INTRUDER'); open({note!r}, 'a').write(__name__)\n"
USER_ID = "00000000-0000-4000-8000-000000000001"


def put_intruders(folder: Path, *others: str) -> Path:
    """Lay a module of each name into a folder; the file that is written where one is imported."""
    note = folder.parent / "intruders.txt"
    for name in (*sys.stdlib_module_names, *LIBRARIES, *others):
        (folder / f"{name}.py").write_text(INTRUDER.format(note=str(note)), encoding="utf-8")
    return note


@pytest.fixture
def intruders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The note of a working folder that is full of modules."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return put_intruders(folder, "miolingo")


def read(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    told, _ = process.communicate(timeout=PATIENCE_S)
    return process.returncode, told.decode()


def test_the_recognizer_imports_nothing_from_the_working_folder(
    tmp_path: Path, intruders: Path
) -> None:
    recognizer = RecognizerProcess(ModelFolder("none", "ko", tmp_path / "no-model"))
    with pytest.raises(ModelError, match="stopped working"):
        recognizer.known(["안녕"])
    recognizer.close()
    assert not intruders.exists()


def test_the_recognizer_gets_as_far_as_its_model(tmp_path: Path, intruders: Path) -> None:
    worker = "miolingo.speech.recognizer.worker"
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    (tmp_path / "none").mkdir()
    _, told = read(start_module(worker, str(tmp_path / "none"), environ=os.environ, **options))
    assert "Failed to create a model" in told
    assert not intruders.exists()


def test_a_sync_in_the_background_imports_nothing_from_the_working_folder(
    tmp_path: Path, intruders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def start(*words: str, **options: Any) -> None:
        started.append(start_module(*words, **options))

    monkeypatch.setattr("miolingo.composition.sync.start_module", start)
    project = {
        "MIOLINGO_SUPABASE_URL": "http://127.0.0.1:1",
        "MIOLINGO_SUPABASE_KEY": "sb_publishable_none",
    }
    surroundings = context(tmp_path / "home", environ=project)
    remember_owner(surroundings.folders.data, "127.0.0.1:1", USER_ID)
    assert sync_in_background(surroundings)
    (process,) = started
    assert process.wait(PATIENCE_S) == ExitCode.OK
    assert not intruders.exists()


def clone_of_the_package(folder: Path) -> Path:
    """A copy that nobody installed, and tells itself by its version."""
    package = folder / "miolingo"
    skipped = shutil.ignore_patterns("__pycache__", "library")
    shutil.copytree(Path(miolingo.__file__).parent, package, ignore=skipped)
    (package / "__init__.py").write_text('"""A clone."""\n__version__ = "9.9.9"\n')
    return package


def test_a_clone_runs_its_own_package_and_nothing_beside_it(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    package = clone_of_the_package(clone)
    note = put_intruders(clone)
    starter = package / "files" / "module_process.py"
    ended = subprocess.run(
        [sys.executable, "-P", starter, "miolingo", "--version"],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (ExitCode.OK, "miolingo 9.9.9\n"), ended.stderr
    assert not note.exists()


def test_run_as_a_module_it_imports_no_library_from_the_working_folder(tmp_path: Path) -> None:
    """What Python imports before the first line of Miolingo runs, only ``-P`` can keep out."""
    clone = tmp_path / "clone"
    clone_of_the_package(clone)
    note = tmp_path / "intruders.txt"
    for name in ("typer", "rich", "random", "textwrap", "csv"):
        (clone / f"{name}.py").write_text(INTRUDER.format(note=str(note)), encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    ended = subprocess.run(
        [sys.executable, "-m", "miolingo", "--version"],
        cwd=clone,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (ExitCode.OK, "miolingo 9.9.9\n"), ended.stderr
    assert not note.exists()


def test_no_variable_leads_a_child_into_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib").mkdir()
    monkeypatch.chdir(tmp_path)
    given = os.pathsep.join(["", ".", str(tmp_path), "lib", os.sep])
    left = without_working_folder({SEARCH_PATH: given, "OTHER": "."})
    assert left == {SEARCH_PATH: os.pathsep.join(["lib", os.sep]), "OTHER": "."}
    assert without_working_folder({SEARCH_PATH: "."}) == {}
