"""Dutch."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    twelve, following = say(hour % 12 or 12), say(hour % 12 + 1)
    if minute == 0:
        return [f"{say(hour)} uur", f"{twelve} uur", say(hour)]
    spoken = {15: f"kwart over {twelve}", 30: f"half {following}", 45: f"kwart voor {following}"}
    short = [spoken[minute]] if minute in spoken else []
    return [f"{say(hour)} uur {say(minute)}", f"{say(hour)} {say(minute)}", *short]


CONVENTIONS = Conventions(
    number_code="nl",
    symbols={
        "&": ("en",), "@": ("at", "apenstaartje"), "%": ("procent",), "+": ("plus",),
        "=": ("is",), "°": ("graden", "graad"),
    },
    abbreviations={
        "dhr.": ("meneer", "de heer"), "mevr.": ("mevrouw",), "mw.": ("mevrouw",),
        "dr.": ("dokter", "doctor"), "prof.": ("professor",), "nr.": ("nummer",),
        "bijv.": ("bijvoorbeeld",), "bv.": ("bijvoorbeeld",), "enz.": ("enzovoort",),
        "d.w.z.": ("dat wil zeggen",), "m.a.w.": ("met andere woorden",),
        "a.u.b.": ("alstublieft",), "ca.": ("circa",), "o.a.": ("onder andere",),
        "t.o.v.": ("ten opzichte van",), "incl.": ("inclusief",),
    },
    units={
        "km": ("kilometer",), "m": ("meter",), "cm": ("centimeter",),
        "kg": ("kilo", "kilogram"), "g": ("gram",), "l": ("liter",),
        "u": ("uur",), "min": ("minuten", "minuut"), "min.": ("minuten", "minuut"),
        "km/u": ("kilometer per uur",), "km/h": ("kilometer per uur",),
        "°c": ("graden", "graden celsius"),
    },
    currencies={
        "€": Currency("euro", "euro", "cent", "cent"),
        "$": Currency("dollar", "dollar", "cent", "cent"),
        "£": Currency("pond", "pond", "penny", "pence"),
        "¥": Currency("yen", "yen"),
        "₩": Currency("won", "won"),
    },
    respellings=(
        ("é", "e"), ("ë", "e"), ("ï", "i"), ("ö", "o"), ("ü", "u"), ("á", "a"), ("ó", "o"),
        ("^een$", "één"),
    ),
    number_forms=(("één", "een"), ("^honderd", "eenhonderd")),
    ordinals="(?:st|d)?e",
    decimal_words=("komma",),
    link="en",
    until="tot",
    zeros=("nul",),
    reads_years=True,
    halves=("een half", "half"),
    letters="éëï",
    clock=_clock,
    clock_marks="uur|u",
)  # fmt: skip
