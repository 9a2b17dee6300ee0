"""Make the questions of a round: which word of which pair is played, by which voice, how hard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from random import Random

from miolingo.decks.cards import Card
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.practice.listening.contrasts import HeardContrast
from miolingo.practice.listening.difficulty import STEPS, Step, step_after
from miolingo.practice.listening.voices import Contrasts, ListeningVoice, voices_for
from miolingo.practice.pairs import MinimalPair

USUAL_QUESTIONS = 20


@dataclass(frozen=True)
class Question:
    """Two words, of which ``played`` (0 or 1) is said by a voice, as hard as STEPS[``step``]."""

    contrast: str
    cards: tuple[Card, Card]
    played: int
    voice: ListeningVoice
    step: int

    @property
    def played_card(self) -> Card:
        """The word that is played."""
        return self.cards[self.played]

    @property
    def other_card(self) -> Card:
        """The word that is not played."""
        return self.cards[1 - self.played]

    @property
    def how(self) -> Step:
        """How the word is played."""
        return STEPS[self.step]


def audible(
    contrasts: Sequence[HeardContrast], voices: Sequence[ListeningVoice], not_made: Contrasts
) -> list[HeardContrast]:
    """The contrasts that a voice makes, each with those of its pairs that one can say."""
    heard = [
        replace(
            contrast,
            pairs=tuple(
                pair for pair in contrast.pairs if voices_for(pair, contrast.name, voices, not_made)
            ),
        )
        for contrast in contrasts
    ]
    return [contrast for contrast in heard if contrast.pairs]


class Round:
    """The questions of a round, the contrasts in turn; an answer changes how hard the next one is.

    Every contrast has a pair that a voice can say. ``chance`` chooses word and voice.
    """

    def __init__(
        self,
        contrasts: Sequence[HeardContrast],
        voices: Sequence[ListeningVoice],
        not_made: Contrasts,
        chance: Random,
    ) -> None:
        self._contrasts = contrasts
        self._voices = list(voices)
        self._not_made = not_made
        self._chance = chance
        self._answers = {contrast.name: list(contrast.answers) for contrast in contrasts}

    def questions(self, count: int) -> Iterator[Question]:
        """Yield so many questions, each made when it is asked for.

        They are fewer where a voice was dropped that alone said a pair.
        """
        pairs = {contrast.name: cycle(contrast.pairs) for contrast in self._contrasts}
        for contrast in islice(cycle(self._contrasts), count):
            pair = next(pairs[contrast.name])
            if able := voices_for(pair, contrast.name, self._voices, self._not_made):
                yield self._question(contrast.name, pair, able)

    def note(self, answer: ListeningAnswer) -> None:
        """Take an answer into account."""
        self._answers[answer.contrast].append(answer)

    def drop(self, voice: ListeningVoice) -> bool:
        """Ask a voice that has failed no more; whether there is another one."""
        self._voices = [other for other in self._voices if other != voice]
        return bool(self._voices)

    def _question(
        self, contrast: str, pair: MinimalPair, able: Sequence[ListeningVoice]
    ) -> Question:
        ready = [voice for voice in able if voice.ready()]
        return Question(
            contrast,
            pair.cards,
            self._chance.randrange(2),
            self._chance.choice(ready or able),
            step_after(self._answers[contrast]),
        )
