"""The writing conventions of each language, a module each, found by the language's code."""

from __future__ import annotations

from functools import cache

from miolingo.language.conventions import de, en, es, fr, it, ko, nl, pt
from miolingo.language.conventions.model import Conventions, NumberWords
from miolingo.language.tags import primary

_BY_CODE = {
    "de": de.CONVENTIONS,
    "en": en.CONVENTIONS,
    "es": es.CONVENTIONS,
    "fr": fr.CONVENTIONS,
    "it": it.CONVENTIONS,
    "ko": ko.CONVENTIONS,
    "nl": nl.CONVENTIONS,
    "pt": pt.CONVENTIONS,
}


@cache
def conventions_of(language_code: str) -> Conventions:
    """The conventions of a language, of whatever region; bare ones for a language without."""
    code = primary(language_code)
    return _BY_CODE.get(code) or Conventions(NumberWords(code))
