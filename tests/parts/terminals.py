"""A shell on a real pseudo-terminal with a microphone that a learner speaks into."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pexpect
import psutil

from miolingo.speech.synthesis.espeak import Voice, speak
from tests.parts.command import COMMAND
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import SoundServer

VOICE = Voice("ko+f4", 140)
PHRASE = "안녕하세요"
REACTION_S = 0.3
"""Nobody speaks sooner after a cue: a voice that is there at once began before it."""
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@dataclass
class Terminal:
    """A shell on a pseudo-terminal in which Miolingo runs, so that what it leaves can be seen."""

    shell: pexpect.spawn[str]
    server: SoundServer

    def practice(self, *args: str) -> None:
        self.run("practice", *args)

    def run(self, *words: str) -> None:
        """Begin a command of Miolingo."""
        self.shell.sendline(shlex.join([*COMMAND, *words]) + "; echo status=$?=")

    def say(self, text: str) -> None:
        """Wait to be asked, and speak."""
        self.wait_for(r"Speak now")
        self.answer(text)

    def answer(self, text: str) -> None:
        """Speak as soon as a person who was asked can."""
        time.sleep(REACTION_S)
        self.server.say(speak(text, VOICE))

    def wait_for(self, pattern: str) -> str:
        """Wait for it on the screen; what came before it, without control sequences."""
        self.shell.expect(pattern)
        return ANSI.sub("", self.shell.before or "")

    def recognizer(self) -> psutil.Process:
        """Wait for the process that loads the model."""
        give_up_at = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up_at:
            for child in psutil.Process(self.shell.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    if "miolingo.speech.recognizer.worker" in child.cmdline():
                        return child
            time.sleep(0.005)
        raise AssertionError("no recognizer was started")

    def verdict(self) -> tuple[str, float]:
        """What the screen says of the attempt, and the score on it."""
        words = self.wait_for(r"Score: ")
        score = self.wait_for(r" of 100")
        self.wait_for("q.{0,20}=quit")
        return words, float(score)

    def ended(self) -> tuple[str, int]:
        """Wait for the end: the last words and the exit code."""
        before = self.wait_for(r"status=\d+=")
        return before, int(re.findall(r"\d+", str(self.shell.after))[0])

    def settings(self) -> str:
        self.shell.sendline("stty -a; echo done=$?=")
        return self.wait_for(r"done=0=").partition("speed")[2]


@contextmanager
def open_terminal(server: SoundServer, home: Path, recordings: str = "off") -> Iterator[Terminal]:
    """Open one; ``recordings`` is the learner's choice, empty where they are yet to be asked."""
    env = server.env | {
        "MIOLINGO_HOME": str(home),
        "MIOLINGO_LANGUAGE": "ko",
        "MIOLINGO_RECORDINGS": recordings,
        "TERM": "xterm-256color",
        "PS1": "",
    }
    shell = pexpect.spawn(
        "/bin/sh", env=env, encoding="utf-8", timeout=PATIENCE_S, dimensions=(24, 80)
    )
    try:
        yield Terminal(shell, server)
    finally:
        shell.close(force=True)
