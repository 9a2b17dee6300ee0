"""Judge what was said so far while the recording goes on, as if it ended here."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from miolingo.judging.judgement import WordStatus
from miolingo.judging.recording import LiveRecording, Samples
from miolingo.judging.scoring import Assessment

_PAUSE_MS = 300
"""A pause as long as this is worth a look: the closure of a plosive takes up to 150 ms."""


class Preview:
    """What ``judge`` makes of an utterance at its pauses, one at a time, in a thread of its own."""

    def __init__(self, judge: Callable[[Samples], Assessment]) -> None:
        self._judge = judge
        self._thread = ThreadPoolExecutor(1)
        self._voice_end = -1
        self._judged: Future[Assessment] | None = None

    def complete(self, recording: LiveRecording) -> Assessment | None:
        """The assessment of an utterance whose last word was heard by now; else None, at once.

        What was judged before the learner went on speaking counts no more.
        """
        judged = self._judged
        if judged and not judged.done():
            return None
        if recording.voice_end != self._voice_end:
            if recording.silence_ms >= _PAUSE_MS:
                self._voice_end = recording.voice_end
                self._judged = self._thread.submit(self._judge, recording.samples)
            return None
        if judged is None or judged.exception():  # an error is told when the utterance is judged
            return None
        return judged.result() if _ends_with_last_word(judged.result()) else None

    def close(self) -> None:
        """Judge no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _ends_with_last_word(assessment: Assessment) -> bool:
    words = [word for word in assessment.judgement.words if word.status is not WordStatus.EXTRA]
    return bool(words) and words[-1].status is WordStatus.CORRECT
