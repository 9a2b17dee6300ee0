"""The recording of a native speaker as the reference of a card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from miolingo.decks.cards import Card
from miolingo.errors import AudioError
from miolingo.judging.recording import Audio

_NO_SLOW_RECORDING = "A recording cannot be slowed down well, so a synthetic voice says it slowly."


def recorded_speaker(
    read: Callable[[Path], Audio], tell: Callable[[str], None]
) -> Callable[[Card, bool], Audio | None]:
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
