"""A judged recording of a learner, as the reports of a class need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from miolingo.errors import ConfigurationError
from miolingo.judging.batch.classroom.prosody import prosody_of
from miolingo.judging.batch.earlier import EarlierResult
from miolingo.judging.judgement import SoundResult, SoundStatus, WordResult, WordStatus
from miolingo.judging.prosody.comparison import ProsodyComparison

WRONG = (WordStatus.MISPRONOUNCED, WordStatus.MISSING)


@dataclass(frozen=True)
class Word:
    """A word of a recording as it was judged; ``heard_instead`` is empty where that is not clear.

    ``own`` and ``reference`` are the files of its clips, or empty.
    """

    judged: WordResult
    heard_instead: str
    own: str
    reference: str

    @property
    def text(self) -> str:
        """The word as the phrase writes it."""
        return self.judged.word

    @property
    def status(self) -> WordStatus:
        """How it went."""
        return self.judged.status

    @property
    def wrong(self) -> bool:
        """Whether a listener would not have understood it."""
        return self.status in WRONG


@dataclass(frozen=True)
class Recording:
    """A recording and what became of it: ``problem`` says why it has no score, or is empty.

    A ``nameless`` one is of nobody known, and stands for a learner of its own. ``prosody`` is there
    where it was asked for.
    """

    learner: str
    nameless: bool
    file: str
    phrase: str
    score: float | None
    verdict: str
    reason: str
    problem: str
    words: tuple[Word, ...]
    prosody: ProsodyComparison | None = None

    @property
    def asked(self) -> tuple[Word, ...]:
        """The words of the phrase, without those that were added."""
        return tuple(word for word in self.words if word.status is not WordStatus.EXTRA)


def recording_of(result: EarlierResult, learner: str, *, nameless: bool) -> Recording:
    """Read the record of a result. Raises ConfigurationError where it is none of a class's."""
    try:
        return _recording(result, learner, nameless=nameless)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"The earlier result of “{result.file}” cannot be used.",
            hint="Start again with --force.",
        ) from error


def _recording(result: EarlierResult, learner: str, *, nameless: bool) -> Recording:
    record = result.record
    hints = {hint["word"]: hint for hint in record["sounds"]}
    return Recording(
        learner=learner,
        nameless=nameless,
        file=result.file,
        phrase=result.text,
        score=result.outcome.score,
        verdict=str(record["verdict"]),
        reason=str(result.outcome.reason or ""),
        problem=str(record["problem"]) if result.outcome.score is None else "",
        words=tuple(_word(word, hints.get(word["word"], {})) for word in record["words"]),
        prosody=prosody_of(record.get("prosody")),
    )


def _word(word: Mapping[str, Any], hint: Mapping[str, Any]) -> Word:
    clips = word.get("clips") or {}
    judged = WordResult(
        word=str(word["word"]),
        status=WordStatus(word["status"]),
        score=float(word["score"]),
        sounds=tuple(map(_sound, word["sounds"])),
    )
    return Word(
        judged,
        heard_instead=_heard(judged) or hint.get("heard") or "",
        own=clips.get("own") or "",
        reference=clips.get("reference") or "",
    )


def _sound(sound: Mapping[str, Any]) -> SoundResult:
    return SoundResult(
        ipa=str(sound["ipa"]),
        status=SoundStatus(sound["status"]),
        score=float(sound["score"]),
        start_ms=int(sound["start_ms"]),
        end_ms=int(sound["end_ms"]),
        heard=sound["heard"],
    )


def _heard(word: WordResult) -> str:
    """A word as it was heard, in IPA; empty where no sound of it was clearly another one."""
    if all(sound.heard is None for sound in word.sounds):
        return ""
    return "".join(sound.ipa if sound.heard is None else sound.heard for sound in word.sounds)
