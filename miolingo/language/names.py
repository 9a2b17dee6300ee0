"""The names of languages in English, for people."""

from __future__ import annotations

from miolingo.language.tags import primary

_NAMES = {
    "ar": "Arabic",
    "br": "Breton",
    "ca": "Catalan",
    "cs": "Czech",
    "de": "German",
    "el": "Greek",
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
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "te": "Telugu",
    "tg": "Tajik",
    "tl": "Filipino",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_REGIONS = {"BR": "Brazil", "CN": "China", "GB": "Britain", "IN": "India", "PT": "Portugal"}
_REGIONS |= {"US": "America", "KR": "Korea", "MX": "Mexico"}


def language_name(language_code: str) -> str:
    """The name of a language, its region behind it: ``Portuguese (Brazil)``; or its code."""
    name = _NAMES.get(primary(language_code))
    region = language_code[len(primary(language_code)) + 1 :]
    if not name or not region:
        return name or language_code
    return f"{name} ({_REGIONS.get(region.upper(), region)})"
