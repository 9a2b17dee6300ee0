"""Judge speech: plan how to decode it, decode it while it is recorded, assess what was recognized.

plan = judge.plan(phrase)             # DecodingPlan, or NotScorable
utterance = judge.listen(plan)        # feed it block by block
assessment = utterance.finish()
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from miolingo.judging.decoding.grammars import Lexicon
from miolingo.judging.decoding.hypothesis import Hypotheses
from miolingo.judging.decoding.plan import DecodingPlan, NotScorable, Vocabulary, plan_decoding
from miolingo.judging.evidence import texts_to_pronounce
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, LiveRecording, Samples
from miolingo.judging.scoring import Assessment, assess, not_scorable
from miolingo.judging.utterance.faults import fault, with_channel
from miolingo.judging.utterance.preview import Preview
from miolingo.judging.utterance.voice_activity import EndpointLimits, Phase
from miolingo.language.phonemes import Sound

_BLOCK_SAMPLES = SPEECH_RATE_HZ // 4

_NO_GRAMMAR = (
    "This speech model cannot be given the phrase to expect, so its judgement is much less fair."
    " A small model of the language is better here."
)

_NOT_MEASURED = (
    "What counts as right in this language was measured on synthesized voices, not on people:"
    " it may be wrong when it marks a word as wrong."
)

PhonemesOf = Callable[[str], Sequence[Sound]]
"""Gives the sounds of a normalized text; one at least unless it is empty."""


class Decoding(Protocol):
    """One utterance being decoded."""

    def feed(self, block: Samples) -> None:
        """Decode the next samples, mono at 16 kHz; returns at once."""

    def finish(self) -> Hypotheses:
        """End the utterance: what was recognized. Raises ModelError."""

    def cancel(self) -> None:
        """Give up on the utterance."""


class Recognizer(Vocabulary, Protocol):
    """A model that decodes speech with the grammars of a plan."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""

    @property
    def measured_on_people(self) -> bool:
        """Whether what is right and wrong for this model was measured on people."""

    def start(self, plan: DecodingPlan) -> Decoding:
        """Begin to decode an utterance; returns at once."""

    def close(self) -> None:
        """Let go of the model; safe to call twice."""


class LiveUtterance:
    """One utterance, decoded while it is recorded and assessed when it is over.

    With ``limits`` it is over, too, as soon as a pause shows that the last word was heard.
    """

    def __init__(
        self,
        plan: DecodingPlan,
        recognizer: Recognizer,
        phonemes_of: PhonemesOf,
        strictness: str,
        limits: EndpointLimits | None,
    ) -> None:
        self.recording = LiveRecording(limits)
        self._plan = plan
        self._recognizer = recognizer
        self._phonemes_of = phonemes_of
        self._strictness = strictness
        self._limits = limits
        self._decoding = recognizer.start(plan)
        self._preview = Preview(self._judged_alone) if limits else None
        self._complete: Assessment | None = None

    def feed(self, block: Samples) -> Phase:
        """Take the next samples (mono, 16 kHz), return at once; how far the utterance has got."""
        self._decode(self.recording.feed(block))
        if self._preview and self.recording.phase is Phase.SPEAKING:
            self._complete = self._preview.complete(self.recording)
            if self._complete:
                self.recording.end()
        return self.recording.phase

    def finish(self) -> Assessment:
        """Assess what was fed. Raises ModelError."""
        began = time.perf_counter()
        assessment = self._without_faults(self._complete or self._assessed_at_end())
        self.cancel()
        decode_ms = round(1000 * (time.perf_counter() - began))
        return assessment.timed(self.recording.audio.duration_ms, decode_ms)

    def cancel(self) -> None:
        """Give up on the utterance."""
        self._decoding.cancel()
        if self._preview:
            self._preview.close()

    def _decode(self, samples: Samples) -> None:
        if len(samples):
            self._decoding.feed(samples)

    def _assessed_at_end(self) -> Assessment:
        self._decode(self.recording.finish())
        defect = self.recording.defect()
        assessment = not_scorable(self._plan, defect) if defect else self._assess()
        if self._limits and self.recording.phase is Phase.FINISHED:
            return assessment.ended_by(self._limits.trailing_silence_ms)
        return assessment

    def _assess(self) -> Assessment:
        gain_db = 0.0
        if self.recording.too_quiet:
            self._decode_again(self.recording.lifted)
            gain_db = 20 * math.log10(self.recording.gain)
        trimmed_s = self.recording.trimmed_samples / SPEECH_RATE_HZ
        hypotheses = self._decoding.finish().later(trimmed_s).lifted(gain_db)
        texts = () if hypotheses.sounds else texts_to_pronounce(self._plan, hypotheses)
        phonemes = {text: self._phonemes_of(text) for text in texts}
        return assess(self._plan, hypotheses, phonemes, self._strictness)

    def _without_faults(self, assessment: Assessment) -> Assessment:
        judgement, live = assessment.judgement, self._limits is not None
        reason = fault(judgement, self.recording, live=live)
        if reason:
            return not_scorable(self._plan, reason)
        return replace(assessment, judgement=with_channel(judgement, self.recording))

    def _judged_alone(self, samples: Samples) -> Assessment:
        """Judge samples as a recording of their own."""
        utterance = LiveUtterance(
            self._plan, self._recognizer, self._phonemes_of, self._strictness, None
        )
        utterance.feed(samples)
        return utterance.finish()

    def _decode_again(self, samples: Samples) -> None:
        self._decoding.cancel()
        self._decoding = self._recognizer.start(self._plan)
        self._decode(samples)


class GrammarJudge:
    """Judges utterances of one language, each phrase with grammars of its own.

    ``calibration`` says a phrase clearly, mono at 16 kHz: where even this is mistaken for another
    phrase of a choice, the model has no say. ``strictness`` is the learner's choice of the limits
    to judge by, where a scorer has several.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        lexicon: Lexicon,
        phonemes_of: PhonemesOf,
        calibration: Callable[[str], Samples],
        strictness: str = "normal",
    ) -> None:
        self.strictness = strictness
        self._recognizer = recognizer
        self._lexicon = lexicon
        self._phonemes_of = phonemes_of
        self._calibration = calibration
        self._told_apart: dict[frozenset[str], bool] = {}

    @property
    def language_code(self) -> str:
        """The language, as a BCP 47 tag."""
        return self._lexicon.language_code

    @property
    def model(self) -> str:
        """The name of the speech model."""
        return self._recognizer.name

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return self._recognizer.ready

    @property
    def limitation(self) -> str:
        """What a user should know about this model before trusting it; empty for nothing."""
        if self._recognizer.measured_on_people:
            return ""
        return _NOT_MEASURED if self._recognizer.dynamic_graph else f"{_NO_GRAMMAR} {_NOT_MEASURED}"

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that are in the model's vocabulary. Raises ModelError."""
        return self._recognizer.known(words)

    def plan(self, phrase: str, confusable_with: Sequence[str] = ()) -> DecodingPlan | NotScorable:
        """Plan to judge ``phrase``, or to tell it from others; waits for the model.

        Raises UsageError for a phrase without words or too long, ModelError when the model fails.
        """
        return plan_decoding(phrase, confusable_with, self._recognizer, self._lexicon)

    def check(self, phrase: str, confusable_with: Sequence[str] = ()) -> DecodingPlan | NotScorable:
        """Plan as ``plan`` does, and make sure that the model can tell the phrases apart.

        Raises what ``plan`` raises, and AudioError where the phrases cannot be synthesized.
        """
        plan = self.plan(phrase, confusable_with)
        if (
            isinstance(plan, NotScorable)
            or plan.sounds
            or self._tells_apart(frozenset((phrase, *confusable_with)))
        ):
            return plan
        return NotScorable(plan.reference, plan.language_code, plan.model, Reason.NOT_TOLD_APART)

    def listen(self, plan: DecodingPlan, limits: EndpointLimits | None = None) -> LiveUtterance:
        """Begin to judge an utterance, which without ``limits`` has no end of its own."""
        return LiveUtterance(plan, self._recognizer, self._phonemes_of, self.strictness, limits)

    def judge(
        self, phrase: str, samples: Samples, confusable_with: Sequence[str] = ()
    ) -> Assessment:
        """Judge a whole recording, mono at 16 kHz. Raises UsageError and ModelError."""
        plan = self.plan(phrase, confusable_with)
        if isinstance(plan, NotScorable):
            return not_scorable(plan, plan.reason).timed(
                Audio(samples, SPEECH_RATE_HZ).duration_ms, 0
            )
        utterance = self.listen(plan)
        for start in range(0, len(samples), _BLOCK_SAMPLES):
            utterance.feed(samples[start : start + _BLOCK_SAMPLES])
        return utterance.finish()

    def close(self) -> None:
        """Let go of the model; safe to call twice."""
        self._recognizer.close()

    def _tells_apart(self, phrases: frozenset[str]) -> bool:
        """Whether each of these, said clearly, is recognized as what it is; found out once."""
        if len(phrases) == 1:
            return True
        if phrases not in self._told_apart:
            self._told_apart[phrases] = all(
                self.judge(
                    phrase, self._calibration(phrase), sorted(phrases - {phrase})
                ).judgement.perfect_match
                for phrase in sorted(phrases)
            )
        return self._told_apart[phrases]
