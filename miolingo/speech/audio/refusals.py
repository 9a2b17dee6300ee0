"""What a learner is told about a recording that cannot be judged: the one list of sentences."""

from __future__ import annotations

from miolingo.errors import AudioFileError
from miolingo.judging.judgement import Reason

MAX_DURATION_S = 300
MIN_SAMPLE_RATE_HZ = 8_000
MAX_SAMPLE_RATE_HZ = 384_000

FORMATS_HINT = (
    "Miolingo reads WAV, FLAC, MP3, M4A, OGG, Opus, WebM, AMR, 3GP and more; convert anything else "
    "with: ffmpeg -i FILE out.wav"
)


def missing(name: str) -> AudioFileError:
    """There is no such file."""
    return AudioFileError(
        f"There is no file “{name}”.", hint="Check the path.", reason=Reason.MISSING_FILE
    )


def forbidden(name: str) -> AudioFileError:
    """The file's permissions are in the way."""
    return _unreadable(
        f"You may not read “{name}”.", "Change its permissions or copy it elsewhere."
    )


def folder(name: str) -> AudioFileError:
    """A folder was named."""
    return _unreadable(f"“{name}” is a folder, not a recording.", "Name one audio file.")


def failing(name: str, why: str) -> AudioFileError:
    """The disk or the system failed."""
    return _unreadable(f"“{name}” cannot be read: {why}.", "Check the disk and the path.")


def nothing_piped() -> AudioFileError:
    """Standard input was named, and it is a keyboard."""
    return _unreadable(
        "Standard input contains no recording.",
        "Send one through a pipe: cat answer.wav | miolingo score - …",
    )


def empty(name: str) -> AudioFileError:
    """There is not one byte."""
    return _unreadable(f"“{name}” is an empty file.", f"Record it again. {FORMATS_HINT}")


def not_audio(name: str) -> AudioFileError:
    """No decoder knows what to do with it, which may also be for want of its beginning or end."""
    return _unreadable(
        f"“{name}” is not an audio file that can be read, or it is cut off or damaged.",
        FORMATS_HINT,
    )


def cut_off(name: str) -> AudioFileError:
    """The format promises more than there is, or the decoder met damage."""
    return _unreadable(
        f"“{name}” is cut off or damaged.",
        "Copy or record it again; “score” and “drill” judge what is left with --allow-cut. "
        f"{FORMATS_HINT}",
    )


def unusual_rate(name: str, sample_rate_hz: int) -> AudioFileError:
    """The sample rate is outside of what speech is recorded with."""
    return _unreadable(
        f"“{name}” has {sample_rate_hz} samples per second.",
        f"Record at {MIN_SAMPLE_RATE_HZ} Hz or more, {MAX_SAMPLE_RATE_HZ} Hz at most; 16000 Hz is "
        "best.",
    )


def no_numbers(name: str) -> AudioFileError:
    """There are samples that are infinite or not a number."""
    return _unreadable(f"“{name}” contains invalid samples.", "Record it again.")


def no_sound(name: str) -> AudioFileError:
    """The file is sound, but without a single sample."""
    return AudioFileError(
        f"“{name}” contains no sound.", hint="Record it again.", reason=Reason.TOO_SHORT
    )


def too_long(name: str) -> AudioFileError:
    """There is more sound than is judged at once."""
    return AudioFileError(
        f"“{name}” is longer than {MAX_DURATION_S // 60} minutes.",
        hint="Split it into one file per phrase.",
        reason=Reason.TOO_LONG,
    )


def _unreadable(message: str, hint: str) -> AudioFileError:
    return AudioFileError(message, hint=hint, reason=Reason.UNREADABLE_FILE)
