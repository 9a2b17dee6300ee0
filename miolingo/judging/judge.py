"""Judging speech against a phrase: the recognizer asked three times, the scorer answering once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np

from miolingo.judging.evidence import Phones
from miolingo.judging.hypothesis import HeardWord, Hearing
from miolingo.judging.judgement import Judgement, Reason, Verdict
from miolingo.judging.recording import (
    SPEECH_RATE_HZ,
    Audio,
    Samples,
    check_recording,
    quiet_speech_gain,
)
from miolingo.judging.scoring import SCORER_VERSION, Scored, score
from miolingo.judging.target import (
    ANYTHING_ELSE,
    Pieces,
    Target,
    deciding_grammar,
    grammars_for,
    neighbor_questions,
    open_grammar,
    target_of,
    unit_questions,
    vocabulary_questions,
)
from miolingo.judging.voice_activity import LeadingSilence
from miolingo.language.normalize import words_of
from miolingo.language.pronunciation import phones, sounds
from miolingo.language.tags import primary

_BLOCK_SAMPLES = SPEECH_RATE_HZ // 4
_AUDIBLE_GAIN = 3.0  # quieter speech than this leaves is misheard, however clear it is

_NO_GRAMMAR = (
    "This speech model cannot be told what to expect, so it judges much less fairly."
    " A small model of the language is better here."
)


class Recognizer(Protocol):
    """A model that can be asked for its vocabulary and decode speech with several grammars."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""

    @property
    def dynamic_graph(self) -> bool:
        """Whether the model takes a grammar; the large ones do not."""

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that the model can hear. Raises ModelError."""

    def start(self, grammars: Sequence[Pieces | None]) -> None:
        """Begin an utterance; a grammar of None is free dictation."""

    def feed(self, block: Samples) -> None:
        """Decode the next samples, mono at 16 kHz; returns at once."""

    def finish(self) -> list[tuple[HeardWord, ...]]:
        """End the utterance: what each grammar heard. Raises ModelError."""

    def close(self) -> None:
        """Let go of the model."""


@dataclass(frozen=True)
class Question:
    """What to ask the recognizer about one phrase; no grammars when it cannot be judged.

    ``guided`` grammars hold the phrase, or are None for dictation; ``open`` does not hold it, and
    is empty where there is none.
    """

    target: Target
    guided: tuple[Pieces | None, ...]
    open: Pieces = ()

    @property
    def grammars(self) -> tuple[Pieces | None, ...]:
        """All of them, the open one last."""
        return (*self.guided, self.open) if self.open else self.guided

    def hearing(self, heard: Sequence[Sequence[HeardWord]]) -> Hearing:
        """What was heard by each of ``grammars``, told apart."""
        count = len(self.guided)
        return Hearing(heard[:count], heard[count] if self.open else None)

    def decided(self, hearing: Hearing) -> bool:
        """Whether just one was heard of a phrase and its rivals, where there are any."""
        if not self.target.rivals or None in self.guided:
            return True
        said = (" ".join(token.word for token in tokens) for tokens in hearing.guided)
        return all(one in (grammar or ()) for one, grammar in zip(said, self.guided, strict=True))


class TargetAwareJudge:
    """Implements ``ports.Judge``: each phrase gets grammars of its own.

    ``distractors`` are things a speaker of the language might say instead, frequent ones first.
    ``phonetic_key`` gives the sounds of a text, so that none of these sounds like what was asked;
    None compares letters. ``phones_of`` gives them one by one. ``clock`` gives seconds.
    ``reference`` says a phrase clearly, mono at 16 kHz: where even this is mistaken for a rival,
    the model has no say.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        language_code: str,
        distractors: Sequence[str],
        *,
        phonetic_key: Callable[[str], str] | None = None,
        phones_of: Phones | None = None,
        clock: Callable[[], float] = time.perf_counter,
        reference: Callable[[str], Samples] | None = None,
    ) -> None:
        self.recognizer = recognizer
        self.language_code = language_code
        self.clock = clock
        self._language = primary(language_code)
        self._distractors = tuple(distractors)
        self._heard_as = phonetic_key or partial(sounds, language=self._language)
        self.phones_of = phones_of or partial(phones, language=self._language)
        self._reference = reference
        self._told_apart: dict[frozenset[str], bool] = {}
        self._latest: tuple[tuple[str, ...], Question] | None = None

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return self.recognizer.ready

    @property
    def limitation(self) -> str:
        """What a user should know about this model before trusting it; empty for nothing."""
        return "" if self.recognizer.dynamic_graph else _NO_GRAMMAR

    def check(self, phrase: str, rivals: tuple[str, ...] = ()) -> Reason | None:
        """Say why ``phrase`` cannot be scored, or told from ``rivals``; waits for the model.

        Raises UsageError for a phrase without words or too long, ModelError when the model fails.
        """
        if not self.question(phrase, rivals).grammars:
            return Reason.NOT_IN_MODEL
        return None if self._tells_apart(frozenset((phrase, *rivals))) else Reason.NOT_TOLD_APART

    def _tells_apart(self, phrases: frozenset[str]) -> bool:
        """Whether each of these, said clearly, is heard as what it is; found out once."""
        if self._reference is None or len(phrases) == 1:
            return True
        if phrases not in self._told_apart:
            self._told_apart[phrases] = all(
                self.judge(said, self._reference(said), tuple(phrases - {said})).perfect_match
                for said in sorted(phrases)
            )
        return self._told_apart[phrases]

    def unknown_words(self, phrase: str) -> tuple[str, ...]:
        """The words of ``phrase`` that the model cannot hear; waits for the model."""
        return self.question(phrase).target.unknown_words

    def listen(self, phrase: str, rivals: tuple[str, ...] = ()) -> Listening:
        """Begin to judge an utterance of ``phrase``; does not wait for the model.

        With ``rivals`` the recognizer has to decide which of them all was said.
        Raises UsageError for a phrase without words or too long.
        """
        words_of(phrase, self._language)
        return Listening(self, phrase, rivals)

    def judge(self, phrase: str, samples: Samples, rivals: tuple[str, ...] = ()) -> Judgement:
        """Judge a whole recording, mono at 16 kHz. Raises UsageError and ModelError."""
        self.question(phrase, rivals)
        utterance = self.listen(phrase, rivals)
        for start in range(0, len(samples), _BLOCK_SAMPLES):
            utterance.feed(samples[start : start + _BLOCK_SAMPLES])
        return utterance.finish()

    def close(self) -> None:
        """Let go of the model; safe to call twice."""
        self.recognizer.close()

    def question(self, phrase: str, rivals: tuple[str, ...] = ()) -> Question:
        """How to ask the recognizer about ``phrase``; waits for the model."""
        if self._latest is None or self._latest[0] != (phrase, *rivals):
            self._latest = (phrase, *rivals), self._ask_about(phrase, rivals)
        return self._latest[1]

    def _target(self, phrase: str) -> Target:
        known = self.recognizer.known(vocabulary_questions(phrase, self._language))
        return target_of(phrase, self._language, known)

    def _ask_about(self, phrase: str, rivals: tuple[str, ...]) -> Question:
        target = replace(self._target(phrase), rivals=tuple(map(self._target, rivals)))
        if target.unknown_words:
            return Question(target, ())
        if not self.recognizer.dynamic_graph:
            return Question(target, (None,))
        if rivals:
            return Question(target, (deciding_grammar(target),))
        neighbors = neighbor_questions(target)
        units = unit_questions(target)
        others = {word for near in (neighbors, units) for words in near.values() for word in words}
        known = self.recognizer.known({*units, *others, *self._distractors, ANYTHING_ELSE})
        guided = grammars_for(target, self._distractors, neighbors, known, self._heard_as)
        return Question(target, guided, open_grammar(target, self._distractors, known))


class Listening:
    """Implements ``ports.Utterance``; what is fed before the model is loaded waits for it."""

    def __init__(self, judge: TargetAwareJudge, phrase: str, rivals: tuple[str, ...] = ()) -> None:
        self._judge = judge
        self._phrase = phrase
        self._rivals = rivals
        self._question: Question | None = None
        self._silence = LeadingSilence()
        self._blocks: list[Samples] = []
        self._to_decode: list[Samples] = []
        self._decoded = 0

    def feed(self, block: Samples) -> None:
        """Take the next samples (mono, 16 kHz); they are decoded once the model is loaded."""
        self._blocks.append(block)
        if len(worth_decoding := self._silence.feed(block)):
            self._to_decode.append(worth_decoding)
        if self._judge.ready:
            self._decode()

    def finish(self) -> Judgement:
        """Judge what was fed; waits for the model. Raises ModelError."""
        began = self._judge.clock()
        self._to_decode.append(self._silence.rest())
        audio = Audio(_joined(self._blocks), SPEECH_RATE_HZ)
        question = self._decode()
        reason = check_recording(audio) if question.grammars else Reason.NOT_IN_MODEL
        if reason is None and (gain := quiet_speech_gain(audio)) > _AUDIBLE_GAIN:
            self._decode_again(question, np.clip(gain * _joined(self._to_decode), -1, 1))
        scored = None
        if reason is None:
            hearing = question.hearing(self._heard())
            if question.decided(hearing):
                scored = score(question.target, hearing, self._judge.phones_of)
            else:
                reason = Reason.NOT_TOLD_APART
        decode_ms = round(1000 * (self._judge.clock() - began))
        return self._judgement(scored, reason, audio.duration_ms, decode_ms)

    def cancel(self) -> None:
        """Forget what was fed."""
        self._blocks.clear()
        self._to_decode.clear()

    def _decode(self) -> Question:
        """Send the recognizer what it has not had yet."""
        recognizer = self._judge.recognizer
        if self._question is None:
            self._question = self._judge.question(self._phrase, self._rivals)
            if self._question.grammars:
                recognizer.start(self._question.grammars)
        if self._question.grammars:
            for block in self._to_decode[self._decoded :]:
                recognizer.feed(block)
        self._decoded = len(self._to_decode)
        return self._question

    def _heard(self) -> list[list[HeardWord]]:
        """What each grammar heard, in times of the whole recording."""
        before_s = self._silence.left_out / SPEECH_RATE_HZ
        return [
            [word.later(before_s) for word in words] for words in self._judge.recognizer.finish()
        ]

    def _decode_again(self, question: Question, samples: Samples) -> None:
        """Start over with samples that the recognizer can hear better."""
        self._judge.recognizer.start(question.grammars)
        self._judge.recognizer.feed(samples.astype(np.float32))

    def _judgement(
        self, scored: Scored | None, reason: Reason | None, audio_ms: int, decode_ms: int
    ) -> Judgement:
        return Judgement(
            language_code=self._judge.language_code,
            target_phrase=self._phrase,
            recognized_phrase=scored.recognized_phrase if scored else "",
            similarity_score=scored.similarity_score if scored else None,
            perfect_match=scored.perfect_match if scored else False,
            verdict=scored.verdict if scored else Verdict.NOT_SCORABLE,
            reason=reason,
            words=scored.words if scored else (),
            model=self._judge.recognizer.name,
            scorer_version=SCORER_VERSION,
            audio_ms=audio_ms,
            decode_ms=decode_ms,
        )


def _joined(blocks: Sequence[Samples]) -> Samples:
    return np.concatenate([*blocks, np.zeros(0, np.float32)])
