"""Keys of the practice: pasted text is no command, and Enter counts once a result was seen."""

from __future__ import annotations

import pytest

from miolingo.practice.interface import Key
from miolingo.ui.practice import keys as keys_module
from miolingo.ui.practice.keys import BINDINGS, DemonstrationKeys, TerminalKeys
from tests.parts.typed_terminal import TypedTerminal

PASTED = "\x1b[200~quit b\nk\x1b[201~"


def keys(*parts: str) -> TerminalKeys:
    return TerminalKeys(TypedTerminal(*parts).terminal)


@pytest.mark.parametrize("typed", [name for name in BINDINGS if not name.startswith("KEY_")])
def test_a_key_is_what_it_is_bound_to_in_any_case(typed: str) -> None:
    assert keys(typed).pressed() is keys(typed.upper()).pressed() is BINDINGS[typed]


@pytest.mark.parametrize(
    "parts",
    [
        [PASTED + "l"],
        [PASTED, "l"],
        ["\x1b[200~qq", "qqq" * 1000, "q\x1b[201~", "l"],
        [PASTED * 3 + "l"],
        ["q b k " * 100, "l"],
        ["\x1b[200~" + "q" * 5000, "q\x1b[201~", "", "l"],
        ["\x1b[200~never ends", "", "l"],
    ],
)
def test_pasted_text_is_no_command(parts: list[str]) -> None:
    reader = keys(*parts)
    assert [key for key in (reader.pressed() for _ in range(5)) if key] == [Key.LISTEN]


def test_what_was_pressed_before_a_result_appeared_is_forgotten_and_enter_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys_module, "ENTER_IGNORED_S", 0.02)
    assert TerminalKeys(TypedTerminal("\n", " ", waiting="q").terminal).settle() is None
    assert TerminalKeys(TypedTerminal("\n", "r", waiting="q").terminal).settle() is Key.RETRY


def test_a_demonstration_goes_on_by_itself_and_takes_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "LOOK_S", 0.02)
    assert DemonstrationKeys(TypedTerminal().terminal).wait() is Key.NEXT
    assert DemonstrationKeys(TypedTerminal("q").terminal).wait() is Key.QUIT


def test_a_practice_that_was_stopped_says_so_in_place_of_a_key() -> None:
    stops = iter([True, False])
    reader = TerminalKeys(TypedTerminal("", "q").terminal, resumed=lambda: next(stops))
    assert reader.wait() is Key.RESUMED
    assert reader.wait() is Key.QUIT


def test_while_nothing_is_pressed_the_screen_may_be_looked_after() -> None:
    idle: list[None] = []
    reader = TerminalKeys(TypedTerminal("", "q").terminal, idle=lambda: idle.append(None))
    assert reader.wait() is Key.QUIT
    assert len(idle) == 1
