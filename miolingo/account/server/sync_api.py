"""The account's functions for a sync: pages of changes out, batches of changes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from miolingo.account.server.rest_api import Tables
from miolingo.errors import CloudError
from miolingo.files.installation import upgrade
from miolingo.history.interface import PAGE_ROWS
from miolingo.history.sync.plan import NO_CHECKPOINT, Answer, Batch, Checkpoint, Page
from miolingo.history.sync.wire import (
    answer_from_record,
    batch_record,
    checkpoint_record,
    page_from_record,
)

T = TypeVar("T")


class SyncClient:
    """One learner's account; each method is one request and may raise AccountError, CloudError."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def pull(
        self, after: int, checkpoint: Checkpoint = NO_CHECKPOINT, most_rows: int = PAGE_ROWS
    ) -> Page:
        """Return the changes that come after a revision, the first ``most_rows`` of them."""
        wanted = {"after": after, "page_rows": most_rows, "with_listening": True}
        parameters = wanted | checkpoint_record(checkpoint)
        record = self._tables.call("pull_changes", parameters)
        return _read(record, lambda page: page_from_record(page, after=after, most_rows=most_rows))

    def push(self, batch: Batch, checkpoint: Checkpoint = NO_CHECKPOINT) -> Answer:
        """Take in a batch; what came before, in full or in part, stays as it is."""
        parameters = batch_record(batch) | checkpoint_record(checkpoint)
        return _read(self._tables.call("push_changes", parameters), answer_from_record)


def _read(record: Any, reader: Callable[[Any], T]) -> T:
    try:
        return reader(record)
    except ValueError as error:
        raise CloudError(
            f"The account contains data that this version of Miolingo cannot read ({error}).",
            hint=f"A newer version may have written it. {upgrade()}",
        ) from error
