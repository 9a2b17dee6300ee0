"""Builds what measures the pace and the melody of recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from miolingo.composition.context import Context
from miolingo.composition.decks import own_decks
from miolingo.composition.recordings.reference import build_reference
from miolingo.decks.cards import Card, Deck
from miolingo.decks.lookup import known_decks
from miolingo.judging.batch.files import MeasureProsody, Task
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement
from miolingo.judging.prosody.comparison import ProsodyComparison
from miolingo.judging.recording import Audio
from miolingo.practice.interface import CompareProsody
from miolingo.practice.plan import card_of_phrase
from miolingo.practice.playback.speakers import Reference
from miolingo.speech.prosody import pitch
from miolingo.speech.prosody.measuring import ProsodyMeasurer


def build_measurer(judge: GrammarJudge) -> ProsodyMeasurer:
    """What measures with the times of a judge, and by Praat where that is installed."""
    return ProsodyMeasurer(judge, pitch.pitch_of if pitch.is_there() else None)


def build_comparison(judge: GrammarJudge, reference: Reference) -> CompareProsody:
    """Compares a recording of a card with its reference; nothing is loaded until then."""
    measurer = cache(lambda: build_measurer(judge))

    def compare(card: Card, judgement: Judgement, audio: Audio) -> ProsodyComparison:
        return measurer().compare(judgement, audio, lambda: reference.said(card, False))

    return compare


def build_prosody(context: Context, judge: GrammarJudge) -> MeasureProsody:
    """Compares each recording with the one of a deck, or else with the learner's voice."""
    measurer = build_measurer(judge)
    reference = build_reference(context, judge.language_code)
    decks = cache(lambda: tuple(_recorded_decks(context, judge.language_code)))

    def card_of(phrase: str) -> Card:
        return card_of_phrase(phrase, decks(), judge.language_code)

    def measure(task: Task, judgement: Judgement, audio: Audio) -> ProsodyComparison:
        return measurer.compare(judgement, audio, lambda: reference.said(card_of(task.text), False))

    return measure


def _recorded_decks(context: Context, language_code: str) -> Iterator[Deck]:
    """The decks of a language with nothing but the cards that have a recording."""
    for deck in known_decks(own_decks(context), language_code):
        cards = tuple(card for card in deck.cards if card.recording)
        if cards:
            yield replace(deck, cards=cards)
