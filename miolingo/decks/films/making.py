"""Chooses the cards of a film: which of its sentences are found in its sound, and their levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from miolingo.decks.films.levels import levels_of
from miolingo.decks.films.sentences import LeftOut, Reason, Sentence, sentences_of
from miolingo.decks.films.subtitles import Subtitle
from miolingo.decks.films.translation import translation_of
from miolingo.errors import ConfigurationError, UsageError
from miolingo.judging.sounds.inventory import Phrase
from miolingo.language.normalize import Word, words_of
from miolingo.speech.long_sound.finder import (
    Expected,
    Miss,
    Place,
    Timing,
    find_places,
    find_timing,
)
from miolingo.speech.long_sound.hearing import HeardSound

_REASONS = {
    Miss.TOO_SHORT: Reason.TOO_SHORT,
    Miss.NOT_HEARD: Reason.NOT_HEARD,
    Miss.OUTSIDE: Reason.OUTSIDE,
    Miss.TWO_AT_ONCE: Reason.TWO_AT_ONCE,
}

SoundsOf = Callable[[Sequence[Sequence[str]]], Phrase | None]
"""Gives the sounds of words, each in the ways to say it; None where they are not known."""


@dataclass(frozen=True)
class FilmCard:
    """A sentence with its translation and level, and where it is said."""

    sentence: Sentence
    translation: str
    level: str
    place: Place


@dataclass(frozen=True)
class FilmDeck:
    """The cards of a film in the order in which they are said, and what was left out."""

    cards: tuple[FilmCard, ...]
    left_out: tuple[LeftOut, ...]
    timing: Timing


@dataclass(frozen=True, eq=False)
class _Spoken:
    """A sentence in its words, and in the sounds in which it is looked for."""

    sentence: Sentence
    words: tuple[Word, ...]
    expected: Expected


def film_deck(
    subtitles: Sequence[Subtitle],
    translations: Sequence[Subtitle],
    heard: HeardSound,
    sounds_of: SoundsOf,
    language_code: str,
    met: Collection[str],
) -> FilmDeck:
    """Find the sentences of subtitles; ``met`` are the words that the learner knows.

    Raises ConfigurationError where none is found.
    """
    sentences, left_out = sentences_of(subtitles)
    spoken: list[_Spoken] = []
    for sentence in sentences:
        made = _spoken(sentence, sounds_of, language_code)
        if isinstance(made, _Spoken):
            spoken.append(made)
        else:
            left_out.append(made)
    expected = [each.expected for each in spoken]
    timing = find_timing(heard, expected)
    found: list[tuple[_Spoken, Place]] = []
    for each, place in zip(spoken, find_places(heard, expected, timing), strict=True):
        if isinstance(place, Place):
            found.append((each, place))
        else:
            left_out.append(LeftOut(each.sentence.line, each.sentence.text, _REASONS[place]))
    if not found:
        raise ConfigurationError(
            "No sentence of the subtitles was found in the sound.",
            hint="Make sure that both are of the same film, and in the language of --lang.",
        )
    found.sort(key=lambda each: each[1].start_ms)
    words = [[word.spoken[0] for word in each.words] for each, _ in found]
    cards = tuple(
        FilmCard(each.sentence, translation_of(each.sentence, translations), level, place)
        for (each, place), level in zip(found, levels_of(words, met), strict=True)
    )
    return FilmDeck(cards, tuple(sorted(left_out, key=lambda each: each.line)), timing)


def _spoken(sentence: Sentence, sounds_of: SoundsOf, language_code: str) -> _Spoken | LeftOut:
    try:
        words = words_of(sentence.text, language_code)
    except UsageError:
        return LeftOut(sentence.line, sentence.text, Reason.NO_WORDS)
    phrase = sounds_of([word.spoken for word in words])
    if phrase is None:
        return LeftOut(sentence.line, sentence.text, Reason.NOT_IN_MODEL)
    expected = Expected(phrase.target.words, sentence.start_ms, sentence.end_ms)
    return _Spoken(sentence, words, expected)
