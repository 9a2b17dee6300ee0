"""Tell whether texts are in a language: by their script, and by the letters that follow others."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import cast

from miolingo.language.tags import primary

_LATIN = frozenset({"LATIN"})
_SCRIPTS = {
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "uk"), frozenset({"CYRILLIC"})),
    **dict.fromkeys(("ar", "fa", "ps", "ug", "ur"), frozenset({"ARABIC"})),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), frozenset({"DEVANAGARI"})),
    "bn": frozenset({"BENGALI"}),
    "el": frozenset({"GREEK"}),
    "gu": frozenset({"GUJARATI"}),
    "he": frozenset({"HEBREW"}),
    "hy": frozenset({"ARMENIAN"}),
    "ja": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "ka": frozenset({"GEORGIAN"}),
    "ko": frozenset({"HANGUL"}),
    "sr": frozenset({"CYRILLIC", "LATIN"}),
    "ta": frozenset({"TAMIL"}),
    "te": frozenset({"TELUGU"}),
    "th": frozenset({"THAI"}),
    "zh": frozenset({"CJK"}),
}
"""How Unicode's names of a language's letters begin, where they are not Latin ones."""

_OFTEN_LEARNED = (
    "af ar be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja "
    "ka kk km ko ky la lo lt lv mk mn ms my ne nl no pl pt ro ru sk sl sq sr sv sw ta te th tl tr "
    "uk ur uz vi zh"
)
"""What a text is told from. Rarer ones look like these in a few words, and would win by chance."""

_MOST_CHARACTERS = 4_000
CERTAIN = 3.0
"""In nats: how far one side of a deck leads before it is taken for the one in the language.

Of 3,840 single words and phrases of the built-in decks with their translations, the wrong side led
so far in 5; of as many pairs of them in 1, of threes in none.
"""

UNLIKE = -10.0
"""In nats: a text with less is in another language. Of those words and phrases, 1 had less."""


def evidence(texts: Iterable[Sequence[str]], language_code: str) -> list[float]:
    """How much speaks for the language in each group of texts, in nats; negative for against.

    It is the logarithm of how much likelier the letters are in this language than in the likeliest
    other one; minus infinity for texts in another script. Where one group alone has the script,
    and for a language that is not known, it is 0.
    """
    samples = ["\n".join(group)[:_MOST_CHARACTERS] for group in texts]
    written = [_has_script(sample, language_code) for sample in samples]
    if sum(written) <= 1:
        return [0.0 if fits else -math.inf for fits in written]
    return [
        _lead(sample, primary(language_code)) if fits else -math.inf
        for sample, fits in zip(samples, written, strict=True)
    ]


def _has_script(sample: str, language_code: str) -> bool:
    """Whether at least half of the letters are in a script of the language."""
    scripts = _SCRIPTS.get(primary(language_code), _LATIN)
    letters = Counter(unicodedata.name(s, "").partition(" ")[0] for s in sample if s.isalpha())
    return 2 * sum(letters[script] for script in scripts) >= max(1, letters.total())


def _lead(sample: str, language: str) -> float:
    """How far a language is before all others, or behind the first; 0 for one not known."""
    if language not in _OFTEN_LEARNED.split():
        return 0.0
    likelihoods = dict(_ranking()(sample))
    own = likelihoods.pop(language)
    return own - max(likelihoods.values())


@cache
def _ranking() -> Callable[[str], list[tuple[str, float]]]:
    """What ranks the languages often learned by how likely they are for a text, in nats."""
    import py3langid  # noqa: PLC0415 - loads for half a second

    py3langid.set_languages(_OFTEN_LEARNED.split())
    return cast("Callable[[str], list[tuple[str, float]]]", py3langid.rank)


def language_of_script(text: str) -> str | None:
    """The language whose script most letters of a text have, where no other one has that script."""
    if not any(letter.isalpha() for letter in text):
        return None
    users = Counter(script for scripts in _SCRIPTS.values() for script in scripts)
    own = (
        language for language, scripts in _SCRIPTS.items() if all(users[s] == 1 for s in scripts)
    )
    return next((language for language in own if _has_script(text, language)), None)
