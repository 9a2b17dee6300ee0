"""How fair is the judge to people? Their recordings, with mistakes made on paper.

Every case goes through the product's own path, as ``score`` and ``drill`` judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks.judgement.channels import CHANNELS
from benchmarks.judgement.comparisons import JudgePhrase, judge_by_dictation, judge_by_words
from benchmarks.judgement.measures import auc_of
from benchmarks.learning.mistakes import Mistake, WordMistakes
from benchmarks.learning.recordings import Recording, read_recordings
from miolingo.composition.context import context_from
from miolingo.composition.speech import build_judge
from miolingo.judging.judgement import Judgement, Verdict, WordStatus
from miolingo.language.pronunciation import sounds

_BLAMED = (WordStatus.MISPRONOUNCED, WordStatus.MISSING)
_SHARES = (0.01, 0.03, 0.05, 0.10)
_WORDS = (Mistake.ONE_SOUND, Mistake.REPLACED, Mistake.LEFT_OUT)
_BOOTSTRAPS = 2_000


@dataclass(frozen=True)
class Judged:
    """A case and what was made of it; ``index`` is the wrong word, or the gap."""

    mistake: Mistake
    speaker: str
    index: int
    judgement: Judgement

    @property
    def own_words(self) -> list[tuple[WordStatus, float]]:
        """Status and score of each word of the phrase."""
        words = self.judgement.words
        return [(word.status, word.score) for word in words if word.status is not WordStatus.EXTRA]


def report_people(manifest: Path, language: str, channel: str, *, compare: bool) -> None:
    """Judge all recordings of a drill's list, on a channel, and print the figures.

    ``compare`` judges the same cases by words alone and by free dictation, too.
    """
    recordings = read_recordings(manifest, language)
    speakers = len({recording.speaker for recording in recordings})
    print(f"{len(recordings)} recordings of {speakers} speakers, channel: {channel}")
    with closing(build_judge(context_from(), language)) as judge:

        def known(word: str) -> bool:
            return bool(judge.known([word]))

        cases = list(_cases(recordings, language, known))
        heard = partial(_judged, recordings, cases, channel)
        _report("Miolingo", heard(lambda text, samples: judge.judge(text, samples).judgement))
    if compare:
        with judge_by_words(language) as by_words:
            _report("Words alone, as of scoring version 3", heard(by_words))
        with judge_by_dictation(language) as by_dictation:
            _report("Free dictation", heard(by_dictation))


def _report(name: str, judged: Iterable[Judged]) -> None:
    print(f"\n{name}")
    for line in figures(list(judged)):
        print(line)


@dataclass(frozen=True)
class _Case:
    """What is asked of the recording with this number; ``index`` as ``Judged`` has it."""

    number: int
    mistake: Mistake
    text: str
    index: int = -1


def _cases(
    recordings: Sequence[Recording], language: str, known: Callable[[str], bool]
) -> Iterator[_Case]:
    texts = [recording.text for recording in recordings]
    for number, recording in enumerate(recordings):
        yield _Case(number, Mistake.RIGHT, recording.text)
        makers = WordMistakes(texts, language, known, str(number))
        for case in makers.of(
            recording.text, lambda a, b: sounds(a, language) == sounds(b, language)
        ):
            yield _Case(number, case.mistake, " ".join(case.words), case.index)


def _judged(
    recordings: Sequence[Recording], cases: Sequence[_Case], channel: str, judge: JudgePhrase
) -> Iterator[Judged]:
    for number, asked in groupby(cases, key=lambda case: case.number):
        samples = CHANNELS[channel](recordings[number].samples())
        for case in asked:
            judgement = judge(case.text, samples)
            yield Judged(case.mistake, recordings[number].speaker, case.index, judgement)


def figures(judged: Sequence[Judged]) -> Iterator[str]:
    """A line for each figure, those at the limits in use first."""
    right = [case for case in judged if case.mistake is Mistake.RIGHT]
    blamed = _by_speaker(right, lambda case: [status in _BLAMED for status, _ in case.own_words])
    unsure = [status is WordStatus.UNSURE for case in right for status, _ in case.own_words]
    yield f"right phrases that pass as perfect: {_share(right, _perfect)}"
    yield f"right words blamed: {_interval(blamed)}"
    yield "  by speaker: " + ", ".join(f"{share:.3f}" for share in sorted(blamed.values()))
    yield f"right words not sure: {np.mean(unsure):.3f}"
    yield f"right phrases with an added word heard: {_share(right, _added)}"
    wrong = [case for case in judged if case.mistake is Mistake.WRONG]
    understood = sum(case.judgement.verdict is Verdict.UNDERSTOOD for case in wrong)
    yield f"wrong phrases understood: {understood} of {len(wrong)}"
    yield f"AUC, right phrase above wrong phrase: {auc_of(_phrases(right), _phrases(wrong)):.4f}"
    added = [case for case in judged if case.mistake is Mistake.ADDED]
    yield f"added words found: {_share(added, _added)}; passed as perfect {_share(added, _perfect)}"
    scores = [score for case in right for _, score in case.own_words]
    for mistake in _WORDS:
        yield _found([case for case in judged if case.mistake is mistake], scores, mistake)


def _found(cases: Sequence[Judged], right: Sequence[float], mistake: Mistake) -> str:
    words = [case.own_words[case.index] for case in cases if case.own_words]
    found = np.mean([status in _BLAMED for status, _ in words])
    scores = [score for _, score in words]
    at = "/".join(
        f"{np.mean(np.array(scores) < np.quantile(right, share)):.2f}" for share in _SHARES
    )
    return (
        f"{mistake}: found {found:.2f}, passed as perfect {_share(cases, _perfect)},"
        f" found at 1/3/5/10 % blamed {at}, AUC {auc_of(right, scores):.3f}"
    )


def _phrases(cases: Sequence[Judged]) -> list[float]:
    return [case.judgement.similarity_score or 0.0 for case in cases]


def _perfect(case: Judged) -> bool:
    return case.judgement.perfect_match


def _added(case: Judged) -> bool:
    return any(word.status is WordStatus.EXTRA for word in case.judgement.words)


def _share(cases: Sequence[Judged], holds: Callable[[Judged], bool]) -> str:
    return f"{np.mean([holds(case) for case in cases]):.3f}" if cases else "no case"


def _by_speaker(
    cases: Sequence[Judged], flags: Callable[[Judged], list[bool]]
) -> Mapping[str, float]:
    shares: dict[str, list[bool]] = {}
    for case in cases:
        shares.setdefault(case.speaker, []).extend(flags(case))
    return {speaker: float(np.mean(values)) for speaker, values in shares.items() if values}


def _interval(shares: Mapping[str, float]) -> str:
    values = np.array(list(shares.values()))
    drawn = np.random.default_rng(1).choice(values, (_BOOTSTRAPS, len(values))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f} by speaker)"
