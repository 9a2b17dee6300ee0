"""The tables of a history, and every step that leads to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """One step from a schema version to the next; never edited once released."""

    name: str
    statements: tuple[str, ...]


def _quarter_of(row: str, *, later_minutes: int = 0) -> str:
    """SQL for the quarter hour of a row's date as text; the one after 45 is written 60."""
    quarter = f"substr({row}practice_date, 15, 2) / 15 * 15 + {later_minutes}"
    return f"substr({row}practice_date, 1, 14) || printf('%02d', {quarter})"


_FIRST = Migration(
    "attempts, sessions and meta",
    (
        """
        CREATE TABLE attempts (
            id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
            user_id TEXT,
            language_code TEXT NOT NULL CHECK (language_code <> ''),
            practice_date TEXT NOT NULL
                CHECK (practice_date GLOB '????-??-??T??:??:??.??????Z'),
            target_phrase TEXT NOT NULL CHECK (trim(target_phrase) <> ''),
            recognized_phrase TEXT NOT NULL,
            similarity_score REAL CHECK (similarity_score BETWEEN 0 AND 100),
            perfect_match INTEGER NOT NULL CHECK (perfect_match IN (0, 1)),
            verdict TEXT NOT NULL,
            words TEXT NOT NULL CHECK (json_valid(words)),
            deck TEXT,
            duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
            model TEXT NOT NULL,
            scorer_version TEXT NOT NULL,
            device_id TEXT NOT NULL,
            CHECK ((verdict = 'not_scorable') = (similarity_score IS NULL))
        )
        """,
        """
        CREATE INDEX attempts_by_date
        ON attempts (practice_date, language_code, similarity_score, perfect_match)
        """,
        """
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
            device_id TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT CHECK (ended_at >= started_at)
        )
        """,
        "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
    ),
)

_SYNC = Migration(
    "what the account has, what was deleted, settings, and tallies of quarter hours",
    (
        # 0 is not in the account yet, 1 is there, 2 was refused there
        """
        ALTER TABLE attempts
        ADD COLUMN sync_state INTEGER NOT NULL DEFAULT 0 CHECK (sync_state IN (0, 1, 2))
        """,
        """
        ALTER TABLE sessions
        ADD COLUMN sync_state INTEGER NOT NULL DEFAULT 0 CHECK (sync_state IN (0, 1, 2))
        """,
        "CREATE INDEX attempts_unsent ON attempts (id) WHERE sync_state = 0",
        "CREATE INDEX sessions_unsent ON sessions (id) WHERE sync_state = 0",
        """
        CREATE TABLE deletions (
            id TEXT PRIMARY KEY NOT NULL,
            sync_state INTEGER NOT NULL DEFAULT 0 CHECK (sync_state IN (0, 1, 2))
        ) WITHOUT ROWID
        """,
        "CREATE INDEX deletions_unsent ON deletions (id) WHERE sync_state = 0",
        "CREATE TABLE refusals (id TEXT PRIMARY KEY NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID",
        # value is JSON null for an unset one and based on the server's revision; in_flight are the
        # values that were sent without an answer, superseded is what another machine's replaced
        """
        CREATE TABLE settings (
            key TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL CHECK (json_valid(value)),
            revision INTEGER NOT NULL DEFAULT 0,
            sync_state INTEGER NOT NULL DEFAULT 0 CHECK (sync_state IN (0, 1, 2)),
            in_flight TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(in_flight)),
            superseded TEXT CHECK (superseded IS NULL OR json_valid(superseded)),
            told INTEGER NOT NULL DEFAULT 1 CHECK (told IN (0, 1))
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE intervals (
            starts_at TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T??:??'),
            language_code TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            scored INTEGER NOT NULL,
            score_sum REAL NOT NULL,
            perfect INTEGER NOT NULL,
            PRIMARY KEY (starts_at, language_code)
        ) WITHOUT ROWID
        """,
        f"""
        CREATE VIEW tallied AS
        SELECT
            {_quarter_of("")} AS starts_at,
            language_code,
            practice_date,
            similarity_score IS NOT NULL AS scored,
            coalesce(similarity_score, 0.0) AS score,
            perfect_match AND similarity_score IS NOT NULL AS perfect
        FROM attempts
        """,  # noqa: S608 - constants
        """
        INSERT INTO intervals
        SELECT starts_at, language_code, count(*), sum(scored), sum(score), sum(perfect)
        FROM tallied GROUP BY starts_at, language_code
        """,
        f"""
        CREATE TRIGGER attempt_counts AFTER INSERT ON attempts BEGIN
            INSERT INTO intervals VALUES (
                {_quarter_of("new.")},
                new.language_code,
                1,
                new.similarity_score IS NOT NULL,
                coalesce(new.similarity_score, 0.0),
                new.perfect_match AND new.similarity_score IS NOT NULL
            )
            ON CONFLICT (starts_at, language_code) DO UPDATE SET
                attempts = attempts + 1,
                scored = scored + excluded.scored,
                score_sum = score_sum + excluded.score_sum,
                perfect = perfect + excluded.perfect;
        END
        """,  # noqa: S608 - constants
        # counted anew, so that nothing is left of what is gone but what the others come to
        f"""
        CREATE TRIGGER attempt_no_longer_counts AFTER DELETE ON attempts BEGIN
            DELETE FROM intervals
            WHERE starts_at = {_quarter_of("old.")} AND language_code = old.language_code;
            INSERT INTO intervals
            SELECT starts_at, language_code, count(*), sum(scored), sum(score), sum(perfect)
            FROM tallied
            WHERE language_code = old.language_code
                AND practice_date >= {_quarter_of("old.")}
                AND practice_date < {_quarter_of("old.", later_minutes=15)}
            GROUP BY starts_at, language_code;
        END
        """,  # noqa: S608 - constants
    ),
)

_SOUNDS = Migration(
    "sounds, words that are not sure, and which versions of the scorer there are",
    (
        "ALTER TABLE attempts ADD COLUMN details TEXT "
        "CHECK (details IS NULL OR json_valid(details))",
        """
        CREATE INDEX attempts_by_version
        ON attempts (scorer_version, practice_date, language_code)
        """,
    ),
)

_LISTENING = Migration(
    "listening answers",
    (
        """
        CREATE TABLE listening_answers (
            id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
            device_id TEXT NOT NULL,
            language_code TEXT NOT NULL CHECK (language_code <> ''),
            answered_at TEXT NOT NULL CHECK (answered_at GLOB '????-??-??T??:??:??.??????Z'),
            played_word TEXT NOT NULL CHECK (trim(played_word) <> ''),
            other_word TEXT NOT NULL CHECK (trim(other_word) <> ''),
            contrast TEXT NOT NULL CHECK (trim(contrast) <> ''),
            correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
            voice TEXT NOT NULL,
            step INTEGER NOT NULL CHECK (step >= 0),
            sync_state INTEGER NOT NULL DEFAULT 0 CHECK (sync_state IN (0, 1, 2))
        )
        """,
        "CREATE INDEX listening_answers_by_date ON listening_answers (answered_at)",
        "CREATE INDEX listening_answers_unsent ON listening_answers (id) WHERE sync_state = 0",
        # the account showed older versions none of them, so all is read once more
        "UPDATE meta SET value = '0' WHERE key = 'cursor'",
    ),
)

MIGRATIONS = (_FIRST, _SYNC, _SOUNDS, _LISTENING)
