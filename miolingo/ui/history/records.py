"""The history for programs: one JSON object, or the attempts as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from miolingo.history.attempts import Attempt
from miolingo.history.reports.contrasts import ContrastReport
from miolingo.history.reports.overview import HistorySummary
from miolingo.history.reports.progress import FullReport
from miolingo.history.reports.sounds import DisputeRate, MissedSound
from miolingo.history.reports.statistics import Tally
from miolingo.history.reports.summary import HardWord
from miolingo.history.reports.trends import Change, PeriodTotal, Week, level
from miolingo.history.serialization import text_of, word_records
from miolingo.language.csv_cells import csv_line
from miolingo.language.terminal_safe import json_text
from miolingo.ui.json_objects import json_object

SCHEMA = "miolingo.history/2"
_COLUMNS = tuple(field.name for field in fields(Attempt) if field.name != "details")


def as_json(report: HistorySummary, full: FullReport) -> str:
    """The report as the JSON object that docs/history.md describes, on one line."""
    since = report.selection.since
    progress, insights = full.progress, full.insights
    content = {
        "since": text_of(since, timespec="auto") if since else None,
        "language_code": report.selection.language_code,
        "streak_days": report.streak_days,
        "daily_goal": asdict(report.daily_goal) if report.daily_goal else None,
        "total": _tally_object(report.total),
        "days": [
            {"day": day.isoformat()} | _tally_object(tally) for day, tally in report.days.items()
        ],
        "languages": [
            {"language_code": code} | _tally_object(tally)
            for code, tally in report.languages.items()
        ],
        "hardest_words": _hardest_objects(report.hardest_words),
        "scorer_versions": list(report.scorer_versions),
        "missed_sounds": [_missed_object(sound) for sound in report.sounds.missed],
        "contrasts": [_contrast_object(contrast) for contrast in report.contrasts],
        "disputes": {
            "sounds": [
                {"language_code": rate.name[0], "sound": rate.name[1]} | _rate_object(rate)
                for rate in report.sounds.disputed_sounds
            ],
            "microphones": [
                {"microphone": rate.name} | _rate_object(rate)
                for rate in report.sounds.disputes_by_microphone
            ],
        },
        "weeks": {
            "languages": _weeks_objects(progress.languages, "language_code"),
            "decks": [
                {"language_code": code} | week
                for (code, deck), weeks in progress.decks.items()
                for week in _weeks_objects({deck: weeks}, "deck")
            ],
        },
        "calendar": [
            {"day": day.isoformat(), "attempts": tally.attempts, "level": level(tally.attempts)}
            for day, tally in progress.days.items()
        ],
        "minutes_spoken": round(insights.minutes, 1),
        "words_improved": _changes_objects(insights.words.improved, "word"),
        "words_not_improved": _changes_objects(insights.words.not_improved, "word"),
        "sounds_improved": _changes_objects(insights.sounds.improved, "sound"),
        "sounds_not_improved": _changes_objects(insights.sounds.not_improved, "sound"),
        "sounds_heard": insights.sounds_heard,
        "compared": [_period_object(total) for total in full.compared] if full.compared else None,
        "attempts": [_attempt_object(attempt) for attempt in report.attempts],
    }
    return json_object(SCHEMA, content)


def csv_lines(attempts: Iterable[Attempt]) -> Iterator[str]:
    """A header and a line for each attempt, without their line ends."""
    yield csv_line(_COLUMNS)
    for attempt in attempts:
        special = {
            "practice_date": text_of(attempt.practice_date, timespec="auto"),
            "words": json_text(word_records(attempt.words)),
        }
        yield csv_line(special.get(name, getattr(attempt, name)) for name in _COLUMNS)


def _tally_object(tally: Tally) -> dict[str, Any]:
    mean, rate = tally.mean_score, tally.perfect_rate
    return {
        "attempts": tally.attempts,
        "scored": tally.scored,
        "mean_score": None if mean is None else round(mean, 1),
        "perfect": tally.perfect,
        "perfect_rate": None if rate is None else round(rate, 3),
    }


def _hardest_objects(words: Mapping[str, Sequence[HardWord]]) -> list[dict[str, Any]]:
    named = [(word, code) for code, of_language in words.items() for word in of_language]
    hardest = sorted(named, key=lambda named: (named[0].mean_score, named[0].word))
    return [
        {"language_code": code} | asdict(word) | {"mean_score": round(word.mean_score, 1)}
        for word, code in hardest
    ]


def _weeks_objects(groups: Mapping[str, Sequence[Week]], key: str) -> list[dict[str, Any]]:
    return [
        {key: name, "week": week.monday.isoformat(), "attempts": week.attempts}
        | {"mean_score": None if week.mean_score is None else round(week.mean_score, 1)}
        for name, weeks in groups.items()
        for week in weeks
    ]


def _changes_objects(changes: Iterable[Change], kind: str) -> list[dict[str, Any]]:
    return [
        {
            "language_code": change.name[0],
            kind: change.name[1],
            "times": change.times,
            "first_mean": round(change.first_mean, 1),
            "last_mean": round(change.last_mean, 1),
        }
        for change in changes
    ]


def _missed_object(sound: MissedSound) -> dict[str, Any]:
    means = {"first_mean": sound.first_mean, "last_mean": sound.last_mean}
    return {
        "language_code": sound.name[0],
        "sound": sound.name[1],
        "times": sound.times,
        "missed": sound.missed,
        "instead": list(sound.instead),
    } | {name: mean if mean is None else round(mean, 1) for name, mean in means.items()}


def _contrast_object(contrast: ContrastReport) -> dict[str, Any]:
    mouth = contrast.mouth
    return {
        "language_code": contrast.name[0],
        "sounds": contrast.name[1].split(" "),
        "ear": {
            "answers": contrast.answers,
            "right": contrast.heard,
            "rate": round(contrast.ear, 3),
        },
        "mouth": {
            "said": contrast.said,
            "mixed_up": contrast.mixed_up,
            "rate": None if mouth is None else round(mouth, 3),
        },
    }


def _rate_object(rate: DisputeRate[Any]) -> dict[str, Any]:
    return {"blamed": rate.blamed, "disputed": rate.disputed, "rate": round(rate.rate, 3)}


def _period_object(total: PeriodTotal) -> dict[str, Any]:
    period = {"first": total.period.first.isoformat(), "last": total.period.last.isoformat()}
    figures = {"days_practiced": total.days_practiced, "minutes_spoken": round(total.minutes, 1)}
    return period | figures | _tally_object(total.tally)


def _attempt_object(attempt: Attempt) -> dict[str, Any]:
    return asdict(attempt) | {"practice_date": text_of(attempt.practice_date, timespec="auto")}
