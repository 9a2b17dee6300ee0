"""The live practice screen: the card, what goes on and the keys below, what was said above.

Results and remarks are printed once and stay; everything else is drawn anew as it changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.text import Text

from miolingo.decks.cards import Card
from miolingo.judging.judgement import Judgement, WordResult
from miolingo.practice.interface import Ending, Meter, Offer, Sound
from miolingo.ui.practice import key_names
from miolingo.ui.practice.card_frame import ShownCard, card_lines
from miolingo.ui.practice.key_names import Entries
from miolingo.ui.practice.level_meter import level_bar
from miolingo.ui.practice.live_region import LiveRegion
from miolingo.ui.practice.screen import ENDINGS, LOADING, PracticeScreen, ScreenParts
from miolingo.ui.practice.side_by_side import side_by_side

_REDRAW_S = 0.1


class LiveScreen(PracticeScreen):
    """Implements ``View`` on a terminal."""

    sounds_in_words = False

    def __init__(self, parts: ScreenParts, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parts)
        self._clock = clock
        self._region = LiveRegion(parts.console)
        self._shown: ShownCard | None = None
        self._attempts = 0
        self._state = Text()
        self._keys: Entries = ()
        self._judging = False

    def card(self, card: Card, number: int, total: int, *, by_ear: bool = False) -> None:
        """Show a phrase with its translation and IPA; ``number`` counts from 1."""
        self._card = card
        self._shown = ShownCard(card, number, total, by_ear)
        self._attempts = 0
        self._show(Text())

    @contextmanager
    def now_playing(self, sound: Sound, word: WordResult | None = None) -> Iterator[None]:
        """Say what is played while it is played."""
        told = self._told_playing(sound, word)
        keys = key_names.WHILE_PLAYING_A_WORD if word else self.while_playing
        self._show(Text(f"{self._sign('♪', '*')} {told}", "magenta"), keys)
        try:
            yield
        finally:
            self._show(Text())

    @contextmanager
    def listening(self) -> Iterator[Meter]:
        """Show the cue and the level of what comes in."""
        shown_at = float("-inf")

        def meter(level_dbfs: float, speaking: bool) -> None:
            nonlocal shown_at
            if (now := self._clock()) - shown_at >= _REDRAW_S:
                shown_at = now
                bar = level_bar(level_dbfs, speaking, self._console)
                self._show(Text("\n").join((cue, bar)), self.while_listening)

        cue = Text(f"{self._sign('●', '*')} {self.cue}", "bold green")
        self._show(cue, self.while_listening)
        try:
            yield meter
        finally:
            self._show(Text())

    def listened(self, ending: Ending) -> None:
        """Say why listening ended, and that what was said is judged."""
        self._show(Text(ENDINGS[ending]), judging=True)

    def loading(self) -> None:
        """Say that the model is still loading."""
        self._show(Text(LOADING), key_names.WHILE_LOADING)

    def note(self, text: str) -> None:
        """Print a remark, apart from what was said of another attempt or phrase."""
        if self._shown:
            self._say("")
        super().note(text)

    def result(self, judgement: Judgement) -> None:
        """Print how it went above the card."""
        self._attempts += 1
        self._say("")
        self._say(Text(self._heading(), "bold cyan"))
        super().result(judgement)
        self._show(self._state)

    def menu(self, offer: Offer) -> None:
        """Show the keys that do something now."""
        self._show(self._state, tuple(key_names.entries(offer, self.names, self.enter_name)))

    def close(self) -> None:
        """Take the card off the screen."""
        self._region.close()

    def keep_fitting(self) -> None:
        """Draw anew if the terminal has another width by now."""
        if self._region.outdated:
            self._draw()

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Leave the terminal to the shell while the context lasts."""
        self._region.close()
        yield
        self._draw()

    def _heading(self) -> str:
        """Which phrase a result is of; the marks below spell it out."""
        place = self._shown.place if self._shown else ""
        again = f"attempt {self._attempts}" if self._attempts > 1 else ""
        return " · ".join(filter(None, (place, self._card.translation, again)))

    def _say(self, text: str | Text, *, style: str = "") -> None:
        self._region.make_room()
        super()._say(text, style=style)

    def _show(self, state: Text, keys: Entries = (), *, judging: bool = False) -> None:
        self._state, self._keys, self._judging = state, keys, judging
        self._draw()

    def _draw(self) -> None:
        console = self._console
        card = card_lines(self._shown, console) if self._shown else []
        state = self._state + Text(" One moment." if self._judging else "", "dim")
        named = (Text.assemble((key, "bold cyan"), f"={name}") for key, name in self._keys)
        keys = side_by_side(((entry,) for entry in named), console.width)
        told = state.wrap(console, console.width)
        self._region.draw([*card, *told, *(list(keys) or [Text()])])

    def _sign(self, sign: str, ascii_sign: str) -> str:
        return ascii_sign if self._console.options.ascii_only else sign
