"""Mail read by the HTTP interface of Mailpit, which the Supabase CLI runs beside a project."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import httpx

NEWEST = 200
PATIENCE_S = 120
STEP_S = 0.05


@dataclass(frozen=True)
class Mail:
    """A mail as its reader sees it."""

    subject: str
    html: str

    @property
    def code(self) -> str:
        """The code to type. Raises LookupError where the text shows none."""
        found = re.search(r"\b\d{6}\b", self.html)
        if found is None:
            raise LookupError(f"no code in the mail “{self.subject}”")
        return found[0]


@dataclass(frozen=True)
class Inbox:
    """Everybody's mail, caught by a server at ``url``."""

    url: str

    def mails(self, address: str) -> list[Mail]:
        """What one address was sent lately, newest first."""
        with httpx.Client(base_url=f"{self.url}/api/v1", timeout=30) as http:
            listed = http.get("/messages", params={"limit": NEWEST}).raise_for_status().json()
            ids = [
                one["ID"]
                for one in listed["messages"]
                if address.lower() in {to["Address"].lower() for to in one["To"]}
            ]
            read = [http.get(f"/message/{one}").raise_for_status().json() for one in ids]
        return [Mail(one["Subject"], one["HTML"]) for one in read]

    def code(self, address: str, mails: int = 1) -> str:
        """The code in the newest mail to an address, once so many have come."""
        give_up_at = time.monotonic() + PATIENCE_S
        while len(found := self.mails(address)) < mails:
            assert time.monotonic() < give_up_at, f"no mail for {address}"
            time.sleep(STEP_S)
        return found[0].code
