"""The channel with the voice, of a recording as it comes."""

import numpy as np
import pytest

from miolingo.judging.recording import Samples
from miolingo.speech.audio.channels import LiveChannel, channel_with_voice
from miolingo.speech.audio.devices import Direction, channel_counts
from tests.parts.sound_files import voiced

BLOCK = 480


def followed(channels: Samples) -> Samples:
    """What is given of a recording of shape (n, channels), block by block."""
    live = LiveChannel(channels.shape[1])
    blocks = range(0, len(channels), BLOCK)
    return np.concatenate([live.feed(channels[start : start + BLOCK]) for start in blocks])


def hum(count: int) -> Samples:
    """Mains hum beside an offset, louder than the voice."""
    return (0.3 + 0.5 * np.sin(2 * np.pi * 50 * np.arange(count) / 16_000)).astype(np.float32)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("beside", [0.0, 0.25])
def test_the_voice_is_followed_wherever_it_is(place: int, beside: float) -> None:
    voice = voiced()
    channels = np.repeat(beside * voice[:, np.newaxis], 3, axis=1)
    channels[:, place] = voice
    given = followed(channels)
    assert np.corrcoef(given, voice)[0, 1] > 0.99
    assert np.abs(given).max() == pytest.approx(np.abs(voice).max())


def test_hum_and_an_offset_are_no_voice() -> None:
    voice = voiced()
    given = followed(np.stack([hum(len(voice)), voice], axis=1))
    begun = 16_000 // 8  # the voice rises slowly from nothing
    assert np.array_equal(given[begun:], voice[begun:])


def test_channels_alike_are_not_changed_between() -> None:
    voice = voiced()
    assert np.array_equal(followed(np.stack([voice, -0.8 * voice], axis=1)), voice)


def test_what_is_given_is_kept_when_the_device_reuses_its_block() -> None:
    block = np.ones((BLOCK, 2), np.float32)
    given = LiveChannel(2).feed(block)
    block[:] = 0
    assert given.all()


def test_of_channels_without_a_voice_the_loudest_is_taken() -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 16_000)).astype(np.float32)
    noise[0] /= 10
    assert np.array_equal(channel_with_voice(noise, 16_000), noise[1])
    assert not len(channel_with_voice(noise[:, :0], 16_000))


@pytest.mark.parametrize(
    ("most", "direction", "counts"),
    [
        (1, Direction.INPUT, [1]),
        (2, Direction.INPUT, [2, 1]),
        (4, Direction.INPUT, [4, 2, 1]),
        (32, Direction.INPUT, [2, 1, 32]),
        (2, Direction.OUTPUT, [1, 2]),
        (8, Direction.OUTPUT, [1, 2, 8]),
    ],
)
def test_all_channels_are_recorded_and_as_few_as_can_be_are_played(
    most: int, direction: Direction, counts: list[int]
) -> None:
    assert channel_counts(most, direction) == counts
