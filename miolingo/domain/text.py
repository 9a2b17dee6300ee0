"""Text as it is spoken: what is left of a phrase when case, punctuation and digits are gone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from miolingo.domain.numbers import spoken_numbers
from miolingo.errors import UsageError

MAX_WORDS = 60
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "＇": "'"})


@dataclass(frozen=True)
class Word:
    """A word of a phrase as ``written``, and the ways to say it, normalized, most usual first."""

    written: str
    spoken: tuple[str, ...]


def normalized(text: str) -> str:
    """Bring a text to one Unicode form and case: NFKC, case folded, apostrophes straight."""
    return unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()


def words_of(phrase: str, language: str) -> tuple[Word, ...]:
    """Split a phrase into its words; what has no letter or digit is no word.

    Raises UsageError for a phrase without words or with more than MAX_WORDS.
    """
    words = tuple(
        Word(_trimmed(written), forms)
        for written in unicodedata.normalize("NFC", phrase).split()
        if (forms := _spoken_forms(written, language))
    )
    if not words:
        raise UsageError(
            "There is no word to say in this phrase.", hint="Give a phrase with letters or digits."
        )
    if len(words) > MAX_WORDS:
        raise UsageError(
            f"This phrase has {len(words)} words; more than {MAX_WORDS} cannot be judged at once.",
            hint="Cut it into sentences and say them one by one.",
        )
    return words


def _spoken_forms(written: str, language: str) -> tuple[str, ...]:
    text = normalized(written)
    number = _NUMBER.search(text)
    if number is None:
        return _distinct([_letters(text)])
    before, after = text[: number.start()], text[number.end() :]
    return _distinct(
        [
            _letters(before + spoken + after)
            for spoken in spoken_numbers(number[0], _letters(after), language)
        ]
    )


def _letters(text: str) -> str:
    """Keep letters, marks, and the apostrophes and hyphens between them."""
    kept = "".join(sign if _is_letter(sign) or sign in "'-" else "" for sign in text)
    return kept.strip("'-")


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM"


def _trimmed(written: str) -> str:
    signs = [place for place, sign in enumerate(written) if unicodedata.category(sign)[0] in "LMN"]
    return written[signs[0] : signs[-1] + 1]


def _distinct(forms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))
