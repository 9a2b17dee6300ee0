"""The result for one utterance: a verdict, a score, and a status for every word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

SCORER_VERSION = "8"
"""The version of the scoring; to be changed whenever a score may change."""


@unique
class WordStatus(StrEnum):
    """How one word went; ``extra`` is a spoken word with no place in the reference.

    ``unsure`` is a word that cannot be told right or wrong: neither praise nor blame, and in no
    average.
    """

    CORRECT = "correct"
    MISPRONOUNCED = "mispronounced"
    MISSING = "missing"
    EXTRA = "extra"
    UNSURE = "unsure"


@unique
class SoundStatus(StrEnum):
    """How one sound of a word went; ``unsure`` is neither praise nor blame."""

    CORRECT = "correct"
    WRONG = "wrong"
    UNSURE = "unsure"


@unique
class Verdict(StrEnum):
    """How the whole utterance went."""

    UNDERSTOOD = "understood"
    PARTLY_UNDERSTOOD = "partly_understood"
    NOT_UNDERSTOOD = "not_understood"
    NOT_SCORABLE = "not_scorable"


@unique
class Reason(StrEnum):
    """Why an utterance could not be scored."""

    SILENCE = "silence"
    NO_SIGNAL = "no_signal"
    TOO_SHORT = "too_short"
    CLIPPED = "clipped"
    TOO_LONG = "too_long"
    NOT_IN_MODEL = "not_in_model"
    NOT_TOLD_APART = "not_told_apart"
    UNUSABLE_PHRASE = "unusable_phrase"
    MISSING_FILE = "missing_file"
    UNREADABLE_FILE = "unreadable_file"
    UNREADABLE_ROW = "unreadable_row"
    UNSURE = "unsure"
    NO_SPEECH = "no_speech"
    TOO_EARLY = "too_early"


NO_ATTEMPT = frozenset(
    {
        Reason.SILENCE,
        Reason.NO_SIGNAL,
        Reason.TOO_SHORT,
        Reason.CLIPPED,
        Reason.NO_SPEECH,
        Reason.TOO_EARLY,
    }
)
"""Why what was recorded in a practice was no attempt at the phrase, so that none is kept."""


@dataclass(frozen=True)
class SoundResult:
    """One sound of a word, in IPA: ``score`` is 0-100; times are from the recording's start.

    ``heard`` is the IPA of the sound that was clearly heard in its place, empty where the sound
    was left out, and None where it is not clear.
    """

    ipa: str
    status: SoundStatus
    score: float
    start_ms: int
    end_ms: int
    heard: str | None = None


@dataclass(frozen=True)
class WordResult:
    """One word: ``score`` is 0-100; times are from the start of the recording, None if unheard.

    ``sounds`` is empty where the model tells no single sounds apart.
    """

    word: str
    status: WordStatus
    score: float
    start_ms: int | None = None
    end_ms: int | None = None
    sounds: tuple[SoundResult, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The result of scoring one utterance.

    ``similarity_score`` is 0-100 with one decimal, or None when the verdict is ``not_scorable``;
    only then is ``reason`` set. ``words`` holds the reference words in order, with extra words
    where they were heard. ``audio_ms`` is the recording's length, ``decode_ms`` the time from the
    last sample to the result.

    ``unheard_reason`` is ``something_else`` or ``nothing`` where ``recognized_phrase`` is empty.
    ``channel`` names what the recording suffers from: ``band_limited``, ``noisy``, ``quiet``,
    ``clipped``. ``strictness`` is the setting judged by, ``limits_from`` whether its limits were
    measured on ``people`` or on ``synthesized`` voices. ``ended_by_silence_ms`` is the silence
    after which listening ended, None where something else ended the recording.
    """

    language_code: str
    target_phrase: str
    recognized_phrase: str
    similarity_score: float | None
    perfect_match: bool
    verdict: Verdict
    reason: Reason | None
    words: tuple[WordResult, ...]
    model: str
    scorer_version: str
    audio_ms: int = 0
    decode_ms: int = 0
    unheard_reason: str = ""
    channel: tuple[str, ...] = ()
    strictness: str = "normal"
    limits_from: str = ""
    ended_by_silence_ms: int | None = None

    @classmethod
    def not_scorable(
        cls, language_code: str, phrase: str, reason: Reason, *, model: str = ""
    ) -> Judgement:
        """The judgement of an utterance that cannot be scored, by no model where none was asked."""
        return cls(
            language_code=language_code,
            target_phrase=phrase,
            recognized_phrase="",
            similarity_score=None,
            perfect_match=False,
            verdict=Verdict.NOT_SCORABLE,
            reason=reason,
            words=(),
            model=model,
            scorer_version=SCORER_VERSION,
        )
