"""Render decks for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from miolingo.decks.cards import Card, DeckLine
from miolingo.decks.check import CheckedRow, is_sound, repeated_lines
from miolingo.decks.columns import Layout
from miolingo.decks.editing import CopiedDeck, VettedFile
from miolingo.decks.lookup import StoredDeck
from miolingo.language.names import language_name
from miolingo.ui.json_objects import json_object

SCHEMA = "miolingo.decks/1"
CHECK_SCHEMA = "miolingo.deck-check/1"

_ROOMY_COLUMNS = 50
_PREVIEW_CARDS = 3


def print_decks(decks: Iterable[StoredDeck], console: Console) -> None:
    """Print a line for each deck, and why those that cannot be read cannot."""
    listed = list(decks)
    roomy = console.width >= _ROOMY_COLUMNS
    table = Table(box=None, pad_edge=False)
    table.add_column("Language", no_wrap=True)
    table.add_column("Deck", overflow="fold")
    table.add_column("Cards", justify="right", no_wrap=True)
    if roomy:
        table.add_column("Level", no_wrap=True)
        table.add_column("Whose", no_wrap=True)
    for deck in listed:
        whose = "yours" if deck.place.path else "built in"
        cells = (deck.place.language_code, deck.place.name, str(len(deck.cards)))
        table.add_row(*map(Text, (*cells, *((deck.place.level, whose) if roomy else ()))))
    console.print(table)
    for deck in listed:
        if deck.trouble:
            console.print(Text(f"\n{deck.trouble}"))


def decks_json(decks: Iterable[StoredDeck]) -> str:
    """The decks as the JSON object that docs/decks.md describes, on one line."""
    return json_object(SCHEMA, {"decks": [_deck_object(deck) for deck in decks]})


def print_cards(deck: StoredDeck, console: Console) -> None:
    """Print a deck's cards under their themes, the phrase of each on a line of its own."""
    _print(console, Text(f"{deck.place.name} ({deck.place.language_code})", style="bold"))
    theme = ""
    for row in deck.rows:
        if row.theme != theme:
            theme = row.theme
            console.print()
            _print(console, Text(theme, style="bold cyan"))
        if row.card:
            _print_card(row.card, console)


def print_preview(file: VettedFile, console: Console) -> None:
    """Print the role of each column, the first three cards, and what is doubtful."""
    for layout in file.layouts:
        for line in _layout_lines(layout):
            _print(console, Text(line))
    for card in file.cards[:_PREVIEW_CARDS]:
        _print_card(card, console)
    more = len(file.cards) - _PREVIEW_CARDS
    if more > 0:
        _print(console, Text(f"… and {more} more"))
    if repeated := repeated_lines(file.rows):
        _print(console, Text(_twice(repeated)))
    if any(layout.doubtful for layout in file.layouts):
        doubt = (
            f"The phrases do not look like {language_name(file.language_code)}. "
            "Say which column has them: --columns phrase=2"
        )
        _print(console, Text(doubt))


def print_problems(problems: Iterable[DeckLine], console: Console) -> bool:
    """Print the problem of each row with the number of its line; return whether there is any."""
    listed = list(problems)
    for row in listed:
        _print(console, Text(f"Line {row.line}: {row.problem}."))
    return bool(listed)


def added_line(added: CopiedDeck) -> str:
    """A line that tells under which name a deck was added."""
    place = added.place
    return f"Added: {place.name} ({place.language_code}), {_phrases(added.cards)}"


def exported_line(exported: CopiedDeck) -> str:
    """A line that tells to which file a deck was written."""
    return f"Written: {exported.path}, {_phrases(exported.cards)}"


def print_check(checked: Sequence[CheckedRow], console: Console, *, verbose: bool) -> None:
    """Print what is wrong in each row, phrases that are there twice, and a summary.

    ``verbose`` also prints which words the model hears in pieces; they are judged all the same.
    """
    repeated = repeated_lines(row.row for row in checked)
    for row in checked:
        for remark in _remarks(row, repeated.get(row.row.line, 0), verbose=verbose):
            _print(console, Text(remark))
    wrong = sum(not row.sound for row in checked)
    asked = [row for row in checked if row.judgeable is not None]
    if asked:
        good = sum(bool(row.judgeable) for row in asked)
        _print(console, Text(f"The model can judge {good:,} of {_phrases(len(asked))}."))
    cut = sum(bool(row.cut) for row in checked)
    if cut and not verbose:
        _print(console, Text(f"It hears words of {_phrases(cut)} in pieces: see --verbose."))
    if wrong:
        _print(console, Text(f"{_lines(wrong)} with problems."))
    elif not any(row.row.card for row in checked):
        _print(console, Text("There is no phrase in it."))
    else:
        _print(console, Text("No problems found." if asked else "Every line can be read."))


def check_json(
    name: str, language_code: str, model: str | None, checked: Iterable[CheckedRow]
) -> str:
    """All rows as one JSON object, on one line; ``model`` is None where there was none to ask."""
    listed = list(checked)
    repeated = repeated_lines(row.row for row in listed)
    return json_object(
        CHECK_SCHEMA,
        {
            "deck": name,
            "language_code": language_code,
            "model": model,
            "sound": is_sound(listed),
            "rows": [_checked_object(row, repeated.get(row.row.line)) for row in listed],
        },
    )


def _print_card(card: Card, console: Console) -> None:
    """Print a card, its phrase on a line of its own."""
    _print(console, Text(card.written))
    ipa = f"[{card.ipa}]" if card.ipa else ""
    recording = f"recording: {card.recording}" if card.recording else ""
    for text in filter(None, (card.translation, ipa, recording)):
        _print(console, Text(text, style="dim"), indent=4)


def _twice(repeated: Mapping[int, int]) -> str:
    listed = [f"{line} as in {earlier}" for line, earlier in repeated.items()]
    more = f" and {len(listed) - _PREVIEW_CARDS:,} more" if len(listed) > _PREVIEW_CARDS else ""
    return f"The same phrase is there twice, in line {', '.join(listed[:_PREVIEW_CARDS])}{more}."


def _layout_lines(layout: Layout) -> Iterator[str]:
    roles = {place: role for role, place in layout.places.items()}
    if layout.title:
        yield f"Notes of the kind “{layout.title}”:"
    for place, name in enumerate(layout.names):
        number = str(place + 1)
        shown = f" ({name})" if name and name != number else ""
        yield f"Column {number}{shown}: {roles.get(place, 'left out')}"


def _remarks(checked: CheckedRow, repeated: int, *, verbose: bool) -> Iterator[str]:
    row = checked.row
    if row.problem:
        yield f"Line {row.line}: {row.problem}."
    if row.card and repeated:
        yield f"Line {row.line}: “{row.card.phrase}” is in line {repeated} already."
    if row.card and checked.unknown:
        unknown = ", ".join(checked.unknown)
        yield f"Line {row.line}: “{row.card.phrase}” cannot be judged: {unknown}"
    if row.card and checked.cut and verbose:
        cuts = ", ".join(f"{word} = {' + '.join(pieces)}" for word, pieces in checked.cut)
        yield f"Line {row.line}: “{row.card.phrase}” is recognized in parts: {cuts}"


def _deck_object(deck: StoredDeck) -> dict[str, Any]:
    return {
        "name": deck.place.name,
        "language_code": deck.place.language_code,
        "built_in": deck.place.path is None,
        "level": deck.place.level or None,
        "cards": len(deck.cards),
        "path": deck.place.path and str(deck.place.path),
        "trouble": deck.trouble or None,
    }


def _checked_object(checked: CheckedRow, repeated: int | None) -> dict[str, Any]:
    return {
        "line": checked.row.line,
        "phrase": checked.row.card and checked.row.card.phrase,
        "speaker": (checked.row.card and checked.row.card.speaker) or None,
        "problem": checked.row.problem or None,
        "same_as_line": repeated,
        "judgeable": checked.judgeable,
        "unknown_words": list(checked.unknown),
        "cut": [{"word": word, "pieces": list(pieces)} for word, pieces in checked.cut],
        "spoken": list(checked.spoken),
        "pronunciation": [ipa or None for ipa in checked.pronunciation],
    }


def _print(console: Console, text: Text, *, indent: int = 0) -> None:
    """Print a line, wrapped between words on a terminal only."""
    if console.file.isatty():
        console.print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        console.print(Text(" " * indent).append_text(text), soft_wrap=True)


def _phrases(count: int) -> str:
    return f"{count} phrase" if count == 1 else f"{count:,} phrases"


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count:,} lines"
