"""What ``doctor --recover`` prints, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from miolingo.history.recovery import RecoveryReport

SCHEMA = "miolingo.recovery/1"


def report_lines(report: RecoveryReport) -> Iterator[str]:
    """What became of a history, and where its damaged files lie."""
    if not report.recoveries:
        yield f"The history {report.path} is sound. Attempts: {report.attempts}."
        return
    for one in report.recoveries:
        yield f"The damaged history lies at {one.aside}; nothing of it was deleted."
        yield (
            f"Read: attempts {one.attempts}, practice sessions {one.sessions}, "
            f"settings {one.settings}, deletions {one.deletions}."
        )
        if one.lost:
            yield f"Not to be read any more: attempts and practice sessions, at least {one.lost}."
    yield f"The history {report.path} is sound again. Attempts: {report.attempts}."
    if report.signed_in:
        yield "What your account has of the rest comes back with: miolingo sync"


def report_json(report: RecoveryReport) -> str:
    """The same as one JSON object."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "history": str(report.path),
            "signed_in": report.signed_in,
            "attempts": report.attempts,
            "recoveries": [asdict(one) | {"aside": str(one.aside)} for one in report.recoveries],
        },
        ensure_ascii=False,
    )
