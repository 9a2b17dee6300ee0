"""Which contrasts of its language a voice does not make, as measured with a model's network.

The table ``voice_contrasts.tsv`` is written by ``miolingo voice contrasts``. A contrast that is not
in it was not measured, and counts as made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from miolingo.language.tags import primary

VARIANTS = ("", "+m1", "+m3", "+m7", "+f1", "+f2", "+f4", "+f5")
"""Voices of eSpeak NG for the ear: four of men and four of women, different in pitch and throat."""

LEAST_SHARE = 0.75
"""A voice makes a contrast where three of four of its words are taken for what they are: half of
them are by chance."""

_HEADER = "language\tvoice\tcontrast\tshare"


@dataclass(frozen=True)
class VoiceContrast:
    """The share (0-1) of a voice's words that were taken for what they are and not for the other.

    ``contrast`` is two sounds in IPA, sorted, with a space between.
    """

    language: str
    voice: str
    contrast: str
    share: float

    @property
    def made(self) -> bool:
        """Whether the voice really makes the contrast."""
        return self.share >= LEAST_SHARE


def contrasts_not_made(language_code: str) -> Mapping[str, frozenset[str]]:
    """Return by voice the contrasts of a language that it does not make."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for measured in _table():
        if measured.language == primary(language_code) and not measured.made:
            found[measured.voice].add(measured.contrast)
    return {voice: frozenset(contrasts) for voice, contrasts in found.items()}


def table_lines(measured: Iterable[VoiceContrast]) -> Iterator[str]:
    """Yield the lines of a table, without their ends."""
    yield _HEADER
    for one in measured:
        yield f"{one.language}\t{one.voice}\t{one.contrast}\t{one.share:.2f}"


@cache
def _table() -> tuple[VoiceContrast, ...]:
    file = resources.files("miolingo.speech.synthesis") / "voice_contrasts.tsv"
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:])
    return tuple(
        VoiceContrast(language, voice, contrast, float(share))
        for language, voice, contrast, share in rows
    )
