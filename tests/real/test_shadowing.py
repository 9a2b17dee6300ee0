"""Shadowing on real sound: the loudspeaker plays while the microphone records and hears it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, WordStatus
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.practice.shadowing.session import was_said
from miolingo.speech.audio.player import LEAD_IN_S
from miolingo.speech.synthesis.espeak import Voice
from tests.parts.patience import PATIENCE_S
from tests.parts.pulseaudio import SoundServer, sound_server
from tests.parts.speech import spoken

LEFT_OUT, SAID = "만나서", "반갑습니다"
PHRASE = f"{LEFT_OUT} {SAID}"
BEHIND_S = 0.5
CUE = np.full(480, 0.5, np.float32)
"""A knock, at which the phrase is played: whoever is slow, the learner is as far behind it."""
HEAR = """
import sys
import numpy as np
from miolingo.judging.recording import Audio
from miolingo.practice.shadowing.hearing import Hearing
from miolingo.speech.audio.microphone import DeviceMicrophone
from miolingo.speech.audio.player import DevicePlayer

reference, target = Audio(np.fromfile(sys.argv[1], "<f4"), 16_000), sys.argv[2]
with DeviceMicrophone().open() as stream:
    print("ready", flush=True)
    next(block for block in stream if np.abs(block).max() > 0.05)
    heard = Hearing(DevicePlayer(), lambda: None).hear(stream, reference)
    after = [next(stream) for _ in range(50)]
np.concatenate([heard.samples, *after]).astype("<f4").tofile(target)
print(heard.heard.name)
"""


@dataclass(frozen=True)
class Room:
    """A machine with a learner in front of it; how a turn of shadowing goes there."""

    server: SoundServer
    folder: Path
    judge: GrammarJudge

    def turn(self, said: str) -> tuple[str, Judgement]:
        """Play the phrase, let the learner speak along; what was heard of it and how it went."""
        source, target = self.folder / "source.f4", self.folder / "target.f4"
        (0.7 * spoken(PHRASE, Voice("ko", 140))).tofile(source)
        child = subprocess.Popen(
            [sys.executable, "-c", HEAR, str(source), str(target)],
            env=self.server.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        waits = np.zeros(round((LEAD_IN_S + BEHIND_S) * SPEECH_RATE_HZ), np.float32)
        voice = [spoken(said)] if said else []
        self.server.say(Audio(np.concatenate([CUE, waits, *voice]), SPEECH_RATE_HZ))
        heard, _ = child.communicate(timeout=PATIENCE_S)
        assert child.returncode == 0
        judgement = self.judge.judge(PHRASE, np.fromfile(target, "<f4")).judgement
        return heard.strip(), judgement


@pytest.fixture
def room(tmp_path: Path, judge: GrammarJudge) -> Iterator[Room]:
    (tmp_path / "server").mkdir()
    with sound_server(tmp_path / "server") as server:
        yield Room(server, tmp_path, judge)


def test_with_headphones_who_speaks_along_is_heard(room: Room) -> None:
    heard, judgement = room.turn(PHRASE)
    assert heard == "NO_ECHO"
    assert was_said(judgement)


@pytest.mark.parametrize("level_db", [0, -20])
def test_a_loudspeaker_never_says_the_phrase_for_the_learner(room: Room, level_db: float) -> None:
    room.server.feed_back(level_db)
    heard, judgement = room.turn("")
    assert heard == "ECHO_ALONE"
    assert not was_said(judgement)
    assert judgement.similarity_score is None


def test_beside_the_loudspeaker_a_word_is_not_heard_that_the_learner_left_out(room: Room) -> None:
    room.server.feed_back(-6)
    heard, judgement = room.turn(SAID)
    assert heard == "BESIDE_ECHO"
    statuses = {word.word: word.status for word in judgement.words}
    assert statuses[LEFT_OUT] is not WordStatus.CORRECT, "the loudspeaker said it, not the learner"
    assert not was_said(judgement)


def test_beside_the_loudspeaker_who_speaks_along_is_heard(room: Room) -> None:
    room.server.feed_back(-6)
    heard, judgement = room.turn(PHRASE)
    assert heard == "BESIDE_ECHO"
    assert was_said(judgement)
