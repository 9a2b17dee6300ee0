"""Other ways to judge with the same model: by its words alone, and by free dictation."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from miolingo.decks.built_in import distractors
from miolingo.judging.decoding.grammars import Grammar, GrammarKind, Lexicon
from miolingo.judging.decoding.hypothesis import Hypotheses
from miolingo.judging.decoding.plan import DecodingPlan, SoundQuestion, SoundSupport
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement
from miolingo.judging.recording import Samples
from miolingo.judging.reference_text import ReferenceText, normalize_phrase
from miolingo.judging.scoring import Assessment, assess
from miolingo.speech.recognizer.client import RecognizerProcess
from miolingo.speech.recognizer.model_dir import model_for, with_decoding_config
from miolingo.speech.synthesis.clear_speech import synthesize_calibration
from miolingo.speech.synthesis.phonemizer import phonemes_of, phonetic_key

JudgePhrase = Callable[[str, Samples], Judgement]
"""Judges a phrase by 16 kHz sound in -1..1."""


class _DeafToSounds(RecognizerProcess):
    """A recognizer that hears words alone."""

    def sound_support(self, question: SoundQuestion) -> SoundSupport:
        """Say that the sounds of no phrase can be judged."""
        del question
        return SoundSupport.IMPOSSIBLE


@contextmanager
def judge_by_words(language: str) -> Iterator[JudgePhrase]:
    """Judge by what three grammars let the model recognize, as scoring version 3 did."""
    with tempfile.TemporaryDirectory() as cache:
        model = with_decoding_config(model_for(language, []), Path(cache))
        judge = GrammarJudge(
            _DeafToSounds(model),
            Lexicon(language, distractors(language), lambda text: phonetic_key(text, language)),
            phonemes_of=lambda text: phonemes_of(text, language),
            calibration=lambda phrase: synthesize_calibration(phrase, language),
        )
        with closing(judge):
            yield lambda phrase, samples: judge.judge(phrase, samples).judgement


@contextmanager
def judge_by_dictation(language: str) -> Iterator[JudgePhrase]:
    """Judge by free dictation with the model as it is shipped, compared with rapidfuzz."""
    with recognizer_of(language, tuned=False) as recognizer:

        def judge(phrase: str, samples: Samples) -> Judgement:
            reference = normalize_phrase(phrase, language).segmented(frozenset(phrase.split()))
            dictation = Grammar(GrammarKind.DICTATION)
            hypotheses, assessment = assessed(recognizer, reference, dictation, samples, language)
            text = " ".join(token.word for token in hypotheses.guided[0])
            return replace(assessment.judgement, similarity_score=fuzz.ratio(phrase, text))

        yield judge


@contextmanager
def recognizer_of(language: str = "ko", *, tuned: bool) -> Iterator[RecognizerProcess]:
    """The model of a language, with the product's settings for decoding or as it is shipped."""
    with tempfile.TemporaryDirectory() as cache:
        model = model_for(language, [])
        recognizer = RecognizerProcess(with_decoding_config(model, Path(cache)) if tuned else model)
        try:
            yield recognizer
        finally:
            recognizer.close()


def assessed(
    recognizer: RecognizerProcess,
    reference: ReferenceText,
    grammar: Grammar,
    samples: Samples,
    language: str = "ko",
) -> tuple[Hypotheses, Assessment]:
    """Decode a whole recording with a grammar that holds the phrase."""
    plan = DecodingPlan(reference, language, recognizer.name, (grammar,))
    decoding = recognizer.start(plan)
    decoding.feed(samples)
    hypotheses = decoding.finish()
    return hypotheses, assess(plan, hypotheses, {})
