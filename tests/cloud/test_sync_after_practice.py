"""What is practiced reaches the account by itself, and a practice never waits or fails for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from miolingo.speech.synthesis.espeak import Voice, speak
from tests.parts.speech import require_korean_model
from tests.parts.sync_world import Machine, account_ids, until
from tests.supabase_stack.faults import Fault
from tests.supabase_stack.postgres import Cluster
from tests.supabase_stack.stack import Stack, running_stack

SLOW_S = 20
pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture
def stack(cluster: Cluster) -> Iterator[Stack]:
    """A project of each test's own: what goes on in the background may outlive the test."""
    with running_stack(cluster.database()) as running:
        yield running


@pytest.fixture
def recording(tmp_path: Path) -> str:
    require_korean_model()
    path = tmp_path / "hello.wav"
    audio = speak("안녕하세요", Voice("ko+f4", 140))
    soundfile.write(path, audio.samples, audio.sample_rate_hz)
    return str(path)


def test_an_attempt_reaches_the_account_by_itself(laptop: Machine, recording: str) -> None:
    told = laptop.run("practice", "안녕하세요", "--audio", recording, MIOLINGO_AUTO_SYNC="true")
    assert told.returncode == 0, told.stderr
    user_id = str(laptop.place.user_id)
    until(lambda: len(account_ids(laptop.learner, user_id)) == 1)


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.SLOW])
def test_a_practice_neither_waits_for_the_account_nor_fails_with_it(
    laptop: Machine, recording: str, stack: Stack, fault: Fault
) -> None:
    stack.faults.plan(fault, "/", times=99, seconds=SLOW_S)
    (planned,) = stack.faults.planned
    stack.requests.clear()
    told = laptop.run("practice", "안녕하세요", "--audio", recording, MIOLINGO_AUTO_SYNC="true")
    assert told.returncode == 0, told.stderr
    assert not any(request.status for request in stack.requests), "it waited for an answer"
    assert "reached" not in told.stderr
    until(lambda: planned.times < 99)
    stack.faults.clear()
    assert len(laptop.ids()) == 1
