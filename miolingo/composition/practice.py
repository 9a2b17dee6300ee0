"""Builds a practice session out of real parts: terminal, sound, model and history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from miolingo.account.local_history import store_at
from miolingo.account.storage_mode import TOKENS, VARIABLE
from miolingo.composition import speech
from miolingo.composition.context import Context
from miolingo.composition.decks import own_decks
from miolingo.composition.history import new_id, open_history, recording_folder, retention
from miolingo.composition.recordings.melody import build_comparison
from miolingo.composition.settings import setting_sources
from miolingo.composition.sync import account_used, sync_in_background, unreported_conflicts
from miolingo.decks.built_in import minimal_pairs
from miolingo.decks.cards import Card, Deck
from miolingo.decks.lookup import known_decks
from miolingo.errors import MiolingoError, NoModelError
from miolingo.history.interface import History
from miolingo.history.reports.overview import DailyGoal, daily_goal
from miolingo.history.reports.statistics import Selection
from miolingo.judging.batch.sound_hints import hints_for
from miolingo.judging.prosody.comparison import ReferenceVoice
from miolingo.judging.recording import Audio
from miolingo.judging.reference_text import ReferenceText
from miolingo.judging.utterance.voice_activity import EndpointLimits
from miolingo.practice.demo import demo_lines
from miolingo.practice.endpointing import endpoint_limits
from miolingo.practice.interface import Keys, Microphone
from miolingo.practice.kept.recordings import RecordingKeeper
from miolingo.practice.minimal_pairs import choose_pairs
from miolingo.practice.pairs import Contrast
from miolingo.practice.plan import PlanRequest, PracticePlan, plan
from miolingo.practice.playback.speakers import Reference, reading, recorded_speaker
from miolingo.practice.request import PracticeRequest, PracticeSetup
from miolingo.practice.schedule import due_after
from miolingo.practice.session import SessionParts, SessionRunner
from miolingo.practice.shadowing.session import ShadowingRunner
from miolingo.practice.signals import defer_interrupts
from miolingo.settings.definitions import RECORDINGS, RECORDINGS_MB, SettingSource
from miolingo.settings.service import choose
from miolingo.speech.synthesis.clear_speech import clear_voice
from miolingo.speech.synthesis.espeak import Voice
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.speech.synthesis.simulated_microphone import FileMicrophone, SynthesizedMicrophone
from miolingo.ui.console import say, stdout_console
from miolingo.ui.practice.exercises.shadowing_screen import (
    LiveShadowingScreen,
    PlainShadowingScreen,
    ShadowingKeys,
)
from miolingo.ui.practice.keys import DemonstrationKeys, NoKeys, TerminalKeys, terminal_keys
from miolingo.ui.practice.live_screen import LiveScreen
from miolingo.ui.practice.plain_screen import PlainScreen
from miolingo.ui.practice.plan_description import describe_language, describe_next
from miolingo.ui.practice.screen import ScreenParts

if TYPE_CHECKING:
    from miolingo.judging.judge import GrammarJudge
from miolingo.ui.settings import ask_what_to_keep, conflict_lines, kept_recordings_lines
from miolingo.ui.sync import account_space_lines

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
        with (
            open_history(context, demo=demo) as store,
            closing(_screen(context, setup, store)) as view,
            _recording_keeper(context, setup, view.note) as recordings,
            _keys(context, setup.request, view) as keys,
        ):
            session = _session(context, setup, keys, store, view, recordings)
            session.run()
        if session.kept.attempts and _has_keys(context, setup.request) and not demo:
            ask_once_what_to_keep(context)
    finally:
        if setup.settings.auto_sync and not demo:
            sync_in_background(context)
    return not session.kept.unsaved


@contextmanager
def _recording_keeper(
    context: Context, setup: PracticeSetup, say: Say
) -> Iterator[RecordingKeeper | None]:
    """What keeps recordings while the block lasts; says at its end which it could not keep."""
    if setup.request.demo or context.in_account_alone:
        yield None
        return
    history = partial(store_at, context.location)
    keeper = RecordingKeeper(recording_folder(context), history, speech.encode, retention(context))
    try:
        yield keeper
    finally:
        with defer_interrupts():
            keeper.close()
        if keeper.trouble:
            say(f"Not every recording could be kept. {keeper.trouble}")


def ask_once_what_to_keep(context: Context) -> None:
    """Ask, once, whether recordings are to be kept from the next practice on."""
    setting = context.settings.find(RECORDINGS)
    if setting.source is SettingSource.DEFAULT and not context.in_account_alone:
        most_mb = context.settings.value(RECORDINGS_MB)
        choose(setting_sources(context), RECORDINGS.key, ask_what_to_keep(most_mb))


def _warn_if_passing(context: Context) -> None:
    """Tell a learner whose attempts will not last what to do, where that was left to Miolingo."""
    storage = context.storage
    if storage.passing and context.environ.get(VARIABLE):
        say(
            f"What you practice here will be lost: {'; '.join(storage.found)}. To keep it, put a "
            f"session into {TOKENS}, or put the data folder on a volume: docs/containers.md"
        )


def _next_step(context: Context, setup: PracticeSetup, store: History) -> str:
    """What to do after the session; empty where the history has trouble."""
    if setup.request.demo:
        return "Now with your own voice: the same command without --demo."
    with suppress(MiolingoError):
        outcomes = store.outcomes(Selection(language_code=setup.settings.language_code))
        return describe_next(due_after(outcomes, setup.settings.language_code, context.now()), None)
    return ""


def _screen(context: Context, setup: PracticeSetup, store: History) -> LiveScreen | PlainScreen:
    console, language = stdout_console(), setup.settings.language_code
    plain = setup.settings.plain or not console.is_terminal or console.is_dumb_terminal
    parts = ScreenParts(
        console,
        interactive=_has_keys(context, setup.request),
        cue=_cue(setup.request),
        goal=lambda: _goal(context, setup, store),
        next_step=lambda: _next_step(context, setup, store),
        hints=lambda judgement: hints_for(judgement, partial(transcribed, language_code=language)),
    )
    if setup.request.shadow:
        return PlainShadowingScreen(parts) if plain else LiveShadowingScreen(parts)
    return PlainScreen(parts) if plain else LiveScreen(parts)


def _judge(context: Context, language_code: str) -> GrammarJudge:
    """Return a judge. Raises NoModelError, which says what can be practiced without a model."""
    try:
        return speech.build_judge(context, language_code)
    except NoModelError as error:
        if minimal_pairs(language_code) is not None:
            error.hint += f". To train your ear without one: miolingo listen --lang {language_code}"
        raise


def _session(
    context: Context,
    setup: PracticeSetup,
    keys: Keys,
    store: History,
    view: LiveScreen | PlainScreen,
    recordings: RecordingKeeper | None,
) -> SessionRunner | ShadowingRunner:
    request, settings = setup.request, setup.settings
    recording = speech.read_speech(request.audio) if request.audio else None
    player = None if request.audio else speech.build_player(settings.output_device)
    if request.shadow and player:
        player.check()
    judge = _judge(context, settings.language_code)  # loads while the rest is looked at
    reference = _reference(context, setup, view.note)
    try:
        microphones = _microphones(setup, recording, view.note)
    except MiolingoError:
        judge.close()
        raise
    for news in [*([judge.limitation] if judge.limitation else []), *_news(context, setup)]:
        view.note(news)
    parts = SessionParts(
        microphone=microphones,
        player=player,
        store=store,
        judge=judge,
        reference=reference,
        melody=build_comparison(judge, reference),
        keys=keys,
        view=view,
        now=context.now,
        new_id=new_id,
        microphone_name=_microphone_name(setup),
        recordings=recordings,
    )
    if request.shadow and player:
        limits = partial(endpoint_limits, pause_ms=settings.pause_ms)
        return ShadowingRunner(setup.deck, parts, player, limits)
    return SessionRunner(setup.deck, parts, _endpoint_limits(setup))


def _news(context: Context, setup: PracticeSetup) -> list[str]:
    """The language, why these phrases, and what syncs in the background have decided."""
    why = [describe_language(setup.settings.language_code), *filter(None, [setup.why])]
    if setup.request.demo:
        return why
    space = account_space_lines(account_used(context), kept_here=not context.in_account_alone)
    kept = kept_recordings_lines(retention(context).wish, kept_here=not context.in_account_alone)
    return [*why, *kept, *conflict_lines(unreported_conflicts(context)), *space]


def _goal(context: Context, setup: PracticeSetup, store: History) -> DailyGoal | None:
    """Today's part of the goal; None for a demonstration, and where the history has trouble."""
    goal = 0 if setup.request.demo else setup.settings.daily_goal
    with suppress(MiolingoError):
        return daily_goal(store, goal, today=context.today(), zone=None)
    return None


def _cue(request: PracticeRequest) -> str:
    return f"Listening to “{request.audio.name}”" if request.audio else "Speak now"


def _has_keys(context: Context, request: PracticeRequest) -> bool:
    return context.at_terminal and not request.audio


def _keys(
    context: Context, request: PracticeRequest, view: LiveScreen | PlainScreen
) -> AbstractContextManager[Keys]:
    if not _has_keys(context, request):
        return nullcontext(NoKeys())
    kind = _kind_of_keys(request)
    return terminal_keys(kind, idle=view.keep_fitting, set_aside=view.set_aside)


def _kind_of_keys(request: PracticeRequest) -> type[TerminalKeys]:
    if request.shadow:
        return ShadowingKeys
    return DemonstrationKeys if request.demo else TerminalKeys


def _endpoint_limits(setup: PracticeSetup) -> Callable[[ReferenceText], EndpointLimits] | None:
    """What ends an attempt at each phrase; None for a recording, which ends by itself."""
    if setup.request.audio:
        return None
    return partial(endpoint_limits, pause_ms=setup.settings.pause_ms)


def _microphones(
    setup: PracticeSetup, recording: Audio | None, say: Say
) -> Callable[[Card], Microphone]:
    if recording:
        file = FileMicrophone(recording.samples)
        return lambda _card: file
    if setup.request.demo:
        lines = demo_lines(setup.deck)
        learner = clear_voice(setup.settings.language_code)
        return lambda card: _synthesized(lines[card], learner, say)
    microphone = speech.build_microphone(setup.settings.device)
    with microphone.open():
        return lambda _card: microphone


def _microphone_name(setup: PracticeSetup) -> Callable[[], str]:
    """Tells the name of the microphone, looked up once; empty where there is none."""
    if setup.request.audio or setup.request.demo:
        return str
    return cache(lambda: speech.microphone_name(setup.settings.device))


def _synthesized(line: str, learner: Voice, say: Say) -> Microphone:
    say(f"The synthesized learner will say: {line}")
    return SynthesizedMicrophone(line, learner)


def _reference(context: Context, setup: PracticeSetup, say: Say) -> Reference:
    """Who says a card: the first of these that can. Nothing is played beside a recording."""
    settings = setup.settings
    how = (settings.language_code, settings.voice, settings.words_per_minute, settings.pitch)
    natural = None if setup.request.audio else speech.natural_speaker(context, *how, say)
    language_code = settings.language_code
    return Reference(
        (
            (ReferenceVoice.RECORDING, recorded_speaker(speech.read_reference, say)),
            (ReferenceVoice.NATURAL, reading(natural, language_code)),
            (ReferenceVoice.ESPEAK, reading(speech.espeak_speaker(*how), language_code)),
        )
    )
