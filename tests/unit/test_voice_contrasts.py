"""The table of the contrasts that voices make, as it comes with Miolingo."""

from __future__ import annotations

from importlib import resources

from miolingo.language.tags import primary
from miolingo.practice.listening.contrasts import contrast_name
from miolingo.practice.minimal_pairs import pairs_of
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.speech.synthesis.voice_contrasts import (
    LEAST_SHARE,
    VARIANTS,
    VoiceContrast,
    contrasts_not_made,
    table_lines,
)

TABLE = resources.files("miolingo.speech.synthesis") / "voice_contrasts.tsv"


def rows() -> list[VoiceContrast]:
    lines = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:])
    return [
        VoiceContrast(language, voice, contrast, float(share))
        for language, voice, contrast, share in lines
    ]


def test_it_is_as_the_command_writes_it() -> None:
    assert "\n".join(table_lines(rows())) + "\n" == TABLE.read_text(encoding="utf-8")
    assert all(0 <= row.share <= 1 for row in rows())


def test_it_has_every_voice_of_espeak_for_korean_and_contrasts_that_are_asked() -> None:
    measured = {row.voice for row in rows() if row.language == "ko"}
    assert measured == {f"ko{variant}" for variant in VARIANTS}
    asked = {contrast_name(pair.contrast) for pair in pairs_of("ko", transcribed)}
    assert {row.contrast for row in rows() if row.language == "ko"} <= asked
    assert {primary(row.language) for row in rows()} == {row.language for row in rows()}


def test_what_is_below_the_least_share_is_not_made() -> None:
    below = {(row.voice, row.contrast) for row in rows() if row.share < LEAST_SHARE}
    not_made = contrasts_not_made("ko-KR")
    assert {(voice, name) for voice, names in not_made.items() for name in names} == below
    assert contrasts_not_made("xx") == {}


def test_every_korean_contrast_is_made_by_a_voice_or_left_out_knowingly() -> None:
    voices = {f"ko{variant}" for variant in VARIANTS}
    not_made = contrasts_not_made("ko")
    asked = {contrast_name(pair.contrast) for pair in pairs_of("ko", transcribed)}
    silent = {name for name in asked if all(name in not_made.get(one, ()) for one in voices)}
    assert len(silent) < len(asked) / 4, silent
