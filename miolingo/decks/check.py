"""Whether what a deck has to say can be judged, phrase by phrase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from miolingo.decks.cards import DeckLine
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.reference_text import ReferenceText, Subwords


@dataclass(frozen=True)
class CheckedRow:
    """A row of a deck before a model.

    ``cut`` are the words that the model hears in pieces, ``unknown`` those that it cannot hear;
    both are empty where ``judgeable`` is None: that was not asked.
    """

    row: DeckLine
    judgeable: bool | None = None
    cut: tuple[tuple[str, Subwords], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.row.problem and self.judgeable is not False


def check_rows(rows: Iterable[DeckLine], judge: GrammarJudge | None) -> list[CheckedRow]:
    """Ask the judge about the phrase of each row as practice does; None asks nothing.

    Raises ModelError.
    """
    return [_checked(row, judge) for row in rows]


def _checked(row: DeckLine, judge: GrammarJudge | None) -> CheckedRow:
    if row.card is None or judge is None:
        return CheckedRow(row)
    text = judge.plan(row.card.phrase).reference
    return CheckedRow(row, not text.unknown_words, _cut(text), text.unknown_words)


def _cut(text: ReferenceText) -> tuple[tuple[str, Subwords], ...]:
    first_ways = ((word.word.written, word.variants[0]) for word in text.words if word.variants)
    return tuple((written, subwords) for written, subwords in first_ways if len(subwords) > 1)
