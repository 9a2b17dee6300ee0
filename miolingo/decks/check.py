"""Whether what a deck has to say can be judged, phrase by phrase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from miolingo.decks.cards import DeckLine
from miolingo.judging.judge import TargetAwareJudge
from miolingo.judging.target import Pieces, Target


@dataclass(frozen=True)
class CheckedRow:
    """A row of a deck before a model.

    ``cut`` are the words that the model hears in pieces, ``unknown`` those that it cannot hear;
    both are empty where ``judgeable`` is None: that was not asked.
    """

    row: DeckLine
    judgeable: bool | None = None
    cut: tuple[tuple[str, Pieces], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.row.problem and self.judgeable is not False


def check_rows(rows: Iterable[DeckLine], judge: TargetAwareJudge | None) -> list[CheckedRow]:
    """Ask the judge about the phrase of each row as practice does; None asks nothing.

    Raises ModelError.
    """
    return [_checked(row, judge) for row in rows]


def _checked(row: DeckLine, judge: TargetAwareJudge | None) -> CheckedRow:
    if row.card is None or judge is None:
        return CheckedRow(row)
    target = judge.question(row.card.phrase).target
    return CheckedRow(row, not target.unknown_words, _cut(target), target.unknown_words)


def _cut(target: Target) -> tuple[tuple[str, Pieces], ...]:
    first_ways = ((word.word.written, word.variants[0]) for word in target.words if word.variants)
    return tuple((written, pieces) for written, pieces in first_ways if len(pieces) > 1)
