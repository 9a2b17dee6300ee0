"""What a sync costs: ``python -m benchmarks.sync``.

One machine sends a history to a project on loopback, another fetches it. Requests are sent as they
are, while the client asks for compressed answers; so the bytes of a request are held to one limit,
and those of a compressed answer to another. The client's memory may not grow with the history.
Then sixteen machines of one account sync at once.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sync.course import Cost, Course, course
from benchmarks.sync.writers import ATTEMPTS_EACH, WRITERS, Crowd, crowd
from tests.supabase_stack.postgres import running_cluster
from tests.supabase_stack.stack import running_stack

FEW = 10_000
ATTEMPTS_A_REQUEST = 200
PLAIN_BYTES, COMPRESSED_BYTES = 700, 450
REQUESTS_FOR_NOTHING = 2
MOST_GROWTH = 1.25


@dataclass(frozen=True)
class Figure:
    """A measured value; ``at_most`` is what we promise, if anything, ``of`` what it is made of."""

    name: str
    value: float
    at_most: float | None = None
    of: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.at_most is None or self.value <= self.at_most


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync", description=__doc__)
    parser.add_argument("--many", type=int, default=100_000, help="attempts, against 10,000")
    many = parser.parse_args().many
    with (
        running_cluster(durable=True) as cluster,
        running_stack(cluster.database()) as stack,
        tempfile.TemporaryDirectory() as folder,
    ):
        courses = [
            course(stack, Path(folder, f"{attempts}-{trace}"), attempts, trace=trace)
            for trace in (False, True)
            for attempts in (FEW, many)
        ]
        together = crowd(stack, Path(folder))
    figures = [
        *wire(courses[0]),
        *nothing(courses[1]),
        *times(courses[1]),
        *memory(courses),
        *writers(together),
    ]
    for figure in figures:
        print(row(figure))
    return 0 if all(figure.kept for figure in figures) else 1


def wire(few: Course) -> Iterator[Figure]:
    most_requests = FEW / ATTEMPTS_A_REQUEST
    sending, fetching = few.sending, few.fetching
    yield Figure(f"requests to send {FEW:,}", sending.requests, most_requests)
    yield Figure("bytes an attempt sent", sending.wire_bytes / FEW, PLAIN_BYTES)
    yield Figure("bytes an attempt sent, if compressed", few.sent_gzip, COMPRESSED_BYTES)
    yield Figure(f"requests to fetch {FEW:,}", fetching.requests, most_requests)
    yield Figure("bytes an attempt fetched, compressed", few.fetched_gzip, COMPRESSED_BYTES)
    yield Figure("bytes an attempt fetched, not compressed", fetching.wire_bytes / FEW)


def nothing(many: Course) -> Iterator[Figure]:
    size = f"{many.sending.attempts:,}"
    yield Figure(
        f"requests when all {size} are synced", many.nothing.requests, REQUESTS_FOR_NOTHING
    )
    yield Figure(f"bytes when all {size} are synced", many.nothing.wire_bytes)


def times(many: Course) -> Iterator[Figure]:
    for name, cost in (("sending", many.sending), ("fetching", many.fetching)):
        yield Figure(
            f"client's share of the time of {name}",
            cost.computing_seconds / cost.seconds,
            of=f"{cost.computing_seconds:.1f} s / {cost.seconds:.1f} s",
        )


def memory(courses: list[Course]) -> Iterator[Figure]:
    for name, costs in (
        ("sending", [one.sending for one in courses]),
        ("fetching", [one.fetching for one in courses]),
    ):
        yield growth(f"memory of {name}", [cost.resident_mb for cost in costs[:2]], costs)
        yield growth(f"objects of {name}", [cost.objects_mb for cost in costs[2:]], costs)


def writers(together: Crowd) -> Iterator[Figure]:
    yield Figure(
        f"attempts a second, {WRITERS} writers of {ATTEMPTS_EACH}",
        together.attempts / together.seconds,
        of=f"{together.attempts:,} / {together.seconds:.1f} s",
    )
    yield Figure("their pushes", together.pushes, of=f"{together.put_off} put off")


def growth(name: str, megabytes: list[float], costs: list[Cost]) -> Figure:
    few, many = megabytes
    return Figure(
        f"{name} {costs[1].attempts:,} / {costs[0].attempts:,}",
        many / few,
        MOST_GROWTH,
        f"{many:.1f} MB / {few:.1f} MB",
    )


def row(figure: Figure) -> str:
    promise = "" if figure.at_most is None else f"at most {figure.at_most:g}: "
    verdict = "" if figure.at_most is None else ("kept" if figure.kept else "MISSED")
    return f"{figure.name:<42} {figure.value:8.2f}   {figure.of:<20} {promise}{verdict}".rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
