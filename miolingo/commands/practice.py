"""``miolingo practice``: say phrases and be judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.domain import settings
from miolingo.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from miolingo.domain.decks import Deck

_SETTING = "from settings"


def practice(
    phrase: Annotated[str | None, typer.Argument(help="A phrase to practice.")] = None,
    deck: Annotated[
        Path | None, typer.Option(help="A text file of phrases, or the name of one of yours.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="Language, such as ko.", show_default=_SETTING)
    ] = None,
    count: Annotated[int | None, typer.Option(min=1, help="At most so many phrases.")] = None,
    device: Annotated[
        str | None,
        typer.Option(
            help="Microphone: number or part of its name (see doctor).", show_default=_SETTING
        ),
    ] = None,
    voice: Annotated[
        str | None, typer.Option(help="eSpeak NG voice of the reference.", show_default=_SETTING)
    ] = None,
    speed: Annotated[
        int | None,
        typer.Option(
            min=settings.SPEED_RANGE.lowest,
            max=settings.SPEED_RANGE.highest,
            help="Its words a minute.",
            show_default=_SETTING,
        ),
    ] = None,
    pause: Annotated[
        float | None,
        typer.Option(
            min=settings.PAUSE_RANGE.lowest,
            max=settings.PAUSE_RANGE.highest,
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
    """Say phrases and see, word by word, what a listener would have understood."""
    from miolingo import runtime_settings
    from miolingo.commands.model import offer_model
    from miolingo.runtime_practice import PracticeOptions, run_practice

    if audio and demo:
        raise UsageError("--audio and --demo exclude each other.", hint="Choose one of them.")
    choices = runtime_settings.settings(
        {
            settings.LANGUAGE.key: lang,
            settings.DEVICE.key: device,
            settings.VOICE.key: voice,
            settings.SPEED.key: speed,
            settings.PAUSE.key: pause,
            settings.PLAIN.key: plain,
        }
    )
    language = choices.value(settings.LANGUAGE)
    options = PracticeOptions(
        deck=_chosen(phrase, deck, language, count or (4 if demo else 1 if audio else None)),
        language_code=language,
        device=choices.value(settings.DEVICE),
        output_device=choices.value(settings.OUTPUT_DEVICE),
        voice=choices.voice(language),
        words_per_minute=choices.value(settings.SPEED),
        pitch=choices.value(settings.PITCH),
        pause_ms=round(1000 * choices.value(settings.PAUSE)),
        audio=audio,
        demo=demo,
        plain=choices.value(settings.PLAIN),
        daily_goal=choices.value(settings.DAILY_GOAL),
        auto_sync=choices.value(settings.AUTO_SYNC),
    )
    offer_model(language)
    if not run_practice(options):
        raise typer.Exit(ExitCode.STORE)


def _chosen(phrase: str | None, path: Path | None, lang: str, count: int | None) -> Deck:
    from miolingo.domain.decks import Card, Deck, printable
    from miolingo.domain.text import words_of
    from miolingo.services.library import deck_from, sayable, starter_deck, with_ipa

    if phrase is not None and path is not None:
        raise UsageError("A phrase and --deck exclude each other.", hint="Give one of them.")
    if phrase is not None:
        words_of(phrase, lang)
        return with_ipa(Deck("phrase", (Card(printable(phrase)),)), lang)
    deck = deck_from(_deck_file(path, lang)) if path else starter_deck(lang)
    return with_ipa(sayable(Deck(deck.name, deck.cards[:count]), lang), lang)


def _deck_file(path: Path, lang: str) -> Path:
    """The file that is meant: one of this path or, where there is none, a deck of this name."""
    from miolingo import runtime

    return path if path.exists() else runtime.decks().find(str(path), lang) or path
