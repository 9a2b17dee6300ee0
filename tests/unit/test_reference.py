"""Who says the reference, and how fast: sources that can, cannot yet, and fail."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from miolingo.decks.cards import Card
from miolingo.errors import AudioError
from miolingo.judging.prosody.comparison import ReferenceVoice
from miolingo.judging.recording import Audio
from miolingo.practice.playback.speakers import Reference, Speaker, pace, speaker_with

CARD = Card("bom dia")


def sound(value: float) -> Audio:
    return Audio(np.full(10, value, np.float32), 16_000)


def saying(value: float | None) -> Speaker:
    return lambda _card, _slow: None if value is None else sound(value)


def heard(*speakers: Speaker | None) -> float:
    voices = tuple(zip(list(ReferenceVoice)[-len(speakers) :], speakers, strict=True))
    return float(Reference(voices)(CARD, False).samples[0])


@dataclass
class Voice:
    ready: bool = True
    fails: bool = False
    asked: list[tuple[str, int]] = field(default_factory=list)

    def speak(self, text: str, words_per_minute: int) -> Audio:
        self.asked.append((text, words_per_minute))
        if self.fails:
            raise AudioError("The voice is damaged.", hint="Install it again.")
        return sound(0.5)


def test_the_first_that_can_speak_does() -> None:
    assert heard(saying(0.1), saying(0.2), saying(0.3)) == pytest.approx(0.1)
    assert heard(saying(None), saying(0.2), saying(0.3)) == pytest.approx(0.2)
    assert heard(None, saying(None), saying(0.3)) == pytest.approx(0.3)


def test_it_is_told_who_says_it() -> None:
    reference = Reference(
        ((ReferenceVoice.RECORDING, saying(None)), (ReferenceVoice.ESPEAK, saying(0.3)))
    )
    assert reference.said(CARD, False)[0] is ReferenceVoice.ESPEAK


def test_those_behind_are_not_asked() -> None:
    voice = Voice()
    assert heard(saying(0.1), speaker_with(voice, 130, print)) == pytest.approx(0.1)
    assert voice.asked == []


def test_until_a_voice_is_loaded_the_next_one_speaks() -> None:
    voice = Voice(ready=False)
    natural = speaker_with(voice, 130, print)
    assert heard(natural, saying(0.3)) == pytest.approx(0.3)
    voice.ready = True
    assert heard(natural, saying(0.3)) == pytest.approx(0.5)


def test_a_voice_that_fails_is_told_once_and_not_asked_again() -> None:
    voice, told = Voice(fails=True), list[str]()
    natural = speaker_with(voice, 130, told.append)
    assert [heard(natural, saying(0.3)) for _ in range(3)] == pytest.approx([0.3] * 3)
    assert told == ["The voice is damaged. eSpeak NG speaks instead. Install it again."]
    assert len(voice.asked) == 1


def test_a_voice_speaks_at_the_learners_speed_and_slower_when_told_to() -> None:
    voice = Voice()
    say = speaker_with(voice, 200, print)
    say(CARD, False)
    say(CARD, True)
    assert voice.asked == [("bom dia", 200), ("bom dia", 120)]


@pytest.mark.parametrize(("speed", "slow"), [(300, 180), (130, 80), (80, 80)])
def test_slow_has_its_limit(speed: int, slow: int) -> None:
    assert pace(speed, slow=False) == speed
    assert pace(speed, slow=True) == slow
