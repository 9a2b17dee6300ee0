"""Plan a practice: phrases that are due for review first, then new ones."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import chain, islice

from miolingo.decks.built_in import no_built_in_deck
from miolingo.decks.cards import Card, Deck
from miolingo.errors import CloudError, ConfigurationError, StoreError
from miolingo.history.attempts import AttemptOutcome
from miolingo.history.interface import History
from miolingo.history.reports.overview import daily_goal
from miolingo.history.reports.statistics import Selection, local_day
from miolingo.judging.judgement import Verdict
from miolingo.language.terminal_safe import printable
from miolingo.practice.schedule import ScheduledPhrase, phrase_key, rating_of, schedule
from miolingo.practice.sound_choice import SoundChoice

NEW_PHRASES = 10
"""The most new phrases at once: each of them has to be reviewed in the days that follow."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlanRequest:
    """What the learner wants to practice; at most ``count`` phrases.

    With a ``deck`` everything is of that. ``new`` is how many new phrases are wanted; None wants
    whatever is best today, and no more than is left of the daily ``goal``, 0 for no goal. With a
    ``sound`` everything has that, and what was said before need not be due.
    """

    language_code: str
    deck: Deck | None
    new: int | None
    count: int | None
    goal: int
    sound: SoundChoice | None = None


@dataclass(frozen=True)
class PracticePlan:
    """What to practice and why: cards that are ``due``, then ``new`` ones.

    ``all_due`` counts those as well for which there was no room, ``next_due_at`` (UTC) is when
    another phrase will be due, ``first_time`` whether no phrase of the language has a score yet,
    ``goal_left`` how many attempts are left of a goal that limits the plan, ``made_at`` when it was
    planned, ``went_well`` whether most attempts of the latest day were understood, ``trouble`` why
    the history could not be read. ``sound`` is the one that was asked for: ``due`` are then phrases
    that were said before.
    """

    due: tuple[Card, ...]
    new: tuple[Card, ...]
    all_due: int
    next_due_at: datetime | None
    first_time: bool
    goal_left: int | None
    made_at: datetime
    went_well: bool = False
    trouble: str = ""
    sound: str = ""

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards in the order of practice."""
        return self.due + self.new


def plan(
    history: History,
    request: PlanRequest,
    known: Iterable[Deck],
    *,
    now: datetime,
    zone: tzinfo | None,
) -> PracticePlan:
    """Plan what to practice ``now`` (aware): due phrases as ``known`` decks have them, then new.

    New phrases come out of the deck of the request or else, in turn, out of the known ones.
    ``zone`` None is this machine's. Raises ConfigurationError where nothing is due and there is no
    deck to take new phrases of, and where no phrase has the sound of the request. A history that
    cannot be read raises StoreError or CloudError, unless the request leaves open how many are
    new: the plan is then of new phrases alone.
    """
    try:
        outcomes = tuple(history.outcomes(Selection(language_code=request.language_code)))
        goal_left = _goal_left(history, request, now, zone)
    except (StoreError, CloudError) as error:
        if request.new is not None:
            raise
        return replace(_planned((), request, tuple(known), now, None), trouble=error.message)
    return _planned(outcomes, request, tuple(known), now, goal_left)


def _goal_left(
    history: History, request: PlanRequest, now: datetime, zone: tzinfo | None
) -> int | None:
    """Return how many attempts are left of the goal; None where it is reached or does not count."""
    if request.new is not None or request.sound:
        return None
    daily = daily_goal(history, request.goal, today=local_day(now, zone), zone=zone)
    return max(daily.goal - daily.attempts_today, 0) or None if daily else None


def _planned(
    outcomes: Sequence[AttemptOutcome],
    request: PlanRequest,
    known: Sequence[Deck],
    now: datetime,
    goal_left: int | None,
) -> PracticePlan:
    scheduled = schedule(outcomes, request.language_code, now)
    selected = (
        _of_deck(request.deck, scheduled, request.language_code) if request.deck else scheduled
    )
    decks = (request.deck,) if request.deck else _in_turn(known, outcomes)
    if request.sound:
        all_due, decks = _with_sound(request.sound, selected, decks)
    else:
        all_due = [phrase for phrase in selected if phrase.due_at <= now]
    usual = NEW_PHRASES if request.sound else sys.maxsize
    most = min(request.count or usual, goal_left or sys.maxsize)
    due = tuple(_due_cards(all_due[:most], known, request))
    if not due and not decks and request.new != 0:
        raise no_built_in_deck(request.language_code)
    new = _new_cards(request, scheduled, decks)
    return PracticePlan(
        due=due,
        new=new[: most - len(due)],
        all_due=len(all_due),
        next_due_at=next((phrase.due_at for phrase in selected if phrase.due_at > now), None),
        first_time=not scheduled,
        goal_left=goal_left,
        made_at=now,
        went_well=_went_well(outcomes),
        sound=request.sound.name if request.sound else "",
    )


def _went_well(outcomes: Sequence[AttemptOutcome]) -> bool:
    """Whether at least half of the scored attempts of the latest day were understood."""
    latest = max((outcome.practice_date for outcome in outcomes), default=None)
    scored = [
        outcome.verdict is Verdict.UNDERSTOOD
        for outcome in outcomes
        if latest and outcome.practice_date > latest - _DAY and rating_of(outcome)
    ]
    return bool(scored) and 2 * sum(scored) >= len(scored)


def _with_sound(
    sound: SoundChoice, scheduled: Sequence[ScheduledPhrase], decks: Sequence[Deck]
) -> tuple[list[ScheduledPhrase], tuple[Deck, ...]]:
    """Return the phrases and the decks with nothing but what has a sound."""
    phrases = [phrase for phrase in scheduled if sound.is_in(phrase.phrase)]
    cards = [
        tuple(card for card in deck.cards if sound.is_in(card.phrase, card.ipa)) for deck in decks
    ]
    kept = tuple(replace(deck, cards=own) for deck, own in zip(decks, cards, strict=True) if own)
    if not phrases and not kept:
        raise ConfigurationError(
            f"No phrase has the sound “{sound.name}”.",
            hint="Look at the IPA of the cards: miolingo practice shows it below each phrase.",
        )
    return phrases, kept


def _of_deck(
    deck: Deck, scheduled: Iterable[ScheduledPhrase], language_code: str
) -> list[ScheduledPhrase]:
    keys = {phrase_key(card.phrase, language_code) for card in deck.cards}
    return [phrase for phrase in scheduled if phrase.key in keys]


def card_of_phrase(phrase: str, known: Iterable[Deck], language_code: str) -> Card:
    """The first known card of the same words, else one of the phrase alone, written as it was."""
    key = phrase_key(phrase, language_code)
    cards = chain.from_iterable(deck.cards for deck in known)
    same = (card for card in cards if phrase_key(card.phrase, language_code) == key)
    return replace(next(same, Card("")), phrase=printable(phrase))


def _due_cards(
    due: Iterable[ScheduledPhrase], known: Sequence[Deck], request: PlanRequest
) -> list[Card]:
    """Return for each phrase the first known card of its words, else one of the phrase alone.

    Where no deck is asked for, a card of the phrase's own deck goes before all others.
    """
    cards: dict[tuple[str, str], Card] = {}
    for deck in known:
        for card in deck.cards:
            key = phrase_key(card.phrase, request.language_code)
            for name in (deck.name, ""):
                cards.setdefault((name, key), card)
    listed = []
    for phrase in due:
        own = "" if request.deck else phrase.deck or ""
        found = cards.get((own, phrase.key)) or cards.get(("", phrase.key))
        card = found or Card(printable(phrase.phrase))
        listed.append(replace(card, deck=phrase.deck or ""))
    return _dialogues_in_order(listed, known)


def _dialogues_in_order(cards: Sequence[Card], known: Iterable[Deck]) -> list[Card]:
    """Return the cards with those of one dialogue together, in its order, where the first stood."""
    place_in_deck = {
        (deck.name, card.dialogue, card.phrase): place
        for deck in known
        for place, card in enumerate(deck.cards)
    }
    first: dict[tuple[str, str], int] = {}
    for place, card in enumerate(cards):
        first.setdefault((card.deck, card.dialogue), place)

    def order(placed: tuple[int, Card]) -> tuple[int, int]:
        place, card = placed
        if not card.dialogue:
            return place, 0
        inside = place_in_deck.get((card.deck, card.dialogue, card.phrase), 0)
        return first[card.deck, card.dialogue], inside

    return [card for _, card in sorted(enumerate(cards), key=order)]


def _in_turn(known: Sequence[Deck], outcomes: Iterable[AttemptOutcome]) -> Sequence[Deck]:
    """Return the deck that was practiced last and all after it, then those before it."""
    index_of = {deck.name: index for index, deck in enumerate(known)}
    practiced = ((outcome.practice_date, index_of.get(outcome.deck or "")) for outcome in outcomes)
    _, first = max((pair for pair in practiced if pair[1] is not None), default=(None, 0))
    return (*known[first:], *known[:first])


def _new_cards(
    request: PlanRequest, scheduled: Sequence[ScheduledPhrase], decks: Sequence[Deck]
) -> tuple[Card, ...]:
    """Return as many cards as requested that were never said, by default NEW_PHRASES."""
    keys = {"", *(phrase.key for phrase in scheduled)}
    most = NEW_PHRASES if request.new is None else request.new
    return tuple(islice(_unsaid(decks, request.language_code, keys), most))


def _unsaid(decks: Iterable[Deck], language_code: str, keys: set[str]) -> Iterator[Card]:
    """Yield the cards whose key is not among ``keys``, which gains the keys of those yielded."""
    for deck in decks:
        for card in deck.cards:
            key = phrase_key(card.phrase, language_code)
            if key not in keys:
                keys.add(key)
                yield replace(card, deck=deck.name)
