"""French."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say

_NAMED_HOURS = {0: "minuit", 12: "midi", 24: "minuit"}


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    hours = [_hours(hour, say)]
    if hour in _NAMED_HOURS:
        hours.append(_NAMED_HOURS[hour])
    elif hour > 12:
        hours.append(_hours(hour - 12, say))
    if minute == 0:
        return hours
    past = {15: "et quart", 30: "et demie"}
    readings = [f"{spoken_hour} {say(minute)}" for spoken_hour in hours]
    readings += [f"{spoken_hour} {past[minute]}" for spoken_hour in hours if minute in past]
    if minute == 45:
        readings.append(f"{_hours(hour % 12 + 1, say)} moins le quart")
    return readings


def _hours(hour: int, say: Say) -> str:
    return "une heure" if hour == 1 else f"{say(hour)} heures"


CONVENTIONS = Conventions(
    number_code="fr",
    symbols={
        "&": ("et",), "@": ("arobase", "at"), "%": ("pour cent",), "+": ("plus",),
        "=": ("égale", "égal"), "°": ("degrés", "degré"),
    },
    abbreviations={
        "m.": ("monsieur",), "mme": ("madame",), "mme.": ("madame",), "mmes": ("mesdames",),
        "mm.": ("messieurs",), "mlle": ("mademoiselle",), "mlle.": ("mademoiselle",),
        "dr": ("docteur",), "dr.": ("docteur",), "etc.": ("et cetera",), "av.": ("avenue",),
        "bd": ("boulevard",), "p. ex.": ("par exemple",), "p.ex.": ("par exemple",),
        "st": ("saint",), "ste": ("sainte",), "tél.": ("téléphone",), "svp": ("s'il vous plaît",),
        "s.v.p.": ("s'il vous plaît",), "n°": ("numéro",), "no": ("numéro",),
    },
    units={
        "km": ("kilomètres", "kilomètre"), "m": ("mètres", "mètre"),
        "cm": ("centimètres", "centimètre"), "kg": ("kilos", "kilo", "kilogrammes"),
        "g": ("grammes", "gramme"), "l": ("litres", "litre"), "h": ("heures", "heure"),
        "min": ("minutes", "minute"), "min.": ("minutes", "minute"),
        "km/h": ("kilomètres heure", "kilomètres à l'heure"),
        "°c": ("degrés", "degrés celsius"),
    },
    currencies={
        "€": Currency("euro", "euros", "centime", "centimes"),
        "$": Currency("dollar", "dollars", "cent", "cents"),
        "£": Currency("livre", "livres", "penny", "pence"),
        "¥": Currency("yen", "yens"),
        "₩": Currency("won", "wons"),
    },
    respellings=(
        ("œ", "oe"), ("oe", "œ"), ("æ", "ae"), ("î", "i"), ("û", "u"), ("clé", "clef"),
    ),
    number_forms=(("un$", "une"), ("cents$", "cent"), ("vingts$", "vingt")),
    ordinal_forms=(("^premier$", "première"), ("^deuxième$", "second"), ("^deuxième$", "seconde")),
    ordinals="er|re|ère|e|ème|eme|nd|nde",
    decimal_words=("virgule",),
    link="et",
    until="à",
    zeros=("zéro",),
    halves=("un demi", "une demi"),
    letters="àâçèéêëîïôùûœ",
    clock=_clock,
    clock_marks="h|heures?",
)  # fmt: skip
