"""A TextGrid as Praat writes and reads it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from miolingo.commands.results_output import write_textgrid
from miolingo.errors import ConfigurationError, ExitCode
from miolingo.judging.judgement import (
    Judgement,
    SoundResult,
    SoundStatus,
    Verdict,
    WordResult,
    WordStatus,
)
from miolingo.ui.results.textgrid import textgrid
from tests.parts.cli import invoke

JUDGEMENT = Judgement(
    language_code="ko",
    target_phrase="물 좀",
    recognized_phrase="물",
    similarity_score=50.0,
    perfect_match=False,
    verdict=Verdict.PARTLY_UNDERSTOOD,
    reason=None,
    words=(
        WordResult(
            "물",
            WordStatus.CORRECT,
            90.0,
            310,
            520,
            (
                SoundResult("m", SoundStatus.CORRECT, 90.0, 310, 400),
                SoundResult("u", SoundStatus.CORRECT, 90.0, 400, 470),
                SoundResult("l", SoundStatus.CORRECT, 90.0, 470, 520),
            ),
        ),
        WordResult("좀", WordStatus.MISSING, 0.0),
    ),
    model="fake",
    scorer_version="4",
    audio_ms=1640,
)
INTERVAL = re.compile(r'xmin = (\S+)\s+xmax = (\S+)\s+text = "((?:[^"]|"")*)"')


def tiers(text: str) -> list[list[tuple[float, float, str]]]:
    return [
        [(float(start), float(end), said) for start, end, said in INTERVAL.findall(tier)]
        for tier in text.split("IntervalTier")[1:]
    ]


def test_it_is_the_long_format() -> None:
    assert textgrid(replace(JUDGEMENT, words=JUDGEMENT.words[1:])) == (
        'File type = "ooTextFile"\n'
        'Object class = "TextGrid"\n'
        "\n"
        "xmin = 0\n"
        "xmax = 1.64\n"
        "tiers? <exists>\n"
        "size = 2\n"
        "item []:\n"
        "    item [1]:\n"
        '        class = "IntervalTier"\n'
        '        name = "words"\n'
        "        xmin = 0\n"
        "        xmax = 1.64\n"
        "        intervals: size = 1\n"
        "        intervals [1]:\n"
        "            xmin = 0\n"
        "            xmax = 1.64\n"
        '            text = ""\n'
        "    item [2]:\n"
        '        class = "IntervalTier"\n'
        '        name = "phones"\n'
        "        xmin = 0\n"
        "        xmax = 1.64\n"
        "        intervals: size = 1\n"
        "        intervals [1]:\n"
        "            xmin = 0\n"
        "            xmax = 1.64\n"
        '            text = ""\n'
    )


def test_words_and_phones_have_their_times_and_fill_the_recording() -> None:
    assert tiers(textgrid(JUDGEMENT)) == [
        [(0.0, 0.31, ""), (0.31, 0.52, "물"), (0.52, 1.64, "")],
        [(0.0, 0.31, ""), (0.31, 0.4, "m"), (0.4, 0.47, "u"), (0.47, 0.52, "l"), (0.52, 1.64, "")],
    ]


def test_words_that_overlap_and_reach_beyond_the_end_still_fill_it() -> None:
    words = (
        WordResult('say "a"', WordStatus.CORRECT, 90.0, 0, 900),
        WordResult("b", WordStatus.EXTRA, 0.0, 800, 1700),
        WordResult("c", WordStatus.CORRECT, 90.0, 1000, 1000),
    )
    (said, _) = tiers(textgrid(replace(JUDGEMENT, words=words)))
    assert said == [(0.0, 0.9, 'say ""a""'), (0.9, 1.7, "b")]


def test_a_long_recording_keeps_its_milliseconds() -> None:
    assert "xmax = 299.999\n" in textgrid(replace(JUDGEMENT, audio_ms=299_999))
    assert "xmax = 99.999\n" in textgrid(replace(JUDGEMENT, audio_ms=99_999))


def test_it_is_written_in_utf_8_and_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "물.TextGrid"
    write_textgrid(JUDGEMENT, path)
    assert path.read_bytes().decode("utf-8") == textgrid(JUDGEMENT)
    with pytest.raises(ConfigurationError):
        write_textgrid(JUDGEMENT, path)


def test_a_textgrid_of_several_recordings_is_refused(tmp_path: Path) -> None:
    arguments = ("score", "a.wav", "b.wav", "--text", "물", "--textgrid", tmp_path / "a.TextGrid")
    ended = invoke(*arguments, home=tmp_path)
    assert ended.exit_code == ExitCode.USAGE
    assert "A TextGrid is of one recording." in ended.stderr
