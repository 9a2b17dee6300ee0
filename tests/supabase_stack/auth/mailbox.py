"""The mail that the server sends: rendered from the project's templates, kept for tests to read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

TEMPLATE_OF_TYPE = {
    "signup": "confirmation",
    "invite": "invite",
    "magiclink": "magic_link",
    "recovery": "recovery",
    "email_change": "email_change",
    "reauthentication": "reauthentication",
}
PLAIN_BODY = (
    '<p><a href="{{ .ConfirmationURL }}">Go on</a></p><p>Or enter the code: {{ .Token }}</p>'
)
VARIABLE = re.compile(r"\{\{-?\s*\.(\w+)\s*-?\}\}")


@dataclass(frozen=True)
class Template:
    """The subject and body of one type of mail, in the notation of Go's templates."""

    subject: str
    body: str = PLAIN_BODY

    def render(self, variables: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body with every ``{{ .Name }}`` filled in. Raises KeyError for others."""
        return self._fill(self.subject, variables), self._fill(self.body, variables)

    @staticmethod
    def _fill(text: str, variables: Mapping[str, str]) -> str:
        return VARIABLE.sub(lambda found: variables[found[1]], text)


@dataclass(frozen=True)
class Message:
    """A mail as its reader sees it; ``code`` is None where the text does not show it."""

    to: str
    type: str
    subject: str
    body: str
    code: str | None
    sent_at: datetime


def project_templates(config: Path) -> dict[str, Template]:
    """The templates that a project's ``config.toml`` names, by their names there."""
    if not config.exists():
        return {}
    email = tomllib.loads(config.read_text(encoding="utf-8")).get("auth", {}).get("email", {})
    return {
        name: Template(
            entry["subject"],
            (config.parent.parent / entry["content_path"]).read_text(encoding="utf-8"),
        )
        for name, entry in email.get("template", {}).items()
    }


@dataclass
class Mailbox:
    """Every address's mail, oldest first."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def deliver(self, to: str, mail_type: str, variables: Mapping[str, str], at: datetime) -> None:
        """Render one mail and put it in the box."""
        name = TEMPLATE_OF_TYPE[mail_type]
        template = self.templates.get(name, Template(name.replace("_", " ").capitalize()))
        subject, body = template.render(variables)
        code = variables["Token"]
        shown = code if code in body else None
        with self._lock:
            self.messages.append(Message(to, mail_type, subject, body, shown, at))

    def to(self, address: str, mail_type: str | None = None) -> list[Message]:
        """The mail for one address, of one type if it is named."""
        with self._lock:
            return [
                message
                for message in self.messages
                if message.to == address.lower() and mail_type in {None, message.type}
            ]

    def code(self, address: str, mail_type: str | None = None) -> str:
        """The code in the newest mail. Raises LookupError where there is none to read."""
        for message in reversed(self.to(address, mail_type)):
            if message.code:
                return message.code
        raise LookupError(f"no mail with a code for {address}")
