"""An identity provider for tests: it signs in whomever it is told to, or whoever fills its form."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from html import escape
from uuid import NAMESPACE_DNS, uuid5


@dataclass(frozen=True)
class Person:
    """Who signs in at the provider."""

    email: str

    @property
    def subject(self) -> str:
        """The provider's own, lasting name for this person."""
        return str(uuid5(NAMESPACE_DNS, self.email))


@dataclass
class FakeProvider:
    """``person`` signs in at once; with None the page asks. ``declines`` answers access_denied."""

    person: Person | None = None
    declines: bool = False
    _codes: dict[str, Person] = field(default_factory=dict, repr=False)

    def code_for(self, person: Person) -> str:
        """An authorization code, good for one exchange."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = person
        return code

    def exchange(self, code: str) -> Person:
        """Who signed in. Raises KeyError for a code that is unknown or used."""
        return self._codes.pop(code)


def sign_in_page(state: str) -> str:
    """A form that asks who signs in."""
    return f"""<!doctype html><title>Fake provider</title><h1>Who signs in?</h1>
<form action="fake-provider">
<input type="hidden" name="state" value="{escape(state, quote=True)}">
<label>Email <input name="email" type="email"></label>
<button>Sign in</button><button name="decline" value="yes">Decline</button>
</form>"""
