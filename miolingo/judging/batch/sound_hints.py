"""Hints on sounds for judged speech; without eSpeak NG there are none, and nothing else fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from miolingo.errors import AudioError
from miolingo.judging.batch.files import FileResult
from miolingo.judging.judgement import Judgement
from miolingo.judging.sound_hints import SoundHint, Transcribe, sound_hints


def hints_for(judgement: Judgement, transcribe: Transcribe) -> tuple[SoundHint, ...]:
    """The hints for one judgement; empty without eSpeak NG and where nothing is known."""
    try:
        return sound_hints(judgement.words, judgement.recognized_phrase, transcribe)
    except AudioError:
        return ()


def with_hints(results: Iterable[FileResult], transcribe: Transcribe) -> Iterator[FileResult]:
    """The results, each with its hints."""
    for result in results:
        yield replace(result, sounds=hints_for(result.judgement, transcribe))
