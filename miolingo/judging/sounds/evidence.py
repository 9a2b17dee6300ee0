"""What the sounds of an utterance say about each word of its phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from miolingo.judging.sounds.limits import Limits


@dataclass(frozen=True)
class SoundEvidence:
    """One sound of the phrase, in IPA: the log odds that it was said, and when, in seconds.

    ``heard`` is the IPA of what was most likely said in its place (empty for nothing), with
    ``heard_score`` how clear that is: by how much (natural log) it fits better than the sound
    itself, and than anything else.
    """

    ipa: str
    score: float
    start_s: float
    end_s: float
    heard: str
    heard_score: float

    def later(self, seconds: float) -> SoundEvidence:
        """The same, so many seconds later."""
        return replace(self, start_s=self.start_s + seconds, end_s=self.end_s + seconds)


@dataclass(frozen=True)
class WordEvidence:
    """One word of the phrase: the log odds that it was said, and its sounds."""

    score: float
    sounds: tuple[SoundEvidence, ...]


_NARROWBAND = (0.15, 0.35)
"""The share of bands, the highest ones, that a telephone takes away. Of people's recordings cut off
at 3,400 and 3,700 Hz it took 15 to 28 %; clear ones lack 5 % at most, muffled ones 45 % or more."""


@dataclass(frozen=True)
class Channel:
    """What is known of the way that a recording took.

    ``missing_low`` and ``missing_high`` are the shares (0-1) of the mel bands that were cut off,
    ``gain_db`` what was needed to make it as loud as clean speech, ``snr_db`` how far the loudest
    tenth of it stands above the quietest twentieth, ``noisy_bands`` the share (0-1) of the bands
    from which a noise was subtracted.
    """

    missing_low: float = 0.0
    missing_high: float = 0.0
    gain_db: float = 0.0
    snr_db: float = 60.0
    noisy_bands: float = 0.0

    @property
    def is_narrowband(self) -> bool:
        """Whether the high bands are missing as they are over a telephone."""
        least, most = _NARROWBAND
        return least <= self.missing_high <= most


@dataclass(frozen=True)
class PhraseEvidence:
    """A phrase in the sounds of an utterance.

    ``gaps`` has the log odds of speech that is not in the phrase before the first word, between
    words and after the last one; ``fit`` is how well the whole fits: the median over its sounds of
    the log posterior less that of the best sound; of several phrases that of the one that fits
    best. ``alternatives`` has, for each other phrase that was asked for, how much better it fits
    than it must to be taken for said (natural log). ``sounds_heard`` counts the different sounds
    that were the best in some frame: noises have none or hardly any. ``limits`` has, by strictness,
    those for this recording. No ``words`` where nothing can fit: there were fewer frames than
    sounds.
    """

    words: tuple[WordEvidence, ...]
    gaps: tuple[float, ...]
    channel: Channel
    fit: float
    frames_a_sound: float
    alternatives: tuple[float, ...] = ()
    sounds_heard: int = 0
    limits: Mapping[str, Limits] = field(default_factory=dict)

    def later(self, seconds: float) -> PhraseEvidence:
        """The same, so many seconds later."""
        words = tuple(
            WordEvidence(word.score, tuple(sound.later(seconds) for sound in word.sounds))
            for word in self.words
        )
        return replace(self, words=words)

    def lifted(self, gain_db: float) -> PhraseEvidence:
        """The same, of a recording that was made so much louder before the network heard it."""
        channel = replace(self.channel, gain_db=self.channel.gain_db + gain_db)
        return replace(self, channel=channel)


def to_json(evidence: PhraseEvidence) -> dict[str, Any]:
    """The evidence as it goes from one process to another."""
    return {
        "words": [
            [
                word.score,
                [[s.ipa, s.score, s.start_s, s.end_s, s.heard, s.heard_score] for s in word.sounds],
            ]
            for word in evidence.words
        ],
        "gaps": list(evidence.gaps),
        "channel": list(vars(evidence.channel).values()),
        "fit": evidence.fit,
        "frames_a_sound": evidence.frames_a_sound,
        "alternatives": list(evidence.alternatives),
        "sounds_heard": evidence.sounds_heard,
        "limits": {name: list(vars(limits).values()) for name, limits in evidence.limits.items()},
    }


def from_json(content: dict[str, Any]) -> PhraseEvidence:
    """Read what ``to_json`` gave."""
    return PhraseEvidence(
        tuple(
            WordEvidence(score, tuple(SoundEvidence(*sound) for sound in sounds))
            for score, sounds in content["words"]
        ),
        tuple(content["gaps"]),
        Channel(*content["channel"]),
        content["fit"],
        content["frames_a_sound"],
        tuple(content["alternatives"]),
        content["sounds_heard"],
        {name: Limits(*numbers) for name, numbers in content["limits"].items()},
    )
