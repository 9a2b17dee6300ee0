"""What an import would bring in, and what it could not read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from miolingo.decks.cards import printable
from miolingo.transfer.importing import ImportPreview

SCHEMA = "miolingo.import/1"

_PROBLEMS_SHOWN = 20


def preview_lines(found: Iterable[ImportPreview]) -> Iterator[str]:
    """Each file: what it is, what is new in it, and what cannot be read."""
    for each in found:
        yield printable(f"{each.source.path}: {each.source.kind}")
        yield from (printable(f"  {line}") for line in _facts(each))
        for problem in each.problems[:_PROBLEMS_SHOWN]:
            yield printable(f"  Cannot be read: {problem.where}: {problem.why}")
        if (more := len(each.problems) - _PROBLEMS_SHOWN) > 0:
            yield f"  and {more} more that cannot be read; --json lists all"


def done_line(found: Iterable[ImportPreview]) -> str:
    """What was brought in."""
    listed = list(found)
    attempts = sum(each.new for each in listed)
    sessions = sum(each.sessions - each.known_sessions for each in listed)
    settings = sum(len(each.choices) for each in listed)
    decks = sum(each.deck_is_new for each in listed)
    return (
        f"Brought in: attempts {attempts}, practice sessions {sessions}, settings {settings}, "
        f"decks {decks}."
    )


def import_json(found: Iterable[ImportPreview], *, done: bool) -> str:
    """The same as one JSON object; ``done`` says whether it was brought in."""
    files = [_file_object(each) for each in found]
    return json.dumps({"schema": SCHEMA, "done": done, "files": files}, ensure_ascii=False)


def _facts(each: ImportPreview) -> Iterator[str]:
    if each.attempts:
        languages = ", ".join(f"{code} {n}" for code, n in each.languages.most_common())
        yield f"Attempts: {each.attempts} ({languages}), {_days(each)}"
        yield f"New: {each.new}; here already, given twice, or deleted here: {each.known}"
    if each.sessions:
        yield f"Practice sessions: {each.sessions}, new: {each.sessions - each.known_sessions}"
    for key, value in each.choices.items():
        yield f"Setting {key}: {value}"
    if each.kept:
        yield f"Settings that stay as they are here: {', '.join(each.kept)}"
    if deck := each.source.deck:
        state = "new" if each.deck_is_new else "here already"
        yield f"Deck {deck.name} ({each.source.deck_language}), phrases: {len(deck.cards)}, {state}"
    yield from each.source.notes


def _days(each: ImportPreview) -> str:
    if not each.first or not each.last:
        return ""
    first, last = (at.astimezone().date().isoformat() for at in (each.first, each.last))
    return first if first == last else f"{first} to {last}"


def _file_object(each: ImportPreview) -> dict[str, Any]:
    return {
        "file": str(each.source.path),
        "kind": each.source.kind,
        "attempts": each.attempts,
        "new_attempts": each.new,
        "sittings": each.sessions,
        "new_sittings": each.sessions - each.known_sessions,
        "languages": dict(each.languages),
        "first": each.first and each.first.isoformat(),
        "last": each.last and each.last.isoformat(),
        "settings": each.choices,
        "settings_kept": each.kept,
        "deck": each.source.deck and each.source.deck.name,
        "new_deck": each.deck_is_new,
        "notes": list(each.source.notes),
        "problems": [{"where": it.where, "why": it.why} for it in each.problems],
    }
