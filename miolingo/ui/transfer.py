"""What an import would bring in, and what it could not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from miolingo.history.reports.statistics import local_day
from miolingo.language.names import language_name
from miolingo.language.terminal_safe import printable
from miolingo.transfer.importing import ImportPreview
from miolingo.ui.json_objects import json_object

SCHEMA = "miolingo.import/1"

_PROBLEMS_SHOWN = 20


def preview_lines(previews: Iterable[ImportPreview]) -> Iterator[str]:
    """Each file: what it is, what is new in it, and what cannot be read."""
    for preview in previews:
        yield printable(f"{preview.source.path}: {preview.source.kind}")
        yield from (printable(f"  {line}") for line in _facts(preview))
        for problem in preview.problems[:_PROBLEMS_SHOWN]:
            yield printable(f"  Cannot be read: {problem.where}: {problem.why}")
        if (more := len(preview.problems) - _PROBLEMS_SHOWN) > 0:
            yield f"  and {more} more that cannot be read; --json lists all"


def done_line(previews: Iterable[ImportPreview]) -> str:
    """What was brought in."""
    listed = list(previews)
    attempts = sum(preview.new for preview in listed)
    sessions = sum(preview.new_sessions for preview in listed)
    answers = sum(preview.new_answers for preview in listed)
    recordings = sum(preview.new_recordings for preview in listed)
    settings = sum(len(preview.choices) for preview in listed)
    decks = sum(preview.deck_is_new for preview in listed)
    return (
        f"Imported: attempts {attempts}, practice sessions {sessions}, "
        f"listening answers {answers}, recordings {recordings}, settings {settings}, decks {decks}."
    )


def import_json(previews: Iterable[ImportPreview], *, done: bool) -> str:
    """The same as one JSON object; ``done`` says whether it was brought in."""
    files = [_file_object(preview) for preview in previews]
    return json_object(SCHEMA, {"done": done, "files": files})


def _facts(preview: ImportPreview) -> Iterator[str]:
    if preview.attempts:
        counted = preview.languages.most_common()
        languages = ", ".join(f"{language_name(code)} {n}" for code, n in counted)
        yield f"Attempts: {preview.attempts} ({languages}), {_days(preview)}"
        yield f"New: {preview.new}; already here, repeated, or deleted here: {preview.known}"
    if preview.sessions:
        yield f"Practice sessions: {preview.sessions}, new: {preview.new_sessions}"
    if preview.answers:
        yield f"Listening answers: {preview.answers}, new: {preview.new_answers}"
    if preview.recordings:
        yield f"Recordings: {preview.recordings}, new: {preview.new_recordings}"
    for key, value in preview.choices.items():
        yield f"Setting {key}: {value}"
    if preview.kept:
        yield f"Settings that are not changed here: {', '.join(preview.kept)}"
    if deck := preview.source.deck:
        state = "new" if preview.deck_is_new else "already here"
        name = f"{deck.name} ({language_name(preview.source.deck_language)})"
        yield f"Deck {name}, phrases: {len(deck.cards)}, {state}"
    yield from preview.source.notes


def _days(preview: ImportPreview) -> str:
    if not preview.first or not preview.last:
        return ""
    first, last = (local_day(at, None).isoformat() for at in (preview.first, preview.last))
    return first if first == last else f"{first} to {last}"


def _file_object(preview: ImportPreview) -> dict[str, Any]:
    return {
        "file": str(preview.source.path),
        "kind": preview.source.kind,
        "attempts": preview.attempts,
        "new_attempts": preview.new,
        "sittings": preview.sessions,
        "new_sittings": preview.new_sessions,
        "listening_answers": preview.answers,
        "new_listening_answers": preview.new_answers,
        "recordings": preview.recordings,
        "new_recordings": preview.new_recordings,
        "languages": dict(preview.languages),
        "first": preview.first and preview.first.isoformat(),
        "last": preview.last and preview.last.isoformat(),
        "settings": preview.choices,
        "settings_kept": preview.kept,
        "deck": preview.source.deck and preview.source.deck.name,
        "new_deck": preview.deck_is_new,
        "notes": list(preview.source.notes),
        "problems": [{"where": it.where, "why": it.why} for it in preview.problems],
    }
