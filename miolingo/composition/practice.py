"""Builds a practice session out of real parts: terminal, sound, model and store."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uuid6

from miolingo.account.storage_mode import StorageMode
from miolingo.composition import context, histories, history, speech
from miolingo.decks.cards import Card, Deck
from miolingo.errors import MiolingoError
from miolingo.history.interface import History
from miolingo.history.reports.overview import DailyGoal, daily_goal
from miolingo.judging.batch.sound_hints import hints_for
from miolingo.judging.recording import Audio
from miolingo.judging.voice_activity import Patience
from miolingo.practice.demo import demo_lines
from miolingo.practice.ports import Microphone, Player
from miolingo.practice.recordings import recorded_speaker
from miolingo.practice.session import Keys, SessionParts, SessionRunner
from miolingo.practice.speakers import first_to_speak
from miolingo.speech.synthesis import espeak
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.speech.synthesis.simulated_microphone import FileMicrophone, SynthesizedMicrophone
from miolingo.ui.console import stdout_console
from miolingo.ui.practice.keys import NoKeys, terminal_keys
from miolingo.ui.practice.screen import PracticeScreen
from miolingo.ui.settings_news import conflict_lines

_DEMO_LEARNER = espeak.Voice("ko+f4", 140)
_START_TIMEOUT_MS = 8_000
_BASE_LENGTH_MS, _LENGTH_PER_LETTER_MS = 8_000, 500

Say = Callable[[str], None]


@dataclass(frozen=True)
class PracticeOptions:
    """What the learner asked for; ``audio`` or ``demo`` stands in for the microphone.

    ``why`` says in a line how the deck was chosen, or is empty where the learner chose it.
    ``voice`` None is the language's own, a natural one where there is one; ``daily_goal`` is in
    attempts, 0 for none.
    """

    deck: Deck
    why: str
    language_code: str
    device: str | None
    output_device: str | None
    voice: str | None
    words_per_minute: int
    pitch: int
    pause_ms: int
    audio: Path | None
    demo: bool
    plain: bool
    daily_goal: int
    auto_sync: bool


def run_practice(options: PracticeOptions) -> bool:
    """Practice on this terminal; whether every attempt could be saved.

    Raises AudioError and ModelError, and KeyboardInterrupt when interrupted.
    """
    if not options.demo:
        history.warn_if_passing()
    try:
        with _keys(options) as keys, history.open_store(demo=options.demo) as store:
            session = _session(options, keys, store)
            session.run()
    finally:
        if options.auto_sync and not options.demo:
            history.sync_in_background()
    return not session.unsaved


def _session(options: PracticeOptions, keys: Keys, store: History) -> SessionRunner:
    console = stdout_console()
    plain = options.plain or not console.is_terminal or console.is_dumb_terminal
    view = PracticeScreen(
        console,
        plain=plain,
        interactive=keys.interactive,
        cue=_cue(options),
        goal=lambda: _goal(options, store),
        hints=lambda judgement: hints_for(
            judgement, lambda phrase: transcribed(phrase, options.language_code)
        ),
    )
    microphones = _microphones(options, view.note)  # a bad recording is told before a model loads
    judge = context.build_judge(options.language_code)
    for news in [*([judge.limitation] if judge.limitation else []), *_news(options)]:
        view.note(news)
    parts = SessionParts(
        microphone=microphones,
        player=_player(options),
        store=store,
        judge=judge,
        reference=_reference(options, view.note),
        keys=keys,
        view=view,
        now=lambda: datetime.now(UTC),
        new_id=lambda: str(uuid6.uuid7()),
    )
    return SessionRunner(options.deck, parts, _patience(options))


def _news(options: PracticeOptions) -> list[str]:
    """Why these phrases, and what syncs in the background have decided since the last time."""
    why = [options.why] if options.why else []
    if options.demo or history.store_choice().mode is StorageMode.CLOUD:
        return why
    return [*why, *conflict_lines(histories.unreported_conflicts())]


def _goal(options: PracticeOptions, store: History) -> DailyGoal | None:
    """Today's part of the goal; None for a demonstration, and where the history has trouble."""
    goal = 0 if options.demo else options.daily_goal
    with suppress(MiolingoError):
        return daily_goal(store, goal, today=datetime.now(UTC).astimezone().date(), zone=None)
    return None


def _cue(options: PracticeOptions) -> str:
    if options.audio:
        return f"Listening to “{options.audio.name}”"
    return "Speak now"


def _keys(options: PracticeOptions) -> AbstractContextManager[Keys]:
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if at_terminal and not options.demo and not options.audio:
        return terminal_keys()
    return nullcontext(NoKeys())


def _patience(options: PracticeOptions) -> Patience | None:
    if options.audio:
        return None
    longest = max(len(card.phrase) for card in options.deck.cards)
    return Patience(
        trailing_silence_ms=options.pause_ms,
        start_timeout_ms=_START_TIMEOUT_MS,
        max_length_ms=_BASE_LENGTH_MS + _LENGTH_PER_LETTER_MS * longest,
    )


def _microphones(options: PracticeOptions, say: Say) -> Callable[[Card], Microphone]:
    if options.audio:
        recording = FileMicrophone(context.read_samples(options.audio))
        return lambda _card: recording
    if options.demo:
        lines = demo_lines(options.deck)
        return lambda card: _synthesized(lines[card], say)
    microphone = context.build_microphone(options.device)
    return lambda _card: microphone


def _synthesized(line: str, say: Say) -> Microphone:
    say(f"The synthesized learner will say: {line}")
    return SynthesizedMicrophone(line, _DEMO_LEARNER)


def _player(options: PracticeOptions) -> Player | None:
    return None if options.audio else context.build_player(options.output_device)


def _reference(options: PracticeOptions, say: Say) -> Callable[[Card, bool], Audio]:
    """Who says a card: the first of these that can. Nothing is played beside a recording."""
    how = (options.language_code, options.voice, options.words_per_minute, options.pitch)
    recorded = recorded_speaker(context.read_reference, say)
    natural = None if options.audio else speech.natural_speaker(*how, say)
    return first_to_speak(recorded, natural, speech.espeak_speaker(*how))
