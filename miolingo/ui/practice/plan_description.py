"""One line on what a practice session will be and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from miolingo.decks.cards import Card
from miolingo.history.reports.statistics import local_day
from miolingo.language.names import language_name
from miolingo.practice.pairs import Contrast
from miolingo.practice.plan import PracticePlan
from miolingo.practice.schedule import DueAfter


def describe_plan(plan: PracticePlan, zone: tzinfo | None) -> str:
    """A line on why these phrases were chosen, or why none; ``zone`` None is this machine's."""
    if not plan.cards:
        return _nothing(plan, zone)
    if plan.goal_left != len(plan.cards):
        return _choice(plan)
    them = "it" if len(plan.cards) == 1 else "them"
    return f"{_choice(plan)} With {them} you reach your daily goal."


def describe_language(language_code: str) -> str:
    """A sentence on which language is practiced and how to practice another one."""
    name = language_name(language_code)
    return f"You practice {name}. To change it: miolingo settings set language NAME."


def describe_pairs(confused: Sequence[Contrast]) -> str:
    """A line on why these pairs, by the sounds of theirs that were mixed up, most often first."""
    if not confused:
        return "Pairs of words that differ in one sound. Your history shows none that you mix up."
    named = ", ".join(" and ".join(sorted(contrast)) for contrast in confused[:3])
    return f"Pairs of words for sounds that may be hard for you: {named}."


def _choice(plan: PracticePlan) -> str:
    new = f"{_phrases(len(plan.new), 'new ')} of {_decks(plan.new)}" if plan.new else ""
    if plan.sound:
        said = f"{_phrases(len(plan.due))} that you have said" if plan.due else ""
        return f"With the sound {plan.sound}: {', then '.join(filter(None, (said, new)))}."
    if plan.trouble:
        return f"The review schedule could not be read. {plan.trouble} Today: {new}."
    if plan.first_time:
        return f"Your first practice: {new}."
    if not plan.due:
        return f"Nothing is due for review. Today: {new}."
    now = f", {len(plan.due):,} of them now" if len(plan.due) < plan.all_due else ""
    then = f", then {new}" if new else ""
    return f"Due for review: {_phrases(plan.all_due)}{now}{then}."


def _nothing(plan: PracticePlan, zone: tzinfo | None) -> str:
    if plan.first_time:
        return "Nothing is due for review: you have not practiced yet. Start without --review."
    praise = "Well done: nothing" if plan.went_well else "Nothing"
    at = plan.next_due_at
    coming = f" The next phrase is due {_when(at, plan.made_at, zone)}." if at else ""
    return f"{praise} is due for review.{coming} New phrases: --new 5, or --deck FILE."


def describe_next(after: DueAfter, zone: tzinfo | None) -> str:
    """A line on what to do when a session is over; ``zone`` None is this machine's."""
    if after.due:
        return f"Still due today: {_phrases(after.due)}. Continue with: miolingo practice"
    if after.next_due_at is None:
        return "Begin again whenever you like: miolingo practice"
    when = _when(after.next_due_at, after.now, zone)
    return f"Your next review is {when}: miolingo practice. More now: miolingo practice --new 5"


def _when(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    days = (local_day(at, zone) - local_day(now, zone)).days
    return {0: "later today", 1: "tomorrow"}.get(days, f"in {days:,} days")


def _decks(cards: Iterable[Card]) -> str:
    names = [f"“{name}”" for name in dict.fromkeys(card.deck for card in cards)]
    return f"the deck {names[0]}" if len(names) == 1 else f"the decks {', '.join(names)}"


def _phrases(count: int, kind: str = "") -> str:
    return f"{count:,} {kind}{'phrase' if count == 1 else 'phrases'}"
