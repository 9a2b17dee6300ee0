"""Report the two sides of a contrast: how often it is heard right, and how often said right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from miolingo.history.attempts import Attempt
from miolingo.history.listening_answers import ListeningAnswer
from miolingo.history.reports.trends import Named, judged_sounds
from miolingo.judging.judgement import SoundStatus


@dataclass(frozen=True)
class ContrastReport:
    """A contrast of a language, by ear and by mouth.

    Of ``answers`` so many were ``heard`` right. ``said`` counts how often one of its sounds was to
    be said and was right or taken for the other one; ``mixed_up`` is how often it was the other.
    """

    name: Named
    answers: int
    heard: int
    said: int
    mixed_up: int

    @property
    def ear(self) -> float:
        """The share (0-1) of answers that were right; half of them are by chance."""
        return self.heard / self.answers

    @property
    def mouth(self) -> float | None:
        """The share (0-1) that was not said as the other sound; None where none was said."""
        return 1 - self.mixed_up / self.said if self.said else None


def contrast_report(
    answers: Iterable[ListeningAnswer], attempts: Iterable[Attempt]
) -> tuple[ContrastReport, ...]:
    """The contrasts that were listened to, those heard worst first, and how attempts say them."""
    by_name: defaultdict[Named, list[bool]] = defaultdict(list)
    for answer in answers:
        by_name[answer.language, answer.contrast].append(answer.correct)
    said, mixed_up = _spoken(by_name, attempts) if by_name else ({}, {})
    reports = [
        ContrastReport(name, len(own), sum(own), said.get(name, 0), mixed_up.get(name, 0))
        for name, own in by_name.items()
    ]
    return tuple(sorted(reports, key=lambda report: (report.ear, report.name)))


def _spoken(
    names: Iterable[Named], attempts: Iterable[Attempt]
) -> tuple[dict[Named, int], dict[Named, int]]:
    """How often each contrast was to be said, and how often it was said as its other sound."""
    said: defaultdict[Named, int] = defaultdict(int)
    mixed_up: defaultdict[Named, int] = defaultdict(int)
    others: defaultdict[Named, list[tuple[Named, str]]] = defaultdict(list)
    for language, contrast in names:
        first, _, second = contrast.partition(" ")
        others[language, first].append(((language, contrast), second))
        others[language, second].append(((language, contrast), first))
    for attempt in attempts:
        for sound in judged_sounds(attempt):
            for name, other in others.get((attempt.language, sound.ipa), ()):
                wrong = sound.status is SoundStatus.WRONG and sound.heard == other
                said[name] += wrong or sound.status is SoundStatus.CORRECT
                mixed_up[name] += wrong
    return said, mixed_up
