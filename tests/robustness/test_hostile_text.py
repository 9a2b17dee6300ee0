"""Texts that are made to take long, or to have more ways to be said than anybody can listen for."""

from __future__ import annotations

import time

import pytest

from miolingo.errors import UsageError
from miolingo.language.normalize import words_of
from miolingo.language.verbalization.rules import MOST_READINGS


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "part", ["%", "1-", "1 000 ", "a1", "1.111", "a@", "a.b.", "XIV", "'", "½", "1/2", "가1", "-€"]
)
def test_a_hostile_text_is_read_or_refused_in_time(language: str, part: str) -> None:
    text = (part * 10_000)[:10_000]
    begun = time.process_time()
    try:
        found = words_of(text, language)
    except UsageError:
        found = ()
    assert all(len(word.spoken) <= MOST_READINGS for word in found)
    assert time.process_time() - begun < 10
