"""Tell which column of a table, or field of Anki's notes, holds which part of a card."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto, unique

from miolingo.decks.built_in import common_words, words_in
from miolingo.decks.cards import Card, card_of
from miolingo.decks.column_names import NameMeaning, Role, folded, meaning_of_name
from miolingo.decks.formats.fields import Field
from miolingo.errors import UsageError
from miolingo.language.detection import CERTAIN, UNLIKE, evidence

_LOOKED_AT = 200
"""How many rows are enough to tell what a column holds."""

_MOST = 0.8
_FEW_DIFFERENT = 0.5
_ENOUGH_TO_REPEAT = 6
_RECORDING = re.compile(r"[^\n]+\.(wav|flac|og[ga]|opus|mp3|m4a|aac|amr|3gp|webm)", re.IGNORECASE)
_BETWEEN_BRACKETS = re.compile(r"\[.+\]|/.+/")
_IPA_LETTERS = re.compile(
    "[ɐɑɒɓɔɕɖɘəɚɛɜɞɟɡɣɤɥɦɨɪɫɬɭɮɯɰɱɲɳɵɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʝˈˌːʰ\u0303\u0325]"
)
_NUMBER_OR_ID = re.compile(r"[\d\W]*|[!-~]*\d[!-~]*")
_THEME_PLACE = 4


@dataclass(frozen=True)
class ReadOptions:
    """What is known of a file before it is read: its language, and what the learner says of it.

    ``columns`` are the columns to take, by their names or by their places from 1; where there are
    none they are told by what they hold. ``has_header`` is None where that is not said.
    """

    language_code: str
    columns: Mapping[Role, str] = field(default_factory=dict)
    has_header: bool | None = None


@dataclass(frozen=True)
class Layout:
    """What a table was understood as: the names of its columns, and the place of each role from 0.

    ``title`` tells it from others of the same file. ``other_phrases`` are places of phrases for
    rows whose own is empty. ``doubtful`` are phrases that do not look like their language.
    """

    names: tuple[str, ...]
    places: Mapping[Role, int]
    title: str = ""
    other_phrases: tuple[int, ...] = ()
    doubtful: bool = False

    def card(self, cells: Sequence[Field]) -> Card:
        """The card of a row. Raises ValueError for one without a phrase that a deck can hold."""
        phrase = _cell(cells, self._phrase_place(cells))
        recording = _cell(cells, self.places.get(Role.RECORDING))
        card = card_of(
            phrase.text,
            _cell(cells, self.places.get(Role.TRANSLATION)).text,
            _cell(cells, self.places.get(Role.IPA)).text,
            recording.text,
        )
        played = [name for cell in (recording, phrase, *cells) for name in cell.recordings]
        return replace(card, recording=card.recording or next(iter(played), ""))

    def theme(self, cells: Sequence[Field]) -> str:
        """The theme of a row; empty for none."""
        return _cell(cells, self.places.get(Role.THEME)).text

    def _phrase_place(self, cells: Sequence[Field]) -> int:
        places = (self.places[Role.PHRASE], *self.other_phrases)
        return next((place for place in places if _cell(cells, place).text), places[0])


def columns_said(texts: Iterable[str]) -> dict[Role, str]:
    """What texts such as ``phrase=2`` say; blank ones say nothing. Raises UsageError."""
    said = {}
    for text in filter(str.strip, texts):
        role, equals, name = text.partition("=")
        if role.strip().lower() not in set(Role) or not equals or not name.strip():
            raise UsageError(
                f"“{text.strip()}” does not say what a column is.",
                hint=f"Write it as in phrase=2. There are: {', '.join(Role)}",
            )
        said[Role(role.strip().lower())] = name.strip()
    return said


def choose_columns(
    names: Sequence[str], rows: Sequence[Sequence[Field]], options: ReadOptions
) -> Layout:
    """Tell the layout of rows; the names are empty where there is no header.

    Raises UsageError for a column of the options that is not there, and ValueError where no column
    can hold phrases.
    """
    width = max((len(names), *map(len, rows)))
    shown = tuple(names) or tuple(str(place) for place in range(1, width + 1))
    if options.columns:
        said = {role: _said(name, names, width) for role, name in options.columns.items()}
        if Role.PHRASE not in said:
            raise UsageError(
                "The column of the phrases is not named.",
                hint="Name it, as in: --columns phrase=2,translation=3",
            )
        return Layout(shown, said)
    found = _Finder(names, rows, options.language_code, width)
    return Layout(
        shown,
        found.places(),
        other_phrases=found.other_phrases(),
        doubtful=found.phrase_evidence < UNLIKE,
    )


def is_header(cells: Sequence[Field], rows: Sequence[Sequence[Field]], language_code: str) -> bool:
    """Whether cells name the columns of the rows below them rather than being a row."""
    meanings = list(filter(None, (meaning_of_name(c.text, language_code) for c in cells)))
    roles = {meaning.role for meaning in meanings}
    if len(roles) > 1 or (len(meanings) == 1 and meanings[0].sure):
        return True
    return any(_is_title(cell, _column(rows, place)) for place, cell in enumerate(cells))


@unique
class _Kind(Enum):
    """What the cells of a column are."""

    EMPTY = auto()
    NUMBER = auto()
    RECORDING = auto()
    IPA = auto()
    TEXT = auto()


class _Finder:
    """Finds the role of each column by its name, its kind and its language."""

    def __init__(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[Field]],
        language_code: str,
        width: int,
    ) -> None:
        self._named = bool(names)
        self._language_code = language_code
        self._columns = [_column(rows[:_LOOKED_AT], place) for place in range(width)]
        self._kinds = [_kind(column) for column in self._columns]
        self._repetitive = [_is_repetitive(column) for column in self._columns]
        self._meanings = [meaning_of_name(name, language_code) for name in names]
        self._meanings += [None] * (width - len(names))
        self._ipa = self._first(Role.IPA, _Kind.IPA)
        self._recording = self._first(Role.RECORDING, _Kind.RECORDING)
        self._theme = self._first(Role.THEME, None)
        candidates = self._phrase_candidates()
        texts = [[cell.text for cell in self._columns[place]] for place in candidates]
        self._evidence = dict(zip(candidates, evidence(texts, language_code), strict=True))
        self._phrases = self._ranked_phrases()

    @property
    def phrase_evidence(self) -> float:
        """How much speaks for the language in the column of the phrases."""
        return self._evidence[self._phrases[0]]

    def places(self) -> dict[Role, int]:
        """The place of each role that was found. The order is that of ``Role``."""
        found = {
            Role.PHRASE: self._phrases[0],
            Role.TRANSLATION: self._translation(),
            Role.IPA: self._ipa,
            Role.RECORDING: self._recording,
            Role.THEME: self._theme if self._named else self._unnamed_theme(),
        }
        return {role: place for role, place in found.items() if place is not None}

    def other_phrases(self) -> tuple[int, ...]:
        """The other columns with the name of a phrase that may be in the language."""
        return tuple(place for place in self._phrases[1:] if self._is(place, Role.PHRASE))

    def _is(self, place: int, role: Role) -> bool:
        meaning = self._meanings[place]
        return meaning is not None and meaning.role is role

    def _first(self, role: Role, kind: _Kind | None) -> int | None:
        """The likeliest column of a role by its name, or else the first of its kind."""
        fitting = (_Kind.TEXT, _Kind.NUMBER) if kind is None else (kind, _Kind.TEXT)
        by_name = [
            place
            for place, found in enumerate(self._kinds)
            if self._is(place, role) and found in fitting
        ]
        by_kind = [
            place
            for place, found in enumerate(self._kinds)
            if kind is not None and found is kind and self._meanings[place] is None
        ]
        return min(by_name, key=self._rank, default=by_kind[0] if by_kind else None)

    def _rank(self, place: int) -> int:
        meaning = self._meanings[place]
        return meaning.rank if meaning else 0

    def _phrase_candidates(self) -> list[int]:
        taken = {self._ipa, self._recording, self._theme}
        sure = [
            place
            for place, meaning in enumerate(self._meanings)
            if meaning and meaning.sure and self._is(place, Role.PHRASE)
            if self._kinds[place] is not _Kind.EMPTY
        ]
        texts = [
            place
            for place, kind in enumerate(self._kinds)
            if kind is _Kind.TEXT and place not in taken
        ]
        said = [place for place in texts if not _is_other(self._meanings[place])]
        candidates = sure or said or texts
        if not candidates:
            raise ValueError("no column of it looks like phrases")
        return candidates

    def _ranked_phrases(self) -> list[int]:
        """The columns that may be in the language, or all where none is; by their names."""
        best = max(self._evidence.values())
        least = min(0, best - CERTAIN) if best >= UNLIKE else -math.inf
        fitting = [place for place, lead in self._evidence.items() if lead >= least]
        return sorted(self._with_common_words(fitting), key=self._phrase_order)

    def _with_common_words(self, places: list[int]) -> list[int]:
        """Those of the columns in which common words of the language are frequent, if any is."""
        if len(places) == 1:
            return places
        common = common_words(self._language_code)
        shares = {place: _share(self._columns[place], common) for place in places}
        return [place for place in places if 2 * shares[place] >= max(shares.values())]

    def _phrase_order(self, place: int) -> tuple[int, bool, int, int]:
        meaning = self._meanings[place]
        by_name = 1 if meaning is None else 0 if meaning.role is Role.PHRASE else 2
        return by_name, self._repetitive[place], self._rank(place), place

    def _translation(self) -> int | None:
        phrase = self._phrases[0]
        taken = {phrase, self._ipa, self._recording, self._theme, *self.other_phrases()}
        free = [place for place in range(len(self._kinds)) if place not in taken]
        left = [place for place in free if self._may_be_translation(place)]
        if not left and not self._named:
            # A deck of numbers: “eins” and “1”.
            left = [it for it in free if it > phrase and self._kinds[it] is _Kind.NUMBER]

        def order(place: int) -> tuple[bool, bool, int, bool, int]:
            named = self._is(place, Role.TRANSLATION)
            return not named, self._repetitive[place], self._rank(place), place < phrase, place

        return min(left, key=order, default=None)

    def _may_be_translation(self, place: int) -> bool:
        """Whether a column has text, or is a translation by its name; numbers have some, too."""
        if self._is(place, Role.TRANSLATION):
            return self._kinds[place] in {_Kind.TEXT, _Kind.IPA, _Kind.NUMBER}
        return self._kinds[place] is _Kind.TEXT and not _is_other(self._meanings[place])

    def _unnamed_theme(self) -> int | None:
        """The fifth column of a table in Miolingo's own order."""
        own_order = self._phrases[0] == 0 and self._translation() in {1, None}
        wide = len(self._kinds) > _THEME_PLACE and self._kinds[_THEME_PLACE] is _Kind.TEXT
        return _THEME_PLACE if own_order and wide else None


def _said(name: str, names: Sequence[str], width: int) -> int:
    """The place of the column that the learner names. Raises UsageError."""
    by_name = [place for place, own in enumerate(names) if folded(own) == folded(name)]
    if by_name:
        return by_name[0]
    if name.strip().isdecimal() and 1 <= int(name) <= width:
        return int(name) - 1
    listed = ", ".join(f"{place} ({own})" for place, own in enumerate(names, start=1))
    raise UsageError(
        f"There is no column “{name}”.", hint=f"There are: {listed or f'1 to {width}'}"
    )


def _column(rows: Iterable[Sequence[Field]], place: int) -> list[Field]:
    """The cells of a column that hold anything."""
    cells = (row[place] for row in rows if place < len(row))
    return [cell for cell in cells if cell.text or cell.recordings]


def _cell(cells: Sequence[Field], place: int | None) -> Field:
    return cells[place] if place is not None and place < len(cells) else Field("")


def _kind(column: Sequence[Field]) -> _Kind:
    texts = [cell.text for cell in column if cell.text]
    if not column:
        return _Kind.EMPTY
    if not texts or _most(texts, _is_recording):
        return _Kind.RECORDING
    if _most(texts, _is_number_or_id):
        return _Kind.NUMBER
    return _Kind.IPA if _most(texts, _is_ipa) else _Kind.TEXT


def _most(texts: Sequence[str], like: Callable[[str], bool]) -> bool:
    return sum(map(like, texts)) >= _MOST * len(texts)


def _is_recording(text: str) -> bool:
    return bool(_RECORDING.fullmatch(text))


def _is_number_or_id(text: str) -> bool:
    return bool(_NUMBER_OR_ID.fullmatch(text))


def _is_ipa(text: str) -> bool:
    return bool(_BETWEEN_BRACKETS.fullmatch(text) or _IPA_LETTERS.search(text))


def _is_repetitive(column: Sequence[Field]) -> bool:
    """Whether the same few texts come again and again, as parts of speech do."""
    different = len({cell.text for cell in column})
    return len(column) >= _ENOUGH_TO_REPEAT and different <= _FEW_DIFFERENT * len(column)


def _share(column: Sequence[Field], common: Container[str]) -> float:
    """The share of a column's words that are among the common ones."""
    words = [word for cell in column for word in words_in(cell.text)]
    return sum(word in common for word in words) / len(words) if words else 0


def _is_other(meaning: NameMeaning | None) -> bool:
    """Whether a name is known, and is not that of a phrase or a translation."""
    return meaning is not None and meaning.role not in {Role.PHRASE, Role.TRANSLATION}


def _is_title(cell: Field, column: Sequence[Field]) -> bool:
    """Whether a cell stands above numbers or recordings and is none itself."""
    kinds = {_Kind.NUMBER, _Kind.RECORDING}
    return (
        bool(cell.text)
        and len(column) > 1
        and _kind([cell]) not in kinds
        and _kind(column) in kinds
    )
