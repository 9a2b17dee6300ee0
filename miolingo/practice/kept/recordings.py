"""The recordings of a practice session, encoded and written behind the learner's back.

A thread of its own does that, one after the other and after the result was shown, so that nobody
waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from miolingo.errors import StoreError
from miolingo.judging.recording import Audio
from miolingo.practice.kept.retention import Retention, Wish, shrink, sweep
from miolingo.speech.recordings.folder import RecordingFolder
from miolingo.store import Store


class RecordingKeeper:
    """Keeps recordings of attempts that are in the history already, as the learner wished.

    ``open_history`` opens the history for the thread, and ``encode`` makes Ogg Opus. What an
    earlier process left behind is removed at once. ``trouble`` says, after ``close``, why a
    recording could not be kept.
    """

    def __init__(
        self,
        folder: RecordingFolder,
        open_history: Callable[[], Store],
        encode: Callable[[Audio], bytes],
        retention: Retention,
    ) -> None:
        self.trouble = ""
        self._folder = folder
        self._open_history = open_history
        self._encode = encode
        self._retention = retention
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recordings")
        self._jobs: list[Future[None]] = []
        self._soon(self._sweep)

    def keep(self, attempt_id: str, recording: Audio) -> None:
        """Keep the recording of an attempt, soon."""
        if self._retention.wish is not Wish.OFF:
            self._soon(partial(self._keep, attempt_id, recording))

    def replace(self, attempt_id: str, new_id: str | None) -> None:
        """Let the recording of an attempt be that of another or, with None, remove it."""
        self._soon(partial(self._replace, attempt_id, new_id))

    def close(self) -> None:
        """Wait until everything is on disk that stays."""
        self._soon(self._sweep)
        self._thread.shutdown()
        for job in self._jobs:
            job.result()

    def _soon(self, job: Callable[[], None]) -> None:
        self._jobs.append(self._thread.submit(self._try, job))

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except StoreError as error:
            self.trouble = f"{error.message} {error.hint}"

    def _keep(self, attempt_id: str, recording: Audio) -> None:
        content = self._encode(recording)
        with self._folder.locked():
            self._folder.add(attempt_id, content)
        self._shrink()

    def _replace(self, attempt_id: str, new_id: str | None) -> None:
        if not self._folder.exists:
            return
        with self._folder.locked():
            if new_id:
                self._folder.rename(attempt_id, new_id)
            else:
                self._folder.remove([attempt_id])

    def _sweep(self) -> None:
        with self._open_history() as history:
            sweep(self._folder, history)
        self._shrink()

    def _shrink(self) -> None:
        with self._open_history() as history:
            shrink(self._folder, history, self._retention)
