"""What a practice session needs from outside, so that a test can hand in others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from miolingo.judging.plan import DecodingPlan, NotScorable
from miolingo.judging.recording import Audio, LiveRecording, Samples
from miolingo.judging.scoring import Assessment
from miolingo.judging.voice_activity import EndpointLimits, Phase


class Utterance(Protocol):
    """One utterance being judged while it is spoken."""

    @property
    def recording(self) -> LiveRecording:
        """The sound that was fed, and what is measured on it."""

    def feed(self, block: Samples) -> Phase:
        """Take the next samples (mono, 16 kHz); returns at once, how far the utterance has got."""

    def finish(self) -> Assessment:
        """Assess what was fed. Raises ModelError."""

    def cancel(self) -> None:
        """Give up on the utterance."""


class Judge(Protocol):
    """Turns speech into assessments for one language; its model loads in the background."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""

    def check(self, phrase: str, confusable_with: Sequence[str] = ()) -> DecodingPlan | NotScorable:
        """Plan to judge ``phrase``, or to tell it from others; waits for the model.

        Raises UsageError, ModelError and AudioError.
        """

    def listen(self, plan: DecodingPlan, limits: EndpointLimits | None = None) -> Utterance:
        """Begin to judge an utterance, which without ``limits`` has no end of its own."""

    def close(self) -> None:
        """Let go of the model; safe to call twice."""


class MicrophoneStream(Protocol):
    """Blocks of about 30 ms, mono, 16 kHz, as they are recorded; may end."""

    def __iter__(self) -> Iterator[Samples]:
        """The blocks that are still to come."""

    def stop(self) -> Samples:
        """End the recording: what was recorded and is in no block yet."""


class Microphone(Protocol):
    """Where a learner's voice comes from."""

    def open(self) -> AbstractContextManager[MicrophoneStream]:
        """Record while the context lasts."""


class Player(Protocol):
    """Where sound goes."""

    def play(self, audio: Audio) -> None:
        """Start to play and return at once; stops what was playing."""

    def stop(self) -> None:
        """Stop playing at once."""

    @property
    def playing(self) -> bool:
        """Whether sound is still coming out."""
