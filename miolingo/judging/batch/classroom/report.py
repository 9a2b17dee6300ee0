"""What was hard for a class: its words and sounds, its learners, who is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from statistics import fmean

from miolingo.judging.batch.classroom.learners import key_of
from miolingo.judging.batch.classroom.recordings import Recording, Word
from miolingo.judging.judgement import SoundStatus, WordStatus

LEFT_OUT = ""
"""What was heard of a sound or a word that was not said."""


@dataclass(frozen=True)
class Example:
    """A word as one learner said it."""

    learner: str
    word: Word


@dataclass(frozen=True)
class HardWord:
    """A word of a phrase: how often it was right or wrong, and what was heard instead.

    ``learners`` had it wrong; ``heard`` counts the clear cases, LEFT_OUT where it was not said.
    """

    text: str
    phrase: str
    right: int
    wrong: int
    unsure: int
    learners: int
    heard: Mapping[str, int]
    wrong_examples: tuple[Example, ...]
    right_examples: tuple[Example, ...]

    @property
    def wrong_rate(self) -> float:
        """The share of the sure cases in which it was wrong, 0 to 1."""
        return self.wrong / (self.wrong + self.right)


@dataclass(frozen=True)
class HardSound:
    """A sound in IPA: how often it was right or wrong, what was heard instead, in which words."""

    ipa: str
    right: int
    wrong: int
    learners: int
    heard: Mapping[str, int]
    words: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def wrong_rate(self) -> float:
        """The share of the sure cases in which it was wrong, 0 to 1."""
        return self.wrong / (self.wrong + self.right)


@dataclass(frozen=True)
class Learner:
    """A learner and their recordings; ``mean_score`` is None where none could be judged."""

    name: str
    recordings: tuple[Recording, ...]

    @property
    def nameless(self) -> bool:
        """Whether it is not known who this is."""
        return any(recording.nameless for recording in self.recordings)

    @property
    def judged(self) -> bool:
        """Whether one of the recordings at least could be judged."""
        return any(not recording.problem for recording in self.recordings)

    @property
    def mean_score(self) -> float | None:
        """The mean of the recordings that were judged, 0 to 100."""
        scores = [each.score for each in self.recordings if each.score is not None]
        return fmean(scores) if scores else None

    @property
    def right_rate(self) -> float | None:
        """The share of the words that were right, of those that are sure; None without any."""
        words = [word for each in self.recordings if not each.problem for word in each.asked]
        sure = [word for word in words if word.status is not WordStatus.UNSURE]
        return sum(not word.wrong for word in sure) / len(sure) if sure else None

    @property
    def speech_rate(self) -> float | None:
        """The mean of the recordings whose pace was told, in syllables a second."""
        told = [each.prosody.own.pace for each in self.recordings if each.prosody]
        rates = [pace.speech_rate for pace in told if pace]
        return fmean(rates) if rates else None

    @property
    def pauses(self) -> int | None:
        """How many pauses the references do not have; None where no pace was told."""
        told = [each.prosody for each in self.recordings if each.prosody and each.prosody.own.pace]
        return sum(len(each.interrupting) for each in told) if told else None

    @property
    def hard_words(self) -> list[str]:
        """The words that were wrong, the most frequent first."""
        counted = Counter(
            word.text for each in self.recordings for word in each.asked if word.wrong
        )
        return [text for text, _ in counted.most_common()]


@dataclass(frozen=True)
class ClassReport:
    """A class; ``missing`` are those on the list of names of whom there is no recording."""

    learners: tuple[Learner, ...]
    words: tuple[HardWord, ...]
    sounds: tuple[HardSound, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...] = ()

    @property
    def recordings(self) -> list[Recording]:
        """All recordings, by learner."""
        return [recording for learner in self.learners for recording in learner.recordings]

    @property
    def nameless(self) -> list[Recording]:
        """The recordings of which it is not known whose they are."""
        return [recording for recording in self.recordings if recording.nameless]

    @property
    def unjudged(self) -> list[Recording]:
        """The recordings that could not be judged."""
        return [recording for recording in self.recordings if recording.problem]


@dataclass
class _Tally:
    """What is counted of a word or a sound while recordings are looked through."""

    right: list[Example] = field(default_factory=list)
    wrong: list[Example] = field(default_factory=list)
    unsure: int = 0
    heard: Counter[str] = field(default_factory=Counter)


def class_report(recordings: Sequence[Recording], names: Sequence[str]) -> ClassReport:
    """Sum a class up; ``names`` are all who are in it, or empty where that is not known."""
    by_learner: defaultdict[str, list[Recording]] = defaultdict(list)
    for recording in recordings:
        by_learner[key_of(recording.learner)].append(recording)
    listed = {key_of(name): name for name in names}
    learners = [
        Learner(listed.get(key, own[0].learner), tuple(own)) for key, own in by_learner.items()
    ]
    judged = [recording for recording in recordings if not recording.problem]
    return ClassReport(
        learners=tuple(
            sorted(learners, key=lambda learner: (learner.nameless, key_of(learner.name)))
        ),
        words=_hard_words(judged),
        sounds=_hard_sounds(judged),
        missing=tuple(name for key, name in listed.items() if key not in by_learner),
        unlisted=tuple(
            own[0].learner
            for key, own in by_learner.items()
            if listed and key not in listed and not own[0].nameless
        ),
    )


def anonymous_recordings(
    recordings: Iterable[Recording], whose: Mapping[str, str]
) -> list[Recording]:
    """The recordings with other names, as ``aliases`` gives them.

    The name of a file may tell whose it is, and so may what is said of it: both are left out.
    """
    numbers: Counter[str] = Counter()
    renamed = []
    for recording in recordings:
        alias = whose[key_of(recording.learner)]
        numbers[alias] += 1
        file, problem = f"{alias}, recording {numbers[alias]}", recording.problem
        renamed.append(
            replace(recording, learner=alias, file=file, problem=problem and recording.reason)
        )
    return renamed


def aliases(people: Iterable[str]) -> dict[str, str]:
    """A numbered name for each person, in an order that says nothing of their own names."""
    keys = sorted(
        {key_of(name) for name in people},
        key=lambda key: sha256(key.encode(errors="surrogatepass")).digest(),
    )
    return {key: f"Learner {number:02}" for number, key in enumerate(keys, start=1)}


def _hard_words(recordings: Iterable[Recording]) -> tuple[HardWord, ...]:
    tallies: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
    for recording in recordings:
        for word in recording.asked:
            _count_word(tallies[word.text, recording.phrase], Example(recording.learner, word))
    words = [
        HardWord(
            text, phrase, len(tally.right), len(tally.wrong), tally.unsure,
            _learners(tally.wrong), dict(tally.heard.most_common()),
            tuple(tally.wrong), tuple(tally.right),
        )
        for (text, phrase), tally in tallies.items()
        if tally.wrong
    ]  # fmt: skip
    return tuple(sorted(words, key=_hardness, reverse=True))


def _count_word(tally: _Tally, example: Example) -> None:
    word = example.word
    if word.status is WordStatus.UNSURE:
        tally.unsure += 1
    elif word.wrong:
        tally.wrong.append(example)
        if word.status is WordStatus.MISSING:
            tally.heard[LEFT_OUT] += 1
        elif word.heard_instead:
            tally.heard[word.heard_instead] += 1
    else:
        tally.right.append(example)


def _hard_sounds(recordings: Iterable[Recording]) -> tuple[HardSound, ...]:
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for recording in recordings:
        for word in recording.asked:
            for sound in word.judged.sounds:
                tally, example = tallies[sound.ipa], Example(recording.learner, word)
                if sound.status is SoundStatus.CORRECT:
                    tally.right.append(example)
                elif sound.status is SoundStatus.WRONG:
                    tally.wrong.append(example)
                    if sound.heard is not None:
                        tally.heard[sound.heard] += 1
    sounds = [
        HardSound(
            ipa, len(tally.right), len(tally.wrong), _learners(tally.wrong),
            dict(tally.heard.most_common()),
            tuple(dict.fromkeys(example.word.text for example in tally.wrong)),
            tuple(tally.wrong),
        )
        for ipa, tally in tallies.items()
        if tally.wrong
    ]  # fmt: skip
    return tuple(sorted(sounds, key=_hardness, reverse=True))


def _hardness(hard: HardWord | HardSound) -> tuple[float, int]:
    """What is wrong more often is harder; one case more that was right keeps rare ones back."""
    return hard.wrong / (hard.wrong + hard.right + 1), hard.wrong


def _learners(examples: Iterable[Example]) -> int:
    return len({key_of(example.learner) for example in examples})
