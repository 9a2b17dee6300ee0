"""Finds the language of a practice: chosen, told by what is practiced, or asked for once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from miolingo.composition.context import Context
from miolingo.composition.decks import own_decks
from miolingo.composition.history import open_history
from miolingo.composition.installs import model_folders
from miolingo.composition.settings import setting_sources
from miolingo.composition.sync import sync_later
from miolingo.decks.built_in import languages, starter_deck
from miolingo.decks.lookup import open_deck
from miolingo.errors import CloudError, ConfigurationError, StoreError, UsageError
from miolingo.history.reports.statistics import Selection
from miolingo.language.detection import language_of_script
from miolingo.language.names import known_language, language_meant, language_name
from miolingo.practice.request import PracticeRequest
from miolingo.settings.definitions import (
    LANGUAGE,
    PLAIN,
    VOICE,
    ResolvedSettings,
    SettingSource,
    language_of_voice,
)
from miolingo.settings.service import choose
from miolingo.speech.recognizer.model_dir import find_models
from miolingo.ui.prompts import TerminalDialog

_TRIES = 3


def with_language(
    context: Context, choices: ResolvedSettings, request: PracticeRequest
) -> ResolvedSettings:
    """The choices with the language of this practice, which the learner is asked for if need be.

    Raises UsageError without a terminal, and what reading settings and history raises.
    """
    chosen = choices.find(LANGUAGE)
    if chosen.source is not SettingSource.DEFAULT:
        return choices
    language = _told_language(context, choices, request)
    if language is None and context.at_terminal and not choices.value(PLAIN):
        own_phrases = bool(request.phrase or request.deck)
        language = _ask_language(context, TerminalDialog(), of_built_in_decks=not own_phrases)
    if language is None:
        raise UsageError(
            "Which language do you want to practice?",
            hint="Name it, for example: --lang ko. To keep it: miolingo settings set language ko",
        )
    return choices.with_options({LANGUAGE.key: language})


def _told_language(
    context: Context, choices: ResolvedSettings, request: PracticeRequest
) -> str | None:
    """The language told by the letters, the chosen voice, the latest attempt or a demo's model."""
    if language := language_of_script(_text_of(context, request)):
        return language
    if voice := choices.value(VOICE):
        return language_meant(language_of_voice(voice))
    with suppress(StoreError, CloudError), open_history(context) as store:
        for attempt in store.latest_attempts(Selection(), 1):
            return attempt.language
    if request.demo:
        return next((model.language for model in find_models(model_folders(context))), None)
    return None


def _text_of(context: Context, request: PracticeRequest) -> str:
    """What is to be said, as far as that is known before the language: a phrase or a deck's file.

    Raises ConfigurationError for a file that cannot be read.
    """
    if request.deck is None or not request.deck.is_file():
        return request.phrase or ""
    with TemporaryDirectory(prefix="miolingo-deck-") as media:
        deck = open_deck(own_decks(context), str(request.deck), LANGUAGE.default, Path(media))
    return "\n".join(card.phrase for card in deck.cards)


def _ask_language(context: Context, dialog: TerminalDialog, *, of_built_in_decks: bool) -> str:
    """Ask until a language is understood, at most three times, and keep the answer."""
    ready = ", ".join(sorted(map(language_name, languages())))
    dialog.say(f"Which language do you want to learn to speak? There are phrases in {ready}.")
    language = _answered(dialog, of_built_in_decks=of_built_in_decks)
    choose(setting_sources(context), LANGUAGE.key, language)
    sync_later(context.refreshed())
    return language


def _answered(dialog: TerminalDialog, *, of_built_in_decks: bool) -> str:
    """The language of an answer. Raises what is wrong with the last one."""
    question = "Language (its name in any language, or a code)"
    for _ in range(_TRIES - 1):
        try:
            return _practicable(dialog.line(question), of_built_in_decks)
        except (UsageError, ConfigurationError) as error:
            dialog.say(f"{error.message} {error.hint}")
    return _practicable(dialog.line(question), of_built_in_decks)


def _practicable(answer: str, of_built_in_decks: bool) -> str:
    """The language that is meant, where there is something to practice in it."""
    language = known_language(answer)
    if of_built_in_decks:
        starter_deck(language)
    return language
