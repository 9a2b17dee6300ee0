"""How hard it is to hear which word was said: speed and noise, by how well a contrast is heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from miolingo.history.listening_answers import ListeningAnswer


@dataclass(frozen=True)
class Step:
    """How a word is played: its speed, and how many dB louder than noise; None without noise."""

    words_per_minute: int
    signal_to_noise_db: float | None = None


STEPS = (
    Step(110),
    Step(140),
    Step(175),
    Step(140, 12.0),
    Step(175, 6.0),
    Step(200, 3.0),
)
"""From slow to as fast as people talk, then in noise: 12 dB is a quiet café, 3 dB a loud one."""

_RIGHT_TO_RISE = 3
"""Three right answers in a row go a step up, a wrong one goes a step down: where half of all
answers are right by chance, this stays where about four of five are right (Levitt, 1971)."""


def step_after(answers: Iterable[ListeningAnswer]) -> int:
    """The step at which a contrast is asked next, after its answers so far, the oldest first."""
    newest_first = sorted(answers, key=lambda answer: (answer.answered_at, answer.id), reverse=True)
    if not newest_first:
        return 0
    step = min(newest_first[0].step, len(STEPS) - 1)
    if not newest_first[0].correct:
        return max(step - 1, 0)
    run = list(
        takewhile(
            lambda answer: answer.correct and answer.step == newest_first[0].step, newest_first
        )
    )
    rises = len(run) % _RIGHT_TO_RISE == 0
    return min(step + rises, len(STEPS) - 1)
