"""Refusals, and the two forms in which the server sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

VERSION_HEADER = "x-supabase-api-version"
VERSION_WITH_CODES = date(2024, 1, 1)
UNEXPECTED = "Unexpected failure, please check server logs for more information"


@dataclass
class AuthError(Exception):
    """A refusal with its HTTP status and code.

    ``commits`` keeps what the request wrote so far; ``extra`` are further members of the body.
    """

    status: int
    code: str
    message: str
    commits: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class OAuthError(Exception):
    """A refusal in the form of RFC 6749, which carries no code."""

    error: str
    description: str = ""


def bad_request(code: str, message: str) -> AuthError:
    """Refuse a request for what it says."""
    return AuthError(400, code, message)


def invalid(message: str) -> AuthError:
    """Refuse a request for what it lacks."""
    return bad_request("validation_failed", message)


def forbidden(code: str, message: str) -> AuthError:
    """Refuse a caller."""
    return AuthError(403, code, message)


def not_found(code: str, message: str) -> AuthError:
    """Refuse what does not exist."""
    return AuthError(404, code, message)


def unprocessable(code: str, message: str) -> AuthError:
    """Refuse what is well said but not possible now."""
    return AuthError(422, code, message)


def too_many(code: str, message: str) -> AuthError:
    """Refuse what came too often."""
    return AuthError(429, code, message)


def as_response(error: AuthError | OAuthError, request: Request) -> JSONResponse:
    """Put a refusal into the form of the API version that the request names."""
    newer = _names_codes(request)
    headers = {VERSION_HEADER: str(VERSION_WITH_CODES)} if newer else {}
    if isinstance(error, OAuthError):
        told = {"error": error.error, "error_description": error.description}
        return JSONResponse(told, 400, headers)
    body: dict[str, Any] = (
        {"code": error.code, "message": error.message}
        if newer
        else {"code": error.status, "error_code": error.code, "msg": error.message}
    )
    headers["x-sb-error-code"] = error.code
    return JSONResponse(body | error.extra, error.status, headers)


def _names_codes(request: Request) -> bool:
    try:
        return date.fromisoformat(request.headers.get(VERSION_HEADER, "")) >= VERSION_WITH_CODES
    except ValueError:
        return False
