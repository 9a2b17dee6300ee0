"""Revisions and tombstones: what a client that keeps a copy of its own may rely on."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.parts.changes import (
    attempt,
    ids,
    kinds,
    practice_session,
    pull,
    push,
    revisions,
    waiting,
)
from tests.parts.learners import OWNER_COLUMNS, add_account, claims, insert, row_of
from tests.parts.patience import PATIENCE_S
from tests.supabase_stack.postgres import MIGRATIONS, OWNER, Cluster, Postgres, apply

COUNTED = sorted(set(OWNER_COLUMNS) - {"users"})
MIGRATION = MIGRATIONS / "20261123110000_sync.sql"
BATCHES = {"sessions": "sittings", "user_progress": "attempts"}
BY_REVISION = [f"{table}_by_revision" for table in COUNTED]


@pytest.fixture
def learner(database: Postgres) -> str:
    return add_account(database)


def delete_account(database: Postgres, learner: str) -> None:
    """As the auth server does it, which has more patience than a request."""
    with psycopg.connect(database.dsn("supabase_auth_admin")) as db:
        db.execute("set local lock_timeout = '20s'")
        db.execute("delete from auth.users where id = %s", (learner,))


def rows_left(database: Postgres, learner: str) -> int:
    total = 0
    with psycopg.connect(database.dsn()) as db:
        for table in (*(f"public.{table}" for table in COUNTED), "private.account_revisions"):
            query = f"select from {table} where user_id = %s"
            total += db.execute(query.encode(), (learner,)).rowcount
    return total


@pytest.mark.parametrize("table", COUNTED)
def test_every_change_gets_the_next_revision_whatever_is_asked_for(
    database: Postgres, learner: str, table: str
) -> None:
    with database.request("authenticated", claims(learner)) as db:
        for expected in (1, 2):
            insert(db, table, row_of(table, learner) | {"revision": 99})
            query = f"select max(revision) from public.{table}"  # noqa: S608 - a table's name
            assert db.execute(query.encode()).fetchone() == (expected,)


@pytest.mark.parametrize("table", ["sessions", "user_settings"])
def test_a_changed_row_gets_the_next_revision_too(
    database: Postgres, learner: str, table: str
) -> None:
    with database.request("authenticated", claims(learner)) as db:
        insert(db, table, row_of(table, learner))
        query = f"update public.{table} set revision = 99 where true returning revision"  # noqa: S608
        assert db.execute(query.encode()).fetchall() == [(2,)]


def test_a_learner_cannot_touch_the_counter(database: Postgres, learner: str) -> None:
    for query in (
        "select * from private.account_revisions",
        "update private.account_revisions set revision = 0 where true",
        "insert into private.account_revisions values (auth.uid(), 7)",
    ):
        with (
            database.request("authenticated", claims(learner)) as db,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            db.execute(query.encode())


@pytest.mark.parametrize("table", COUNTED)
def test_a_row_for_a_stranger_is_refused_before_it_waits_for_the_strangers_counter(
    database: Postgres, learner: str, table: str
) -> None:
    stranger = add_account(database)
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", stranger))
        with database.request("authenticated", claims(learner)) as db:
            db.execute("set local lock_timeout = '1s'")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                insert(db, table, row_of(table, stranger))
        slow.rollback()
    assert pull(database, stranger)["head"] == 0


@pytest.mark.parametrize("earlier", [0, 3])
def test_a_slow_transaction_is_never_behind_a_cursor(
    database: Postgres, learner: str, earlier: int
) -> None:
    """The second writer waits, so that whoever reads its revision has read the first one's."""
    push(database, learner, attempts=[attempt() for _ in range(earlier)])
    first, second = attempt(), attempt()
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", learner) | {"id": first["id"]})
        with waiting(database, lambda: push(database, learner, attempts=[second])) as fast:
            assert pull(database, learner, earlier) == {"head": earlier, "changes": []}
            slow.commit()
    answer = fast.result()
    assert (answer["before"], answer["after"]) == (earlier + 1, earlier + 2)
    assert ids(pull(database, learner, earlier)) == [first["id"], second["id"]]


def test_what_was_undone_leaves_no_gap_to_wait_for(database: Postgres, learner: str) -> None:
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", learner))
        with waiting(database, lambda: push(database, learner, attempts=[attempt()])) as fast:
            slow.rollback()
    assert fast.result()["before"] == 0
    assert revisions(pull(database, learner)) == [1]


def test_learners_do_not_wait_for_each_other(database: Postgres, learner: str) -> None:
    with psycopg.connect(database.dsn()) as slow:
        insert(slow, "user_progress", row_of("user_progress", learner))
        other = add_account(database)
        assert push(database, other, attempts=[attempt()])["after"] == 1
        slow.rollback()


def test_a_reader_beside_many_writers_sees_every_row_once(database: Postgres, learner: str) -> None:
    batches = [[attempt() for _ in range(7)] for _ in range(24)]
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        cursor, last_round = 0, False
        while not last_round:
            last_round = done.is_set()
            while (page := pull(database, learner, cursor, 5))["changes"]:
                cursor = revisions(page)[-1]
                seen.extend(ids(page))

    with ThreadPoolExecutor(5) as people:
        reader = people.submit(read)
        answers = list(
            people.map(
                lambda batch: push(database, learner, attempts=batch), batches, timeout=PATIENCE_S
            )
        )
        done.set()
        reader.result(60)
    assert sorted(seen) == sorted(row["id"] for batch in batches for row in batch)
    for batch, answer in zip(batches, answers, strict=True):
        here = pull(database, learner, answer["before"], answer["after"] - answer["before"])
        assert ids(here) == [row["id"] for row in batch]


@pytest.mark.parametrize("table", ["sessions", "user_progress"])
@pytest.mark.parametrize("way", ["in a batch", "as a row"])
def test_a_tombstone_that_is_faster_keeps_the_row_out(
    database: Postgres, learner: str, way: str, table: str
) -> None:
    row = {"sessions": practice_session, "user_progress": attempt}[table]()

    def late() -> None:
        if way == "in a batch":
            push(database, learner, **{BATCHES[table]: [row]})
        else:
            with database.request("authenticated", claims(learner), keep=True) as db:
                insert(db, table, row_of(table, learner) | {"id": row["id"]})

    with database.request("authenticated", claims(learner), keep=True) as deleting:
        insert(deleting, "deletions", {"user_id": learner, "id": row["id"]})
        with waiting(database, late) as adding:
            deleting.commit()
    adding.result()
    assert kinds(pull(database, learner)) == ["deletions"]


@pytest.mark.parametrize("table", ["sessions", "user_progress"])
def test_a_tombstone_that_is_slower_takes_the_row(
    database: Postgres, learner: str, table: str
) -> None:
    row = row_of(table, learner)
    with database.request("authenticated", claims(learner), keep=True) as adding:
        insert(adding, table, row)
        with waiting(database, lambda: push(database, learner, deletions=[row["id"]])) as deleting:
            adding.commit()
    deleting.result()
    assert kinds(pull(database, learner)) == ["deletions"]


def test_a_tombstone_takes_what_it_names_and_nothing_brings_it_back(
    database: Postgres, learner: str
) -> None:
    goes, stays = attempt(), attempt()
    begun, going_on = practice_session(), practice_session()
    rows = {"attempts": [goes, stays], "sittings": [begun, going_on]}
    push(database, learner, **rows)
    for _ in range(2):
        push(database, learner, deletions=[goes["id"], begun["id"]])
        push(database, learner, **rows)
    push(database, learner, sittings=[begun | {"ended_at": "2026-03-01T11:00:00Z"}])
    page = pull(database, learner)
    assert kinds(page) == ["sessions", "user_progress", "deletions", "deletions"]
    assert ids(page) == [going_on["id"], stays["id"], goes["id"], begun["id"]]


def test_what_was_deleted_before_it_was_ever_here_stays_away(
    database: Postgres, learner: str
) -> None:
    row = attempt()
    push(database, learner, deletions=[row["id"]])
    push(database, learner, attempts=[row])
    both_at_once = attempt()
    push(database, learner, attempts=[both_at_once], deletions=[both_at_once["id"]])
    assert ids(pull(database, learner)) == [row["id"], both_at_once["id"]]
    assert set(kinds(pull(database, learner))) == {"deletions"}


def test_a_tombstone_is_for_the_rows_of_its_own_learner(database: Postgres, learner: str) -> None:
    row, other = attempt(), add_account(database)
    later, begun = attempt(), practice_session()
    push(database, other, attempts=[row])
    push(database, learner, deletions=[row["id"], later["id"], begun["id"]])
    push(database, other, attempts=[row, later], sittings=[begun])
    assert sorted(kinds(pull(database, other))) == ["sessions", "user_progress", "user_progress"]


def test_an_account_goes_with_its_counter_and_its_tombstones(
    database: Postgres, learner: str
) -> None:
    rows = [attempt() for _ in range(3)]
    setting = {"setting_key": "speed", "setting_value": 1, "revision": 0}
    push(database, learner, attempts=rows, sittings=[practice_session()], settings=[setting])
    push(database, learner, deletions=[rows[0]["id"]])
    assert rows_left(database, learner) == 6
    delete_account(database, learner)
    assert rows_left(database, learner) == 0


def test_an_account_that_ends_during_a_push_waits_for_it(database: Postgres, learner: str) -> None:
    push(database, learner, attempts=[attempt()])
    with database.request("authenticated", claims(learner), keep=True) as pushing:
        pushing.execute("select public.push_changes()")
        with waiting(database, lambda: delete_account(database, learner)) as deleting:
            insert(pushing, "user_progress", row_of("user_progress", learner))
            pushing.commit()
    deleting.result()
    assert rows_left(database, learner) == 0


def test_a_push_during_the_end_of_its_account_is_refused(database: Postgres, learner: str) -> None:
    push(database, learner, attempts=[attempt()])
    with psycopg.connect(database.dsn("supabase_auth_admin")) as deleting:
        deleting.execute("delete from auth.users where id = %s", (learner,))
        with waiting(database, lambda: push(database, learner, attempts=[attempt()])) as pushing:
            deleting.commit()
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        pushing.result()
    assert rows_left(database, learner) == 0


def test_a_page_is_read_from_the_indexes(database: Postgres, learner: str) -> None:
    rows = {
        "user_progress": (
            "device_id, practice_date, similarity_score, duration_ms, perfect_match, "
            "language_code, target_phrase, recognized_phrase, verdict, words, model, "
            "scorer_version, id",
            "gen_random_uuid(), now(), 50, 1, false, 'ko', 'a', 'a', 'understood', '[]', 'm', "
            "'1', gen_random_uuid()",
        ),
        "sessions": ("device_id, started_at, id", "gen_random_uuid(), now(), gen_random_uuid()"),
        "user_settings": ("setting_key, setting_value", "'s' || n, '1'"),
        "deletions": ("id", "gen_random_uuid()"),
        "listening_answers": (
            "device_id, answered_at, language_code, played_word, other_word, contrast, correct, "
            "voice, step, id",
            "gen_random_uuid(), now(), 'ko', 'a', 'b', 'a b', true, 'v', 0, gen_random_uuid()",
        ),
    }
    with psycopg.connect(database.dsn()) as db:
        db.execute("set local session_replication_role = replica")
        for table, (columns, values) in rows.items():
            statement = (
                f"insert into public.{table} (user_id, revision, {columns}) "  # noqa: S608
                f"select %s, n, {values} from generate_series(1, 5000) as n"
            )
            db.execute(statement.encode(), (learner,))
            db.execute(f"analyze public.{table}".encode())
        before = scans(db)
        db.execute("set local session_replication_role = origin")
        db.execute("select set_config('request.jwt.claims', %s, true)", (f'{{"sub":"{learner}"}}',))
        db.execute("set local role authenticated")
        db.execute("select public.pull_changes(4000, 500, with_listening => true)")
        db.execute("reset role")
        used = {name: count - before[name] for name, count in scans(db).items()}
        db.rollback()
    assert used == dict.fromkeys(COUNTED, 0) | dict.fromkeys(BY_REVISION, 1)


def scans(db: psycopg.Connection) -> dict[str, int]:
    """How often this transaction read each table as a whole, and each index by revision."""
    query = (
        "select relname, pg_stat_get_xact_numscans(oid) from pg_class "
        "where relnamespace = 'public'::regnamespace and relname = any(%s)"
    )
    return dict(db.execute(query, ([*COUNTED, *BY_REVISION],)).fetchall())


def test_rows_from_before_get_revisions_and_the_next_change_the_one_after(
    cluster: Cluster,
) -> None:
    earlier = [script for script in sorted(MIGRATIONS.glob("*.sql")) if script < MIGRATION]
    postgres = cluster.database(earlier)
    learners, newcomer = [add_account(postgres) for _ in range(2)], add_account(postgres)
    with psycopg.connect(postgres.dsn()) as db:
        for learner in learners:
            for table in ("user_progress", "user_progress", "sessions", "user_settings"):
                insert(db, table, row_of(table, learner))
    apply(MIGRATION, postgres.dsn(OWNER))
    assert pull(postgres, newcomer) == {"head": 0, "changes": []}
    for learner in learners:
        assert revisions(pull(postgres, learner)) == [1, 2, 3, 4]
        assert push(postgres, learner, attempts=[attempt()])["after"] == 5
