"""A share of a manifest, for who gives its recordings to several machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miolingo.errors import UsageError
from miolingo.judging.batch.files import Task

_FORM = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)


@dataclass(frozen=True)
class Shard:
    """Share ``number`` (from 1) of ``count``."""

    number: int
    count: int

    def of(self, tasks: Sequence[Task]) -> list[Task]:
        """Every ``count``-th task: the same ones on every machine, long and short ones mixed."""
        return list(tasks[self.number - 1 :: self.count])


def parse_shard(text: str) -> Shard:
    """The shard that ``3/16`` means. Raises UsageError for any other text."""
    form = _FORM.fullmatch(text)
    shard = Shard(int(form[1]), int(form[2])) if form else None
    if shard is None or not 1 <= shard.number <= shard.count:
        raise UsageError(
            f"“{text}” is not a share of a list.", hint="Write the third of sixteen as --shard 3/16"
        )
    return shard
