"""Who says the reference: of several speakers, the first that can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from miolingo.decks.cards import Card
from miolingo.errors import AudioError
from miolingo.judging.prosody.comparison import ReferenceVoice
from miolingo.judging.recording import Audio
from miolingo.language.normalize import read_aloud
from miolingo.speech.synthesis.piper import NaturalVoice

Speaker = Callable[[Card, bool], Audio | None]
"""Says a card, slowly when told so; None where it cannot, or not yet."""

_NO_SLOW_RECORDING = "A recording cannot be slowed down well, so a synthetic voice says it slowly."
_SLOWNESS = 0.6
_SLOWEST_WORDS_PER_MINUTE = 80


@dataclass(frozen=True)
class Reference:
    """Asks speakers in turn: the deck's own recording, a natural voice, then eSpeak NG.

    Those that are None are not there; the last one always speaks.
    """

    speakers: tuple[tuple[ReferenceVoice, Speaker | None], ...]

    def __call__(self, card: Card, slow: bool) -> Audio:
        """Say a card."""
        return self.said(card, slow)[1]

    def said(self, card: Card, slow: bool) -> tuple[ReferenceVoice, Audio]:
        """Say a card, and tell who does."""
        said = ((voice, speak(card, slow)) for voice, speak in self.speakers if speak)
        return next((voice, audio) for voice, audio in said if audio is not None)


def reading(speaker: Speaker | None, language_code: str) -> Speaker | None:
    """A speaker that is given the digits and signs of a phrase in words, as they are judged."""
    if speaker is None:
        return None

    def say(card: Card, slow: bool) -> Audio | None:
        return speaker(replace(card, phrase=read_aloud(card.phrase, language_code)), slow)

    return say


def recorded_speaker(read: Callable[[Path], Audio], tell: Callable[[str], None]) -> Speaker:
    """Gives a card's recording at its own pace; None where there is none or it is wanted slowly.

    Why a recording is not heard is told once.
    """
    told: set[str] = set()

    def tell_once(trouble: str) -> None:
        if trouble not in told:
            told.add(trouble)
            tell(trouble)

    def say(card: Card, slow: bool) -> Audio | None:
        if not card.recording:
            return None
        if slow:
            tell_once(_NO_SLOW_RECORDING)
            return None
        try:
            return read(Path(card.recording))
        except AudioError as error:
            tell_once(f"{error.message} A synthetic voice speaks instead. {error.hint}")
            return None

    return say


def speaker_with(
    voice: NaturalVoice, words_per_minute: int, tell: Callable[[str], None]
) -> Speaker:
    """Speaks once the voice is loaded. When it fails, that is told, and it is not asked again."""
    failed = False

    def say(card: Card, slow: bool) -> Audio | None:
        nonlocal failed
        if failed or not voice.ready:
            return None
        try:
            return voice.speak(card.phrase, pace(words_per_minute, slow=slow))
        except AudioError as error:
            failed = True
            tell(f"{error.message} eSpeak NG speaks instead. {error.hint}")
            return None

    return say


def pace(words_per_minute: int, *, slow: bool) -> int:
    """The words a minute of the reference, or of its slow replay."""
    slowness = _SLOWNESS if slow else 1
    return max(_SLOWEST_WORDS_PER_MINUTE, round(words_per_minute * slowness))
