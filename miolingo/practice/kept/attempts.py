"""The attempts of a practice session: kept, taken back, or disputed by the learner.

A history that cannot be written stops nothing: what it has not taken is shown at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from miolingo.errors import StoreError
from miolingo.history.attempts import BLAMED, Attempt, with_dispute
from miolingo.history.interface import History
from miolingo.judging.recording import Audio
from miolingo.practice.kept.recordings import RecordingKeeper


@dataclass
class KeptAttempts:
    """All attempts of a session, and the ``unsaved`` ones, which the history has not taken.

    ``latest`` is the attempt on screen, if there is one. ``say`` tells the learner of trouble with
    the history, once for each kind. ``recordings`` is None where none can be kept.
    """

    history: History
    say: Callable[[str], None]
    recordings: RecordingKeeper | None = None
    attempts: list[Attempt] = field(default_factory=list)
    unsaved: list[Attempt] = field(default_factory=list)
    latest: Attempt | None = None
    _trouble: str = ""

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt, which is the one on screen from now on."""
        self.latest = attempt
        self.attempts.append(attempt)
        if not self.write(lambda: self.history.add_attempt(attempt)):
            self.unsaved.append(attempt)

    def add_recording(self, recording: Audio) -> None:
        """Keep how the attempt on screen sounds, soon; not of one that the history has not."""
        if self.recordings and self.latest and self.latest not in self.unsaved:
            self.recordings.keep(self.latest.id, recording)

    def take_back(self) -> bool:
        """Forget the attempt on screen on every machine; whether there was one and it worked."""
        attempt = self.latest
        if attempt is None or not self._replace(attempt, None):
            return False
        self.latest = None
        return True

    @property
    def disputable(self) -> list[int]:
        """The indices of the words of the attempt on screen that were called wrong."""
        words = self.latest.words if self.latest else ()
        return [index for index, word in enumerate(words) if word.status in BLAMED]

    def dispute(self, index: int, new_id: str) -> bool:
        """Note that the learner said a word of the attempt on screen right; whether it worked.

        Attempts never change, so another one takes its place, on every machine.
        """
        attempt = self.latest
        if attempt is None:
            return False
        disputed = with_dispute(attempt, index, new_id)
        if not self._replace(attempt, disputed):
            return False
        self.latest = disputed
        return True

    def write(self, keep: Callable[[], None]) -> bool:
        """Write to the history; False after a failure, which is shown once and stops nothing."""
        try:
            keep()
        except StoreError as error:
            trouble = f"{error.message} {error.hint}"
            if trouble != self._trouble:
                self.say(trouble)
            self._trouble = trouble
            return False
        return True

    def _replace(self, attempt: Attempt, instead: Attempt | None) -> bool:
        if attempt in self.unsaved:
            _put(self.unsaved, attempt, instead)
        elif not self.write(lambda: self.history.take_back(attempt.id, instead)):
            return False
        elif self.recordings:
            self.recordings.replace(attempt.id, instead.id if instead else None)
        _put(self.attempts, attempt, instead)
        return True


def _put(attempts: list[Attempt], attempt: Attempt, instead: Attempt | None) -> None:
    index = attempts.index(attempt)
    attempts[index : index + 1] = [instead] if instead else []
