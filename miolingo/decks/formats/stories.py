"""Stories of the older app: JSON lists of lines, each a phrase with a translation or IPA."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from miolingo.decks.cards import Card, DeckLine, card_of
from miolingo.files.text_encoding import damage
from miolingo.language.terminal_safe import on_one_line

_NOTES = ("english", "translation", "ipa")
"""The keys of a line that are not the phrase; that one is called like its language."""


def story_rows(text: str) -> Iterator[DeckLine]:
    """Read a story, its lines counted from 1. Raises ValueError for what is not JSON."""
    for number, line in enumerate(story_lines(json.loads(text)), start=1):
        try:
            yield DeckLine(number, story_card(line))
        except ValueError as error:
            yield DeckLine(number, problem=str(error))


def story_lines(story: Any) -> list[Any]:
    """The lines of a story file in either of its shapes; empty for anything else."""
    if isinstance(story, dict):
        lists = [value for value in story.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else []
    return story if isinstance(story, list) else []


def story_card(line: Any) -> Card:
    """The card of a line of a story. Raises ValueError."""
    if not isinstance(line, dict):
        raise ValueError("it is not a record")
    strings = {name: value for name, value in line.items() if isinstance(value, str)}
    if told := damage("".join(strings.values())):
        raise ValueError(told)
    texts = {name: text for name, value in strings.items() if (text := on_one_line(value))}
    phrases = [text for name, text in texts.items() if name not in _NOTES]
    if len(phrases) != 1 or len(texts) == 1:
        raise ValueError("it is not one phrase with its translation or IPA")
    english, translation, ipa = (texts.get(name, "") for name in _NOTES)
    return card_of(phrases[0], english or translation, ipa)
