"""Names of files that say what is in them, whatever signs a text or a path has."""

from __future__ import annotations

import hashlib
import unicodedata

_MOST_CHARACTERS = 40


def plain_name(text: str) -> str:
    """The letters and digits of a text, ``-`` for all else: a part of a file's name anywhere."""
    marked = "".join(
        sign if _is_plain(sign) else "-" for sign in unicodedata.normalize("NFC", text)
    )
    words = [word for word in marked.split("-") if word]
    return "-".join(words)[:_MOST_CHARACTERS].strip("-") or "unnamed"


def unique_name(text: str, *what: str) -> str:
    """A plain name with six digits and letters that differ for whatever else is different."""
    digest = hashlib.sha256("\0".join(what).encode(errors="surrogatepass")).hexdigest()
    return f"{plain_name(text)}-{digest[:6]}"


def _is_plain(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")
