"""Refusals, in the form of the API version that the client names."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import JSONResponse

VERSION = {"x-supabase-api-version": "2024-01-01"}
UNEXPECTED = "Unexpected failure, please check server logs for more information"


@dataclass
class AuthError(Exception):
    """A refusal with its HTTP status and code; ``commits`` keeps what the request wrote so far."""

    status: int
    code: str
    message: str
    commits: bool = False

    @property
    def response(self) -> JSONResponse:
        """What the client reads."""
        told = {"code": self.code, "message": self.message}
        return JSONResponse(told, self.status, VERSION | {"x-sb-error-code": self.code})


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
