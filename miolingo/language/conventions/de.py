"""German."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    sharp = "ein" if hour == 1 else say(hour)
    twelve, following = say(hour % 12 or 12), say(hour % 12 + 1)
    if minute == 0:
        return [f"{sharp} uhr", say(hour), twelve]
    spoken = {15: f"viertel nach {twelve}", 30: f"halb {following}", 45: f"viertel vor {following}"}
    short = [spoken[minute]] if minute in spoken else []
    return [f"{sharp} uhr {say(minute)}", f"{say(hour)} {say(minute)}", *short]


CONVENTIONS = Conventions(
    number_code="de",
    symbols={
        "&": ("und",), "@": ("at",), "%": ("prozent",), "+": ("plus",), "=": ("gleich", "ist"),
        "°": ("grad",),
    },
    abbreviations={
        "dr.": ("doktor",), "prof.": ("professor",), "hr.": ("herr",), "fr.": ("frau",),
        "str.": ("straße",), "nr.": ("nummer",), "z.b.": ("zum beispiel",),
        "z. b.": ("zum beispiel",), "d.h.": ("das heißt",), "d. h.": ("das heißt",),
        "u.a.": ("unter anderem",), "u. a.": ("unter anderem",), "usw.": ("und so weiter",),
        "bzw.": ("beziehungsweise",), "ca.": ("circa",), "evtl.": ("eventuell",),
        "inkl.": ("inklusive",), "tel.": ("telefon",), "st.": ("sankt",),
    },
    units={
        "km": ("kilometer",), "m": ("meter",), "cm": ("zentimeter",),
        "kg": ("kilo", "kilogramm"), "g": ("gramm",), "l": ("liter",),
        "h": ("uhr", "stunden", "stunde"), "min": ("minuten", "minute"),
        "min.": ("minuten", "minute"), "km/h": ("kilometer pro stunde", "stundenkilometer"),
        "°c": ("grad", "grad celsius"),
    },
    currencies={
        "€": Currency("euro", "euro", "cent", "cent"),
        "$": Currency("dollar", "dollar", "cent", "cent"),
        "£": Currency("pfund", "pfund", "penny", "pence"),
        "¥": Currency("yen", "yen"),
        "₩": Currency("won", "won"),
    },
    respellings=(
        ("str$", "straße"), ("ß", "ss"), ("ss", "ß"), ("ae", "ä"), ("oe", "ö"), ("ue", "ü"),
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ph", "f"),
    ),
    number_forms=(
        ("eins$", "ein"), ("eins$", "eine"), ("eins$", "einen"), ("eins$", "einem"),
        ("eins$", "einer"), ("^ein(?=hundert|tausend)", ""), ("zwei", "zwo"),
    ),
    ordinal_forms=(("e$", "en"), ("e$", "er"), ("e$", "es"), ("e$", "em")),
    ordinals=r"\.",
    decimal_words=("komma",),
    link="und",
    until="bis",
    zeros=("null",),
    reads_years=True,
    halves=("einhalb", "ein halb", "ein halbes"),
    letters="äöüß",
    clock=_clock,
    clock_marks="uhr|h",
)  # fmt: skip
