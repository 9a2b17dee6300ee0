"""The voices that say words to a listener, and the contrasts that one does not make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from miolingo.judging.recording import Audio
from miolingo.practice.pairs import MinimalPair

Contrasts = Mapping[str, frozenset[str]]
"""By the name of a voice, the names of the contrasts that it does not make."""


@dataclass(frozen=True)
class ListeningVoice:
    """A voice by its name, which is kept with each answer.

    ``say`` takes a word and the words a minute, which a recording cannot follow; it may raise
    AudioError. ``words`` are all that it can say, None where it can say any. ``ready`` tells
    whether it is loaded.
    """

    name: str
    say: Callable[[str, int], Audio]
    words: frozenset[str] | None = None
    ready: Callable[[], bool] = lambda: True


def voices_for(
    pair: MinimalPair, contrast: str, voices: Sequence[ListeningVoice], not_made: Contrasts
) -> list[ListeningVoice]:
    """The voices that say both words of a pair, and not alike."""
    words = {card.phrase for card in pair.cards}
    return [
        voice
        for voice in voices
        if contrast not in not_made.get(voice.name, ())
        and (voice.words is None or words <= voice.words)
    ]
