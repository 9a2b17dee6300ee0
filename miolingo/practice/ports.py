"""The parts a service needs from outside, so that a test can hand in others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import Judgement, Reason
from miolingo.judging.recording import Audio, Samples


class Utterance(Protocol):
    """One utterance being judged while it is spoken."""

    def feed(self, block: Samples) -> None:
        """Take the next samples (mono, 16 kHz); returns at once, even while the model loads."""

    def finish(self) -> Judgement:
        """Judge what was fed; waits for the model when it is not loaded yet."""

    def cancel(self) -> None:
        """Forget what was fed."""


class Judge(Protocol):
    """Turns speech into judgements for one language; its model loads in the background."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""

    def check(self, phrase: str, confusable_with: tuple[str, ...] = ()) -> Reason | None:
        """Say why ``phrase`` cannot be scored, or told from others; waits for the model."""

    def listen(self, phrase: str, confusable_with: tuple[str, ...] = ()) -> Utterance:
        """Begin to judge an utterance of ``phrase``, or to tell it from others if there are any."""

    def close(self) -> None:
        """Let go of the model; safe to call twice."""


class Microphone(Protocol):
    """Where a learner's voice comes from."""

    def open(self) -> AbstractContextManager[Iterator[Samples]]:
        """Record while the context lasts: blocks of about 30 ms, mono, 16 kHz; may end."""


class Player(Protocol):
    """Where sound goes."""

    def play(self, audio: Audio) -> None:
        """Start to play and return at once; stops what was playing."""

    def stop(self) -> None:
        """Fall silent at once."""

    @property
    def playing(self) -> bool:
        """Whether sound is still coming out."""


class AttemptStore(Protocol):
    """Where attempts are kept."""

    @property
    def device_id(self) -> str:
        """The UUID of this device; never fails."""

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt; it is on disk when this returns. Raises StoreError."""

    def begin_session(self, session_id: str, at: datetime) -> None:
        """Note that a practice session began."""

    def end_session(self, session_id: str, at: datetime) -> None:
        """Note that a practice session ended."""
