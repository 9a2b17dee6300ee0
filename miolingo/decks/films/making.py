"""Chooses the cards of a film: which of its sentences are found in its sound, and their levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from miolingo.decks.films.levels import levels_of
from miolingo.decks.films.sentences import LeftOut, Reason, Sentence, sentences_of
from miolingo.decks.films.subtitles import Subtitle
from miolingo.decks.films.translation import translation_of
from miolingo.errors import ConfigurationError, UsageError
from miolingo.judging.sounds.inventory import Phrase
from miolingo.language.normalize import Word, words_of
from miolingo.speech.long_sound.alignment import Words
from miolingo.speech.long_sound.finder import (
    Expected,
    Miss,
    Place,
    Timing,
    find_places,
    find_places_in_order,
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

_LEAST_SHARE = 0.1
"""A text is of a recording if so much of the one is found in so much of the other."""


@dataclass(frozen=True)
class FilmCard:
    """A sentence with its translation and level, and where it is said."""

    sentence: Sentence
    translation: str
    level: str
    place: Place


@dataclass(frozen=True)
class FilmDeck:
    """The cards of a film in the order in which they are said, and what was left out.

    ``timing`` is None where the text has no times.
    """

    cards: tuple[FilmCard, ...]
    left_out: tuple[LeftOut, ...]
    timing: Timing | None


@dataclass(frozen=True, eq=False)
class Learner:
    """The language that is learned, the words of it that were met, and its sounds."""

    language_code: str
    met: Collection[str]
    sounds_of: SoundsOf


Kind = TypeVar("Kind", bound=Sentence)


@dataclass(frozen=True, eq=False)
class _Spoken(Generic[Kind]):
    """A sentence in its words, and in the sounds in which it is looked for."""

    sentence: Kind
    words: tuple[Word, ...]
    sounds: Words


def film_deck(
    subtitles: Sequence[Subtitle],
    translations: Sequence[Subtitle],
    heard: HeardSound,
    learner: Learner,
) -> FilmDeck:
    """Find the sentences of subtitles. Raises ConfigurationError where none is found."""
    sentences, left_out = sentences_of(subtitles)
    spoken, without_sounds = _spoken(sentences, learner)
    expected = [
        Expected(each.sounds, each.sentence.start_ms, each.sentence.end_ms) for each in spoken
    ]
    timing = find_timing(heard, expected)
    found, not_found = _sorted_out(spoken, find_places(heard, expected, timing))
    if not found:
        raise ConfigurationError(
            "No sentence of the subtitles was found in the sound.",
            hint="Make sure that both are of the same film, and in the language of --lang.",
        )
    translated = [translation_of(each.sentence, translations) for each, _ in found]
    return FilmDeck(
        _cards(found, translated, learner),
        _in_order([*left_out, *without_sounds, *not_found]),
        timing,
    )


def text_deck(
    sentences: Sequence[Sentence],
    left_out: Sequence[LeftOut],
    heard: HeardSound,
    learner: Learner,
) -> FilmDeck:
    """Find the sentences of a text without times.

    Raises ConfigurationError where it is not the text of the sound.
    """
    spoken, without_sounds = _spoken(sentences, learner)
    places = find_places_in_order(heard, [each.sounds for each in spoken])
    found, not_found = _sorted_out(spoken, places)
    found_s = sum(place.end_ms - place.start_ms for _, place in found) / 1000
    share = max(len(found) / max(1, len(spoken)), found_s / max(1, heard.duration_s))
    if share < _LEAST_SHARE:
        raise ConfigurationError(
            "The text is not what is said in the sound.",
            hint="Make sure that both are of the same recording, and in the language of --lang.",
        )
    return FilmDeck(
        _cards(found, [""] * len(found), learner),
        _in_order([*left_out, *without_sounds, *not_found]),
        None,
    )


def _spoken(
    sentences: Sequence[Kind], learner: Learner
) -> tuple[list[_Spoken[Kind]], list[LeftOut]]:
    """The sentences whose sounds are known, and the others."""
    spoken: list[_Spoken[Kind]] = []
    left_out: list[LeftOut] = []
    for sentence in sentences:
        try:
            words = words_of(sentence.text, learner.language_code)
        except UsageError:
            left_out.append(LeftOut(sentence.line, sentence.text, Reason.NO_WORDS))
            continue
        phrase = learner.sounds_of([word.spoken for word in words])
        if phrase:
            spoken.append(_Spoken(sentence, words, phrase.target.words))
        else:
            left_out.append(LeftOut(sentence.line, sentence.text, Reason.NOT_IN_MODEL))
    return spoken, left_out


def _sorted_out(
    spoken: Sequence[_Spoken[Kind]], places: Sequence[Place | Miss]
) -> tuple[list[tuple[_Spoken[Kind], Place]], list[LeftOut]]:
    """The sentences that have a place, in the order in which they are said, and the others."""
    found: list[tuple[_Spoken[Kind], Place]] = []
    left_out: list[LeftOut] = []
    for each, place in zip(spoken, places, strict=True):
        if isinstance(place, Place):
            found.append((each, place))
        else:
            left_out.append(LeftOut(each.sentence.line, each.sentence.text, _REASONS[place]))
    return sorted(found, key=lambda each: each[1].start_ms), left_out


def _cards(
    found: Sequence[tuple[_Spoken[Kind], Place]], translations: Sequence[str], learner: Learner
) -> tuple[FilmCard, ...]:
    words = [[word.spoken[0] for word in each.words] for each, _ in found]
    return tuple(
        FilmCard(each.sentence, translation, level, place)
        for (each, place), translation, level in zip(
            found, translations, levels_of(words, learner.met), strict=True
        )
    )


def _in_order(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(sorted(left_out, key=lambda each: each.line))
