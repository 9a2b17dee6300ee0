"""What the TAB key offers, and what it has to import for that."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from miolingo.cli import app
from tests.parts.cli import invoke

NOT_NEEDED = {"pydantic", "rich", "numpy", "httpx", "tomlkit", "miolingo.decks.read_write"}


def offered(typed: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What bash is offered for the word that stands at the end of a command line."""
    monkeypatch.setenv("_MIOLINGO_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    with redirect_stdout(io.StringIO()) as shown, pytest.raises(SystemExit):
        app()
    return shown.getvalue().split()


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("miolingo his", ["history"]),
        ("miolingo help set", ["settings"]),
        ("miolingo deck che", ["check"]),
        ("miolingo deck show wor", ["words-A", "words-B", "words-C", "words-D"]),
        ("miolingo practice --deck star", ["starter"]),
        ("miolingo practice --lang k", ["ko"]),
        ("miolingo history --lang f", ["fr"]),
        ("miolingo history --format ", ["table", "json", "csv"]),
        ("miolingo settings get stri", ["strictness"]),
        ("miolingo settings set strictness ", ["lenient", "normal", "strict"]),
        ("miolingo settings set auto_sync ", ["true", "false"]),
        ("miolingo settings set language pt", ["pt-BR"]),
        ("miolingo settings set daily_goal ", []),
        ("miolingo model install vosk-model-small-pt", ["vosk-model-small-pt-0.3"]),
        ("miolingo voice install fr_FR-siwis-m", ["fr_FR-siwis-medium"]),
        ("miolingo model remove none-of-thes", []),
    ],
)
def test_values_are_offered(typed: str, offers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(typed, monkeypatch) == offers


def test_a_deck_of_ones_own_is_offered_in_its_language(
    miolingo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke("deck", "add", "-", "--name", "work", "--yes", "--lang", "fr", typed="Salut\n")
    assert offered("miolingo deck remove --lang fr wor", monkeypatch)[-1] == "work"
    assert "work" not in offered("miolingo deck remove --lang ko wor", monkeypatch)
    assert (miolingo_home / "data" / "decks" / "fr" / "work.txt").is_file()


@pytest.mark.parametrize("typed", ["miolingo deck show st", "miolingo settings set language f"])
def test_offers_load_no_more_than_they_need(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MIOLINGO_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    program = (
        "import atexit, sys; atexit.register(lambda: print("
        f"sorted({NOT_NEEDED!r} & set(sys.modules)), file=sys.stderr));"
        "from miolingo.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip()
    assert ended.stderr.strip() == "[]"
