"""Pace, pauses and melody in words; they read well aloud, and none of them counts."""

from __future__ import annotations

from collections.abc import Iterator

from miolingo.files.installation import add_part
from miolingo.judging.prosody.comparison import Prosody, ProsodyComparison, ReferenceVoice, Untold
from miolingo.judging.prosody.melody import Ending, Melody
from miolingo.judging.prosody.pace import Pause

NO_PRAAT = "The line of pitch needs Praat, which is not installed."

_UNTOLD = {
    Untold.NOT_UNDERSTOOD: "Too little of the phrase was understood to tell its pace or melody.",
    Untold.WORD_MISSING: "The pace is not told, because a word in the middle was not heard.",
    Untold.TOO_SHORT: "The phrase is too short to tell its pace.",
    Untold.TOO_LITTLE_VOICE: "The melody is not told, because there is too little voice.",
    Untold.NOT_INSTALLED: f"{NO_PRAAT} {add_part('melody')}",
}
_VOICES = {
    ReferenceVoice.RECORDING: "The reference is the recording of the deck.",
    ReferenceVoice.NATURAL: "The reference is a natural voice: its pauses and its melody are a"
    " computer's, and may be odd.",
    ReferenceVoice.ESPEAK: "The reference is eSpeak NG, whose melody is that of a machine: do not"
    " copy it.",
}
_MOVES = {Ending.RISE: "rises", Ending.FALL: "falls"}


def prosody_lines(comparison: ProsodyComparison) -> Iterator[str]:
    """Tell pace, pauses, melody, how a question ended, and what the reference is."""
    own, reference = comparison.own, comparison.reference
    yield from _pace_lines(own, reference)
    yield from _pause_lines(own, reference)
    yield from _melody_lines(own, reference)
    yield from _question_lines(comparison)
    for reason in own.untold:
        yield _UNTOLD[reason]
    if comparison.voice and (own.pace or own.melody):
        yield _VOICES[comparison.voice]


def told_semitones(semitones: float) -> str:
    """A distance without its direction: 4 semitones."""
    count = round(abs(semitones))
    return f"{count} semitone" if count == 1 else f"{count} semitones"


def _pace_lines(own: Prosody, reference: Prosody | None) -> Iterator[str]:
    if not own.pace:
        return
    pace = own.pace
    told = f"Pace: {pace.speech_rate:.1f} syllables a second"
    if pace.pauses:
        told += f", {pace.articulation_rate:.1f} without the pauses"
    if reference and reference.pace:
        told += f". Reference: {reference.pace.speech_rate:.1f}"
    yield f"{told}."


def _pause_lines(own: Prosody, reference: Prosody | None) -> Iterator[str]:
    if not own.pace:
        return
    other = reference.pace if reference else None
    there = {pause.word: pause for pause in other.pauses} if other else {}
    if not own.pace.pauses:
        yield "Pauses: none."
    for pause in own.pace.pauses:
        told = f"Pause {_place(pause, own)}: {_seconds(pause)}"
        if pause.word in there:
            told += f". Reference: {_seconds(there[pause.word])} there"
        elif other:
            told += ". Reference: none there"
        yield f"{told}."
    for pause in there.values():
        if pause.word not in {mine.word for mine in own.pace.pauses}:
            yield f"The reference alone has a pause {_place(pause, own)}: {_seconds(pause)}."


def _melody_lines(own: Prosody, reference: Prosody | None) -> Iterator[str]:
    if not own.melody:
        return
    yield f"Melody: {_melody(own.melody)}."
    if reference and reference.melody:
        yield f"Melody of the reference: {_melody(reference.melody)}."


def _melody(melody: Melody) -> str:
    told = f"around {melody.middle_hz:.0f} Hz, within {told_semitones(melody.range_semitones)}"
    if melody.end_semitones is not None and melody.ending in _MOVES:
        end = f"{_MOVES[melody.ending]} by {told_semitones(melody.end_semitones)} at the end"
        return f"{told}, {end}"
    return told


def _question_lines(comparison: ProsodyComparison) -> Iterator[str]:
    """Say whether a question sounded like one, where that is clear."""
    melody = comparison.own.melody
    if not comparison.rises or not melody:
        return
    if melody.ending is Ending.RISE:
        yield "It sounded like a question: the pitch rose at the end."
    if melody.ending is Ending.FALL:
        yield (
            "It may not sound like a question: such a question usually rises at the end, and the"
            " pitch fell."
        )


def _place(pause: Pause, own: Prosody) -> str:
    return f"{'within' if pause.within else 'after'} “{own.words[pause.word].word}”"


def _seconds(pause: Pause) -> str:
    return f"{pause.length_ms / 1000:.1f} s"
