"""Language tags (BCP 47): the primary subtag, and the tag for a code of Vosk."""

from __future__ import annotations

_OF_VOSK = {"cn": "zh", "kz": "kk", "ua": "uk", "vn": "vi"}


def primary(language_code: str) -> str:
    """The primary subtag: ``pt`` of ``pt-BR``."""
    return language_code.partition("-")[0].lower()


def language_of_vosk(code: str) -> str:
    """The BCP 47 tag for what Vosk calls a language: ``zh`` for cn, ``en-US`` for en-us."""
    language, dash, region = code.partition("-")
    return _OF_VOSK.get(language, language) + dash + region.upper()
