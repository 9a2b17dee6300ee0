"""The mail that the server sends: rendered from the project's templates, kept for tests to read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.parts.folders import ROOT

CONFIG = ROOT / "supabase" / "config.toml"
TEMPLATE_OF_TYPE = {
    "signup": "confirmation",
    "magiclink": "magic_link",
    "recovery": "recovery",
    "email_change": "email_change",
    "reauthentication": "reauthentication",
}
VARIABLE = re.compile(r"\{\{-?\s*\.(\w+)\s*-?\}\}")


@dataclass(frozen=True)
class Template:
    """The subject and body of one type of mail, in the notation of Go's templates."""

    subject: str
    body: str

    def render(self, variables: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body with every ``{{ .Name }}`` filled in. Raises KeyError for others."""
        return self._fill(self.subject, variables), self._fill(self.body, variables)

    @staticmethod
    def _fill(text: str, variables: Mapping[str, str]) -> str:
        return VARIABLE.sub(lambda found: variables[found[1]], text)


@dataclass(frozen=True)
class Message:
    """A mail as its reader sees it."""

    to: str
    subject: str
    body: str


def project_templates() -> dict[str, Template]:
    """The templates that the project's ``config.toml`` names, by their names there."""
    email = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["auth"]["email"]
    return {
        name: Template(
            entry["subject"],
            (CONFIG.parent.parent / entry["content_path"]).read_text(encoding="utf-8"),
        )
        for name, entry in email["template"].items()
    }


@dataclass
class Mailbox:
    """Every address's mail, oldest first; ``on_mail`` is told of each as it comes."""

    on_mail: Callable[[Message], None] = lambda _: None
    templates: Mapping[str, Template] = field(default_factory=project_templates)
    messages: list[Message] = field(default_factory=list)

    def deliver(self, to: str, mail_type: str, variables: Mapping[str, str]) -> None:
        """Render one mail and put it in the box."""
        message = Message(to, *self.templates[TEMPLATE_OF_TYPE[mail_type]].render(variables))
        self.messages.append(message)
        self.on_mail(message)
