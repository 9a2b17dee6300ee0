"""Play to the learner: the phrase, the other word of a pair, the learner's own recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from miolingo.decks.cards import Card
from miolingo.errors import AudioError
from miolingo.judging.judgement import WordResult
from miolingo.judging.recording import Audio
from miolingo.practice.interface import Key, Keys, Sound, View
from miolingo.speech.audio.player import DevicePlayer


@dataclass(frozen=True)
class Playable:
    """What is to be played, and how it is made; ``word`` where it is a single one."""

    sound: Sound
    make: Callable[[], Audio]
    word: WordResult | None = None


def wished_sounds(
    wish: Key, card: Card, reference: Callable[[Card, bool], Audio], recording: Audio | None
) -> tuple[Playable, ...]:
    """What a key wishes to hear; empty where it takes a ``recording`` that is not there yet.

    To listen is to hear the phrase, and in a dialogue what the partner says before it.
    To compare is to hear the phrase and then the other word or, where there is none, the recording.
    """
    normal = Playable(Sound.REFERENCE, partial(reference, card, False))
    own = (Playable(Sound.OWN_RECORDING, lambda: recording),) if recording else ()
    match wish:
        case Key.SLOW:
            return (Playable(Sound.SLOW_REFERENCE, partial(reference, card, True)),)
        case Key.REPLAY:
            return own
        case Key.COMPARE:
            others = tuple(_others(card, reference)) or own
            return (normal, *others) if others else ()
    return (*_partner_lines(card, reference), normal)


def _partner_lines(card: Card, reference: Callable[[Card, bool], Audio]) -> Iterator[Playable]:
    for line in card.replies_to:
        yield Playable(Sound.PARTNER_LINE, partial(reference, line, False))


def _others(card: Card, reference: Callable[[Card, bool], Audio]) -> Iterator[Playable]:
    for rival in card.rivals:
        yield Playable(Sound.OTHER_WORD, partial(reference, rival, False))


class Playback:
    """The loudspeaker, and the keys that end what it plays; once it has failed it stays silent."""

    def __init__(self, player: DevicePlayer | None, keys: Keys, view: View) -> None:
        self._player = player
        self._keys = keys
        self._view = view

    def play(self, what: Playable) -> Key | None:
        """Play to the end, or until a key is pressed: that key."""
        player = self._player
        if player is None:
            return None
        key = None
        try:
            with self._view.now_playing(what.sound, what.word):
                player.play(what.make())
                while player.playing and key is None:
                    key = self._keys.pressed(timeout_s=0.03)
                player.stop()
        except AudioError as error:
            self._player = None
            self._view.note(f"{error.message} Nothing will be played. {error.hint}")
        return key

    def play_in_turn(self, sounds: Iterable[Playable]) -> Key | None:
        """Play one sound after the other until a key is pressed: that key."""
        return next(filter(None, map(self.play, sounds)), None)

    def play_again(self, sounds: Iterable[Playable]) -> Key | None:
        """Play what was wished for; a key that is pressed meanwhile, but Enter only ends it."""
        sounds = tuple(sounds)
        if not sounds:
            self._view.note("You have not recorded anything yet.")
        elif self._player is None:
            self._view.note("There is no loudspeaker to play it on.")
        key = self.play_in_turn(sounds)
        return None if key is Key.NEXT else key

    def stop(self) -> None:
        """Fall silent at once."""
        if self._player is not None:
            self._player.stop()
