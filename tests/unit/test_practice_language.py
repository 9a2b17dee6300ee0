"""Which language a practice is in: chosen, told by what there is, or asked for once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.commands.installs import model
from miolingo.composition.context import Context
from miolingo.errors import ExitCode, UsageError
from miolingo.practice.request import PracticeSetup
from miolingo.settings.definitions import LANGUAGE, SettingSource
from miolingo.store import Store
from miolingo.ui.prompts import TerminalDialog
from tests.parts.attempts import an_attempt
from tests.parts.cli import Ended, context, invoke

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def setups(monkeypatch: pytest.MonkeyPatch) -> list[PracticeSetup]:
    """What would have been practiced; no model is missing."""
    begun: list[PracticeSetup] = []

    def run(_context: Context, setup: PracticeSetup) -> bool:
        begun.append(setup)
        return True

    monkeypatch.setattr("miolingo.composition.practice.run_practice", run)
    monkeypatch.setattr(model, "offer_model", lambda _context, _language: None)
    return begun


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Somebody at a terminal who gives these answers; returns what they are told."""

    def sit_down(*answers: str) -> list[str]:
        left, told = list(answers), list[str]()
        monkeypatch.setattr(Context, "at_terminal", True)
        monkeypatch.setattr(TerminalDialog, "line", lambda _self, _question: left.pop(0))
        monkeypatch.setattr(TerminalDialog, "say", lambda _self, text: told.append(text))
        return told

    return sit_down


def practice(*arguments: str) -> Ended:
    return invoke("practice", *arguments, now=NOW)


def test_the_first_practice_asks_once_and_keeps_the_answer(
    setups: list[PracticeSetup], answer: Callable[..., list[str]]
) -> None:
    told = answer("coréen")
    assert practice().exit_code == 0
    assert practice().exit_code == 0, "not asked again"
    assert [setup.settings.language_code for setup in setups] == ["ko", "ko"]
    (question,) = told
    assert "Korean" in question
    assert "French" in question


def test_a_first_session_is_ten_phrases(setups: list[PracticeSetup]) -> None:
    assert practice("--lang", "French").exit_code == 0
    (setup,) = setups
    assert len(setup.deck.cards) == 10
    assert setup.why == "Your first practice: 10 new phrases of the deck “starter”."


def test_a_slip_is_asked_again_and_told_what_was_meant(
    setups: list[PracticeSetup], answer: Callable[..., list[str]]
) -> None:
    told = answer("Frnch", "xx", "français")
    assert practice().exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["fr"]
    assert "Did you mean French (fr)?" in told[1]


def test_a_language_without_a_deck_is_asked_again_and_not_kept(
    setups: list[PracticeSetup], answer: Callable[..., list[str]]
) -> None:
    told = answer("Japanese", "Korean")
    assert practice().exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["ko"]
    assert "There is no built-in deck for Japanese." in told[1]


def test_a_language_without_a_deck_will_do_for_a_phrase_of_ones_own(
    setups: list[PracticeSetup], answer: Callable[..., list[str]]
) -> None:
    answer("Polish")
    assert practice("dzień dobry").exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["pl"]


def test_after_three_slips_nothing_is_kept(
    setups: list[PracticeSetup], answer: Callable[..., list[str]], miolingo_home: Path
) -> None:
    answer("xx", "xx", "xx")
    ended = practice()
    assert (ended.exit_code, setups) == (ExitCode.USAGE, [])
    assert context(miolingo_home).settings.find(LANGUAGE).source is SettingSource.DEFAULT


def test_who_has_no_model_learns_what_can_be_practiced_without_one(miolingo_home: Path) -> None:
    refused = invoke("practice", "Salut", "--lang", "fr", home=miolingo_home)
    assert refused.exit_code == ExitCode.MODEL
    told = " ".join(refused.stderr.split())
    assert "miolingo model install fr" in told
    assert "To train your ear without one: miolingo listen --lang fr" in told


@pytest.mark.parametrize("arguments", [(), ("--demo",), ("--deck", "starter"), ("bonjour",)])
def test_where_nobody_can_be_asked_the_option_is_named(
    setups: list[PracticeSetup], arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miolingo.composition.practice_language.find_models", lambda _folders: [])
    ended = practice(*arguments)
    assert (ended.exit_code, setups) == (ExitCode.USAGE, [])
    assert isinstance(ended.error, UsageError)
    assert "--lang" in ended.stderr


def test_plain_asks_nothing(setups: list[PracticeSetup], answer: Callable[..., list[str]]) -> None:
    assert answer() == []
    assert practice("--plain").exit_code == ExitCode.USAGE
    assert setups == []


@pytest.mark.parametrize("kept_as", ["ko", "KO", "ko-KR", "Korean"])
def test_the_history_tells_the_language(
    setups: list[PracticeSetup], miolingo_home: Path, kept_as: str
) -> None:
    with Store(context(miolingo_home).location.path) as store:
        store.add_attempt(replace(an_attempt(str(UUID(int=1)), NOW), language_code=kept_as))
    assert practice().exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["ko"]


@pytest.mark.parametrize("kept_as", ["ko", "KO", "ko-KR", "Korean", "한국어"])
def test_a_setting_tells_the_language_however_it_is_written(
    setups: list[PracticeSetup], kept_as: str
) -> None:
    assert invoke("practice", environ={"MIOLINGO_LANGUAGE": kept_as}).exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["ko"]


def test_a_phrase_in_hangul_tells_that_it_is_korean(setups: list[PracticeSetup]) -> None:
    assert practice("안녕하세요").exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["ko"]


def test_a_demonstration_is_of_the_model_that_is_there(
    setups: list[PracticeSetup], tmp_path: Path
) -> None:
    (tmp_path / "vosk-model-small-fr-0.22" / "am").mkdir(parents=True)
    assert invoke("practice", "--demo", environ={"MIOLINGO_MODELS": str(tmp_path)}).exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["fr"]


def test_a_deck_in_hangul_tells_that_it_is_korean(
    setups: list[PracticeSetup], tmp_path: Path
) -> None:
    for name, text, exit_code in (
        ("words.csv", "phrase,translation\n커피 주세요,Coffee please\n", ExitCode.OK),
        ("mots.txt", "bonjour | hello\n", ExitCode.USAGE),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert practice("--deck", str(tmp_path / name)).exit_code == exit_code
    assert [setup.settings.language_code for setup in setups] == ["ko"]


def test_a_voice_that_was_chosen_tells_the_language(setups: list[PracticeSetup]) -> None:
    assert invoke("practice", environ={"MIOLINGO_VOICE": "fr_FR-siwis-medium"}).exit_code == 0
    assert [setup.settings.language_code for setup in setups] == ["fr"]
