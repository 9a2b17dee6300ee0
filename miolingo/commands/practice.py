"""``miolingo practice``: say phrases and be judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.errors import ExitCode, UsageError
from miolingo.settings import definitions

if TYPE_CHECKING:
    from miolingo.decks.cards import Deck
    from miolingo.practice.plan import PlanRequest

_SETTING = "from settings"


def practice(
    context: typer.Context,
    phrase: Annotated[str | None, typer.Argument(help="A phrase to practice.")] = None,
    deck: Annotated[
        Path | None, typer.Option(help="A deck file of any format, or the name of a deck.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="Language, such as ko.", show_default=_SETTING)
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Phrases of yours that are due to be said again.")
    ] = False,
    new: Annotated[
        int | None, typer.Option(min=1, help="After what is due, so many new phrases of the deck.")
    ] = None,
    minimal_pairs: Annotated[
        bool,
        typer.Option("--minimal-pairs", help="Pairs of words that differ in one sound of yours."),
    ] = False,
    count: Annotated[int | None, typer.Option(min=1, help="At most so many phrases.")] = None,
    device: Annotated[
        str | None,
        typer.Option(
            help="Microphone: number or part of its name (see doctor).", show_default=_SETTING
        ),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(help="Voice of the reference, natural or eSpeak NG's.", show_default=_SETTING),
    ] = None,
    speed: Annotated[
        int | None,
        typer.Option(
            min=definitions.SPEED_RANGE.lowest,
            max=definitions.SPEED_RANGE.highest,
            help="Its words a minute.",
            show_default=_SETTING,
        ),
    ] = None,
    pause: Annotated[
        float | None,
        typer.Option(
            min=definitions.PAUSE_RANGE.lowest,
            max=definitions.PAUSE_RANGE.highest,
            help="Seconds of silence that end an attempt.",
            show_default=_SETTING,
        ),
    ] = None,
    audio: Annotated[
        Path | None, typer.Option(help="Judge this recording in place of the microphone.")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="A synthesized learner speaks; see how it works.")
    ] = False,
    plain: Annotated[
        bool | None,
        typer.Option(
            "--plain/--no-plain",
            help="No frames and nothing that moves.",
            show_default=_SETTING,
        ),
    ] = None,
) -> None:
    """Say phrases and see, word by word, what a listener would have understood.

    With nothing else it is what is best today: what is due for review, then new phrases.
    """
    from miolingo.commands.installs.model import offer_model
    from miolingo.composition import settings
    from miolingo.composition.practice import PracticeOptions, run_practice
    from miolingo.decks.built_in import starter_deck, with_ipa
    from miolingo.decks.cards import Deck
    from miolingo.practice.plan import PlanRequest

    planned = review or new is not None
    given = phrase is not None
    for one, other, both in (
        ("--audio", "--demo", audio and demo),
        ("A phrase", "--deck", given and deck),
        ("A phrase", "--review or --new", given and planned),
        ("--demo", "--review or --new", demo and planned),
        ("--minimal-pairs", "other choices", minimal_pairs and (given or deck or planned or demo)),
    ):
        if both:
            raise UsageError(f"{one} and {other} exclude each other.", hint="Choose one of them.")
    choices = settings.settings(
        {
            definitions.LANGUAGE.key: lang,
            definitions.DEVICE.key: device,
            definitions.VOICE.key: voice,
            definitions.SPEED.key: speed,
            definitions.PAUSE.key: pause,
            definitions.PLAIN.key: plain,
        }
    )
    language = choices.value(definitions.LANGUAGE)
    goal = choices.value(definitions.DAILY_GOAL)
    most = count or (4 if demo else 1 if audio else None)
    if minimal_pairs:
        chosen, why = _pairs(language, most)
    elif planned or not (given or deck or demo):
        asked = new or (0 if review else None)
        own = _deck(context, deck, language) if deck else None
        chosen, why = _planned(PlanRequest(language, own, new=asked, count=most, goal=goal))
    elif phrase is not None:
        chosen, why = _of_phrase(phrase, language), ""
    else:
        whole = _deck(context, deck, language) if deck else starter_deck(language)
        chosen, why = Deck(whole.name, whole.cards[:most]), ""
    options = PracticeOptions(
        deck=with_ipa(chosen, language),
        why=why,
        language_code=language,
        device=choices.value(definitions.DEVICE),
        output_device=choices.value(definitions.OUTPUT_DEVICE),
        voice=choices.voice(language),
        words_per_minute=choices.value(definitions.SPEED),
        pitch=choices.value(definitions.PITCH),
        pause_ms=round(1000 * choices.value(definitions.PAUSE)),
        audio=audio,
        demo=demo,
        plain=choices.value(definitions.PLAIN),
        daily_goal=goal,
        auto_sync=choices.value(definitions.AUTO_SYNC),
    )
    offer_model(language)
    if not run_practice(options):
        raise typer.Exit(ExitCode.STORE)


def _of_phrase(phrase: str, lang: str) -> Deck:
    from miolingo.decks.cards import Card, Deck, printable
    from miolingo.language.normalize import words_of

    words_of(phrase, lang)
    return Deck("phrase", (Card(printable(phrase)),))


def _planned(wish: PlanRequest) -> tuple[Deck, str]:
    """What is best, and why. Ends the command with a line where there is nothing to practice."""
    from miolingo.composition.review import plan_practice
    from miolingo.decks.cards import Deck
    from miolingo.ui.practice.plan_line import plan_line

    plan = plan_practice(wish)
    why = plan_line(plan, None)
    if not plan.cards:
        typer.echo(why)
        raise typer.Exit
    return Deck("review", plan.cards), why


def _pairs(lang: str, count: int | None) -> tuple[Deck, str]:
    from miolingo.composition.review import plan_pairs

    return plan_pairs(lang, count)


def _deck(context: typer.Context, path: Path, lang: str) -> Deck:
    """The deck that is meant; recordings out of a package are there until the command ends."""
    from tempfile import TemporaryDirectory

    from miolingo.composition.context import decks
    from miolingo.decks.built_in import sayable
    from miolingo.decks.manage import deck_of, open_deck

    media = context.with_resource(TemporaryDirectory(prefix="miolingo-deck-"))
    return sayable(deck_of(open_deck(decks(), str(path), lang, Path(media))), lang)
