"""Listening through a real loudspeaker: the words come out, and the one that was right again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.parts.command import COMMAND
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import heard, sound_server
from tests.parts.terminals import open_terminal

LOUD = 0.05
APART_S = 0.2
"""A silence as long as this parts two words."""


def test_each_word_is_played_and_then_the_right_one_again(
    tmp_path: Path, miolingo_home: Path
) -> None:
    recorded = tmp_path / "speaker.raw"
    with sound_server(tmp_path) as server, server.listen(recorded):
        ended = subprocess.run(
            [sys.executable, "-m", "miolingo", "listen", "--lang", "es", "--count", "2", "--json"],
            env=server.env | {"MIOLINGO_HOME": str(miolingo_home)},
            input="1\n2\n",
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    answers = [one for one in told if one["kind"] == "answer"]
    mistakes = sum(not answer["correct"] for answer in answers)
    assert len(answers) == 2
    assert words_in(recorded) >= 2 * len(answers) + mistakes


def test_one_key_answers_at_a_terminal_and_another_one_quits(
    tmp_path: Path, miolingo_home: Path
) -> None:
    with sound_server(tmp_path) as server, open_terminal(server, miolingo_home) as terminal:
        terminal.shell.sendline(f"{' '.join(COMMAND)} listen --lang es; echo status=$?=")
        terminal.wait_for("Keys: 1 or left")
        terminal.wait_for("Word 1 of 20")
        terminal.shell.send("x")
        terminal.shell.send("1")
        terminal.wait_for("Right: |No, it was ")
        terminal.wait_for("Word 2 of 20")
        terminal.shell.send("q")
        assert "of 1 words right" in terminal.wait_for("status=0=")


def words_in(recorded: Path) -> int:
    """How many stretches of sound there are; a stop inside a word may part it in two."""
    sound = heard(recorded)
    loud = np.flatnonzero(np.abs(sound.samples) > LOUD) / sound.sample_rate_hz
    return 1 + int(np.count_nonzero(np.diff(loud) > APART_S)) if len(loud) else 0
