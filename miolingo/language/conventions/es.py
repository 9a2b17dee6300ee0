"""Spanish."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    full, twelve, following = (
        say(number).replace("uno", "una") for number in (hour, hour % 12 or 12, hour % 12 + 1)
    )
    hours = list(dict.fromkeys((full, twelve)))
    if minute == 0:
        return [*hours, *(f"{spoken_hour} en punto" for spoken_hour in hours)]
    past = {15: "cuarto", 30: "media"}
    readings = [f"{spoken_hour} y {say(minute)}" for spoken_hour in hours]
    readings += [f"{spoken_hour} y {past[minute]}" for spoken_hour in hours if minute in past]
    if minute == 45:
        readings.append(f"{following} menos cuarto")
    return [*readings, *(f"{spoken_hour} {say(minute)}" for spoken_hour in hours)]


CONVENTIONS = Conventions(
    number_code="es",
    symbols={
        "&": ("y",), "@": ("arroba",), "%": ("por ciento",), "+": ("más",), "=": ("igual a", "es"),
        "°": ("grados", "grado"),
    },
    abbreviations={
        "sr.": ("señor",), "sra.": ("señora",), "srta.": ("señorita",), "dr.": ("doctor",),
        "dra.": ("doctora",), "d.": ("don",), "dña.": ("doña",), "ud.": ("usted",),
        "uds.": ("ustedes",), "vd.": ("usted",), "etc.": ("etcétera",), "p. ej.": ("por ejemplo",),
        "p.ej.": ("por ejemplo",), "avda.": ("avenida",), "c/": ("calle",), "núm.": ("número",),
        "tel.": ("teléfono",), "ee.uu.": ("estados unidos",), "ee. uu.": ("estados unidos",),
    },
    units={
        "km": ("kilómetros", "kilómetro"), "m": ("metros", "metro"),
        "cm": ("centímetros", "centímetro"), "kg": ("kilos", "kilo", "kilogramos"),
        "g": ("gramos", "gramo"), "l": ("litros", "litro"), "h": ("horas", "hora"),
        "min": ("minutos", "minuto"), "min.": ("minutos", "minuto"),
        "km/h": ("kilómetros por hora",), "°c": ("grados", "grados centígrados"),
    },
    currencies={
        "€": Currency("euro", "euros", "céntimo", "céntimos"),
        "$": Currency("dólar", "dólares", "centavo", "centavos"),
        "£": Currency("libra", "libras", "penique", "peniques"),
        "¥": Currency("yen", "yenes"),
        "₩": Currency("won", "wones"),
    },
    respellings=(("ó", "o"), ("é", "e"), ("á", "a")),
    number_forms=(
        ("veintiuno$", "veintiún"), ("uno$", "un"), ("uno$", "una"), ("cientos", "cientas"),
        ("^uno mil", "mil"),
    ),
    ordinal_forms=(("o$", "a"), ("(primer|tercer)o$", r"\1")),
    ordinals=r"\.?[oa]|\.?er",
    decimal_words=("coma", "punto", "con"),
    link="con",
    until="a",
    zeros=("cero",),
    halves=("medio", "media", "un medio"),
    letters="áéíñóúü",
    clock=_clock,
    clock_marks="h|horas?",
)  # fmt: skip
