"""``miolingo practice``: say phrases and be judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from miolingo.domain.decks import Deck


def practice(
    phrase: Annotated[str | None, typer.Argument(help="A phrase to practice.")] = None,
    deck: Annotated[Path | None, typer.Option(help="A text file of phrases, one a line.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language, such as ko.")] = "ko",
    count: Annotated[int | None, typer.Option(min=1, help="At most so many phrases.")] = None,
    device: Annotated[
        str | None, typer.Option(help="Microphone: number or part of its name (see doctor).")
    ] = None,
    voice: Annotated[str | None, typer.Option(help="eSpeak NG voice of the reference.")] = None,
    speed: Annotated[int, typer.Option(min=80, max=300, help="Its words a minute.")] = 130,
    pause: Annotated[
        float, typer.Option(min=0.3, max=5, help="Seconds of silence that end an attempt.")
    ] = 0.9,
    audio: Annotated[
        Path | None, typer.Option(help="Judge this recording in place of the microphone.")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="A synthesized learner speaks; see how it works.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="No frames and nothing that moves.")
    ] = False,
) -> None:
    """Say phrases and see, word by word, what a listener would have understood."""
    from miolingo.runtime_practice import PracticeOptions, run_practice

    if audio and demo:
        raise UsageError("--audio and --demo exclude each other.", hint="Choose one of them.")
    cards = _chosen(phrase, deck, lang, count or (4 if demo else 1 if audio else None))
    options = PracticeOptions(
        deck=cards,
        language_code=lang,
        device=device,
        voice=voice,
        words_per_minute=speed,
        pause_ms=round(1000 * pause),
        audio=audio,
        demo=demo,
        plain=plain,
    )
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
    deck = deck_from(path) if path else starter_deck(lang)
    return with_ipa(sayable(Deck(deck.name, deck.cards[:count]), lang), lang)
