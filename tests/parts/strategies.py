"""What a history may hold, for Hypothesis to draw from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from miolingo.history.attempts import Attempt, AttemptDetails, PracticeSession
from miolingo.judging.judgement import (
    SoundResult,
    SoundStatus,
    Verdict,
    WordResult,
    WordStatus,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NAME = TEXT.filter(lambda text: bool(text.strip()))
TAGS = st.from_regex(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2}", fullmatch=True)
IDS = st.uuids().map(str)
INSTANTS = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(9998, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
"""What an import takes: other tools write year 1 or 9999 where they know no time."""
IPA = st.text("aeiouptkʌɯɕʰːŋ̃", min_size=1, max_size=3)
SOUNDS = st.builds(
    SoundResult,
    ipa=IPA,
    status=st.sampled_from(SoundStatus),
    score=st.integers(0, 1000).map(lambda tenths: tenths / 10),
    start_ms=st.integers(0, 10**6),
    end_ms=st.integers(0, 10**6),
    heard=st.none() | st.just("") | IPA,
)
WORDS = st.builds(
    WordResult,
    word=TEXT,
    status=st.sampled_from(WordStatus),
    score=st.floats(0, 100),
    start_ms=st.none() | st.integers(0, 10**6),
    end_ms=st.none() | st.integers(0, 10**6),
    sounds=st.lists(SOUNDS, max_size=3).map(tuple),
)
DETAILS = st.builds(
    AttemptDetails,
    microphone=TEXT,
    strictness=NAME,
    disputed=st.lists(st.integers(0, 3), max_size=2).map(tuple),
)
SCORES = st.one_of(
    st.tuples(st.none(), st.just(Verdict.NOT_SCORABLE), st.just(False)),
    st.tuples(st.floats(0, 100), st.just(Verdict.UNDERSTOOD), st.booleans()),
    st.tuples(st.floats(0, 100), st.just(Verdict.PARTLY_UNDERSTOOD), st.just(False)),
)
ATTEMPTS = st.builds(
    lambda score, **values: Attempt(
        **values, similarity_score=score[0], verdict=score[1], perfect_match=score[2]
    ),
    score=SCORES,
    id=IDS,
    user_id=st.none(),
    language_code=TAGS,
    practice_date=INSTANTS,
    target_phrase=NAME,
    recognized_phrase=TEXT,
    words=st.lists(WORDS, max_size=3).map(tuple),
    deck=st.none() | NAME,
    duration_ms=st.integers(0, 86_400_000),
    model=NAME,
    scorer_version=NAME,
    device_id=IDS,
    details=DETAILS,
)
SESSIONS = st.builds(
    lambda one, device, start, minutes: PracticeSession(
        one, device, start, None if minutes is None else start + timedelta(minutes=minutes)
    ),
    IDS,
    IDS,
    INSTANTS.filter(lambda instant: instant.year < 9000),
    st.none() | st.integers(0, 100),
)
