"""The way from samples to a judgement, in languages whose models are not at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import pytest

from miolingo.decks.built_in import distractors
from miolingo.judging.decoding.grammars import UNKNOWN_TOKEN, GrammarKind, Lexicon
from miolingo.judging.decoding.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.decoding.plan import DecodingPlan, SoundQuestion, SoundSupport
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, Reason, Verdict, WordStatus
from miolingo.judging.recording import Samples
from miolingo.judging.utterance.voice_activity import EndpointLimits, Phase
from miolingo.speech.synthesis.phonemizer import phonemes_of, phonetic_key

LOUDNESS = np.repeat([0.001, 0.1, 0.02, 0.1, 0.001], 8_000)
SPEECH = (LOUDNESS * np.random.default_rng(0).normal(size=40_000)).astype(np.float32)


class ScriptedRecognizer:
    """Knows some words, and recognizes what it is told to: with each grammar another text."""

    name = "scripted"
    ready = True
    measured_on_people = False

    def __init__(
        self, vocabulary: Iterable[str], *recognized: str, dynamic_graph: bool = True
    ) -> None:
        self.vocabulary = frozenset(vocabulary)
        self.recognized = recognized
        self.dynamic_graph = dynamic_graph
        self.decodings: list[ScriptedDecoding] = []
        self.looked_up = 0

    def known(self, words: Iterable[str]) -> frozenset[str]:
        self.looked_up += 1
        return self.vocabulary & frozenset(words)

    def sound_support(self, question: SoundQuestion) -> SoundSupport:
        del question
        return SoundSupport.IMPOSSIBLE

    def start(self, plan: DecodingPlan) -> ScriptedDecoding:
        self.decodings.append(ScriptedDecoding(plan, self.recognized))
        return self.decodings[-1]

    def close(self) -> None:
        pass


class ScriptedDecoding:
    def __init__(self, plan: DecodingPlan, recognized: Sequence[str]) -> None:
        self.plan = plan
        self.recognized = recognized
        self.samples = np.zeros(0, np.float32)
        self.ended = False

    def feed(self, block: Samples) -> None:
        self.samples = np.concatenate([self.samples, block])

    def finish(self) -> Hypotheses:
        self.ended = True
        return self.plan.hypotheses(
            [
                tuple(
                    HypothesisWord(word, 0.9, 0.2 * index, 0.2 * index + 0.2)
                    for index, word in enumerate(text.split())
                )
                for text in self.recognized
            ]
        )

    def cancel(self) -> None:
        self.ended = True


def no_calibration(phrase: str) -> Samples:
    raise AssertionError(phrase)


def judge_of(language: str, recognizer: ScriptedRecognizer) -> GrammarJudge:
    key = partial(phonetic_key, language_code=language)
    return GrammarJudge(
        recognizer,
        Lexicon(language, distractors(language), key),
        partial(phonemes_of, language_code=language),
        no_calibration,
    )


def judged(
    language: str, phrase: str, recognizer: ScriptedRecognizer, samples: Samples = SPEECH
) -> Judgement:
    return judge_of(language, recognizer).judge(phrase, samples).judgement


def english(*recognized: str) -> ScriptedRecognizer:
    known = [
        "i",
        "like",
        "coffee",
        "toffee",
        "cough",
        "he",
        "bike",
        "knight",
        "night",
        UNKNOWN_TOKEN,
    ]
    return ScriptedRecognizer([*known, *distractors("en")], *recognized)


def test_the_phrase_is_in_the_guided_grammars_and_not_in_the_unconstrained_one() -> None:
    recognizer = english("i like coffee", "i like coffee", "i like coffee")
    assert judged("en", "I like coffee.", recognizer).verdict is Verdict.UNDERSTOOD
    strict, lenient, unconstrained = (
        set(grammar.sentences) for grammar in recognizer.decodings[0].plan.grammars
    )
    assert "i like coffee" in strict & lenient
    assert "i like coffee" not in unconstrained
    assert {"i", "like", "coffee", "toffee", "bike", UNKNOWN_TOKEN} <= unconstrained


@pytest.mark.parametrize("unconstrained", ["i like cough he", "eye lie coffee", "i bike toffee"])
def test_near_misses_without_a_constraint_blame_nobody(unconstrained: str) -> None:
    recognizer = english("i like coffee", "i like coffee", unconstrained)
    assert judged("en", "I like coffee", recognizer).perfect_match


def test_another_word_is_blamed_though_one_grammar_took_it_for_the_right_one() -> None:
    recognizer = english("i like [unk]", "i like coffee", "i like now")
    result = judged("en", "I like coffee", recognizer)
    clear = english("i like coffee", "i like coffee", "i like coffee")
    assert result.words[2].score < judged("en", "I like coffee", clear).words[2].score
    nobody = english("i like [unk]", "i like garden", "i like now")
    assert judged("en", "I like coffee", nobody).words[2].status is not WordStatus.CORRECT


def test_the_same_sound_spelled_otherwise_is_the_same_without_a_constraint() -> None:
    same = judged("en", "night", english("night", "night", "knight"))
    assert same.verdict is Verdict.UNDERSTOOD
    assert same.words == judged("en", "night", english("night", "night", "night")).words


def test_quiet_speech_is_decoded_again_from_the_start_and_louder() -> None:
    recognizer = english(*["i like coffee"] * 3)
    assert judged("en", "I like coffee", recognizer, SPEECH * 0.01).perfect_match
    first, again = recognizer.decodings
    assert len(again.samples) == len(first.samples) > 0
    assert np.abs(again.samples).max() > 10 * np.abs(first.samples).max()


def test_silence_before_the_voice_is_not_decoded_and_times_are_of_the_whole() -> None:
    recognizer = english(*["i like coffee"] * 3)
    silence = np.zeros(32_000, np.float32)
    waited = judged("en", "I like coffee", recognizer, np.concatenate([silence, SPEECH]))
    at_once = judged("en", "I like coffee", recognizer)
    later_ms = (waited.words[0].start_ms or 0) - (at_once.words[0].start_ms or 0)
    decoded = [len(decoding.samples) for decoding in recognizer.decodings]
    trimmed = [len(SPEECH) + 32_000 - decoded[0], len(SPEECH) - decoded[1]]
    assert trimmed[0] >= 24_000
    assert later_ms == (trimmed[0] - trimmed[1]) / 16


def test_nothing_is_asked_of_the_model_while_a_recording_lasts() -> None:
    recognizer = english(*["i like coffee"] * 3)
    judge = judge_of("en", recognizer)
    plan = judge.plan("I like coffee")
    assert isinstance(plan, DecodingPlan)
    asked = recognizer.looked_up
    utterance = judge.listen(plan, EndpointLimits())
    spoken = SPEECH[:32_000]  # a pause after it could end the recording by then
    phases = [utterance.feed(block) for block in np.split(spoken, 100)]
    assert phases[-1] is Phase.SPEAKING
    assert recognizer.looked_up == asked > 0
    assert not recognizer.decodings[0].ended
    assert utterance.finish().judgement.perfect_match


def test_what_was_decoded_does_not_matter_where_there_is_no_voice() -> None:
    silence = np.full(32_000, 1e-4, np.float32)
    result = judged("en", "I like coffee", english(*["i like coffee"] * 3), silence)
    assert result.reason is Reason.SILENCE
    assert result.similarity_score is None
    assert (result.model, result.audio_ms) == ("scripted", 2_000)


def test_a_model_without_grammars_takes_dictation_and_says_so() -> None:
    recognizer = ScriptedRecognizer(["i", "like", "coffee"], "i like", dynamic_graph=False)
    judge = judge_of("en", recognizer)
    assert "much less fair" in judge.limitation
    statuses = [word.status for word in judge.judge("I like coffee", SPEECH).judgement.words]
    assert statuses == [WordStatus.CORRECT, WordStatus.CORRECT, WordStatus.MISSING]
    (grammar,) = recognizer.decodings[0].plan.grammars
    assert grammar.kind is GrammarKind.DICTATION


def test_a_phrase_with_unknown_words_is_not_decoded() -> None:
    recognizer = english()
    result = judged("en", "I like bric-a-brac", recognizer)
    assert result.reason is Reason.NOT_IN_MODEL
    assert result.audio_ms == 2_500
    assert recognizer.decodings == []
