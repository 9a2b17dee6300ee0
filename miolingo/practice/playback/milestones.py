"""The recordings by which progress at a word can be heard: the first, the best and the latest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from miolingo.errors import UsageError
from miolingo.history.attempts import Attempt
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.recording import Audio
from miolingo.language.normalize import normalized, words_of
from miolingo.speech.clips.cutting import word_clips


@dataclass(frozen=True)
class Saying:
    """A word or several, said in an attempt; ``score`` is the mean of their scores, 0-100."""

    attempt: Attempt
    words: tuple[WordResult, ...]
    score: float

    def heard_in(self, recording: Audio) -> Audio:
        """What to play of the attempt's recording: a single word alone, if it was heard there."""
        if len(self.words) > 1:
            return recording
        clips = word_clips(recording, self.attempt.words)
        clip = clips[self.attempt.words.index(self.words[0])]
        return clip or recording


@dataclass(frozen=True)
class Milestone:
    """A saying, and what it is called: ``first``, ``best``, ``latest`` or several of them."""

    name: str
    saying: Saying


def sayings_of(text: str, attempts: Iterable[Attempt]) -> list[Saying]:
    """Where the words of a text were to be said, one after the other, in the attempts' order."""
    found = [_saying(text, attempt) for attempt in attempts]
    return [saying for saying in found if saying]


def milestones(sayings: Sequence[Saying]) -> list[Milestone]:
    """The first, the best and the latest, in the order of time; each of them once."""
    in_time = sorted(sayings, key=lambda saying: saying.attempt.practice_date)
    if not in_time:
        return []
    names: dict[int, list[str]] = {}
    best = max(range(len(in_time)), key=lambda place: (in_time[place].score, place))
    for name, place in (("first", 0), ("best", best), ("latest", len(in_time) - 1)):
        names.setdefault(place, []).append(name)
    return [Milestone(" and ".join(names[place]), in_time[place]) for place in sorted(names)]


def _saying(text: str, attempt: Attempt) -> Saying | None:
    said = [word for word in attempt.words if word.status is not WordStatus.EXTRA]
    spelled = [normalized(word.word) for word in said]
    wanted = _spelled(text, attempt.language)
    for start in range(len(said) - len(wanted) + 1):
        if wanted and spelled[start : start + len(wanted)] == wanted:
            words = tuple(said[start : start + len(wanted)])
            return Saying(attempt, words, fmean(word.score for word in words))
    return None


def _spelled(text: str, language_code: str) -> list[str]:
    """The normalized words of a text; none where it has none that can be said in a language."""
    try:
        return [normalized(word.written) for word in words_of(text, language_code)]
    except UsageError:
        return []
