"""One language has one tag, however it is called."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from miolingo.decks.built_in import languages, starter_deck
from miolingo.decks.folder import DeckFolder
from miolingo.decks.lookup import find_deck
from miolingo.errors import ExitCode, MiolingoError, UsageError
from miolingo.history.reports.statistics import Selection, language_tag
from miolingo.language.names import canonical_tag, known_language, language_meant, language_name
from miolingo.practice.minimal_pairs import pairs_of
from miolingo.speech.recognizer.model_dir import model_for
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.store import Store
from tests.parts.attempts import an_attempt
from tests.parts.cli import context, invoke

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

SAME = {
    "ko": ("ko", "KO", "ko-KR", "ko-Kore-KR", "kor", "Korean", " korean ", "한국어", "coréen"),
    "fr": (
        "FR",
        "fr-FR",
        "fra",
        "fre",
        "French",
        "français",
        "Französisch",
        "프랑스어",
    ),
    "de": ("de-DE", "Deutsch", "allemand", "German"),
    "es": ("Espanol", "español", "es-ES", "Spaans", "castellano", "es_ES.UTF-8"),
    "en": ("en-US", "English", "anglais", "영어"),
    "pt-BR": (
        "pt",
        "pt-br",
        "pt_BR",
        "Brazilian",
        "Portuguese",
        "Brazilian Portuguese",
        "português",
    ),
    "zh": ("zh-CN", "Mandarin", "cmn", "中文", "Chinese"),
    "fi": ("suomi", "Finnish", "fin"),
}
APART = ("pt-PT", "en-GB", "zh-Hant-TW", "fr-CA", "qaa")
SUGGESTED = {
    "Koraen": "Korean (ko)",
    "Frnch": "French (fr)",
    "Spansh": "Spanish (es)",
    "jp": "Japanese (ja)",
}
UNKNOWN = ("", " ", "k", "xx", "zz", "ptx", "a b", "12", "vosk-model-small-fr-0.22", "\x1b[2J")


@pytest.mark.parametrize("tag", SAME)
def test_names_in_any_language_and_codes_in_any_form_mean_one_tag(tag: str) -> None:
    assert {name: language_meant(name) for name in SAME[tag]} == dict.fromkeys(SAME[tag], tag)


@pytest.mark.parametrize("tag", [*SAME, *APART])
def test_a_tag_stays_what_it_is(tag: str) -> None:
    assert known_language(tag) == canonical_tag(tag) == tag


@pytest.mark.parametrize("text", SUGGESTED)
def test_a_slip_of_the_pen_is_answered_by_what_was_meant(text: str) -> None:
    with pytest.raises(UsageError) as told:
        known_language(text)
    assert f"“{text}”" in told.value.message
    assert told.value.hint.startswith("Did you mean ")
    assert SUGGESTED[text] in told.value.hint


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_no_language_is_refused_and_kept_as_it_is_where_it_was_kept(text: str) -> None:
    with pytest.raises(UsageError) as told:
        known_language(text)
    assert told.value.hint.startswith("Write a language by its name or code")
    assert canonical_tag(text) == text


def test_every_language_with_built_in_decks_has_a_tag_and_a_name_of_its_own() -> None:
    assert [canonical_tag(tag) for tag in languages()] == list(languages())
    assert len({language_name(tag) for tag in languages()}) == len(languages())


@pytest.mark.parametrize(
    ("tag", "name"),
    [("KO", "Korean"), ("pt", "Portuguese"), ("pt-PT", "Portuguese (Portugal)"), ("qaa", "qaa")],
)
def test_a_language_is_called_by_its_english_name(tag: str, name: str) -> None:
    assert language_name(tag) == name


@pytest.mark.parametrize(
    ("text", "tag"),
    [("Korean", "ko"), ("pt", "pt"), ("Portuguese", "pt"), ("PT-br", "pt-BR"), ("en-GB", "en-GB")],
)
def test_a_language_without_a_region_selects_all_of_them(text: str, tag: str) -> None:
    assert language_tag(text) == tag


def test_a_history_that_wrote_a_language_in_several_ways_reports_one(tmp_path: Path) -> None:
    codes = ("ko", "KO", "ko-KR", "Korean")
    with Store(context(tmp_path).location.path) as store:
        for number, code in enumerate(codes):
            attempt = replace(an_attempt(str(UUID(int=number)), NOW), language_code=code)
            store.add_attempt(replace(attempt, deck="starter"))
        assert {outcome.language for outcome in store.outcomes(Selection())} == {"ko"}
        assert {(one.language_code, one.deck) for one in store.outcomes(Selection())} == {
            (code, "starter") for code in codes
        }
    told = json.loads(invoke("history", "--format", "json", home=tmp_path, now=NOW).stdout)
    (language,) = told["languages"]
    assert (language["language_code"], language["attempts"]) == ("ko", len(codes))
    assert set(told["weeks"]["languages"][0].values()) >= {"ko"}


def test_a_language_chosen_by_name_is_kept_by_its_tag(tmp_path: Path) -> None:
    for name in ("KO", "ko-KR", "Korean", "한국어"):
        assert invoke("settings", "set", "language", name, home=tmp_path).exit_code == 0
        assert invoke("settings", "get", "language", home=tmp_path).stdout == "ko\n"
    refused = invoke("settings", "set", "language", "Koraen", home=tmp_path)
    assert "Did you mean Korean (ko)?" in refused.stderr
    assert refused.exit_code == ExitCode.CONFIGURATION


def test_lists_are_of_the_language_that_is_named(tmp_path: Path) -> None:
    for command in ("deck", "model", "voice"):
        by_code, by_name = (
            invoke(command, "list", "--lang", name, "--json", home=tmp_path).stdout
            for name in ("fr", "Französisch")
        )
        assert by_name == by_code
        assert invoke(command, "list", "--lang", "xx", home=tmp_path).exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    "look_up",
    [
        lambda tag: model_for(tag, []),
        lambda tag: find_deck(DeckFolder(Path("none")), "none", tag),
        starter_deck,
        lambda tag: pairs_of(tag, transcribed),
    ],
)
def test_an_error_calls_a_language_by_its_name(look_up: Callable[[str], object]) -> None:
    with pytest.raises(MiolingoError, match="for Esperanto"):
        look_up("eo")
