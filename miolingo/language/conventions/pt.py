"""Portuguese, as it is said in Brazil."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say

_FEMININE = {
    "um": "uma",
    "dois": "duas",
    "vinte e um": "vinte e uma",
    "vinte e dois": "vinte e duas",
}


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    full, twelve, following = (
        _FEMININE.get(say(number), say(number)) for number in (hour, hour % 12 or 12, hour % 12 + 1)
    )
    hours = list(dict.fromkeys((full, twelve)))
    named = {0: "meia-noite", 12: "meio-dia", 24: "meia-noite"}.get(hour)
    if minute == 0:
        return [_hours(full), *hours, *([named] if named else [])]
    readings = [f"{spoken_hour} e {say(minute)}" for spoken_hour in hours]
    readings += [f"{_hours(spoken_hour)} e {say(minute)} minutos" for spoken_hour in hours]
    if minute == 30:
        readings += [
            f"{spoken_hour} e meia" for spoken_hour in [*hours, *([named] if named else [])]
        ]
    if minute == 45:
        readings.append(f"quinze para as {following}")
    return readings


def _hours(number: str) -> str:
    return "uma hora" if number == "uma" else f"{number} horas"


CONVENTIONS = Conventions(
    number_code="pt_BR",
    symbols={
        "&": ("e",), "@": ("arroba",), "%": ("por cento",), "+": ("mais",), "=": ("igual a", "é"),
        "°": ("graus", "grau"),
    },
    abbreviations={
        "sr.": ("senhor",), "sra.": ("senhora",), "srta.": ("senhorita",), "dr.": ("doutor",),
        "dra.": ("doutora",), "d.": ("dona", "dom"), "prof.": ("professor",),
        "profa.": ("professora",), "etc.": ("et cetera",), "av.": ("avenida",), "r.": ("rua",),
        "p. ex.": ("por exemplo",), "p.ex.": ("por exemplo",), "tel.": ("telefone",),
        "vc": ("você",), "vcs": ("vocês",),
    },
    units={
        "km": ("quilômetros", "quilômetro"), "m": ("metros", "metro"),
        "cm": ("centímetros", "centímetro"), "kg": ("quilos", "quilo", "quilogramas"),
        "g": ("gramas", "grama"), "l": ("litros", "litro"), "h": ("horas", "hora"),
        "min": ("minutos", "minuto"), "min.": ("minutos", "minuto"),
        "km/h": ("quilômetros por hora",), "°c": ("graus", "graus celsius"),
    },
    currencies={
        "r$": Currency("real", "reais", "centavo", "centavos"),
        "€": Currency("euro", "euros", "centavo", "centavos"),
        "$": Currency("dólar", "dólares", "centavo", "centavos"),
        "£": Currency("libra", "libras", "pêni", "pence"),
        "¥": Currency("iene", "ienes"),
        "₩": Currency("won", "wons"),
    },
    respellings=(
        ("ü", "u"), ("ôo", "oo"), ("éi(?=a)", "ei"), ("ói(?=a)", "oi"), ("ct", "t"),
        ("ô", "ó"), ("ê", "é"),
    ),
    number_forms=(("um$", "uma"), ("dois$", "duas"), ("entos", "entas"), ("^um mil", "mil")),
    ordinal_forms=(("o$", "a"), ("o (.*)o$", r"a \1a")),
    ordinals=r"\.?[oa]",
    decimal_words=("vírgula",),
    link="e",
    until="a",
    zeros=("zero",),
    halves=("meio", "meia"),
    letters="àáâãçéêíóôõú",
    clock=_clock,
    clock_marks="h|hs|horas?",
)  # fmt: skip
