"""``python -m tests.supabase_stack``: a whole project on loopback, for trying by hand."""

from __future__ import annotations

import sys
from datetime import timedelta

from tests.conftest import ROOT
from tests.supabase_stack.auth.mailbox import Mailbox, Message, project_templates
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.stack import Stack, running_stack

HELP = f"""Commands, one a line:
  user [ADDRESS]     make a confirmed account; its password is: correct horse battery
  fault NAME [N]     let the next N requests meet a fault: {", ".join(Fault)}
  clear              no faults any more
  clock SECONDS      move the server's clock
  requests           what was asked so far
Ctrl-C or the end of the input ends it."""


class ShownMailbox(Mailbox):
    """Prints each mail as it comes."""

    def deliver(self, to: str, mail_type: str, variables: object, at: object) -> None:
        """Keep a mail and show its code."""
        super().deliver(to, mail_type, variables, at)  # type: ignore[arg-type]
        show(self.messages[-1])


def show(mail: Message) -> None:
    """Print who a mail is for and the code in it."""
    print(f"Mail to {mail.to}: {mail.subject}. Code: {mail.code}", flush=True)


def obey(stack: Stack, words: list[str]) -> None:
    """Carry out one command."""
    match words:
        case ["user", *address]:
            print(stack.create_user(*address[:1]), flush=True)
        case ["fault", name, *times] if name in set(Fault):
            stack.faults.plan(Fault(name), times=int(times[0]) if times else 1)
        case ["clear"]:
            stack.faults.clear()
        case ["clock", seconds]:
            stack.auth.clock.offset += timedelta(seconds=float(seconds))
        case ["requests"]:
            for request in stack.requests:
                print(request.status, request.method, request.path, request.bearer, flush=True)
        case _:
            print(HELP, flush=True)


def main() -> None:
    """Serve until Ctrl-C."""
    mailbox = ShownMailbox(project_templates(ROOT / "supabase" / "config.toml"))
    with running_stack(mailbox=mailbox) as stack:
        print(f"export MIOLINGO_SUPABASE_URL={stack.url}")
        print(f"export MIOLINGO_SUPABASE_KEY={stack.publishable_key}")
        print(HELP, flush=True)
        try:
            for line in sys.stdin:
                obey(stack, line.split())
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
