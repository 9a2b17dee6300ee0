"""Check a deck, phrase by phrase: can it be judged, how may it be said, and how does that sound."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from miolingo.decks.cards import DeckLine, learner_cards
from miolingo.errors import AudioError
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.reference_text import ReferenceText, Subwords, normalize_phrase
from miolingo.judging.sound_hints import Transcribe
from miolingo.language.normalize import ways_to_say, words_of
from miolingo.language.tags import primary

_PAGE_ROWS = 200


@dataclass(frozen=True)
class CheckedRow:
    """A row of a deck and what a model can make of its phrase; a partner's line is not judged.

    ``cut`` are the words that the model hears in pieces, ``unknown`` those that it cannot hear;
    both are empty where ``judgeable`` is None: that was not asked. ``spoken`` are the ways to say
    the phrase, the most usual first, and ``pronunciation`` the IPA of each, empty where it is not
    known; both are empty for a row without a phrase, and where that was not asked.
    """

    row: DeckLine
    judgeable: bool | None = None
    cut: tuple[tuple[str, Subwords], ...] = ()
    unknown: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    pronunciation: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.row.problem and self.judgeable is not False


def check_rows(rows: Iterable[DeckLine], judge: GrammarJudge | None) -> Iterator[CheckedRow]:
    """Ask the judge which words of each phrase the model can hear; None asks nothing.

    The model is asked about many rows at once. Raises ModelError, and UsageError for a phrase
    without words.
    """
    waiting = iter(rows)
    while page := list(islice(waiting, _PAGE_ROWS)):
        yield from _checked_page(page, judge) if judge else map(CheckedRow, page)


def is_sound(checked: Collection[CheckedRow]) -> bool:
    """Whether there is a phrase, and nothing is known to be wrong."""
    there = learner_cards(row.row for row in checked)
    return bool(there) and all(row.sound for row in checked)


def repeated_lines(rows: Iterable[DeckLine]) -> dict[int, int]:
    """Return, by the line of a card, the earlier line that has its phrase already."""
    first: dict[str, int] = {}
    lines = (
        (row.line, first.setdefault(row.card.phrase, row.line))
        for row in rows
        if row.card and not row.card.speaker
    )
    return {line: earlier for line, earlier in lines if line != earlier}


def with_spoken_forms(
    checked: Iterable[CheckedRow], language_code: str, transcribe: Transcribe
) -> list[CheckedRow]:
    """Add the ways to say each phrase, and their IPA. Raises UsageError for one without words."""
    return [_with_spoken_forms(row, language_code, transcribe) for row in checked]


def _checked_page(page: Sequence[DeckLine], judge: GrammarJudge) -> Iterator[CheckedRow]:
    language = primary(judge.language_code)
    phrases = [
        normalize_phrase(row.card.phrase, language) if row.card and not row.card.speaker else None
        for row in page
    ]
    candidates = (phrase.candidate_subwords for phrase in phrases if phrase)
    known = judge.known(frozenset[str]().union(*candidates))
    for row, phrase in zip(page, phrases, strict=True):
        if phrase is None:
            yield CheckedRow(row)
        else:
            text = phrase.segmented(known)
            yield CheckedRow(row, not text.unknown_words, _cut(text), text.unknown_words)


def _cut(text: ReferenceText) -> tuple[tuple[str, Subwords], ...]:
    first_ways = ((word.word.written, word.variants[0]) for word in text.words if word.variants)
    return tuple((written, subwords) for written, subwords in first_ways if len(subwords) > 1)


def _with_spoken_forms(
    checked: CheckedRow, language_code: str, transcribe: Transcribe
) -> CheckedRow:
    card = checked.row.card
    if card is None:
        return checked
    spoken = ways_to_say(words_of(card.phrase, language_code))
    pronunciation = tuple(_transcription(way, transcribe) for way in spoken)
    return replace(checked, spoken=spoken, pronunciation=pronunciation)


def _transcription(phrase: str, transcribe: Transcribe) -> str:
    """The IPA of a phrase; empty where nothing can transcribe it."""
    try:
        return transcribe(phrase)
    except AudioError:
        return ""
