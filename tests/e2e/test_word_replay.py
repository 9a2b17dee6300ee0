"""Hearing the words of a result: a real terminal, a real loudspeaker, the real model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.pulseaudio import heard, sound_server
from tests.parts.terminals import Terminal, open_terminal

LEFT_OUT, SAID = "만나서", "반갑습니다"


@pytest.fixture
def terminal(tmp_path: Path, miolingo_home: Path) -> Iterator[Terminal]:
    (tmp_path / "sound").mkdir()
    with (
        sound_server(tmp_path / "sound") as server,
        open_terminal(server, miolingo_home) as opened,
    ):
        yield opened


def test_the_word_in_question_is_heard_and_then_the_next_one(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.practice(f"{LEFT_OUT} {SAID}")
    terminal.say(SAID)
    terminal.verdict()
    recording = tmp_path / "speaker.f32"
    with terminal.server.listen(recording):
        terminal.shell.send("w")
        terminal.wait_for(f"how it is said, slowly: {LEFT_OUT}.*not heard")
        terminal.wait_for("w.{0,20}=hear the word")
        terminal.shell.send(".")
        terminal.wait_for(f"your word, slowly: {SAID}")
        terminal.wait_for(f"how it is said, slowly: {SAID}")
        terminal.wait_for("w.{0,20}=hear the word")
    terminal.shell.send("p")
    terminal.wait_for("Pace: .* syllables a second|Too little of the phrase was understood")
    terminal.wait_for("p.{0,20}=pitch and pace")
    assert abs(heard(recording).samples).max() > 0.05
    terminal.shell.send("q")
    _, code = terminal.ended()
    assert code == 0
