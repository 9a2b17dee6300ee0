"""Give a learner what could be kept nowhere else, as a file that can be brought in later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from miolingo.errors import ConfigurationError
from miolingo.files.atomic import new_private_file
from miolingo.transfer.export_format import Entry, json_lines


def write_rescue_file(
    entries: Sequence[Entry], folders: Iterable[Path], at: datetime, say: Callable[[str], None]
) -> None:
    """Write an export into the first folder that takes it, or else say it line by line."""
    name = f"miolingo-not-saved-{at:%Y%m%dT%H%M%S.%fZ}.jsonl"
    for folder in folders:
        path = folder / name
        try:
            with new_private_file(path) as file:
                file.writelines(f"{line}\n" for line in json_lines(entries))
        except ConfigurationError:
            continue
        say(f"Kept in the file {path.absolute()}. To import it: miolingo import {path.absolute()}")
        return
    say("No file can be written either. Copy these lines to a file and miolingo import it:")
    for line in json_lines(entries):
        say(line)
