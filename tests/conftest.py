"""What holds for every test: a home of its own, and no surprises from the shell it runs in."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from miolingo.speech.recognizer.client import RecognizerProcess

ROOT = Path(__file__).resolve().parent.parent

# Behind the installed packages, so that an installed Miolingo is the one that is tested.
sys.path.append(str(ROOT))

# A run in the background ignores Ctrl-C and the end of its terminal; what it tests must not.
signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.platform != "win32":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Machines that share their cores are slow at times; that is no failure.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("random" if os.environ.get("MIOLINGO_TEST_RANDOM") == "1" else "steady")


@pytest.fixture(scope="session")
def tuned_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the models are prepared for judging, once for all homes: it takes seconds."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "tuned-models"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for learners, none of which is there yet: most tests need none."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) / "miolingo-home" for number in count())


@pytest.fixture(autouse=True)
def miolingo_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the learner's own history and settings out of the tests, and the tests out of those."""
    home = next(homes)
    monkeypatch.setenv("MIOLINGO_HOME", str(home))
    from miolingo.settings.definitions import SETTINGS

    monkeypatch.setenv("MIOLINGO_STORE", "local")
    chosen = (setting.variable for setting in SETTINGS)
    tokens = ("MIOLINGO_ACCESS_TOKEN", "MIOLINGO_REFRESH_TOKEN")
    for name in (*chosen, *tokens, "MIOLINGO_DEBUG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def recognizer(tuned_models: Path) -> Iterator[RecognizerProcess]:
    """The Korean model, loaded once for the whole run."""
    from tests.parts.speech import korean_recognizer

    with korean_recognizer(tuned_models) as loaded:
        yield loaded


@pytest.fixture
def shared_model(recognizer: RecognizerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands that run in this process share the Korean model, in place of loading it."""
    monkeypatch.setattr(recognizer, "close", lambda: None)
    client = "miolingo.speech.recognizer.client.RecognizerProcess"
    monkeypatch.setattr(client, lambda *_model, **_options: recognizer)
