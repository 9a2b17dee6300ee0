"""The same words fall alike on the steps of the network, however long somebody waited."""

from __future__ import annotations

import numpy as np
import pytest

from miolingo.speech.sounds.framing import in_step
from tests.parts.speech import RATE_HZ, said, spoken

SPEECH = said("이건 어떨까요")


@pytest.mark.parametrize("waited", [1, 317, 480, 3_333, 16_000, 111_999])
def test_waiting_changes_nothing(waited: int) -> None:
    at_once, begin_s = in_step(SPEECH)
    later, later_s = in_step(np.concatenate([np.zeros(waited, np.float32), SPEECH]))
    assert later_s - begin_s == pytest.approx(waited / RATE_HZ)
    assert np.array_equal(later, at_once)


def test_who_began_at_once_is_given_as_much_room() -> None:
    whole = 0.7 * spoken("이건 어떨까요")
    begin = int(np.flatnonzero(np.abs(whole) > 0.05)[0])
    framed, begin_s = in_step(whole[begin:])
    assert -0.3 < begin_s < -0.2
    assert np.array_equal(framed[round(-begin_s * RATE_HZ) :], whole[begin:])
    assert 0 < np.abs(framed[: RATE_HZ // 5]).max() < 1e-3


@pytest.mark.parametrize("count", [0, 100, 640, 16_000])
def test_what_has_no_voice_stays_as_it_is(count: int) -> None:
    framed, begin_s = in_step(np.zeros(count, np.float32))
    assert (len(framed), begin_s) == (count, 0.0)
