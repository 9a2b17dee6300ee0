"""What a learner asks for by the options of ``practice``, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto, unique
from pathlib import Path

from miolingo.decks.cards import Deck
from miolingo.errors import UsageError
from miolingo.settings.definitions import (
    AUTO_SYNC,
    DAILY_GOAL,
    DEVICE,
    LANGUAGE,
    OUTPUT_DEVICE,
    PAUSE,
    PITCH,
    PLAIN,
    SPEED,
    ResolvedSettings,
)

_DEMO_PHRASES = 4


@unique
class PhraseSource(Enum):
    """Where the phrases of a practice come from."""

    MINIMAL_PAIRS = auto()
    PLAN = auto()
    PHRASE = auto()
    DECK = auto()


@dataclass(frozen=True)
class PracticeRequest:
    """Which phrases are wanted; ``audio`` or ``demo`` stands in for the microphone.

    ``deck`` is a file or a name, ``count`` the most phrases, ``new`` how many new phrases are to
    follow those that are due, ``sound`` one that all of them are to have; with ``shadow`` they are
    said while they are played.
    """

    phrase: str | None = None
    deck: Path | None = None
    review: bool = False
    new: int | None = None
    minimal_pairs: bool = False
    sound: str | None = None
    count: int | None = None
    audio: Path | None = None
    demo: bool = False
    shadow: bool = False


@dataclass(frozen=True)
class PracticeSettings:
    """The learner's choices that a practice goes by.

    ``voice`` None is the language's own, a natural one where there is one; ``pause_ms`` None is
    what suits the phrase; ``daily_goal`` is in attempts, 0 for none.
    """

    language_code: str
    device: str | None
    output_device: str | None
    voice: str | None
    words_per_minute: int
    pitch: int
    pause_ms: int | None
    plain: bool
    daily_goal: int
    auto_sync: bool


@dataclass(frozen=True)
class PracticeSetup:
    """Everything that a practice session is built from.

    ``why`` says in a line how the deck was chosen, or is empty where the learner chose it.
    """

    request: PracticeRequest
    settings: PracticeSettings
    deck: Deck
    why: str


def check_exclusive(request: PracticeRequest) -> None:
    """Refuse options of which only one could be obeyed. Raises UsageError."""
    phrase, deck = request.phrase is not None, request.deck is not None
    planned = request.review or request.new is not None
    exclusions = (
        (
            "--shadow",
            "--audio, --demo or --minimal-pairs",
            request.shadow and (request.audio is not None or request.demo or request.minimal_pairs),
        ),
        ("--audio", "--demo", request.audio is not None and request.demo),
        ("A phrase", "--deck", phrase and deck),
        ("A phrase", "--review or --new", phrase and planned),
        ("--demo", "--review or --new", request.demo and planned),
        (
            "--minimal-pairs",
            "other choices",
            request.minimal_pairs and (phrase or deck or planned or request.demo),
        ),
        (
            "--sound",
            "a phrase, --minimal-pairs or --demo",
            request.sound is not None and (phrase or request.minimal_pairs or request.demo),
        ),
    )
    for option, other, both in exclusions:
        if both:
            raise UsageError(
                f"{option} and {other} cannot be used together.", hint="Choose one of them."
            )


def phrase_source(request: PracticeRequest) -> PhraseSource:
    """Where the phrases come from: a plan of what is best today, unless others are asked for."""
    if request.minimal_pairs:
        return PhraseSource.MINIMAL_PAIRS
    if request.review or request.new is not None or request.sound is not None:
        return PhraseSource.PLAN
    if request.phrase is not None:
        return PhraseSource.PHRASE
    return PhraseSource.DECK if request.deck or request.demo else PhraseSource.PLAN


def most_phrases(request: PracticeRequest) -> int | None:
    """The most phrases to practice; None for no limit. A recording is of a single one."""
    if request.count:
        return request.count
    if request.demo:
        return _DEMO_PHRASES
    return 1 if request.audio else None


def new_phrases(request: PracticeRequest) -> int | None:
    """How many new phrases are wanted; None for as many as are best."""
    return request.new or (0 if request.review else None)


def practice_settings(choices: ResolvedSettings) -> PracticeSettings:
    """The choices that hold. Raises UsageError and ConfigurationError for one that cannot be."""
    language_code = choices.value(LANGUAGE)
    pause_s = choices.value(PAUSE)
    return PracticeSettings(
        language_code=language_code,
        device=choices.value(DEVICE),
        output_device=choices.value(OUTPUT_DEVICE),
        voice=choices.voice(language_code),
        words_per_minute=choices.value(SPEED),
        pitch=choices.value(PITCH),
        pause_ms=None if pause_s is None else round(1000 * pause_s),
        plain=choices.value(PLAIN),
        daily_goal=choices.value(DAILY_GOAL),
        auto_sync=choices.value(AUTO_SYNC),
    )
