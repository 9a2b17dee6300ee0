"""What ``sync`` prints, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from miolingo.history.sync.run import KINDS, SyncReport
from miolingo.history.sync.state import SyncStatus
from miolingo.language.terminal_safe import strip_controls
from miolingo.ui.json_objects import json_object
from miolingo.ui.settings import conflict_lines

SCHEMA = "miolingo.sync/1"

_NAMES = {
    "attempts": ("attempt", "attempts"),
    "sessions": ("practice session", "practice sessions"),
    "deletions": ("deletion", "deletions"),
    "settings": ("setting", "settings"),
}
_JSON_KEYS = {"sessions": "sittings"}
"""What programs have always read; the others are named as the kind is."""

_REFUSALS_SHOWN = 5


def report_lines(report: SyncReport) -> Iterator[str]:
    """What a sync did."""
    if report.received.total() + report.sent.total() + len(report.refused) == 0:
        yield "Everything was in sync."
    else:
        yield f"Sent: {_listed(report.sent)}. Fetched: {_listed(report.received)}."
    yield from conflict_lines(report.superseded)
    yield from _refusal_lines(report.refused)


def preview_lines(report: SyncReport) -> Iterator[str]:
    """What a sync would do."""
    yield f"To send: {_listed(report.sent)}. To fetch: {_listed(report.received)}."
    yield "Nothing was changed."


def report_json(report: SyncReport) -> str:
    """What a sync did, or would do, as one JSON object."""
    return json_object(
        SCHEMA,
        {
            "finished": report.finished,
            "sent": _by_json_key({kind: report.sent[kind] for kind in KINDS}),
            "received": _by_json_key({kind: report.received[kind] for kind in KINDS}),
            "refused": [{"id": row_id, "reason": why} for row_id, why in report.refused.items()],
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
    if state.problem:
        yield f"The latest sync broke off: {strip_controls(state.problem)}"
    yield from _refusal_lines(state.refused)


def status_json(state: SyncStatus) -> str:
    """The same as one JSON object."""
    return json_object(
        SCHEMA,
        {
            "finished_at": state.finished_at.isoformat() if state.finished_at else None,
            "problem": state.problem or None,
            "cursor": state.cursor,
            "unsent": _by_json_key(state.unsent),
            "refused": [{"id": row_id, "reason": why} for row_id, why in state.refused.items()],
        },
    )


def _by_json_key(counts: Mapping[str, int]) -> dict[str, int]:
    return {_JSON_KEYS.get(kind, kind): count for kind, count in counts.items()}


def _refusal_lines(refused: Mapping[str, str]) -> Iterator[str]:
    if not refused:
        return
    yield f"Refused by the account, kept here: {len(refused)}"
    for row_id, why in list(refused.items())[:_REFUSALS_SHOWN]:
        yield f"  {row_id}: {strip_controls(why)}"
    yield "To send them again: miolingo sync --refused"


def _listed(counts: Counter[str]) -> str:
    parts = [f"{counts[kind]} {_NAMES[kind][counts[kind] != 1]}" for kind in KINDS if counts[kind]]
    return ", ".join(parts) or "nothing"
