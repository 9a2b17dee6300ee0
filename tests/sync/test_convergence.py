"""Whatever happens on the way, every machine ends with what the learner did, once."""

from __future__ import annotations

from hypothesis import settings

from tests.parts.sync_simulation import World

TestConvergence = World.TestCase
TestConvergence.settings = settings(max_examples=150, stateful_step_count=40)
