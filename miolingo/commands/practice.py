"""``miolingo practice``: say phrases and be judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.completion import decks, voices
from miolingo.commands.command_line.options import Lang
from miolingo.commands.context import context_of
from miolingo.errors import ExitCode
from miolingo.settings import definitions

if TYPE_CHECKING:
    from miolingo.decks.cards import Deck
    from miolingo.practice.request import PracticeRequest, PracticeSettings
    from miolingo.practice.sound_choice import SoundChoice

_PHRASES, _SOUND = "Which phrases", "Sound"

_SETTING = "from settings"


def practice(
    ctx: typer.Context,
    phrase: Annotated[
        list[str] | None, typer.Argument(help="A phrase to practice, with or without quotes.")
    ] = None,
    deck: Annotated[
        Path | None,
        typer.Option(
            help="A deck file of any format, or the name of a deck.",
            autocompletion=decks,
            rich_help_panel=_PHRASES,
        ),
    ] = None,
    lang: Lang = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review",
            help="Practice only phrases that are due for review.",
            rich_help_panel=_PHRASES,
        ),
    ] = False,
    new: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="After the reviews, practice this many new phrases.",
            rich_help_panel=_PHRASES,
        ),
    ] = None,
    minimal_pairs: Annotated[
        bool,
        typer.Option(
            "--minimal-pairs",
            help="Practice pairs of words that differ in one sound.",
            rich_help_panel=_PHRASES,
        ),
    ] = False,
    sound: Annotated[
        str | None,
        typer.Option(
            help="Only phrases with this sound: in IPA, or a letter as ㅓ.",
            rich_help_panel=_PHRASES,
        ),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(min=1, help="Practice at most this many phrases.", rich_help_panel=_PHRASES),
    ] = None,
    shadow: Annotated[
        bool,
        typer.Option("--shadow", help="Speak along with each phrase; it waits until you said it."),
    ] = False,
    device: Annotated[
        str | None,
        typer.Option(
            help="Microphone: number or part of its name (see doctor).",
            show_default=_SETTING,
            rich_help_panel=_SOUND,
        ),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(
            help="Voice that reads the phrases aloud.",
            show_default=_SETTING,
            autocompletion=voices,
            rich_help_panel=_SOUND,
        ),
    ] = None,
    speed: Annotated[
        int | None,
        typer.Option(
            min=definitions.SPEED_RANGE.lowest,
            max=definitions.SPEED_RANGE.highest,
            help="Speed of that voice, in words per minute.",
            show_default=_SETTING,
            rich_help_panel=_SOUND,
        ),
    ] = None,
    pause: Annotated[
        float | None,
        typer.Option(
            min=definitions.PAUSE_RANGE.lowest,
            max=definitions.PAUSE_RANGE.highest,
            help="Seconds of silence that end an attempt, instead of 2 (0.9 for one word).",
            show_default=_SETTING,
            rich_help_panel=_SOUND,
        ),
    ] = None,
    audio: Annotated[
        Path | None,
        typer.Option(
            help="Judge this recording instead of the microphone.", rich_help_panel=_SOUND
        ),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo", help="Watch a demo with a synthesized learner.", rich_help_panel=_SOUND
        ),
    ] = False,
    plain: Annotated[
        bool | None,
        typer.Option(
            "--plain/--no-plain",
            help="Plain output: no boxes, no animation.",
            show_default=_SETTING,
        ),
    ] = None,
) -> None:
    """Say phrases and see, word by word, what a listener would have understood.

    Without options: phrases that are due for review, then new ones.

    Examples:
        miolingo practice
        miolingo practice "안녕하세요" --lang ko
        miolingo practice --deck phrases-A --new 10
        miolingo practice --shadow --deck starter
    """
    from miolingo.commands.installs.model import offer_model
    from miolingo.composition.practice import run_practice
    from miolingo.composition.practice_language import with_language
    from miolingo.practice.request import (
        PracticeRequest,
        PracticeSetup,
        check_exclusive,
        practice_settings,
    )
    from miolingo.ui.console import show

    said = " ".join(phrase) if phrase else None
    request = PracticeRequest(
        said, deck, review, new, minimal_pairs, sound, count, audio, demo, shadow
    )
    check_exclusive(request)
    context = context_of(ctx)
    choices = context.choices(
        {
            definitions.LANGUAGE.key: lang,
            definitions.DEVICE.key: device,
            definitions.VOICE.key: voice,
            definitions.SPEED.key: speed,
            definitions.PAUSE.key: pause,
            definitions.PLAIN.key: plain,
        }
    )
    settings = practice_settings(with_language(context, choices, request))
    chosen, why = _chosen(ctx, request, settings)
    if not chosen.cards:
        show(why)
        raise typer.Exit
    offer_model(context, settings.language_code)
    if not run_practice(context, PracticeSetup(request, settings, chosen, why)):
        raise typer.Exit(ExitCode.STORE)


def _chosen(
    ctx: typer.Context, request: PracticeRequest, settings: PracticeSettings
) -> tuple[Deck, str]:
    """What to practice, and in a line why; the line is empty where the learner chose it."""
    from miolingo.composition.practice import plan_pairs
    from miolingo.decks.cards import with_ipa
    from miolingo.practice.request import PhraseSource, most_phrases, phrase_source
    from miolingo.ui.practice.plan_description import describe_pairs

    language = settings.language_code
    match phrase_source(request):
        case PhraseSource.MINIMAL_PAIRS:
            deck, confused = plan_pairs(context_of(ctx), language, most_phrases(request))
            why = describe_pairs(confused)
        case PhraseSource.PLAN:
            deck, why = _planned(ctx, request, settings)
        case PhraseSource.PHRASE:
            deck, why = _of_phrase(ctx, request.phrase or "", language), ""
        case PhraseSource.DECK:
            deck, why = _first_of_deck(ctx, request, language), ""
    return with_ipa(deck, language), why


def _planned(
    ctx: typer.Context, request: PracticeRequest, settings: PracticeSettings
) -> tuple[Deck, str]:
    from miolingo.composition.practice import plan_practice
    from miolingo.decks.cards import Deck
    from miolingo.practice.plan import PlanRequest
    from miolingo.practice.request import most_phrases, new_phrases
    from miolingo.ui.practice.plan_description import describe_plan

    language = settings.language_code
    own = _deck(ctx, request.deck, language) if request.deck else None
    plan = plan_practice(
        context_of(ctx),
        PlanRequest(
            language,
            own,
            new=new_phrases(request),
            count=most_phrases(request),
            goal=settings.daily_goal,
            sound=_sound(request.sound, language),
        ),
    )
    return Deck("", plan.cards), describe_plan(plan, None)


def _sound(name: str | None, language_code: str) -> SoundChoice | None:
    from functools import partial

    from miolingo.practice.sound_choice import sound_choice
    from miolingo.speech.synthesis.phonemizer import transcribed

    if name is None:
        return None
    return sound_choice(name, partial(transcribed, language_code=language_code))


def _of_phrase(ctx: typer.Context, phrase: str, lang: str) -> Deck:
    """A phrase alone, with what a deck tells of it."""
    from miolingo.composition.decks import own_decks
    from miolingo.decks.cards import Deck
    from miolingo.decks.lookup import known_decks
    from miolingo.language.normalize import words_of
    from miolingo.practice.plan import card_of_phrase

    words_of(phrase, lang)
    known = known_decks(own_decks(context_of(ctx)), lang)
    return Deck("", (card_of_phrase(phrase, known, lang),))


def _first_of_deck(ctx: typer.Context, request: PracticeRequest, lang: str) -> Deck:
    """The first phrases of the deck that is meant; a demonstration is of the starter deck."""
    from dataclasses import replace

    from miolingo.decks.built_in import starter_deck
    from miolingo.practice.request import most_phrases

    whole = _deck(ctx, request.deck, lang) if request.deck else starter_deck(lang)
    return replace(whole, cards=whole.cards[: most_phrases(request)])


def _deck(ctx: typer.Context, path: Path, lang: str) -> Deck:
    """The deck that is meant; recordings out of a package are there until the command ends."""
    from tempfile import TemporaryDirectory

    from miolingo.composition.decks import own_decks
    from miolingo.decks.lookup import deck_of, open_deck
    from miolingo.decks.vetting import require_sayable

    media = ctx.with_resource(TemporaryDirectory(prefix="miolingo-deck-"))
    decks = own_decks(context_of(ctx))
    return require_sayable(deck_of(open_deck(decks, str(path), lang, Path(media))), lang)
