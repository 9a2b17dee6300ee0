"""What ``sync`` prints, for people and for programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from miolingo.files.installation import upgrade
from miolingo.history.sync.run import KINDS, SyncReport
from miolingo.history.sync.state import SyncStatus
from miolingo.language.terminal_safe import strip_controls
from miolingo.ui.json_objects import json_object
from miolingo.ui.settings import conflict_lines

SCHEMA = "miolingo.sync/1"

_NAMES = {
    "attempts": ("attempt", "attempts"),
    "sessions": ("practice session", "practice sessions"),
    "listening_answers": ("listening answer", "listening answers"),
    "deletions": ("deletion", "deletions"),
    "settings": ("setting", "settings"),
}
_JSON_KEYS = {"sessions": "sittings"}
"""What programs have always read; the others are named as the kind is."""

_REFUSALS_SHOWN = 5

_LIMIT_OF_A_COLUMN = re.compile(r'check constraint "(?:user_progress|sessions)_(\w+)_check"')
_LIMITS = {
    "practice_date": "it is dated before 2000 or more than two days ahead.",
    "started_at": "it is dated before 2000 or more than two days ahead.",
    "ended_at": "it ends before it begins, or more than two days ahead.",
    "target_phrase": "its phrase has more than 5,000 characters.",
    "recognized_phrase": "what was heard has more than 20,000 characters.",
    "words": "it has too many words.",
    "duration_ms": "it is longer than a day.",
}
"""What the project's tables allow, by column; other reasons are told in the server's words."""

WARN_FROM = 0.8
_MAKE_ROOM = "To make space: miolingo forget --since DATE, or ask the owner of the project."


def report_lines(report: SyncReport) -> Iterator[str]:
    """What a sync did, and what the account has never taken."""
    refused = report.refused_earlier | report.refused
    if not report.changed_anything:
        yield "Everything else was in sync." if refused else "Everything was in sync."
    else:
        yield f"Sent: {_listed(report.sent)}. Fetched: {_listed(report.received)}."
    yield from conflict_lines(report.superseded)
    yield from _refusal_lines(refused)
    yield from _unreadable_lines(report.unreadable)
    yield from account_space_lines(report.used)


def preview_lines(report: SyncReport) -> Iterator[str]:
    """What a sync would do."""
    yield f"To send: {_listed(report.sent)}. To fetch: {_listed(report.received)}."
    yield from _refusal_lines(report.refused)
    yield from _unreadable_lines(report.unreadable)
    yield "Nothing was changed."


def report_json(report: SyncReport) -> str:
    """What a sync did, or would do, as one JSON object."""
    return json_object(
        SCHEMA,
        {
            "finished": report.finished,
            "sent": _by_json_key({kind: report.sent[kind] for kind in KINDS}),
            "received": _by_json_key({kind: report.received[kind] for kind in KINDS}),
            "refused": _refusals(report.refused),
            "refused_earlier": _refusals(report.refused_earlier),
            "unreadable": report.unreadable,
            "account_used": report.used,
            "superseded": [
                {"setting_key": conflict.key, "mine": conflict.mine, "theirs": conflict.theirs}
                for conflict in report.superseded
            ],
        },
    )


def status_lines(state: SyncStatus) -> Iterator[str]:
    """How a history stands to the account."""
    last = state.finished_at
    yield f"Last complete sync: {f'{last.astimezone():%Y-%m-%d %H:%M}' if last else 'never'}"
    yield f"To send: {_listed(Counter(state.unsent))}"
    if state.begun_at:
        yield f"A sync began at {state.begun_at.astimezone():%Y-%m-%d %H:%M} and has not ended."
    if state.problem:
        yield f"The last sync failed: {strip_controls(state.problem)}"
    yield from _refusal_lines(state.refused)
    yield from _unreadable_lines(state.unreadable)
    yield from account_space_lines(state.used)


def status_json(state: SyncStatus) -> str:
    """The same as one JSON object."""
    return json_object(
        SCHEMA,
        {
            "finished_at": state.finished_at.isoformat() if state.finished_at else None,
            "begun_at": state.begun_at.isoformat() if state.begun_at else None,
            "problem": state.problem or None,
            "cursor": state.cursor,
            "unsent": _by_json_key(state.unsent),
            "refused": _refusals(state.refused),
            "unreadable": state.unreadable,
            "account_used": state.used,
        },
    )


def account_space_lines(used: float, *, kept_here: bool = True) -> Iterator[str]:
    """A warning where the account is nearly full, and what becomes of attempts where it is."""
    if used < WARN_FROM:
        return
    if used < 1:
        yield f"The account is {int(100 * used)} % full. {_MAKE_ROOM}"
    elif kept_here:
        yield f"The account is full. What you practice stays on this machine. {_MAKE_ROOM}"
    else:
        yield (
            "The account is full and cannot keep what you practice now. At the end you get a file "
            f"of it, which you can import later with miolingo import. {_MAKE_ROOM}"
        )


def _by_json_key(counts: Mapping[str, int]) -> dict[str, int]:
    return {_JSON_KEYS.get(kind, kind): count for kind, count in counts.items()}


def _refusals(refused: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": row_id, "reason": why} for row_id, why in refused.items()]


def _unreadable_lines(count: int) -> Iterator[str]:
    if count:
        yield (
            f"In the account, but not readable for this version of Miolingo: {count}. "
            f"A newer version may have written it. {upgrade()}"
        )


def _refusal_lines(refused: Mapping[str, str]) -> Iterator[str]:
    if not refused:
        return
    yield f"Refused by the account, kept here: {len(refused)}"
    for row_id, why in list(refused.items())[:_REFUSALS_SHOWN]:
        yield f"  {row_id}: {_in_words(why)}"
    yield "To send them again: miolingo sync --refused"


def _in_words(why: str) -> str:
    """Return why a row was refused, in words where the server names the limit of a column."""
    limit = _LIMIT_OF_A_COLUMN.search(why)
    return _LIMITS.get(limit[1] if limit else "", strip_controls(why))


def _listed(counts: Counter[str]) -> str:
    parts = [f"{counts[kind]} {_NAMES[kind][counts[kind] != 1]}" for kind in KINDS if counts[kind]]
    return ", ".join(parts) or "nothing"
