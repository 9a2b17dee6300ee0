"""Spanish."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miolingo.language.conventions.model import (
    Calendar,
    Conventions,
    Counted,
    Noun,
    NumberWords,
    Parts,
    Say,
    Spelling,
)
from miolingo.language.conventions.signs.es import SIGNS

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_ONES = (
    "", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno",
)  # fmt: skip
_TENS = (
    "", "décimo", "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo",
    "septuagésimo", "octogésimo", "nonagésimo",
)  # fmt: skip
_LAST_ORDINAL_OF_KINGS = 10


def _agree(words: str, counted: Counted) -> Sequence[str]:
    short = re.sub("veintiuno$", "veintiún", words)
    short = re.sub("uno$", "un", short)
    feminine = re.sub("cientos", "cientas", re.sub("uno$", "una", words))
    feminine = feminine.replace("quinientos", "quinientas")
    return {
        Counted.NOTHING: (words, short, feminine),
        Counted.MASCULINE: (short, words),
        Counted.FEMININE: (feminine, short if words.endswith("uno") else feminine),
        Counted.UNKNOWN: (short, feminine, words),
    }[counted]


def _decades(year: int, say: Say) -> Sequence[str]:
    return (say(year), f"{say(year)}s")


def _ordinal(number: int, say: Say) -> Sequence[str]:
    special = {11: ("undécimo", "decimoprimero"), 12: ("duodécimo", "decimosegundo")}
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if hundreds or number == 0:
        return ("centésimo", "centésima") if number == 100 else (say(number),)
    usual = special.get(number) or (
        (f"decimo{_ONES[ones]}".replace("osé", "osé"), f"décimo {_ONES[ones]}")
        if tens == 1 and ones
        else (f"{_TENS[tens]} {_ONES[ones]}".strip(),)
    )
    forms = [form for word in usual for form in _endings(word)]
    return [*forms, *((say(number),) if number > _LAST_ORDINAL_OF_KINGS else ())]


def _endings(ordinal: str) -> list[str]:
    feminine = re.sub(r"o\b", "a", ordinal)
    short = [re.sub("o$", "", ordinal)] if ordinal.endswith(("primero", "tercero")) else []
    return [ordinal, feminine, *short]


def _roman(number: int, named: bool, say: Say) -> Sequence[str]:
    ordinal = _ordinal(number, say)[:2]
    few = number <= _LAST_ORDINAL_OF_KINGS
    return (*ordinal, say(number)) if named and few else (say(number), *ordinal)


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    over = f"{say(part)} sobre {say(of)}"
    if of == 2:
        return ("medio", "media", "un medio", "la mitad", over)
    name = {3: "tercio"}.get(of) or (_ordinal(of, say)[0] if of <= 10 else f"{say(of)}avo")
    return (f"un {name}" if part == 1 else f"{say(part)} {name}s", over)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    feminine = noun.many.endswith(("a", "as")) and noun.one not in {"día", "días"}
    count = (
        _agree(say(whole), Counted.FEMININE if feminine else Counted.MASCULINE)[0]
        if noun.one
        else say(whole)
    )
    if fractions[0] == "medio":
        ends = ["y media", "y medio"] if feminine else ["y medio", "y media"]
    else:
        ends = ["y cuarto"] if fractions[0] == "un cuarto" else []
        ends.append(f"y {fractions[0]}")
    single = noun.many.removesuffix("s") if noun.one == noun.many else noun.one
    name = single if whole == 1 else noun.many
    ways = [f"{count} {name} {end}".replace("  ", " ") for end in ends]
    names = dict.fromkeys(filter(None, (name, noun.many)))
    return [*ways, *(f"{count} {end} {name}" for end in ends for name in names)]


def _day(day: int, say: Say) -> Sequence[str]:
    return ("primero", "uno") if day == 1 else (say(day),)


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    name = _MONTHS[month - 1]
    ways = [
        f"{first} de {name} {link} {year}" if year else f"{first} de {name}"
        for first in _day(day, say)
        for link in ("de", "del")
    ]
    return [
        *dict.fromkeys(ways),
        f"{say(day)} {say(month)} {year}".strip(),
        f"{say(day)} del {say(month)} {year}".strip(),
    ]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    full, twelve, following = (
        say(number).replace("uno", "una") for number in (hour, hour % 12 or 12, hour % 12 + 1)
    )
    named = {0: ["medianoche"], 12: ["mediodía"], 24: ["medianoche"]}.get(hour, [])
    hours = list(dict.fromkeys((full, twelve)))
    if minute == 0:
        return [
            *hours,
            *named,
            *(f"{spoken_hour} {end}" for end in ("en punto", "horas") for spoken_hour in hours),
        ]
    minutes = re.sub("uno$", "un", re.sub("veintiuno$", "veintiún", say(minute)))
    past = {15: "cuarto", 30: "media"}
    readings = [
        f"{spoken_hour} y {end}"
        for end in filter(None, (past.get(minute), say(minute)))
        for spoken_hour in hours
    ]
    if minute > 30:
        left = "cuarto" if minute == 45 else say(60 - minute)
        readings += [f"{following} menos {left}"]
    readings += [f"{spoken_hour} {minutes}" for spoken_hour in hours]
    return [
        *readings,
        f"{full} horas {minutes}",
        f"{full} horas y {minutes} minutos",
        f"{full} y {minutes} minutos",
    ]


def _of_millions(noun: str) -> str:
    return f"de {noun}"


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="es",
        corrected=(("veintiuno (?=mil|bill)", "veintiún "), (r"uno (?=mil|bill)", "un ")),
        agree=_agree,
        feminine_nouns="(?!días?$|mapas?$|.*emas?$)[a-zñáéíóú]{2,}(?:as?|dad|dades|ción|ciones)",
        decimal_words=("coma", "con", "punto"),
        decimals_by_digit=False,
        zeros=("cero",),
        decades=_decades,
        decade_ends="s",
        minus=("menos",),
        below_zero=("{} bajo cero",),
        service=("112", "091", "062", "016", "061", "080", "911"),
        service_first=False,
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends=r"\.?[oaºª]|\.?er|\.?[ʳ]",
        degree_is_ordinal=True,
        ordinal_after=("piso", "puesto", "capítulo", "grado", "curso", "nivel", "acto"),
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} {1}", "{0} de {1}"),
        power=(
            "{base} elevado a {exponent}", "{base} a la {ordinals[1]}",
            "{base} elevado a la {exponent}", "{base} a la {exponent}",
        ),
    ),
    calendar=Calendar(
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        weekday_ranges=("de {} a {}", "{} a {}", "del {} al {}"),
        weekday_links={"a": "a", "al": "al"},
        numbered=("aula", "sala", "habitación", "versión", "capítulo", "vuelo"),
        until_hour=("a las",),
        since_hour=("de las",),
        before_hours={
            "a las": {"una": "a la", "mediodía": "al", "medianoche": "a"}, "las": {"una": "la"},
        },
        months=(*_MONTHS, "setiembre"), day=_day, date=_date, month_link="de", clock=_clock,
        clock_marks="h|horas?|hs|hrs", dot_is_time=True,
    ),
    spelling=Spelling(
        names={
            "a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "efe", "g": "ge",
            "h": "hache", "i": "i", "j": "jota", "k": "ka", "l": "ele", "m": "eme", "n": "ene",
            "ñ": "eñe", "o": "o", "p": "pe", "q": "cu", "r": "erre", "s": "ese", "t": "te",
            "u": "u", "v": "uve", "w": "uve doble", "x": "equis", "y": "i griega", "z": "zeta",
        },
        acronyms={"ave": ("ave",), "eso": ("eso",), "iva": ("iva",), "pin": ("pin",),
        "sim": ("sim",), "ue": ("u e", "unión europea"), "tv": ("te uve", "tele", "televisión"),
        "wc": ("uve doble ce", "váter"),
                  "www": ("uve doble uve doble uve doble", "tres uves dobles")},
        dot=("punto",), dash=("guion", "guión"), slash=("barra",),
        underscore=("guion bajo", "guión bajo"),
    ),
    abbreviations={
        "24/7": ("veinticuatro siete",), "a.c.": ("antes de cristo",),
        "a.m.": ("a eme", "de la mañana"), "abr.": ("abril",), "admón.": ("administración",),
        "ago.": ("agosto",), "apdo.": ("apartado",), "aprox.": ("aproximadamente",),
        "arq.": ("arquitecto",), "art.": ("artículo",), "atte.": ("atentamente",),
        "av.": ("avenida",), "avda.": ("avenida",), "b/n": ("blanco y negro",), "bco.": ("banco",),
        "bto.": ("bruto",), "c.p.": ("código postal", "ce pe"), "c/": ("calle",),
        "cap.": ("capítulo",), "cía.": ("compañía",), "ctra.": ("carretera",), "d.ª": ("doña",),
        "d.c.": ("después de cristo",), "dch.": ("derecha",), "dcha.": ("derecha",),
        "depto.": ("departamento",), "desc.": ("descuento",), "dic.": ("diciembre",),
        "dña.": ("doña",), "dom.": ("domingo",), "dpto.": ("departamento",), "dr.": ("doctor",),
        "dra.": ("doctora",), "dto.": ("descuento",), "ed.": ("edición", "editorial"),
        "edif.": ("edificio",), "ee. uu.": ("estados unidos",), "ee.uu.": ("estados unidos",),
        "eeuu": ("estados unidos",), "ej.": ("ejemplo",), "ene.": ("enero",), "esc.": ("escalera",),
        "esq.": ("esquina",), "etc": ("etcétera",), "etc.": ("etcétera",),
        "excmo.": ("excelentísimo",), "fdo.": ("firmado",), "feb.": ("febrero",),
        "fig.": ("figura",), "gral.": ("general",), "hab.": ("habitantes", "habitación"),
        "hnos.": ("hermanos",), "íd.": ("ídem",),
        "incl.": ("incluido", "incluida", "incluidos", "incluidas"), "ing.": ("ingeniero",),
        "izda.": ("izquierda",), "izq.": ("izquierda",), "jue.": ("jueves",), "jul.": ("julio",),
        "jun.": ("junio",), "km.": ("kilómetro", "kilómetros"), "lic.": ("licenciado",),
        "lun.": ("lunes",), "mar.": ("martes", "marzo"), "máx.": ("máximo",),
        "mié.": ("miércoles",), "min.": ("minuto", "minutos", "mínimo"), "mín.": ("mínimo",),
        "n. del t.": ("nota del traductor",), "n.os": ("números",), "nºs": ("números",),
        "nov.": ("noviembre",), "núms.": ("números",), "oct.": ("octubre",), "ok": ("okay", "ok"),
        "p.": ("página",), "p. ej.": ("por ejemplo",), "p.d.": ("posdata",),
        "p.ej.": ("por ejemplo",), "p.m.": ("pe eme", "de la tarde"), "pag.": ("página",),
        "pág.": ("página",), "págs.": ("páginas",), "párr.": ("párrafo",), "pers.": ("personas",),
        "plza.": ("plaza",), "pol.": ("polígono",), "pq": ("porque",), "prof.": ("profesor",),
        "profa.": ("profesora",), "prov.": ("provincia",), "ptas.": ("pesetas",),
        "pza.": ("plaza",), "ref.": ("referencia",), "s.": ("siglo",),
        "s.a.": ("sociedad anónima", "ese a"), "s.l.": ("sociedad limitada", "ese ele"),
        "s/n": ("sin número",), "sáb.": ("sábado",), "sept.": ("septiembre",),
        "sig.": ("siguiente",), "sr.": ("señor",), "sra.": ("señora",), "sras.": ("señoras",),
        "sres.": ("señores",), "srta.": ("señorita",), "ss.": ("siglos", "siguientes"),
        "sta.": ("santa",), "sto.": ("santo",), "tb": ("también",), "tel.": ("teléfono",),
        "telf.": ("teléfono",), "tfno.": ("teléfono",), "tlf.": ("teléfono",), "tmb": ("también",),
        "ud.": ("usted",), "uds.": ("ustedes",), "urb.": ("urbanización",), "vd.": ("usted",),
        "vda.": ("viuda",), "vds.": ("ustedes",), "vie.": ("viernes",), "vol.": ("volumen",),
        "xq": ("porque",),
    },
    titles={"d.": ("don",), "st.": ("saint",)},
    also_words="min esc ref mar vie dom art fig vol cap sept mié ing s p ej",
    number_marks=r"n[°º]s?|n\.[°º]s?|núms?\.|nro\.|no\.|№|#",
    number_words=("número",),
    links=("con", "y"),
    of_millions=_of_millions,
    per=("por", "el", "la"),
    per_named={
        "mes": ("al mes",),
        "día": ("al día",),
        "semana": ("a la semana",),
        "año": ("al año",),
        "hora": ("la hora", "a la hora"),
        "noche": ("la noche",),
    },
    ages={"-": ("menos de", "menos"), "+": ("más de", "más")},
    out_of=("{mark} sobre {best}", "{mark} de {best}"),
    until=("a", "o", "al"),
    since=("de", "del"),
    by=("por",),
    times=("{} veces",),
    score=("a",),
    postal_code=r"(?-i:(?P<digits>\d{5})(?P<letters>)(?= [A-ZÀ-Þ][a-zß-ÿ]))",
    respellings=(
        ("ó", "o"), ("é", "e"), ("á", "a"), ("periodo", "período"), ("período", "periodo"),
    ),
    other_spellings=(
        ("(?i)periodo", "período"), ("(?i)período", "periodo"),
        ("(?i)^setiembre", "septiembre"),
    ),
    letters="áéíñóúü",
)  # fmt: skip
