"""English."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    twelve, following = say(hour % 12 or 12), say(hour % 12 + 1)
    hours = [say(hour)] if hour == (hour % 12 or 12) else [say(hour), twelve]
    if minute == 0:
        return [f"{twelve} o'clock", *hours]
    minutes = f"oh {say(minute)}" if minute < 10 else say(minute)
    readings = [f"{spoken_hour} {minutes}" for spoken_hour in hours]
    past = {15: f"quarter past {twelve}", 30: f"half past {twelve}", 45: f"quarter to {following}"}
    article = [f"a {past[minute]}"] if minute in {15, 45} else []
    return [*readings, *([past[minute]] if minute in past else []), *article]


CONVENTIONS = Conventions(
    number_code="en",
    symbols={
        "&": ("and",), "@": ("at",), "%": ("percent", "per cent"), "+": ("plus",),
        "=": ("equals",), "°": ("degrees", "degree"),
    },
    abbreviations={
        "mr.": ("mister",), "mr": ("mister",), "mrs.": ("missus",), "mrs": ("missus",),
        "dr.": ("doctor",), "dr": ("doctor",), "st.": ("street", "saint"), "prof.": ("professor",),
        "etc.": ("et cetera",), "e.g.": ("for example", "e g"), "i.e.": ("that is", "i e"),
        "vs.": ("versus",), "a.m.": ("a m", "am"), "p.m.": ("p m", "pm"), "ok": ("okay",),
        "dont": ("don't",), "doesnt": ("doesn't",), "didnt": ("didn't",), "isnt": ("isn't",),
        "arent": ("aren't",), "wasnt": ("wasn't",), "couldnt": ("couldn't",),
        "wouldnt": ("wouldn't",), "shouldnt": ("shouldn't",), "havent": ("haven't",),
        "hasnt": ("hasn't",), "thats": ("that's",), "whats": ("what's",), "im": ("i'm",),
        "ive": ("i've",), "youre": ("you're",), "theyre": ("they're",),
    },
    units={
        "km": ("kilometers", "kilometer"), "m": ("meters", "meter"),
        "cm": ("centimeters", "centimeter"), "kg": ("kilograms", "kilogram", "kilos"),
        "g": ("grams", "gram"), "l": ("liters", "liter"), "h": ("hours", "hour"),
        "min": ("minutes", "minute"), "min.": ("minutes", "minute"),
        "lb": ("pounds", "pound"), "ft": ("feet", "foot"), "am": ("a m", "am"), "pm": ("p m", "pm"),
        "km/h": ("kilometers per hour", "kilometers an hour"),
        "mph": ("miles per hour", "miles an hour"),
        "°c": ("degrees", "degrees celsius"), "°f": ("degrees", "degrees fahrenheit"),
    },
    currencies={
        "$": Currency("dollar", "dollars", "cent", "cents"),
        "€": Currency("euro", "euros", "cent", "cents"),
        "£": Currency("pound", "pounds", "penny", "pence"),
        "¥": Currency("yen", "yen"),
        "₩": Currency("won", "won"),
    },
    respellings=(
        ("our", "or"), ("or$", "our"), ("is(e[ds]?|ing|ation)$", r"iz\1"),
        ("iz(e[ds]?|ing|ation)$", r"is\1"), ("tre$", "ter"), ("ter$", "tre"), ("grey", "gray"),
        ("gray", "grey"), ("ogue$", "og"), ("ll(ed|ing|er)$", r"l\1"), ("l(ed|ing|er)$", r"ll\1"),
    ),
    number_forms=((" and ", " "), ("^one hundred", "a hundred"), ("^one thousand", "a thousand")),
    ordinals="st|nd|rd|th",
    decimal_sign=".",
    decimal_words=("point",),
    link="and",
    until="to",
    zeros=("zero", "oh"),
    reads_years=True,
    halves=("a half", "one half", "half"),
    clock=_clock,
)  # fmt: skip
