"""Which sounds were different in words that were not understood.

Where the model hears single sounds, a hint says what it heard. Elsewhere it is a guess from what
the recognizer wrote down, which does not prove which sound was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from miolingo.judging.judgement import SoundResult, SoundStatus, WordResult, WordStatus
from miolingo.language.ipa import Pairing, aligned, sounds_of

MOST_DIFFERENCES = 2
LEAST_SHARE_ALIKE = 0.5
MOST_TOKENS = 3
MOST_ADDED = 1
"""Sounds too many that a hint may tell of: who added more said something else there."""

Transcribe = Callable[[str], str]


@dataclass(frozen=True)
class SoundHint:
    """A word of the phrase, what was heard in its place, and their sounds in pairs.

    ``from_sounds`` is whether the sounds themselves were heard; ``heard`` is then empty.
    """

    word: str
    heard: str
    ipa: str
    heard_ipa: str
    pairings: tuple[Pairing, ...]
    from_sounds: bool = False

    @property
    def differences(self) -> tuple[Pairing, ...]:
        """The pairs that differ."""
        return tuple(pairing for pairing in self.pairings if not pairing.same)


def sound_hints(
    words: Sequence[WordResult], recognized_phrase: str, transcribe: Transcribe
) -> tuple[SoundHint, ...]:
    """A hint for each word of which it is clear what was heard, or likely.

    Where the words have sounds, these alone tell, unless fewer than LEAST_SHARE_ALIKE of a word's
    were right: then it was another word, and nothing is to be learned from its sounds. Elsewhere a
    word gets one that was heard as
    something much like it: as at most MOST_TOKENS words which differ in at most MOST_DIFFERENCES
    sounds, with no less than LEAST_SHARE_ALIKE of the sounds alike. Raises what ``transcribe``
    raises.
    """
    if any(word.sounds for word in words):
        alike = (word for word in words if not _is_another_word(word))
        return tuple(filter(_says_something_heard, map(_heard_hint, alike)))
    hints = (
        _hint(word, heard, transcribe)
        for word, heard in heard_instead(words, recognized_phrase)
        if len(heard) <= MOST_TOKENS
    )
    return tuple(hint for hint in hints if _says_something(hint))


def _is_another_word(word: WordResult) -> bool:
    right = sum(sound.status is not SoundStatus.WRONG for sound in word.sounds)
    return right < LEAST_SHARE_ALIKE * len(word.sounds)


def _heard_hint(word: WordResult) -> SoundHint:
    """Pair the sounds of a word with those heard; a sound counts as right unless it is clear."""
    pairings = tuple(pairing for sound in word.sounds for pairing in _pairings(sound))
    blamed = word.status is WordStatus.MISPRONOUNCED
    return SoundHint(
        word=word.word,
        heard="",
        ipa="".join(sound.ipa for sound in word.sounds),
        heard_ipa="".join(pairing.heard.symbol for pairing in pairings if pairing.heard),
        pairings=pairings if blamed else (),
        from_sounds=True,
    )


def _pairings(sound: SoundResult) -> tuple[Pairing, ...]:
    wrong = sound.status is SoundStatus.WRONG and sound.heard is not None
    heard = (sound.heard or "") if wrong else sound.ipa
    return aligned(sounds_of(sound.ipa), sounds_of(heard))


def _says_something_heard(hint: SoundHint) -> bool:
    added = sum(pairing.target is None for pairing in hint.differences)
    return bool(hint.differences) and added <= MOST_ADDED


def heard_instead(
    words: Sequence[WordResult], recognized_phrase: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words that were not understood, each with the tokens that stand in its place.

    Where two such words are side by side it cannot be told which tokens are whose: they are
    left out, as is all that follows a word which the recognized phrase should have and has not.
    """
    tokens = tuple(recognized_phrase.split())
    waiting: list[str] = []
    start = 0
    for word in words:
        if word.status in (WordStatus.MISPRONOUNCED, WordStatus.MISSING):
            waiting += [word.word] if word.start_ms is not None else []
            continue
        own = tuple(word.word.split())
        end = _index_of(own, tokens, start)
        if end is None:
            return
        yield from _alone(waiting, tokens[start:end])
        waiting, start = [], end + len(own)
    yield from _alone(waiting, tokens[start:])


def _index_of(own: tuple[str, ...], tokens: tuple[str, ...], start: int) -> int | None:
    starts = range(start, len(tokens) - len(own) + 1)
    return next((index for index in starts if tokens[index : index + len(own)] == own), None)


def _alone(
    waiting: Sequence[str], tokens: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if len(waiting) == 1 and tokens:
        yield waiting[0], tokens


def _hint(word: str, heard: tuple[str, ...], transcribe: Transcribe) -> SoundHint:
    """Compare a word with the tokens that were heard, which count as said in one breath."""
    ipa = transcribe(word)
    heard_ipa = "".join(map(transcribe, heard))
    pairings = aligned(sounds_of(ipa), sounds_of(heard_ipa))
    return SoundHint(word, " ".join(heard), ipa, heard_ipa, pairings)


def _says_something(hint: SoundHint) -> bool:
    differing = len(hint.differences)
    alike = len(hint.pairings) - differing
    return (
        bool(hint.ipa and hint.heard_ipa)
        and 0 < differing <= MOST_DIFFERENCES
        and alike >= LEAST_SHARE_ALIKE * len(hint.pairings)
    )
