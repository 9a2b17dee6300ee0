"""Questions in the terminal, or answers read line by line where standard input is none."""

from __future__ import annotations

import getpass
import sys
import textwrap

from miolingo.errors import UsageError
from miolingo.language.terminal_safe import printable
from miolingo.ui.console import stderr_console


class TerminalDialog:
    """Asks on stderr, so that what a command prints can still be piped elsewhere."""

    def line(self, question: str) -> str:
        """An answer that may be seen while it is typed. Raises UsageError at the input's end."""
        return self._answer(question, hidden=False)

    def secret(self, question: str) -> str:
        """An answer that is hidden while it is typed. Raises UsageError at the input's end."""
        return self._answer(question, hidden=True)

    def say(self, text: str) -> None:
        """Print on stderr, broken between words; an address stays on one line to be copied."""
        width = stderr_console().width
        for line in text.splitlines():
            whole = textwrap.fill(
                printable(line), width, break_long_words=False, break_on_hyphens=False
            )
            print(whole, file=sys.stderr, flush=True)  # noqa: T201 - this is where people read it

    def confirm(self, question: str) -> bool | None:
        """Whether the answer is yes; None where nobody sits at a terminal to give one."""
        if not sys.stdin.isatty():
            return None
        return _typed(f"{question} [y/N]", hidden=False).casefold() in {"y", "yes"}

    def _answer(self, question: str, *, hidden: bool) -> str:
        answer = _typed(question, hidden=hidden) if sys.stdin.isatty() else _next_line()
        if not answer:
            raise UsageError(
                f"No answer to “{question}”.",
                hint="Type it at a terminal, or send each answer as a line of standard input.",
            )
        return answer


def _typed(question: str, *, hidden: bool) -> str:
    prompt = f"{question}: "
    try:
        if hidden:
            return getpass.getpass(prompt, stream=sys.stderr)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return input().strip()
    except EOFError:
        return ""


def _next_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")
