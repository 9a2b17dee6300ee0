"""Shadowing on the screen: keys of its own, and results of one line."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from miolingo.decks.cards import Card
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.practice.interface import Enter, Key, Offer, Sound
from miolingo.ui.practice.exercises.shadowing_screen import (
    LiveShadowingScreen,
    PlainShadowingScreen,
    ShadowingKeys,
)
from miolingo.ui.practice.screen import ScreenParts
from tests.parts.practice_world import judged
from tests.parts.typed_terminal import TypedTerminal

OFFER = Offer(Enter.CONTINUE, (Key.RETRY, Key.SKIP, Key.HELP, Key.QUIT))


def shown(kind: type[LiveShadowingScreen | PlainShadowingScreen], width: int = 80) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=kind is LiveShadowingScreen, color_system=None
    )
    view = kind(ScreenParts(console, interactive=True))
    view.card(Card("물"), 1, 2)
    with view.now_playing(Sound.REFERENCE):
        view.note("A remark.")
    with view.listening() as meter:
        meter(-30.0, True)
    view.result(judged("물", audio_ms=900))
    view.help()
    view.menu(OFFER)
    view.close()
    return out.getvalue()


@pytest.mark.parametrize("kind", [LiveShadowingScreen, PlainShadowingScreen])
@pytest.mark.parametrize("width", [20, 80])
def test_a_result_is_a_line_and_the_keys_are_those_of_shadowing(
    kind: type[LiveShadowingScreen | PlainShadowingScreen], width: int
) -> None:
    text = shown(kind, width)
    assert "✓ 물  90 of 100" in text
    for told in ("Listen, and", "Speak now", "Space=continue", "s=skip", "r=again"):
        assert told in text
    assert "k=skip" not in text
    assert "Enter ends" not in text


def test_the_plain_screen_moves_nothing() -> None:
    assert "\x1b" not in shown(PlainShadowingScreen)


def test_a_word_that_is_not_scored_is_told() -> None:
    out = io.StringIO()
    view = PlainShadowingScreen(ScreenParts(Console(file=out, width=80), interactive=False))
    unsure = WordResult("물", WordStatus.UNSURE, 40.0)
    view.result(replace(judged("물", audio_ms=900), words=(unsure,), similarity_score=None))
    assert out.getvalue() == "? 물  Not scored.\n"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" ", Key.PAUSE),
        ("p", Key.PAUSE),
        ("\r", Key.PAUSE),
        ("r", Key.RETRY),
        ("s", Key.SKIP),
        ("k", Key.SKIP),
        ("?", Key.HELP),
        ("q", Key.QUIT),
        ("l", None),
        ("t", None),
        ("w", None),
    ],
)
def test_the_keys_of_shadowing(typed: str, key: Key | None) -> None:
    assert ShadowingKeys(TypedTerminal(waiting=typed).terminal).pressed() is key
