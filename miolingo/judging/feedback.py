"""One useful sentence about an attempt."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.judging.decoding.plan import NotScorable
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.language.names import language_name

_REASONS = {
    Reason.SILENCE: "I heard no voice. Come closer to the microphone, or check it with: miolingo"
    " doctor --microphone",
    Reason.NO_SIGNAL: "Nothing at all came in, not even noise: the microphone is blocked or muted."
    " Allow the terminal to use it (on macOS: System Settings, Privacy & Security, Microphone),"
    " look for a mute switch, or choose another of the devices that “miolingo doctor” lists.",
    Reason.TOO_SHORT: "That was too short to judge. Say the whole phrase.",
    Reason.CLIPPED: "That was too loud and distorted. Turn the microphone down or move back.",
    Reason.TOO_LONG: "That was too long to judge. Say only the phrase.",
    Reason.NOT_IN_MODEL: "The speech model does not know a word of this phrase, so it cannot be"
    " judged. Try another phrase.",
    Reason.NOT_TOLD_APART: "The speech model cannot tell here which of the two words it hears, so"
    " it does not judge. Compare them by ear.",
    Reason.UNUSABLE_PHRASE: "There is nothing to say in this phrase. Try another one.",
    Reason.MISSING_FILE: "The recording was not found. Check the path.",
    Reason.UNREADABLE_FILE: "The recording cannot be read. Check the file.",
    Reason.UNREADABLE_ROW: "This row of the list cannot be read. Fix it.",
    Reason.UNSURE: "Most words could not be told right or wrong, so nothing is counted. Say it once"
    " more, closer to the microphone or where it is quiet.",
    Reason.NO_SPEECH: "I heard a noise, but no speech. Say the phrase once more.",
    Reason.TOO_EARLY: "You began before I listened, so I heard only the end. Wait for “Speak now”,"
    " then try again.",
}
_OF_RECORDINGS = {
    Reason.SILENCE: "No voice can be heard in it.",
    Reason.NO_SIGNAL: "There is no sound at all in it, not even noise: the microphone was probably"
    " blocked or muted. Where it was recorded, allow the program to use the microphone (on macOS:"
    " System Settings, Privacy & Security, Microphone), and look for a mute switch.",
    Reason.TOO_SHORT: "It is too short to hold the phrase.",
    Reason.CLIPPED: "It is too loud and distorted.",
    Reason.TOO_LONG: "It is longer than five minutes.",
    Reason.NOT_IN_MODEL: "The speech model does not know a word of the phrase.",
    Reason.NOT_TOLD_APART: "The speech model cannot tell which of two words it hears.",
    Reason.UNUSABLE_PHRASE: "There is nothing to say in the phrase.",
    Reason.MISSING_FILE: "The recording was not found.",
    Reason.UNREADABLE_FILE: "The file is damaged, cut off, or no recording that can be read.",
    Reason.UNREADABLE_ROW: "Its row of the list cannot be read.",
    Reason.UNSURE: "Most words could not be told right or wrong.",
    Reason.NO_SPEECH: "There is a noise in it, but no speech.",
    Reason.TOO_EARLY: "It begins in the middle of the phrase.",
}
_LONGEST_PAUSE_MS = 5_000  # that the setting allows
_CHANNELS = {
    "band_limited": "it sounds like a telephone call",
    "noisy": "there is noise",
    "quiet": "it is very quiet",
    "clipped": "it is too loud for the microphone",
}


def explanation(reason: Reason) -> str:
    """Say in words why an attempt could not be judged, and what to do."""
    return _REASONS[reason]


def about_recording(reason: Reason) -> str:
    """Say why a recording could not be judged, to somebody who cannot just say it again."""
    return _OF_RECORDINGS[reason]


def advice(judgement: Judgement) -> str:
    """Say the one thing that would help most next time; never a blame for what was not judged."""
    if judgement.reason is not None:
        return explanation(judgement.reason)
    if judgement.perfect_match:
        return _praise(judgement.words)
    if judgement.verdict is Verdict.NOT_UNDERSTOOD:
        return (
            "A listener wouldn't have understood that. Listen to the slow version, then try again."
        )
    return _about_words(judgement)


def why_unscorable(plan: NotScorable) -> tuple[str, str]:
    """What keeps a phrase from being judged, and what to do about it, if there is more to say."""
    if not plan.unknown_words:
        return explanation(plan.reason), ""
    quoted = ", ".join(f"“{word}”" for word in plan.unknown_words)
    return (
        f"The speech model for {language_name(plan.language_code)} does not know {quoted}.",
        "Check the spelling, or choose another language with --lang.",
    )


def channel_note(channel: Sequence[str]) -> str:
    """Say in one sentence what makes the judgement less sure; empty where nothing does."""
    told = [_CHANNELS[name] for name in channel if name in _CHANNELS]
    if not told:
        return ""
    return f"I am less sure than usual about this recording: {' and '.join(told)}."


def _praise(words: tuple[WordResult, ...]) -> str:
    weakest = min(words, key=lambda word: word.score)
    if len(words) > 1 and weakest.score < 85:
        return f"Every word was understood; “{weakest.word}” was the least clear."
    return "Every word was understood."


def _about_words(judgement: Judgement) -> str:
    words = judgement.words
    missing = [index for index, word in enumerate(words) if word.status is WordStatus.MISSING]
    wrong = [word for word in words if word.status is WordStatus.MISPRONOUNCED]
    extra = [word.word for word in words if word.status is WordStatus.EXTRA]
    unsure = [word.word for word in words if word.status is WordStatus.UNSURE]
    if missing:
        return _about_missing(judgement, missing)
    if wrong:
        hardest = min(wrong, key=lambda word: word.score)
        return (
            f"“{hardest.word}” sounded like something else. Listen to that word and say it alone."
        )
    if extra:
        return f"You added “{extra[0]}”. Say only the phrase."
    return f"I could not tell whether “{unsure[0]}” was right. Nothing I am sure of was wrong."


def _about_missing(judgement: Judgement, missing: Sequence[int]) -> str:
    """Say what became of the first of the words with these indices, which were not heard."""
    words, first = judgement.words, missing[0]
    word = words[first].word
    beside = (words[index] for index in (first - 1, first + 1) if 0 <= index < len(words))
    if any(neighbor.status is WordStatus.EXTRA for neighbor in beside):
        return f"I did not hear “{word}”. Something else was in its place: say that word alone."
    if judgement.ended_by_silence_ms and len(missing) == len(words) - first:
        return _about_pause(word, judgement.ended_by_silence_ms)
    softly = ", and not too softly" if "quiet" in judgement.channel else ""
    return f"I did not hear “{word}”. Say every word{softly}."


def _about_pause(word: str, silence_ms: int) -> str:
    """Say that listening had ended before a word, and how to get more time, if there is more."""
    ended = f"I stopped listening after {_seconds(silence_ms)} of silence, before “{word}”."
    longer_ms = min(silence_ms + 1_000, _LONGEST_PAUSE_MS)
    if longer_ms <= silence_ms:
        return f"{ended} Continue sooner."
    return f"{ended} Continue sooner, or have me wait longer with --pause {longer_ms / 1000:g}."


def _seconds(milliseconds: int) -> str:
    return "1 second" if milliseconds == 1_000 else f"{milliseconds / 1000:g} seconds"
