"""Plan a practice: phrases that are due for review first, then new ones."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import chain, islice

from miolingo.decks.built_in import no_built_in_deck
from miolingo.decks.cards import Card, Deck, printable
from miolingo.errors import CloudError, StoreError
from miolingo.history.attempts import AttemptOutcome
from miolingo.history.interface import History
from miolingo.history.reports.overview import daily_goal
from miolingo.history.reports.statistics import Selection, local_day
from miolingo.practice.schedule import ScheduledPhrase, phrase_key, schedule

NEW_PHRASES = 10
"""So many new ones at once: each of them has to be reviewed in the days that follow."""


@dataclass(frozen=True)
class PlanRequest:
    """What the learner wants to practice; at most ``count`` phrases.

    With a ``deck`` everything is of that. ``new`` is how many new phrases are wanted; None wants
    whatever is best today, and no more than is left of the daily ``goal``, 0 for no goal.
    """

    language_code: str
    deck: Deck | None
    new: int | None
    count: int | None
    goal: int


@dataclass(frozen=True)
class PracticePlan:
    """What to practice and why: cards that are ``due``, then ``new`` ones.

    ``all_due`` counts those as well for which there was no room, ``next_due_at`` (UTC) is when
    another phrase will be due, ``first_time`` whether no phrase of the language has a score yet,
    ``goal_left`` how many attempts are left of a goal that limits the plan, ``trouble`` why the
    history could not be read.
    """

    due: tuple[Card, ...]
    new: tuple[Card, ...]
    all_due: int
    next_due_at: datetime | None
    first_time: bool
    goal_left: int | None
    trouble: str = ""

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of it in order."""
        return self.due + self.new


def plan(
    history: History,
    wish: PlanRequest,
    known: Iterable[Deck],
    *,
    now: datetime,
    zone: tzinfo | None,
) -> PracticePlan:
    """What to practice ``now`` (aware); ``known`` decks tell what due phrases mean.

    New phrases come out of the deck of the wish or else, in turn, out of the known ones. ``zone``
    None is this machine's. Raises ConfigurationError where nothing is due and there is no
    deck to take new phrases of, and StoreError and CloudError for a history that cannot be read,
    unless whatever is best was wanted: that is new phrases then.
    """
    try:
        outcomes = tuple(history.outcomes(Selection(language_code=wish.language_code)))
        goal_left = _goal_left(history, wish, now, zone)
    except (StoreError, CloudError) as error:
        if wish.new is not None:
            raise
        return replace(_planned((), wish, tuple(known), now, None), trouble=error.message)
    return _planned(outcomes, wish, tuple(known), now, goal_left)


def _goal_left(
    history: History, wish: PlanRequest, now: datetime, zone: tzinfo | None
) -> int | None:
    """How many attempts are left of the goal; None where it is reached or does not count."""
    if wish.new is not None:
        return None
    daily = daily_goal(history, wish.goal, today=local_day(now, zone), zone=zone)
    return max(daily.goal - daily.attempts_today, 0) or None if daily else None


def _planned(
    outcomes: Sequence[AttemptOutcome],
    wish: PlanRequest,
    known: Sequence[Deck],
    now: datetime,
    goal_left: int | None,
) -> PracticePlan:
    said = schedule(outcomes, wish.language_code, now)
    meant = _of_deck(wish.deck, said, wish.language_code) if wish.deck else said
    all_due = [phrase for phrase in meant if phrase.due_at <= now]
    most = min(wish.count or sys.maxsize, goal_left or sys.maxsize)
    due = tuple(_due_cards(all_due[:most], known, wish.language_code))
    decks = (wish.deck,) if wish.deck else _in_turn(known, outcomes)
    if not due and not decks and wish.new != 0:
        raise no_built_in_deck(wish.language_code)
    new = _new_cards(wish, said, decks)
    return PracticePlan(
        due=due,
        new=new[: most - len(due)],
        all_due=len(all_due),
        next_due_at=next((phrase.due_at for phrase in meant if phrase.due_at > now), None),
        first_time=not said,
        goal_left=goal_left,
    )


def _of_deck(
    deck: Deck, said: Iterable[ScheduledPhrase], language_code: str
) -> list[ScheduledPhrase]:
    keys = {phrase_key(card.phrase, language_code) for card in deck.cards}
    return [phrase for phrase in said if phrase.key in keys]


def _due_cards(
    due: Iterable[ScheduledPhrase], known: Iterable[Deck], language_code: str
) -> Iterator[Card]:
    """The cards of phrases, the first known one that says the same, else the phrase alone."""
    cards: dict[str, Card] = {}
    for card in chain.from_iterable(deck.cards for deck in known):
        cards.setdefault(phrase_key(card.phrase, language_code), card)
    for phrase in due:
        card = cards.get(phrase.key) or Card(printable(phrase.phrase))
        yield replace(card, deck=phrase.deck or "")


def _in_turn(known: Sequence[Deck], outcomes: Iterable[AttemptOutcome]) -> Sequence[Deck]:
    """The deck that was practiced last and all that come after it, then those before it."""
    places = {deck.name: place for place, deck in enumerate(known)}
    practiced = ((outcome.practice_date, places.get(outcome.deck or "")) for outcome in outcomes)
    _, first = max((pair for pair in practiced if pair[1] is not None), default=(None, 0))
    return (*known[first:], *known[:first])


def _new_cards(
    wish: PlanRequest, said: Sequence[ScheduledPhrase], decks: Sequence[Deck]
) -> tuple[Card, ...]:
    """As many cards as wished that were never said, each once; usually all of a first deck."""
    keys = {"", *(phrase.key for phrase in said)}
    usual = NEW_PHRASES if said else sum(len(deck.cards) for deck in decks[:1])
    most = usual if wish.new is None else wish.new
    return tuple(islice(_unsaid(decks, wish.language_code, keys), most))


def _unsaid(decks: Iterable[Deck], language_code: str, keys: set[str]) -> Iterator[Card]:
    """The cards of decks that none of the ``keys`` stands for, which they are added to."""
    for deck in decks:
        for card in deck.cards:
            key = phrase_key(card.phrase, language_code)
            if key not in keys:
                keys.add(key)
                yield replace(card, deck=deck.name)
