"""The command line: every command's name, and the one place where errors become an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from miolingo import __version__
from miolingo.commands.command_line.group import CommandLine, LazyCommand
from miolingo.commands.context import provide_context
from miolingo.errors import ExitCode, MiolingoError

_UNWRITABLE = {
    errno.ENOSPC: (
        "The output cannot be written: the disk is full.",
        "Free some space and try again.",
    ),
    errno.EBADF: (
        "The output cannot be written: it is not open for writing.",
        "Send it to a file, a pipe or the screen.",
    ),
}
"""What is said when the system refuses to write."""

_SPEAKING, _RECORDINGS = "Practice", "Recordings in files"
_HISTORY, _MACHINE = "What you practiced", "Account and machine"

_COMMANDS = (
    LazyCommand(
        "practice",
        "miolingo.commands.practice:practice",
        "Say phrases and see, word by word, what a listener would have understood.",
        _SPEAKING,
    ),
    LazyCommand(
        "listen",
        "miolingo.commands.listen:listen",
        "Hear one of two words that differ in one sound, and say which. No microphone needed.",
        _SPEAKING,
    ),
    LazyCommand(
        "deck",
        "miolingo.commands.deck:deck",
        "List, search, add, check, export and remove decks of phrases.",
        _SPEAKING,
    ),
    LazyCommand(
        "score",
        "miolingo.commands.recordings.score:score",
        "Judge recordings of one phrase and show which words were understood.",
        _RECORDINGS,
    ),
    LazyCommand(
        "drill",
        "miolingo.commands.recordings.drill:drill",
        "Judge a list of recordings; rows that cannot be judged say why and do not stop it.",
        _RECORDINGS,
    ),
    LazyCommand(
        "history",
        "miolingo.commands.history:history",
        "Report progress: attempts, means by day, week and language, hard words, streak.",
        _HISTORY,
    ),
    LazyCommand(
        "forget",
        "miolingo.commands.forget:forget",
        "Permanently delete attempts: here and, with an account, on every machine.",
        _HISTORY,
    ),
    LazyCommand(
        "export",
        "miolingo.commands.transfer:export",
        "Export all your data here: attempts, practice sessions, settings.",
        _HISTORY,
    ),
    LazyCommand(
        "import",
        "miolingo.commands.transfer:import_files",
        "Import an export, or data of the older app: histories, settings and phrases.",
        _HISTORY,
    ),
    LazyCommand(
        "account",
        "miolingo.commands.account:account",
        "The same history on every machine: sign up, sign in, and what an account needs.",
        _MACHINE,
    ),
    LazyCommand(
        "sync",
        "miolingo.commands.sync:sync",
        "Sync the history and settings of this machine with your account.",
        _MACHINE,
    ),
    LazyCommand(
        "settings",
        "miolingo.commands.settings:settings",
        "Your settings: language, voice, speed, goal, devices and more.",
        _MACHINE,
    ),
    LazyCommand(
        "model",
        "miolingo.commands.installs.model:model",
        "List, install, verify and remove speech models.",
        _MACHINE,
    ),
    LazyCommand(
        "voice",
        "miolingo.commands.installs.voice:voice",
        "List, install, verify and remove natural voices.",
        _MACHINE,
    ),
    LazyCommand(
        "doctor",
        "miolingo.commands.doctor:doctor",
        "Check that this machine is ready for practice, and list its sound devices.",
        _MACHINE,
    ),
    LazyCommand(
        "help",
        "miolingo.commands.command_line.help_command:show_help",
        "Show the help of a command, or of Miolingo.",
        _MACHINE,
    ),
)


class _Miolingo(CommandLine):
    lazy_commands = _COMMANDS


app = typer.Typer(
    name="miolingo",
    cls=_Miolingo,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"miolingo {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    ctx: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_print_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """A speaking coach: say a phrase and see which words a listener would have understood.

    Examples:
        miolingo practice
        miolingo practice "안녕하세요"
        miolingo history --chart
    """
    provide_context(ctx)


def main() -> None:
    """Run the command line and exit with a code of ExitCode.

    A reader that stops early, as in ``miolingo history | head``, ends the run quietly.
    """
    _open_closed_streams()
    _set_encodings()
    try:
        _run()
    except MiolingoError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a sentence
        sys.exit(_print_unexpected(error))


def print_error(error: MiolingoError) -> None:
    """Print on stderr what happened and what to do next."""
    _print_lines(error.message, error.hint)


def _print_unexpected(error: Exception) -> ExitCode:
    if isinstance(error, UnicodeError):
        _print_lines(
            f"Some text here cannot be read in this system's encoding ({error}).",
            "Make sure that your terminal and file names use UTF-8, for example with LANG=C.UTF-8.",
        )
        _print_traceback(error)
        return ExitCode.USAGE
    if not isinstance(error, OSError):
        _print_lines(
            f"Miolingo hit a bug: {type(error).__name__}: {error}",
            "Run it again with MIOLINGO_DEBUG=1 and report what it prints, with the command you "
            "ran.",
        )
        _print_traceback(error)
        return ExitCode.BUG
    if error.errno in _UNWRITABLE:
        _drop_output()
        _print_lines(*_UNWRITABLE[error.errno])
    else:
        _print_lines(
            f"{error.filename or 'Something on this machine'} cannot be used: "
            f"{error.strerror or error}.",
            "Make sure that it exists and that you may read and write it.",
        )
    _print_traceback(error)
    return ExitCode.CONFIGURATION


def _open_closed_streams() -> None:
    """Let the standard streams that were closed, as by ``>&-``, lead nowhere.

    In this order each gets its own number, which a history's file would get otherwise.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - to the very end
            setattr(sys, name, nowhere)


def _drop_output() -> None:
    """Let what is still to be printed go nowhere, so that the end of the run does not trip."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _set_encodings() -> None:
    """Write UTF-8 and the same line ends into files and pipes, whatever the code page is.

    A console keeps its own encoding. ``?`` stands for a letter that it lacks, and for a byte of an
    argument that is no letter.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _run() -> None:
    try:
        app()
    except SystemExit as ending:
        if isinstance(ending.__context__, BrokenPipeError):
            raise ending.__context__ from None
        sys.stdout.flush()
        raise


def _print_traceback(error: Exception) -> None:
    if os.environ.get("MIOLINGO_DEBUG"):
        traceback.print_exception(error)


def _print_lines(message: str, hint: str) -> None:
    from miolingo.ui.console import say  # noqa: PLC0415 - Rich is slow, and few runs end here

    for line in filter(None, (f"Error: {message}", hint)):
        say(line)
