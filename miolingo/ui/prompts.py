"""Questions in the terminal, or answers read line by line where standard input is none."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from miolingo.errors import UsageError
from miolingo.language.terminal_safe import printable
from miolingo.ui.console import for_terminal

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False, "": False}


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
        for line in text.splitlines():
            whole = for_terminal(printable(line), sys.stderr)
            print(whole, file=sys.stderr, flush=True)  # noqa: T201 - this is where people read it

    def confirm(self, question: str) -> bool | None:
        """Whether the answer is yes; None where nobody sits at a terminal to give one."""
        if not sys.stdin.isatty():
            return None
        while (answer := _typed(f"{question} [y/N]", hidden=False).casefold()) not in _ANSWERS:
            self.say("Type y for yes or n for no.")
        return _ANSWERS[answer]

    def choose(self, question: str, names: Sequence[str]) -> str:
        """One of the names; the first of them for Enter alone. Asks until it is one."""
        while (answer := _typed(question, hidden=False).casefold()) not in {*names, ""}:
            self.say(f"Type {', '.join(names[:-1])} or {names[-1]}.")
        return answer or names[0]

    @property
    def can_ask_again(self) -> bool:
        """Whether somebody sits at a terminal who can give another answer."""
        return sys.stdin.isatty()

    def _answer(self, question: str, *, hidden: bool) -> str:
        if sys.stdin.isatty():
            answer, hint = _typed(question, hidden=hidden), "Type one, then press Enter."
        else:
            answer = _next_line()
            hint = "Type it at a terminal, or send each answer as a line of standard input."
        if not answer:
            raise UsageError(f"No answer to “{question}”.", hint=hint)
        return answer


def _typed(question: str, *, hidden: bool) -> str:
    prompt = for_terminal(f"{question}: ", sys.stderr)
    try:
        if hidden:
            return getpass.getpass(prompt, stream=sys.stderr)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return input().strip()
    except EOFError:
        sys.stderr.write("\n")  # as below
        return ""
    except KeyboardInterrupt:
        sys.stderr.write("\n")  # what the shell prints next begins its own line
        raise


def _next_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")
