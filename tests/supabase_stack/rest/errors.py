"""Refusals as PostgREST sends them, and the HTTP status of each SQLSTATE."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

_STATUS_BY_STATE = {
    "23503": 409,
    "23505": 409,
    "25006": 405,
    "42883": 404,
    "42P01": 404,
    "42P17": 500,
    "53400": 500,
    "57P01": 503,
    "P0001": 400,
}
_STATUS_BY_CLASS = {
    "08": 503,
    "09": 500,
    "0L": 403,
    "0P": 403,
    "21": 500,
    "25": 500,
    "28": 403,
    "2D": 500,
    "38": 500,
    "39": 500,
    "3B": 500,
    "40": 500,
    "53": 503,
    "54": 413,
    "55": 500,
    "57": 500,
    "58": 500,
    "F0": 500,
    "HV": 500,
    "P0": 500,
    "XX": 500,
}


@dataclass(frozen=True)
class RestError(Exception):
    """One refusal: its HTTP status and the members of its body."""

    status: int
    code: str
    message: str
    details: str | None = None
    hint: str | None = None

    @property
    def body(self) -> dict[str, str | None]:
        """What the client reads."""
        return {
            "code": self.code,
            "details": self.details,
            "hint": self.hint,
            "message": self.message,
        }


def told_by_database(error: psycopg.Error, *, anonymous: bool) -> RestError:
    """What PostgreSQL refused, with the status that PostgREST gives it."""
    state = error.sqlstate or "XX000"
    return RestError(
        _status(state, anonymous=anonymous),
        state,
        error.diag.message_primary or str(error),
        error.diag.message_detail,
        error.diag.message_hint,
    )


def _status(state: str, *, anonymous: bool) -> int:
    if state == "42501":
        return 401 if anonymous else 403
    if state.startswith("PT") and state[2:].isdecimal():
        return int(state[2:])
    return _STATUS_BY_STATE.get(state) or _STATUS_BY_CLASS.get(state[:2], 400)
