"""Builds a round of listening out of real parts: pairs, voices, loudspeaker and history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from miolingo.composition import speech
from miolingo.composition.context import Context
from miolingo.composition.decks import own_decks
from miolingo.composition.history import keep_in_file, new_id, open_history, recording_folder
from miolingo.composition.installs import installed_voices
from miolingo.composition.sync import sync_in_background
from miolingo.decks.lookup import stored_decks
from miolingo.errors import ConfigurationError
from miolingo.history.interface import History
from miolingo.history.reports.statistics import Selection
from miolingo.installs.voices import voices_of_language
from miolingo.judging.recording import Audio
from miolingo.practice.listening.contrasts import choose_contrasts, contrasts_of
from miolingo.practice.listening.questions import Round, audible
from miolingo.practice.listening.session import ListeningParts, ListeningRunner, ListeningView
from miolingo.practice.listening.voices import ListeningVoice
from miolingo.practice.minimal_pairs import confusions_in, pairs_of
from miolingo.speech.synthesis import espeak, piper
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.speech.synthesis.voice_contrasts import VARIANTS, contrasts_not_made
from miolingo.ui.console import stdout_console, write_line
from miolingo.ui.practice.exercises.listening_screen import (
    KEYS_LINE,
    LINES_LINE,
    JsonListening,
    TextListening,
    key_reply,
    line_reply,
)
from miolingo.ui.practice.keys import terminal_keys
from miolingo.ui.practice.plan_description import describe_language


@dataclass(frozen=True)
class ListeningSetup:
    """What a learner asked for; ``device`` is the loudspeaker, None for the machine's."""

    language_code: str
    count: int
    device: str | None
    plain: bool
    as_json: bool
    auto_sync: bool


def run_listening(context: Context, setup: ListeningSetup) -> bool:
    """Listen on this terminal, or by lines; whether every answer could be saved.

    Raises AudioError where nothing can be played, ConfigurationError where a language has no
    pairs, and what a History raises.
    """
    chance = Random()  # noqa: S311 - which word comes next is no secret
    try:
        with open_history(context) as store, _view(context, setup) as view:
            asked = _round(context, setup, store, chance)
            runner = ListeningRunner(_parts(context, setup, store, view, chance))
            if not setup.as_json:
                view.note(describe_language(setup.language_code))
            try:
                runner.run(asked, setup.count)
            finally:
                if runner.unsaved:
                    keep_in_file(context, runner.unsaved)
    finally:
        if setup.auto_sync:
            sync_in_background(context)
    return not runner.unsaved


def _parts(
    context: Context, setup: ListeningSetup, store: History, view: ListeningView, chance: Random
) -> ListeningParts:
    loudspeaker = speech.build_player(setup.device)
    loudspeaker.check()
    return ListeningParts(
        language_code=setup.language_code,
        loudspeaker=loudspeaker,
        store=store,
        view=view,
        now=context.now,
        new_id=new_id,
        chance=chance,
    )


@contextmanager
def _view(context: Context, setup: ListeningSetup) -> Iterator[ListeningView]:
    if setup.as_json:
        yield JsonListening(_written_at_once, line_reply(lambda _line: None))
        return
    console = stdout_console()
    if setup.plain or not context.at_terminal:
        yield TextListening(console, line_reply(console.print), LINES_LINE)
        return
    with terminal_keys() as keys:
        yield TextListening(console, key_reply(keys), KEYS_LINE)


def _written_at_once(line: str) -> None:
    write_line(line, sys.stdout)
    sys.stdout.flush()


def _round(context: Context, setup: ListeningSetup, store: History, chance: Random) -> Round:
    language = setup.language_code
    pairs = pairs_of(language, transcribed)
    words = {card.phrase for pair in pairs for card in pair.cards}
    voices = [
        *synthetic_voices(context, language),
        *recorded_voices(context, language, words),
        *own_voice(context, store, language, words),
    ]
    not_made = contrasts_not_made(language)
    answers = store.listening_answers(Selection(language_code=language))
    mixed = confusions_in(store, language, transcribed)
    heard = audible(contrasts_of(pairs, answers, mixed), voices, not_made)
    if not heard:
        raise ConfigurationError(
            "No voice on this machine says these words differently.",
            hint="Install a natural voice: miolingo voice list",
        )
    return Round(choose_contrasts(heard, context.now()), voices, not_made, chance)


def synthetic_voices(context: Context, language_code: str) -> list[ListeningVoice]:
    """Every voice on this machine that can say any word of a language. Raises AudioError."""
    return [*_espeak_voices(language_code), *_natural_voices(context, language_code)]


def _espeak_voices(language_code: str) -> Iterator[ListeningVoice]:
    base = espeak.voice_for(language_code)
    for variant in VARIANTS:
        name = f"{base}{variant}"
        yield ListeningVoice(name, partial(_espeak_says, name))


def _espeak_says(name: str, word: str, words_per_minute: int) -> Audio:
    return espeak.speak(word, espeak.Voice(name, words_per_minute))


def _natural_voices(context: Context, language_code: str) -> Iterator[ListeningVoice]:
    """Every Piper voice of the language; each loads in the background."""
    if speech.can_speak():
        for folder in voices_of_language(installed_voices(context), language_code):
            voice = piper.NaturalVoice(folder)
            yield ListeningVoice(voice.name, voice.speak, ready=partial(getattr, voice, "ready"))


def recorded_voices(
    context: Context, language_code: str, words: set[str]
) -> Iterator[ListeningVoice]:
    """The recordings of each own deck that has some of the words."""
    for deck in stored_decks(own_decks(context), language_code):
        recorded = (card for card in deck.cards if card.recording and card.phrase in words)
        if clips := {card.phrase: Path(card.recording) for card in recorded}:
            name = f"deck {deck.place.name}"
            yield ListeningVoice(name, partial(_recording, clips), frozenset(clips))


def own_voice(
    context: Context, store: History, language_code: str, words: set[str]
) -> Iterator[ListeningVoice]:
    """The learner's own kept recordings of some of the words, the newest in which each was right.

    Raises StoreError.
    """
    if context.in_account_alone:
        return
    folder = recording_folder(context)
    if not (kept := folder.sizes()):
        return
    clips: dict[str, Path] = {}
    for attempt in store.latest_attempts(Selection(language_code=language_code), sys.maxsize):
        right = attempt.perfect_match and attempt.id in kept
        if right and attempt.target_phrase in words and attempt.target_phrase not in clips:
            clips[attempt.target_phrase] = folder.file(attempt.id)
    if clips:
        yield ListeningVoice("your recordings", partial(_recording, clips), frozenset(clips))


def _recording(clips: dict[str, Path], word: str, _words_per_minute: int) -> Audio:
    return speech.read_reference(clips[word])
