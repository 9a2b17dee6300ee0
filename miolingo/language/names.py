"""Language names: the tag that a name or a code means, and what a language is called in English."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from miolingo.errors import UsageError

if TYPE_CHECKING:
    from langcodes import Language

WAYS_TO_SAY = "a language by its name or code, such as Korean, français or pt-BR"

_ENGLISH = {
    "ar": "Arabic",
    "ca": "Catalan",
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "gu": "Gujarati",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ko": "Korean",
    "ky": "Kyrgyz",
    "nl": "Dutch",
    "pl": "Polish",
    "pt-BR": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "te": "Telugu",
    "tg": "Tajik",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""Languages that have a speech model; for these, the names of all others need not be loaded."""

_BY_LOWER = {tag.lower(): tag for tag in _ENGLISH} | {"pt": "pt-BR"}
_OFTEN_LEARNED = (*_ENGLISH, "af", "da", "el", "fi", "he", "hr", "hu", "id", "is", "no", "ro", "th")
_ASKED_IN = ("en", "de", "es", "fr", "it", "nl", "pt")
"""The languages in whose names of a language slips of the pen are looked for."""

_WRITTEN_WITH_REGION = {"pt": "pt-BR"}
"""Tags that mean the same; the second is that of the built-in decks and of the older app."""

_ALSO_CALLED = {
    "brasileiro": "pt-BR",
    "brazilian": "pt-BR",
    "castellano": "es",
    "hochdeutsch": "de",
}
"""Names that Unicode's tables do not have."""
_LOCALE = re.compile(r"(?P<tag>[a-z]{2,3}_[A-Z]{2})(\.[\w-]+)?(@\w+)?", re.ASCII)
"""As systems name a language: pt_BR.UTF-8."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)


def known_language(text: str) -> str:
    """The tag of the language that a name or a code means. Raises UsageError, with suggestions."""
    tag = language_meant(text)
    if tag is None:
        raise UsageError(
            f"There is no language “{text}”.", hint=suggestion(text) or f"Write {WAYS_TO_SAY}."
        )
    return tag


def suggestion(text: str) -> str:
    """Which language may be meant by a text that means none, as a question; empty for none."""
    near = " or ".join(f"{language_name(tag)} ({tag})" for tag in _languages_like(text))
    return f"Did you mean {near}?" if near else ""


@cache
def language_meant(text: str) -> str | None:
    """The one tag of the language that a name, in any language, or a code means; None for none.

    ``ko`` is meant by KO, ko-KR, kor, Korean, coréen and 한국어. A region or script stays where the
    language is usually of another one, as in pt-PT.
    """
    wanted = text.strip()
    if locale := _LOCALE.fullmatch(wanted):
        wanted = locale["tag"].replace("_", "-")
    if common := _BY_LOWER.get(wanted.lower()):
        return common
    return _of_code(wanted) if _TAG.fullmatch(wanted) else _of_name(wanted)


def canonical_tag(tag: str) -> str:
    """The one tag of a language; what is not known as one stays as it is."""
    return language_meant(tag) or tag


@cache
def language_name(tag: str) -> str:
    """What a language is called in English, or else its tag."""
    if tag in _ENGLISH:
        return _ENGLISH[tag]
    meant = language_meant(tag)
    if meant is None or meant in _ENGLISH:
        return _ENGLISH.get(meant or "", tag)
    from langcodes import Language  # noqa: PLC0415 - loads for a quarter of a second

    name = str(Language.get(meant).display_name())
    return tag if name.startswith("Unknown language") else name


def _languages_like(text: str) -> list[str]:
    """The tags of languages whose name or country is nearly this; at most three."""
    from langcodes import Language  # noqa: PLC0415 - loads for a quarter of a second

    head = re.split(r"[^\w]|_", text.strip())[0]
    if re.fullmatch("[A-Za-z]{2}", head):
        spoken_there = language_meant(head) or _short(Language.get(f"und-{head}").maximize())
        return [spoken_there] if spoken_there in _OFTEN_LEARNED else []
    names = _names()
    near = get_close_matches(_plain(head), names, 3, cutoff=0.75)
    return list(dict.fromkeys(names[name] for name in near))


def _of_code(code: str) -> str | None:
    from langcodes import Language  # noqa: PLC0415 - loads for a quarter of a second
    from langcodes.tag_parser import LanguageTagError  # noqa: PLC0415 - as above

    try:
        language = Language.get(code)
    except LanguageTagError:
        return None
    return _short(language) if language.is_valid() else None


def _of_name(name: str) -> str | None:
    """The tag of a language by its name; accents may be left out where they tell nothing apart.

    The name of a rare language that is nearly that of a usual one is a slip of the pen.
    """
    from langcodes import find  # noqa: PLC0415 - loads for a quarter of a second

    if len(name) < 2:
        return None
    if usual := _names().get(_plain(name)):
        return usual
    try:
        found = _short(find(name))
    except LookupError:
        return None
    is_rare = found.partition("-")[0] not in {tag.partition("-")[0] for tag in _OFTEN_LEARNED}
    return None if is_rare and _languages_like(name) else found


def _short(language: Language) -> str:
    """The shortest tag of a language, but for those that are written with their region."""
    from langcodes import Language  # noqa: PLC0415 - loads for a quarter of a second

    if language.language not in _OFTEN_LEARNED:
        language = language.prefer_macrolanguage()
    bare = Language.make(language=language.language)
    tag = str((bare if bare.maximize() == language.maximize() else language).to_tag())
    return _WRITTEN_WITH_REGION.get(tag, tag)


@cache
def _names() -> dict[str, str]:
    """The names of the usual languages, in themselves and in some others, with their tags."""
    from langcodes import Language  # noqa: PLC0415 - loads for a quarter of a second

    names = {_plain(name): tag for tag, name in _ENGLISH.items()} | _ALSO_CALLED
    for tag in _OFTEN_LEARNED:
        own = tag.partition("-")[0]
        for told_in in (own, *_ASKED_IN):
            names.setdefault(_plain(Language.get(own).display_name(told_in)), tag)
    return names


def _plain(name: str) -> str:
    """A name without case and accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(s for s in letters if not unicodedata.combining(s)))
