"""Render words and sounds with their status, by mark and by color, so that either is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rich.console import Console
from rich.text import Text

from miolingo.judging.judgement import SoundResult, SoundStatus, WordResult, WordStatus


@dataclass(frozen=True)
class Mark:
    """The look of a status: a sign, one for terminals without it, a style, and its meaning."""

    sign: str
    ascii_sign: str
    style: str
    meaning: str


MARKS = {
    WordStatus.CORRECT: Mark("✓", "+", "green", "understood"),
    WordStatus.MISPRONOUNCED: Mark("✗", "x", "bold yellow", "sounded different"),
    WordStatus.MISSING: Mark("∅", "-", "bold red", "not heard"),
    WordStatus.EXTRA: Mark("»", ">", "magenta", "added"),
    WordStatus.UNSURE: Mark("?", "?", "cyan", "not sure"),
}
SOUND_MARKS = {
    SoundStatus.CORRECT: Mark("", "", "", "right"),
    SoundStatus.WRONG: MARKS[WordStatus.MISPRONOUNCED],
    SoundStatus.UNSURE: MARKS[WordStatus.UNSURE],
}


def marked_words(words: Iterable[WordResult], console: Console) -> Text:
    """The words side by side, each behind its mark, in its color."""
    return Text("  ").join(marked_word(word, console) for word in words)


def marked_word(word: WordResult, console: Console) -> Text:
    """One word behind its mark, in its color."""
    mark = MARKS[word.status]
    return Text(f"{sign_of(mark, console)} {word.word}", style=mark.style)


def marked_sounds(word: WordResult, console: Console) -> Text:
    """The sounds of a word in IPA, those that are not right behind their marks."""
    return Text(" ").join(
        Text(f"{sign_of(mark, console)}{sound.ipa}", style=mark.style or "dim")
        for sound in word.sounds
        for mark in (SOUND_MARKS[sound.status],)
    )


def told_sounds(word: WordResult) -> str:
    """The sounds of a word as a line to be read aloud, without marks."""
    return f"Sounds of {word.word}: {', '.join(map(_told_sound, word.sounds))}"


def _told_sound(sound: SoundResult) -> str:
    match sound.status:
        case SoundStatus.CORRECT:
            return f"{sound.ipa} right"
        case SoundStatus.UNSURE:
            return f"{sound.ipa} not sure"
    if sound.heard is None:
        return f"{sound.ipa} wrong"
    return f"{sound.ipa} wrong, heard as {sound.heard}" if sound.heard else f"{sound.ipa} left out"


def told_off(word: WordResult) -> str:
    """What was off in a word: its sounds that were not right, or that it was not heard or added."""
    off = [sound for sound in word.sounds if sound.status is not SoundStatus.CORRECT]
    if off or word.status is WordStatus.CORRECT:
        return "; ".join(map(_told_sound, off))
    return MARKS[word.status].meaning


def legend(words: Sequence[WordResult], console: Console) -> list[Text]:
    """The meaning of each mark of these words and of their sounds."""
    of_words = (MARKS[word.status] for word in words)
    of_sounds = (SOUND_MARKS[sound.status] for word in words for sound in word.sounds)
    marks = dict.fromkeys(mark for mark in chain(of_words, of_sounds) if mark.sign)
    return [Text(f"{sign_of(mark, console)} {mark.meaning}", style="dim") for mark in marks]


def sign_of(mark: Mark, console: Console) -> str:
    """The mark's sign, or its ASCII one where the terminal's encoding lacks it."""
    try:
        mark.sign.encode(console.encoding)
    except UnicodeEncodeError:
        return mark.ascii_sign
    return mark.sign
