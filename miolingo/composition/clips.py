"""Builds the folder that single words of recordings are written to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from miolingo.composition import speech
from miolingo.composition.context import Context
from miolingo.decks.cards import Card
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.recording import Audio
from miolingo.practice.playback.speakers import first_to_speak, reading
from miolingo.settings.definitions import PITCH, SPEED
from miolingo.speech.clips.folder import ClipFolder, ClipForm
from miolingo.ui.console import say


def build_clip_folder(
    context: Context, judge: GrammarJudge, folder: Path, form: ClipForm
) -> ClipFolder:
    """A folder for the clips of what a judge hears, with references in the learner's voice."""
    return ClipFolder(folder, form, judge, _reference(context, judge.language_code))


def _reference(context: Context, language_code: str) -> Callable[[str], Audio]:
    """Says a phrase as ``practice`` does where a deck has no recording of it."""
    settings = context.settings
    how = (
        language_code,
        settings.voice(language_code),
        settings.value(SPEED),
        settings.value(PITCH),
    )
    voices = (
        reading(voice, language_code)
        for voice in (speech.natural_speaker(context, *how, say), speech.espeak_speaker(*how))
    )
    speak = first_to_speak(*voices)
    return lambda phrase: speak(Card(phrase), False)
