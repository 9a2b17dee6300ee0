"""Builds what says the phrases of recordings that are judged outside of a practice."""

from __future__ import annotations

from miolingo.composition import speech
from miolingo.composition.context import Context
from miolingo.judging.prosody.comparison import ReferenceVoice
from miolingo.practice.playback.speakers import Reference, reading, recorded_speaker
from miolingo.settings.definitions import PITCH, SPEED
from miolingo.ui.console import say


def build_reference(context: Context, language_code: str) -> Reference:
    """Says a card as ``practice`` does: a recording first, then the learner's voice."""
    settings = context.settings
    how = (
        language_code,
        settings.voice(language_code),
        settings.value(SPEED),
        settings.value(PITCH),
    )
    natural = speech.natural_speaker(context, *how, say)
    return Reference(
        (
            (ReferenceVoice.RECORDING, recorded_speaker(speech.read_reference, say)),
            (ReferenceVoice.NATURAL, reading(natural, language_code)),
            (ReferenceVoice.ESPEAK, reading(speech.espeak_speaker(*how), language_code)),
        )
    )
