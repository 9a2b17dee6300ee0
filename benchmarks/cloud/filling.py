"""A server with many learners, one of whom is watched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from uuid import UUID

import psycopg

from miolingo.judging.judgement import WordResult, WordStatus
from tests.supabase_stack.postgres import Postgres, running_cluster

WATCHED = UUID(int=0)
WATCHED_ROWS = 10_000
SENTENCES = """
    저는 어제 친구와 함께 시장에 가서 과일을 샀어요 오늘 날씨가 정말 좋아요
    주말에는 보통 집에서 책을 읽거나 음악을 들어요 커피 한 잔 주세요
"""
STATUSES = (*[WordStatus.CORRECT] * 4, WordStatus.MISPRONOUNCED, WordStatus.MISSING)

ACCOUNTS = """
    insert into auth.users (id, aud, email)
    select lpad(to_hex(n), 32, '0')::uuid, 'authenticated', n || '@miolingo.test'
    from generate_series(0, %s) as n
"""
# Sessions of 20 attempts, spread evenly over three years; the watched one's are spread likewise.
ATTEMPTS = """
    insert into public.user_progress (
        id, user_id, device_id, practice_date, similarity_score, duration_ms, perfect_match,
        language_code, target_phrase, recognized_phrase, verdict, words, deck, model,
        scorer_version
    )
    select
        uuidv7(at - clock_timestamp()),
        lpad(to_hex(learner), 32, '0')::uuid,
        lpad(to_hex(learner), 32, 'd')::uuid,
        at,
        n %% 1000 / 10.0,
        2000 + n %% 3000,
        false,
        case when session %% 3 = 0 then 'de' else 'ko' end,
        sample.phrase,
        sample.phrase,
        'partly_understood',
        sample.words,
        'ko/starter',
        'vosk-model-small-ko-0.22',
        '1'
    from generate_series(0, %(rows)s - 1) as n
    cross join lateral (
        select n / 20 as session, now() - interval '3 years' * (1 - n::float / %(rows)s) as at
    ) as moment
    cross join lateral (
        select case
            when session %% (%(rows)s / %(watched)s) = 0 then 0
            else 1 + (hashint4(session) & 2147483647) %% %(others)s
        end as learner
    ) as who
    join samples as sample on sample.number = n %% %(samples)s
"""


@dataclass(frozen=True)
class Sample:
    """What a learner said, as the scorer reports it."""

    phrase: str
    words: str


@contextmanager
def filled_server(*, others: int) -> Iterator[Postgres]:
    """A server with a thousand rows for each other learner, the watched one's among them."""
    with running_cluster(durable=True) as cluster:
        server = cluster.database()
        said = samples()
        with psycopg.connect(server.dsn()) as db:
            db.execute(ACCOUNTS, (others,))
            db.execute("create temporary table samples (number int, phrase text, words jsonb)")
            db.cursor().executemany(
                "insert into samples values (%s, %s, %s)",
                [(n, sample.phrase, sample.words) for n, sample in enumerate(said)],
            )
            db.execute("analyze samples")
            counts = {"rows": 1000 * (others + 1), "watched": WATCHED_ROWS, "others": others}
            db.execute(ATTEMPTS, counts | {"samples": len(said)})
        with psycopg.connect(server.dsn(), autocommit=True) as db:
            db.execute("vacuum analyze public.user_progress")
        yield server


def samples() -> list[Sample]:
    """Utterances of four to eight words."""
    return [sample(start, 4 + start % 5) for start in range(35)]


def sample(start: int, length: int) -> Sample:
    words = list(islice(cycle(SENTENCES.split()), start, start + length))
    statuses = islice(cycle(STATUSES), start, start + length)
    results = [
        WordResult(word, status, *heard(status, 400 * position))
        for position, (word, status) in enumerate(zip(words, statuses, strict=True))
    ]
    return Sample(" ".join(words), json.dumps([asdict(result) for result in results]))


def heard(status: WordStatus, start_ms: int) -> tuple[float, int | None, int | None]:
    """Score, start and end of a word."""
    if status is WordStatus.MISSING:
        return 0.0, None, None
    return (100.0 if status is WordStatus.CORRECT else 61.5), 310 + start_ms, 640 + start_ms
