"""Which questions are usually said with a rise at their end, by language.

Only what the literature says clearly of the standard language stands here, and only questions that
can be answered with yes or no. A question with a question word or a choice may fall or rise in all
of these languages, and one that asks for agreement (*-지요?*, *n'est-ce pas?*) mostly falls, so
nothing is expected of them. Brazilian Portuguese and Italian end such questions with a rise and a
fall, or differ by region, so nothing is expected there either.

ko: Jun, K-ToBI (2000). en: Pierrehumbert and Hirschberg (1990). de: Grice and others, GToBI (2005).
fr: Delattre (1966). es (Castilian): Estebas-Vilaplana and Prieto, Sp_ToBI (2010).
nl: Haan, *Speaking of questions* (2002).
"""

from __future__ import annotations

import re
import unicodedata

from miolingo.language.tags import primary

_MARKS = ("?", "？")
_CLOSING = " \"'»”’)」』"

_NOT_YES_OR_NO = {
    "ko": r"(뭐|뭘|뭔|무엇|무슨|어디|어딜|언제|누구|누가|누굴|왜|어떻|어때|어떤|얼마|몇)"
    r"|어느|아니면|(지|지요|죠|잖아|잖아요)$",
    "en": r"\b(what|where|when|who|whom|whose|why|which|how|or|what's|where's|who's|how's|when's)\b"
    r"|, ?[\w']+ (i|you|he|she|it|we|they)$|, ?(right|okay|ok)$",
    "de": r"\b(was|wo|wohin|woher|wann|wer|wen|wem|wessen|warum|wieso|weshalb|welche\w*|wie|oder"
    r"|wor\w+|womit|wofür|wovon|wozu)\b|, ?(nicht wahr|nicht|ne|gell)$",
    "fr": r"\b((?<!est-ce )que|quoi|où|quand|qui|pourquoi|quel\w*|lequel|laquelle|comment"
    r"|combien|ou)\b|\bqu'(?!on\b)|n'est-ce pas$",
    "es": r"\b(qué|dónde|adónde|cuándo|quién|quiénes|cuál|cuáles|cómo|cuánt\w+|o|u)\b"
    r"|, ?(verdad|no)$",
    "nl": r"\b(wat|waar\w*|wanneer|wie|wiens|waarom|welke?|hoe\w*|of)\b|, ?(hè|toch|niet)$",
}
"""What a question of these languages has that need not rise."""


def rises_at_the_end(phrase: str, language_code: str) -> bool:
    """Whether a phrase is a question that standard speakers usually end with a rise."""
    written = unicodedata.normalize("NFC", phrase).rstrip(_CLOSING)
    pattern = _NOT_YES_OR_NO.get(primary(language_code))
    if pattern is None or not written.endswith(_MARKS):
        return False
    asked = re.split(r"[.!?？]\s*", written.rstrip("".join(_MARKS) + " "))[-1]
    return not re.search(pattern, asked.casefold().replace("’", "'"))
