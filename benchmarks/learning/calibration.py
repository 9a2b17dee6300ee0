"""Set the limits on people: how many right words each level blames, speakers left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import QuantileRegressor

from benchmarks.judgement.channels import CHANNELS
from benchmarks.learning.examples import CLEAR
from benchmarks.learning.lone_words import CUT_OUT
from benchmarks.learning.mistakes import Mistake
from benchmarks.learning.training import PHONE_MISTAKES, ScoredWord
from miolingo.judging.sounds.features import fit_of
from miolingo.judging.sounds.limits import difficulties

LEVELS = {"lenient": 0.02, "normal": 0.04, "strict": 0.08}
"""The share of right words that each level may blame."""
_MARGIN = 0.75
"""Limits are set for so much of the share: on other speakers of the same corpus limits for 5 %
blamed 8 %, those for 3 % blamed 5 %."""
_ON_BAD_CHANNELS = 1.5
"""On a bad channel a level may blame so many times its share; with a limit for the share itself
(less the margin) words with one sound off are hardly found on a telephone (.05 of 39)."""
_SOUND_SHARE = 0.02
_RIGHT_PHRASES_WITH_ADDED = 0.03
_BOOTSTRAPS = 2_000
_SEED = 1

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scores:
    """Words with the scores that models gave which never met their speakers."""

    words: Sequence[ScoredWord]
    scores: _Doubles

    def chosen(self, mistakes: Sequence[Mistake], channel: str | None = CLEAR) -> _Doubles:
        """The scores of some words, on one channel, or on all but words cut out."""
        return self.scores[self.where(mistakes, channel)]

    def where(
        self, mistakes: Sequence[Mistake], channel: str | None = CLEAR
    ) -> npt.NDArray[np.bool_]:
        """Which words these are."""
        return np.array(
            [
                word.example.mistake in mistakes
                and word.right == (word.example.mistake is Mistake.RIGHT)
                and word.example.channel_name in (CHANNELS if channel is None else (channel,))
                for word in self.words
            ]
        )

    @property
    def speakers(self) -> npt.NDArray[np.str_]:
        """The speaker of each word."""
        return np.array([word.example.speaker for word in self.words])


def calibrated(scores: Scores, right_gaps: _Doubles) -> dict[str, dict[str, float]]:
    """The numbers of each level; ``right_gaps`` are the highest gaps of right phrases."""
    right = scores.where([Mistake.RIGHT])
    sound_scores = np.concatenate(
        [word.sound_scores for word, chosen in zip(scores.words, right, strict=True) if chosen]
    )
    return {name: _level(scores, share, right_gaps, sound_scores) for name, share in LEVELS.items()}


def _level(
    scores: Scores, share: float, right_gaps: _Doubles, sound_scores: _Doubles
) -> dict[str, float]:
    word = _limit(scores, scores.where([Mistake.RIGHT]), share)
    at_ease, coefficients = _line(scores, _ON_BAD_CHANNELS * share)
    return {
        "word": round(word, 3),
        "narrowband": round(_limit(scores, _narrowband(scores), share), 3),
        "sound": round(float(np.quantile(sound_scores, _SOUND_SHARE)), 3),
        "gap": round(float(np.quantile(right_gaps, 1 - _RIGHT_PHRASES_WITH_ADDED)), 3),
        "allowance": round(max(0.0, at_ease - word), 3),
        **coefficients,
    }


def _narrowband(scores: Scores) -> npt.NDArray[np.bool_]:
    """Which right words were heard over a telephone."""
    over_telephone = [word.example.channel.is_narrowband for word in scores.words]
    return scores.where([Mistake.RIGHT], None) & np.array(over_telephone)


def _limit(scores: Scores, chosen: npt.NDArray[np.bool_], share: float) -> float:
    """The limit below which a level's share of some right words lies, less the margin."""
    return _by_speaker_quantile(scores.scores[chosen], scores.speakers[chosen], _MARGIN * share)


def _difficulties(word: ScoredWord) -> dict[str, float]:
    example = word.example
    return difficulties(example.channel, fit_of(example.features)[1])


def _by_speaker_quantile(scores: _Doubles, speakers: npt.NDArray[np.str_], share: float) -> float:
    """The limit below which ``share`` of the words lie, all speakers counting the same."""
    order = np.argsort(scores)
    counts = {speaker: (speakers == speaker).sum() for speaker in np.unique(speakers)}
    weights = np.array([1 / counts[speaker] for speaker in speakers[order]]) / len(counts)
    return float(scores[order[np.searchsorted(np.cumsum(weights), share)]])


def _line(scores: Scores, share: float) -> tuple[float, dict[str, float]]:
    """The score that ``share`` of the right words are below, and how far difficulties lower it.

    Quantile regression on all channels but telephones, for which there is a limit of their own.
    """
    right = np.flatnonzero(scores.where([Mistake.RIGHT], None) & ~_narrowband(scores))
    rows = [_difficulties(scores.words[index]) for index in right.tolist()]
    names = list(rows[0])
    matrix = np.array([[row[name] for name in names] for row in rows])
    model = QuantileRegressor(quantile=share, alpha=0.0, solver="highs")
    model.fit(matrix, scores.scores[right])
    slopes = np.maximum(-model.coef_, 0.0)
    coefficients = {name: round(float(slope), 3) for name, slope in zip(names, slopes, strict=True)}
    return float(model.intercept_), coefficients


def transferred(
    scores: Scores, share: float, mistake: Mistake
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which right words a level blames, and which words of a mistake it finds, on clear speech.

    Each speaker is judged by a limit that was set on the others.
    """
    right, wrong = scores.where([Mistake.RIGHT]), scores.where([mistake])
    speakers = scores.speakers
    below = np.zeros(len(speakers), np.bool_)
    for speaker in np.unique(speakers[right]):
        others = right & (speakers != speaker)
        limit = _limit(scores, others, share)
        below |= (speakers == speaker) & (scores.scores < limit)
    return below[right], below[wrong]


def held(
    blamed: npt.NDArray[np.bool_], speakers: npt.NDArray[np.str_]
) -> tuple[float, float, float]:
    """The share blamed, all speakers counting the same, and its 95 % interval by speaker."""
    shares = np.array([blamed[speakers == speaker].mean() for speaker in np.unique(speakers)])
    chance = np.random.default_rng(_SEED)
    drawn = chance.choice(shares, (_BOOTSTRAPS, len(shares))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(shares.mean()), float(low), float(high)


def summary(scores: Scores, limits: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What each level blames and finds on clear speech, a line each."""
    right = scores.where([Mistake.RIGHT])
    lines = []
    for name, numbers in limits.items():
        blamed = scores.scores[right] < numbers["word"]
        share, low, high = held(blamed, scores.speakers[right])
        found = {
            kind: (scores.chosen([kind]) < numbers["word"]).mean()
            for kind in (Mistake.ONE_SOUND, Mistake.REPLACED, Mistake.LEFT_OUT, *PHONE_MISTAKES)
            if len(scores.chosen([kind]))
        }
        shown = ", ".join(f"{kind} {value:.2f}" for kind, value in found.items())
        lines.append(f"{name}: blames {share:.3f} ({low:.3f} to {high:.3f}); finds {shown}")
        blamed, one_sound = transferred(scores, LEVELS[name], Mistake.ONE_SOUND)
        share, low, high = held(blamed, scores.speakers[right])
        lines.append(
            f"  with limits set on other speakers: blames {share:.3f} ({low:.3f} to {high:.3f});"
            f" finds {Mistake.ONE_SOUND} {one_sound.mean():.2f}"
        )
        alone = {
            kind: (scores.chosen([kind], CUT_OUT) < numbers["word"]).mean()
            for kind in (Mistake.RIGHT, Mistake.WRONG, Mistake.ONE_SOUND)
        }
        lines.append(
            f"  words alone: blames {alone[Mistake.RIGHT]:.3f}; finds another word"
            f" {alone[Mistake.WRONG]:.4f}, {Mistake.ONE_SOUND} {alone[Mistake.ONE_SOUND]:.2f}"
        )
    return lines
