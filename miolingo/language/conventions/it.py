"""Italian."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    full, twelve, following = (
        "una" if number == 1 else say(number) for number in (hour, hour % 12 or 12, hour % 12 + 1)
    )
    hours = list(dict.fromkeys((full, twelve)))
    if minute == 0:
        return [*hours, *(f"{spoken_hour} in punto" for spoken_hour in hours)]
    past = {15: ("un quarto",), 30: ("mezza", "mezzo"), 45: ("tre quarti",)}
    readings = [f"{spoken_hour} e {say(minute)}" for spoken_hour in hours]
    readings += [
        f"{spoken_hour} e {part}" for spoken_hour in hours for part in past.get(minute, ())
    ]
    if minute == 45:
        readings.append(f"{following} meno un quarto")
    return [*readings, *(f"{spoken_hour} {say(minute)}" for spoken_hour in hours)]


CONVENTIONS = Conventions(
    number_code="it",
    symbols={
        "&": ("e",), "@": ("chiocciola",), "%": ("per cento", "percento"), "+": ("più",),
        "=": ("uguale", "fa"), "°": ("gradi", "grado"),
    },
    abbreviations={
        "sig.": ("signor", "signore"), "sig.ra": ("signora",), "sig.na": ("signorina",),
        "dott.": ("dottor", "dottore"), "dott.ssa": ("dottoressa",), "dr.": ("dottor",),
        "prof.": ("professor", "professore"), "ecc.": ("eccetera",),
        "p.es.": ("per esempio",), "p. es.": ("per esempio",), "tel.": ("telefono",),
        "p.zza": ("piazza",),
    },
    units={
        "km": ("chilometri", "chilometro"), "m": ("metri", "metro"),
        "cm": ("centimetri", "centimetro"), "kg": ("chili", "chilo", "chilogrammi"),
        "g": ("grammi", "grammo"), "l": ("litri", "litro"), "h": ("ore", "ora"),
        "min": ("minuti", "minuto"), "min.": ("minuti", "minuto"),
        "km/h": ("chilometri all'ora", "chilometri orari"), "°c": ("gradi", "gradi centigradi"),
    },
    currencies={
        "€": Currency("euro", "euro", "centesimo", "centesimi"),
        "$": Currency("dollaro", "dollari", "centesimo", "centesimi"),
        "£": Currency("sterlina", "sterline", "penny", "pence"),
        "¥": Currency("yen", "yen"),
        "₩": Currency("won", "won"),
    },
    respellings=(
        ("a'$", "à"), ("e'$", "é"), ("e'$", "è"), ("i'$", "ì"), ("o'$", "ò"), ("u'$", "ù"),
        ("é$", "è"), ("è$", "é"), ("í$", "ì"), ("ú$", "ù"),
    ),
    number_forms=(("uno$", "un"), ("uno$", "una")),
    ordinal_forms=(("o$", "a"),),
    ordinals="[oa]",
    decimal_words=("virgola",),
    link="e",
    until="a",
    zeros=("zero",),
    halves=("mezzo", "mezza", "un mezzo"),
    letters="àèéìòù",
    clock=_clock,
    clock_marks="h|ore",
)  # fmt: skip
