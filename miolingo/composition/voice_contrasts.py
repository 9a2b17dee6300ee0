"""Builds what measures which contrasts the voices of this machine make."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from miolingo.composition.context import Context
from miolingo.composition.installs import CounterOf, tuned_model
from miolingo.composition.listening import synthetic_voices
from miolingo.composition.speech import model_of
from miolingo.judging.recording import SPEECH_RATE_HZ, Samples
from miolingo.language.tags import primary
from miolingo.practice.listening.contrasts import contrast_name
from miolingo.practice.listening.noise import as_played
from miolingo.practice.listening.voices import ListeningVoice
from miolingo.practice.minimal_pairs import pairs_of
from miolingo.speech.audio.resampling import resample
from miolingo.speech.sounds.voice_check import VoiceMeter, WordPair
from miolingo.speech.synthesis.phonemizer import transcribed
from miolingo.speech.synthesis.voice_contrasts import VoiceContrast

_SPEEDS = (110, 140, 175)
"""Words a minute, from slow to fast talk: they make the utterances of a word differ."""

_BEFORE, _AFTER = SPEECH_RATE_HZ * 3 // 10, SPEECH_RATE_HZ // 2


def measure_voices(
    context: Context, language_code: str, watch: CounterOf
) -> Iterator[VoiceContrast]:
    """Yield how well each voice of a language makes each contrast of its minimal pairs.

    Raises ConfigurationError without pairs, NoModelError, UnsupportedModelError for a model whose
    sounds cannot be judged, ModelError for a damaged one and AudioError without a voice.
    """
    meter = VoiceMeter(*tuned_model(context, model_of(context, language_code)))
    pairs = [
        WordPair(contrast_name(pair.contrast), *(card.phrase for card in pair.cards))
        for pair in pairs_of(language_code, transcribed)
    ]
    known = [pair for pair in pairs if meter.knows(pair)]
    for voice in synthetic_voices(context, language_code):
        words = dict.fromkeys(word for pair in known for word in (pair.word, pair.other))
        said = {word: [_said(voice, word, speed) for speed in _SPEEDS] for word in words}
        with watch(voice.name) as tell:
            shares = meter.shares(known, said, tell)
        for contrast, share in sorted(shares.items()):
            yield VoiceContrast(primary(language_code), voice.name, contrast, share)


def _said(voice: ListeningVoice, word: str, words_per_minute: int) -> Samples:
    audio = resample(voice.say(word, words_per_minute), SPEECH_RATE_HZ)
    return np.pad(as_played(audio, None, 0).samples, (_BEFORE, _AFTER))
