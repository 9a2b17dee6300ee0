"""What the tests of whole sessions share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parts.models import with_tuned_models


@pytest.fixture(autouse=True)
def _tuned_models(miolingo_home: Path, tuned_models: Path) -> None:
    """Prepare speech models once, and not in the home of each test."""
    with_tuned_models(miolingo_home, tuned_models)
