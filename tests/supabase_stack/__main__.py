"""``python -m tests.supabase_stack``: a whole project on loopback, for trying by hand."""

from __future__ import annotations

import sys
from datetime import timedelta

from tests.supabase_stack.auth.mailbox import Mailbox, Message
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.inbox import Mail
from tests.supabase_stack.postgres import running_cluster
from tests.supabase_stack.stack import Stack, running_stack

HELP = f"""Commands, one a line:
  user [ADDRESS]     make a confirmed account; its password is: correct horse battery
  fault NAME [N]     let the next N requests meet a fault: {", ".join(Fault)}
  clear              no faults any more
  clock SECONDS      move the server's clock
  requests           what was asked so far
Ctrl-C or the end of the input ends it."""


def show(message: Message) -> None:
    """Print who a mail is for and the code in it."""
    code = Mail(message.subject, message.body).code
    print(f"Mail to {message.to}: {message.subject}. Code: {code}", flush=True)


def variables(stack: Stack) -> dict[str, str]:
    """What another terminal is told, to run commands or tests against the stack."""
    return {
        "MIOLINGO_SUPABASE_URL": stack.url,
        "MIOLINGO_SUPABASE_KEY": stack.publishable_key,
        "MIOLINGO_TEST_SUPABASE_URL": stack.url,
        "MIOLINGO_TEST_SUPABASE_KEY": stack.publishable_key,
        "MIOLINGO_TEST_SUPABASE_SERVICE_KEY": stack.secret_key,
        "MIOLINGO_TEST_SUPABASE_MAIL": stack.inbox.url,
    }


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
    with (
        running_cluster() as cluster,
        running_stack(cluster.database(), mailbox=Mailbox(show)) as stack,
    ):
        for name, value in variables(stack).items():
            print(f"export {name}={value}")
        print(HELP, flush=True)
        try:
            for line in sys.stdin:
                obey(stack, line.split())
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
