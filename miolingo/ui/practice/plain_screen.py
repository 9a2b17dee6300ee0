"""The practice as plain lines, for pipes, screen readers and terminals on which nothing moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.text import Text

from miolingo.decks.cards import Card
from miolingo.judging.judgement import Judgement, WordResult
from miolingo.practice.interface import Ending, Meter, Offer, Sound
from miolingo.ui.practice.card_frame import BY_EAR
from miolingo.ui.practice.key_names import entries
from miolingo.ui.practice.screen import ENDINGS, LOADING, PracticeScreen, ScreenParts


class PlainScreen(PracticeScreen):
    """Implements ``View`` from top to bottom: what is printed stays as it is."""

    sounds_in_words = True

    def __init__(self, parts: ScreenParts) -> None:
        super().__init__(parts)
        self._offered: Offer | None = None

    def card(self, card: Card, number: int, total: int, *, by_ear: bool = False) -> None:
        """Print a phrase with its translation and IPA; ``number`` counts from 1."""
        self._card = card
        self._offered = None
        self._say("")
        self._tell("Dialogue", card.dialogue)
        for line in card.replies_to:
            self._tell(line.speaker, line.phrase)
            self._tell("Meaning", line.translation)
        self._say(f"Phrase {number} of {total}: {card.phrase}")
        if by_ear:
            self._say(BY_EAR)
        for rival in card.rivals:
            self._say(f"Not: {rival.phrase}")
        self._tell("Meaning", card.translation)
        self._tell("IPA", card.ipa)
        for rival in card.rivals:
            self._tell(f"{rival.phrase}, meaning", rival.translation)
            self._tell(f"{rival.phrase}, IPA", rival.ipa)

    def _tell(self, label: str, text: str) -> None:
        if text:
            self._say(f"{label}: {text}")

    @contextmanager
    def now_playing(self, sound: Sound, word: WordResult | None = None) -> Iterator[None]:
        """Say what is played where somebody looks on."""
        if self._parts.interactive:
            self._say(f"{self._told_playing(sound, word)}.")
        yield

    @contextmanager
    def listening(self) -> Iterator[Meter]:
        """Print the cue; no level is shown."""
        self._say(self.cue, style="bold green")
        yield _still

    def listened(self, ending: Ending) -> None:
        """Say why listening ended where somebody looks on."""
        if self._parts.interactive:
            self._say(ENDINGS[ending])

    def loading(self) -> None:
        """Say that the model is still loading."""
        self._say(LOADING, style="dim")

    def result(self, judgement: Judgement) -> None:
        """Print how it went."""
        self._offered = None
        if judgement.similarity_score is not None:
            self._say("")
        super().result(judgement)

    def menu(self, offer: Offer) -> None:
        """List the keys and their meanings, unless these were the last to be listed."""
        if offer != self._offered:
            self._say("")
            named = entries(offer, self.names, self.enter_name)
            self._side_by_side((Text(f"{key}={meaning}"),) for key, meaning in named)
        self._offered = offer


def _still(_level: float, _speaking: bool) -> None:
    """Show no level."""
