"""Builds a practice session out of real parts: terminal, sound, model and history."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import cache

import uuid6

from miolingo.account.storage_mode import TOKENS
from miolingo.composition import speech
from miolingo.composition.context import Context
from miolingo.composition.decks import own_decks
from miolingo.composition.history import open_history
from miolingo.composition.sync import account_used, sync_in_background, unreported_conflicts
from miolingo.decks.cards import Card, Deck
from miolingo.decks.lookup import known_decks
from miolingo.errors import MiolingoError
from miolingo.history.interface import History
from miolingo.history.reports.overview import DailyGoal, daily_goal
from miolingo.judging.batch.sound_hints import hints_for
from miolingo.judging.recording import Audio
from miolingo.judging.voice_activity import EndpointLimits
from miolingo.practice.demo import demo_lines
from miolingo.practice.minimal_pairs import choose_pairs
from miolingo.practice.pairs import Contrast
from miolingo.practice.plan import PlanRequest, PracticePlan, plan
from miolingo.practice.recordings import recorded_speaker
from miolingo.practice.request import PracticeRequest, PracticeSetup
from miolingo.practice.session import Keys, Microphone, SessionParts, SessionRunner
from miolingo.practice.speakers import first_to_speak, reading
from miolingo.speech.synthesis import espeak
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.speech.synthesis.simulated_microphone import FileMicrophone, SynthesizedMicrophone
from miolingo.ui.console import say, stdout_console
from miolingo.ui.practice.keys import NoKeys, terminal_keys
from miolingo.ui.practice.screen import PracticeScreen
from miolingo.ui.settings import conflict_lines
from miolingo.ui.sync import account_space_lines

_DEMO_LEARNER = espeak.Voice("ko+f4", 140)
_START_TIMEOUT_MS = 8_000
_BASE_LENGTH_MS, _LENGTH_PER_LETTER_MS = 8_000, 500

Say = Callable[[str], None]


def plan_practice(context: Context, request: PlanRequest) -> PracticePlan:
    """What to practice now. Raises what ``plan`` raises, and AccountError."""
    given = [request.deck] if request.deck else []
    known = known_decks(own_decks(context), request.language_code)
    with open_history(context) as store:
        return plan(store, request, [*given, *known], now=context.now(), zone=None)


def plan_pairs(
    context: Context, language_code: str, count: int | None
) -> tuple[Deck, tuple[Contrast, ...]]:
    """Minimal pairs to practice now, as ``choose_pairs`` does; raises what it raises."""
    with open_history(context) as store:
        return choose_pairs(store, language_code, transcribed, count)


def run_practice(context: Context, setup: PracticeSetup) -> bool:
    """Practice on this terminal; whether every attempt could be saved.

    Raises AudioError and ModelError, and KeyboardInterrupt when interrupted.
    """
    demo = setup.request.demo
    if not demo:
        _warn_if_passing(context)
    try:
        with _keys(context, setup.request) as keys, open_history(context, demo=demo) as store:
            session = _session(context, setup, keys, store)
            session.run()
    finally:
        if setup.settings.auto_sync and not demo:
            sync_in_background(context)
    return not session.kept.unsaved


def _warn_if_passing(context: Context) -> None:
    """Tell a learner whose attempts will not last, and did not choose that, what to do."""
    storage = context.storage
    if storage.passing:
        say(
            f"What you practice here will not last: {'; '.join(storage.found)}. To keep it, put a "
            f"session into {TOKENS}, or the data folder on a volume: docs/containers.md"
        )


def _session(context: Context, setup: PracticeSetup, keys: Keys, store: History) -> SessionRunner:
    request, settings = setup.request, setup.settings
    console = stdout_console()
    view = PracticeScreen(
        console,
        plain=settings.plain or not console.is_terminal or console.is_dumb_terminal,
        interactive=keys.interactive,
        cue=_cue(request),
        goal=lambda: _goal(context, setup, store),
        hints=lambda judgement: hints_for(
            judgement, lambda phrase: transcribed(phrase, settings.language_code)
        ),
    )
    microphones = _microphones(setup, view.note)  # a bad recording is told before a model loads
    judge = speech.build_judge(context, settings.language_code)
    for news in [*([judge.limitation] if judge.limitation else []), *_news(context, setup)]:
        view.note(news)
    parts = SessionParts(
        microphone=microphones,
        player=None if request.audio else speech.build_player(settings.output_device),
        store=store,
        judge=judge,
        reference=_reference(context, setup, view.note),
        keys=keys,
        view=view,
        now=context.now,
        new_id=lambda: str(uuid6.uuid7()),
        microphone_name=_microphone_name(setup),
    )
    return SessionRunner(setup.deck, parts, _endpoint_limits(setup))


def _news(context: Context, setup: PracticeSetup) -> list[str]:
    """Why these phrases, and what syncs in the background have decided since the last time."""
    why = [setup.why] if setup.why else []
    if setup.request.demo:
        return why
    space = account_space_lines(account_used(context), kept_here=not context.in_account_alone)
    return [*why, *conflict_lines(unreported_conflicts(context)), *space]


def _goal(context: Context, setup: PracticeSetup, store: History) -> DailyGoal | None:
    """Today's part of the goal; None for a demonstration, and where the history has trouble."""
    goal = 0 if setup.request.demo else setup.settings.daily_goal
    with suppress(MiolingoError):
        return daily_goal(store, goal, today=context.today(), zone=None)
    return None


def _cue(request: PracticeRequest) -> str:
    return f"Listening to “{request.audio.name}”" if request.audio else "Speak now"


def _keys(context: Context, request: PracticeRequest) -> AbstractContextManager[Keys]:
    if context.at_terminal and not request.demo and not request.audio:
        return terminal_keys()
    return nullcontext(NoKeys())


def _endpoint_limits(setup: PracticeSetup) -> EndpointLimits | None:
    if setup.request.audio:
        return None
    longest = max(len(card.phrase) for card in setup.deck.cards)
    return EndpointLimits(
        trailing_silence_ms=setup.settings.pause_ms,
        start_timeout_ms=_START_TIMEOUT_MS,
        max_length_ms=_BASE_LENGTH_MS + _LENGTH_PER_LETTER_MS * longest,
    )


def _microphones(setup: PracticeSetup, say: Say) -> Callable[[Card], Microphone]:
    if setup.request.audio:
        recording = FileMicrophone(speech.read_speech(setup.request.audio).samples)
        return lambda _card: recording
    if setup.request.demo:
        lines = demo_lines(setup.deck)
        return lambda card: _synthesized(lines[card], say)
    microphone = speech.build_microphone(setup.settings.device)
    return lambda _card: microphone


def _microphone_name(setup: PracticeSetup) -> Callable[[], str]:
    """Tells the name of the microphone, looked up once; empty where there is none."""
    if setup.request.audio or setup.request.demo:
        return str
    return cache(lambda: speech.microphone_name(setup.settings.device))


def _synthesized(line: str, say: Say) -> Microphone:
    say(f"The synthesized learner will say: {line}")
    return SynthesizedMicrophone(line, _DEMO_LEARNER)


def _reference(context: Context, setup: PracticeSetup, say: Say) -> Callable[[Card, bool], Audio]:
    """Who says a card: the first of these that can. Nothing is played beside a recording."""
    settings = setup.settings
    how = (settings.language_code, settings.voice, settings.words_per_minute, settings.pitch)
    recorded = recorded_speaker(speech.read_reference, say)
    natural = None if setup.request.audio else speech.natural_speaker(context, *how, say)
    voices = (
        reading(voice, setup.settings.language_code)
        for voice in (natural, speech.espeak_speaker(*how))
    )
    return first_to_speak(recorded, *voices)
