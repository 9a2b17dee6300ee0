"""Shadowing on the screen: the practice screens with keys of its own and results of one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from miolingo.judging.judgement import Judgement, WordResult
from miolingo.practice.interface import Key, Sound
from miolingo.ui.practice.key_names import NAMES, Entries
from miolingo.ui.practice.keys import BINDINGS, TerminalKeys
from miolingo.ui.practice.live_screen import LiveScreen
from miolingo.ui.practice.plain_screen import PlainScreen
from miolingo.ui.practice.screen import PracticeScreen
from miolingo.ui.practice.word_marks import marked_words

_LEFT_OUT = (Key.NEXT, Key.SLOW, Key.LISTEN, Key.COMPARE, Key.REPLAY, Key.BACK, Key.TAKE_BACK)
_OF_RESULTS = (Key.DISPUTE, Key.WORD, Key.WORD_BEFORE, Key.WORD_AFTER)


class ShadowingKeys(TerminalKeys):
    """The keys of shadowing: as few as a learner who speaks all the time can find."""

    bindings = (
        {name: key for name, key in BINDINGS.items() if key not in (*_LEFT_OUT, *_OF_RESULTS)}
        | dict.fromkeys((" ", "p", "KEY_ENTER", "\n", "\r"), Key.PAUSE)
        | {"s": Key.SKIP}
    )


class _ShadowingScreen(PracticeScreen):
    """What both screens of shadowing have in common."""

    names: ClassVar[Mapping[Key, tuple[str, str]]] = {
        **NAMES,
        Key.RETRY: ("r", "again"),
        Key.SKIP: ("s", "skip"),
    }
    while_playing: ClassVar[Entries] = (
        ("Space", "pause"),
        names[Key.RETRY],
        names[Key.SKIP],
        names[Key.HELP],
        names[Key.QUIT],
    )
    while_listening: ClassVar[Entries] = while_playing
    enter_name = "Space"
    key_help = (
        ("Space", "pause, and continue (p and Enter, too)"),
        ("r", "hear the phrase again"),
        ("s", "skip this phrase (k, too)"),
        ("?", "this list"),
        ("q", "end the practice (Esc, too)"),
    )

    @property
    def cue(self) -> str:
        """What tells the learner to speak."""
        return "Speak now"

    def result(self, judgement: Judgement) -> None:
        """Print how it went in a line."""
        line = marked_words(judgement.words, self._console)
        score = judgement.similarity_score
        line.append("  Not scored." if score is None else f"  {score:.0f} of 100", style="bold")
        self._say(line)

    def _told_playing(self, sound: Sound, word: WordResult | None) -> str:
        if sound is Sound.REFERENCE:
            return "Listen, and speak along"
        return super()._told_playing(sound, word)


class LiveShadowingScreen(_ShadowingScreen, LiveScreen):
    """Shadowing on a terminal."""


class PlainShadowingScreen(_ShadowingScreen, PlainScreen):
    """Shadowing as plain lines."""
