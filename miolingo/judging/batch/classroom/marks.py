"""A teacher's own marks beside the judgement: how far they agree, and where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

from miolingo.errors import ConfigurationError
from miolingo.files.text_encoding import decode_text
from miolingo.judging.batch.classroom.file_lookup import FileLookup
from miolingo.judging.batch.classroom.learners import key_of
from miolingo.judging.batch.classroom.recordings import Recording, Word
from miolingo.judging.batch.rows import table_rows
from miolingo.judging.judgement import Verdict, WordStatus

_RIGHT = frozenset(
    {"right", "correct", "yes", "y", "true", "1", "ok", "pass", "+", "✓", "✔", "understood"}
)
_WRONG = frozenset(
    {"wrong", "incorrect", "no", "n", "false", "0", "fail", "-", "–", "✗", "✘", "x"}
    | {"not understood"}
)
_AT_95_PERCENT = 1.96  # standard errors


@dataclass(frozen=True)
class Mark:
    """What a teacher says of a recording or, where ``word`` is not empty, of a word in it."""

    line: int
    audio: str
    word: str
    right: bool


@dataclass(frozen=True)
class Difference:
    """Where a teacher and the judgement say different things; ``word`` empty for the whole."""

    recording: Recording
    word: str
    teacher_right: bool


@dataclass(frozen=True)
class Agreement:
    """How often a teacher and the judgement say the same.

    ``teacher_alone`` counts what is right to the teacher alone, ``judge_alone`` to the judgement
    alone. ``unsure`` were marked, and not judged.
    """

    both_right: int = 0
    both_wrong: int = 0
    teacher_alone: int = 0
    judge_alone: int = 0
    unsure: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def count(self) -> int:
        """How many were both marked and judged."""
        return self.both_right + self.both_wrong + self.teacher_alone + self.judge_alone

    @property
    def observed(self) -> float | None:
        """The share, 0 to 1, in which they say the same; None without any."""
        return (self.both_right + self.both_wrong) / self.count if self.count else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa: 1 for always the same, 0 for what chance would give; None if undefined."""
        expected = self._expected
        if self.observed is None or expected is None or expected == 1:
            return None
        return (self.observed - expected) / (1 - expected)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where kappa lies with 95 %, at least -1: that of the share, by Wilson, as kappa.

        Cohen's own error is 0 where all is the same, however few are compared.
        """
        expected, observed, count = self._expected, self.observed, self.count
        if self.kappa is None or expected is None or observed is None:
            return None
        spread = _AT_95_PERCENT**2 / count
        middle = (observed + spread / 2) / (1 + spread)
        half = sqrt(spread * (observed * (1 - observed) + spread / 4)) / (1 + spread)
        low, high = (
            (share - expected) / (1 - expected) for share in (middle - half, middle + half)
        )
        return max(-1.0, low), min(1.0, high)

    @property
    def _expected(self) -> float | None:
        """The share in which they would say the same by chance."""
        if not self.count:
            return None
        teacher = (self.both_right + self.teacher_alone) / self.count
        judge = (self.both_right + self.judge_alone) / self.count
        return teacher * judge + (1 - teacher) * (1 - judge)


@dataclass(frozen=True)
class MarksReport:
    """The agreement on words and on whole recordings, and what became of no mark."""

    words: Agreement
    recordings: Agreement
    unused: tuple[str, ...]

    def renamed(self, shown: Mapping[Recording, Recording]) -> MarksReport:
        """The same of recordings with other names; of what could not be used the lines alone."""
        words, recordings = (
            replace(
                agreement,
                differences=tuple(
                    replace(each, recording=shown[each.recording]) for each in agreement.differences
                ),
            )
            for agreement in (self.words, self.recordings)
        )
        return MarksReport(words, recordings, tuple(why.split(":")[0] for why in self.unused))


def read_marks(path: Path, language_code: str) -> tuple[list[Mark], list[str]]:
    """The marks of a table with the columns audio, mark and perhaps word; then unreadable lines.

    Raises ConfigurationError where it is no such table.
    """
    try:
        text = decode_text(path.read_bytes(), language_code).text
        rows = list(table_rows(text, ("audio", "mark")))
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error
    marks, problems = [], []
    for row in rows:
        cells = {name.casefold(): cell.strip() for name, cell in row.cells.items()}
        said = key_of(cells.get("mark", ""))
        if row.problem or said not in _RIGHT | _WRONG:
            why = row.problem or f"“{cells.get('mark', '')}” is neither right nor wrong"
            problems.append(f"line {row.line}: {why}")
        else:
            marks.append(Mark(row.line, cells["audio"], cells.get("word", ""), said in _RIGHT))
    return marks, problems


def compared(
    recordings: Sequence[Recording], marks: Iterable[Mark], problems: Sequence[str]
) -> MarksReport:
    """Put each mark beside what was judged."""
    lookup = FileLookup((recording.file, recording) for recording in recordings)
    pairs: dict[bool, list[tuple[Difference, bool | None]]] = {True: [], False: []}
    unused = list(problems)
    for mark in marks:
        recording = lookup.find(mark.audio)
        word = _word(recording, mark.word) if recording else None
        if recording is None:
            unused.append(f"line {mark.line}: there is no one recording “{mark.audio}”")
        elif mark.word and word is None and not recording.problem:
            unused.append(f"line {mark.line}: its phrase does not have the word “{mark.word}”")
        else:
            judged = _word_right(word) if mark.word else _right(recording)
            difference = Difference(recording, mark.word, mark.right)
            pairs[bool(mark.word)].append((difference, judged))
    return MarksReport(_agreement(pairs[True]), _agreement(pairs[False]), tuple(unused))


def _agreement(pairs: Iterable[tuple[Difference, bool | None]]) -> Agreement:
    tally = {(teacher, judge): 0 for teacher in (True, False) for judge in (True, False)}
    differences, unsure = [], 0
    for difference, judge in pairs:
        if judge is None:
            unsure += 1
            continue
        tally[difference.teacher_right, judge] += 1
        if difference.teacher_right is not judge:
            differences.append(difference)
    return Agreement(
        both_right=tally[True, True],
        both_wrong=tally[False, False],
        teacher_alone=tally[True, False],
        judge_alone=tally[False, True],
        unsure=unsure,
        differences=tuple(differences),
    )


def _word(recording: Recording, text: str) -> Word | None:
    return next((word for word in recording.asked if key_of(word.text) == key_of(text)), None)


def _right(recording: Recording) -> bool | None:
    return None if recording.problem else recording.verdict == Verdict.UNDERSTOOD


def _word_right(word: Word | None) -> bool | None:
    if word is None or word.status is WordStatus.UNSURE:
        return None
    return word.status is WordStatus.CORRECT


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The table of marks “{path}” cannot be used: {why}.",
        hint="Its first line must name the columns, as in: audio,mark or audio,word,mark",
    )
