"""Measures how a recording of a phrase was said, and how its reference says it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from miolingo.errors import AudioError, ModelError
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, WordResult
from miolingo.judging.prosody.comparison import (
    Prosody,
    ProsodyComparison,
    ReferenceVoice,
    Untold,
    phrase_words,
)
from miolingo.judging.prosody.melody import Hertz, melody_of
from miolingo.judging.prosody.pace import followed, lacks_a_word, pace_of, spoken_span
from miolingo.judging.recording import SPEECH_BAND_HZ, SPEECH_RATE_HZ, Audio, frame_levels
from miolingo.language.prosody.questions import rises_at_the_end
from miolingo.language.prosody.syllables import syllables_of
from miolingo.speech.audio.resampling import resample
from miolingo.speech.clips.cutting import spoken_words
from miolingo.speech.synthesis.phonemizer import transcribed

Spoken = tuple[ReferenceVoice, Audio]
"""A reference and who says it."""


class ProsodyMeasurer:
    """Measures recordings of one language, and each reference once; several threads may ask.

    ``track`` gives the pitch of a recording, None where nothing can.
    """

    def __init__(self, judge: GrammarJudge, track: Callable[[Audio], Hertz] | None) -> None:
        self._judge = judge
        self._track = track
        self._references: dict[str, tuple[ReferenceVoice, Prosody] | None] = {}
        self._one_at_a_time = threading.Lock()

    def compare(
        self, judgement: Judgement, audio: Audio, say: Callable[[], Spoken]
    ) -> ProsodyComparison:
        """How a recording was said, beside the reference that ``say`` gives or raises AudioError.

        Nothing is told of a phrase that was not understood.
        """
        if not followed(judgement):
            return ProsodyComparison(Prosody(untold=(Untold.NOT_UNDERSTOOD,)))
        own = self._measured(judgement.words, audio)
        rises = rises_at_the_end(judgement.target_phrase, judgement.language_code)
        voice, reference = self._reference(judgement.target_phrase, say) or (None, None)
        return ProsodyComparison(own, reference, voice, rises)

    def _reference(
        self, phrase: str, say: Callable[[], Spoken]
    ) -> tuple[ReferenceVoice, Prosody] | None:
        with self._one_at_a_time:
            if phrase not in self._references:
                self._references[phrase] = self._measured_reference(phrase, say)
            return self._references[phrase]

    def _measured_reference(
        self, phrase: str, say: Callable[[], Spoken]
    ) -> tuple[ReferenceVoice, Prosody] | None:
        try:
            voice, audio = say()
            words = spoken_words(self._judge, phrase, audio)
        except (AudioError, ModelError):
            return None
        return voice, self._measured(words, audio)

    def _measured(self, words: Sequence[WordResult], audio: Audio) -> Prosody:
        span = spoken_span(words)
        if span is None:
            return Prosody(untold=(Untold.NOT_UNDERSTOOD,))
        levels = frame_levels(resample(audio, SPEECH_RATE_HZ).samples, SPEECH_BAND_HZ)
        pace = pace_of(words, levels, self._syllables)
        melody = melody_of(self._track(audio), span) if self._track else None
        untold = []
        if pace is None:
            untold.append(Untold.WORD_MISSING if lacks_a_word(words) else Untold.TOO_SHORT)
        if self._track is None:
            untold.append(Untold.NOT_INSTALLED)
        elif melody is None:
            untold.append(Untold.TOO_LITTLE_VOICE)
        return Prosody(phrase_words(words), pace, melody, tuple(untold))

    def _syllables(self, word: str) -> int:
        try:
            return syllables_of(word, self._transcribed)
        except AudioError:
            return 0

    def _transcribed(self, word: str) -> str:
        return transcribed(word, self._judge.language_code)
