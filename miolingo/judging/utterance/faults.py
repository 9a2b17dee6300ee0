"""What went wrong while it was recorded, where it cost the judgement: then nothing is scored."""

from __future__ import annotations

from dataclasses import replace

from miolingo.judging.judgement import Judgement, Reason, WordStatus
from miolingo.judging.recording import LiveRecording

_OVERDRIVEN_SHARE = 0.05
"""Of the samples of loud frames, at full scale: speech of people had up to 0.02 (317 recordings);
9 dB of overdrive make it 0.04 to 0.08, after resampling or before."""
_SURE_OF_NOTHING = (Reason.UNSURE, Reason.NOT_TOLD_APART)


def fault(judgement: Judgement, recording: LiveRecording, *, live: bool) -> Reason | None:
    """Why a judgement is not to be held against the learner; None where the recording is fine.

    Only of a ``live`` recording is it sure that what its beginning lacks was said before.
    """
    if judgement.perfect_match or judgement.reason not in (None, *_SURE_OF_NOTHING):
        return None
    if recording.clipped_share > _OVERDRIVEN_SHARE:
        return Reason.CLIPPED
    if live and recording.begins_in_voice and not _begins_right(judgement):
        return Reason.TOO_EARLY
    return None


def with_channel(judgement: Judgement, recording: LiveRecording) -> Judgement:
    """The judgement with a note of overdrive, if there is some."""
    if recording.clipped_share <= _OVERDRIVEN_SHARE or judgement.reason is not None:
        return judgement
    return replace(judgement, channel=(*judgement.channel, "clipped"))


def _begins_right(judgement: Judgement) -> bool:
    words = (word for word in judgement.words if word.status is not WordStatus.EXTRA)
    first = next(words, None)
    return first is not None and first.status is WordStatus.CORRECT
