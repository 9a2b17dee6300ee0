"""Italian."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miolingo.language.conventions.model import (
    Calendar,
    Conventions,
    Counted,
    NumberWords,
    Parts,
    Say,
    Spelling,
)
from miolingo.language.conventions.signs.it import SIGNS

_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
    "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
_FIRST_ORDINALS = (
    "primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono", "decimo",
)  # fmt: skip


def _agree(words: str, counted: Counted) -> Sequence[str]:
    spoken = [
        words,
        words.replace("centott", "centoott"),
        words.replace("milione ", "milione e ").replace("milioni ", "milioni e "),
    ]
    if words == "uno":
        return {
            Counted.NOTHING: ("uno", "una", "un"),
            Counted.MASCULINE: ("un", "uno"),
            Counted.FEMININE: ("una", "un"),
            Counted.UNKNOWN: ("un", "una", "uno"),
        }[counted]
    if words.endswith("uno"):
        return (words, re.sub("uno$", "un", words))
    return spoken


def _decades(year: int, say: Say) -> Sequence[str]:
    return (say(year),)


def _ordinal(number: int, say: Say) -> Sequence[str]:
    if number <= 0:
        return ()
    if number <= len(_FIRST_ORDINALS):
        usual = _FIRST_ORDINALS[number - 1]
    else:
        words = say(number)
        stem = words if words.endswith(("tré", "sei")) else words[:-1]
        stem = re.sub("tré$", "tre", stem)
        stem = re.sub("mil$", "mill", stem)
        usual = f"{stem}esimo"
    return tuple(f"{usual[:-1]}{end}" for end in "oaie")


def _roman(number: int, _named: bool, say: Say) -> Sequence[str]:
    ordinal = _ordinal(number, say)[:2]
    return (*ordinal, say(number))


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    over = f"{say(part)} su {say(of)}"
    if of == 2:
        return ("mezzo", "mezza", "un mezzo", "la metà", over)
    one, _, many, _ = _ordinal(of, say)
    return (f"un {one}" if part == 1 else f"{say(part)} {many}", over)


def _mixed(whole: int, fractions: Sequence[str], noun: str, say: Say) -> Sequence[str]:
    feminine = noun.endswith("a") or noun in {"ore", "volte", "tazze", "settimane", "giornate"}
    single = {"ore": "ora", "volte": "volta", "tazze": "tazza"}.get(noun, noun)
    noun = single if whole == 1 else noun
    count = ("una" if feminine else "un" if noun else "uno") if whole == 1 else say(whole)
    if fractions[0] == "mezzo":
        ends = ["e mezza", "e mezzo"] if feminine else ["e mezzo", "e mezza"]
    else:
        ends = [f"e {fractions[0]}"]
    ways = [f"{count} {noun} {end}".replace("  ", " ") for end in ends]
    elided = [f"un'{way.removeprefix('una ')}" for way in ways if way.startswith("una o")]
    return [*elided, *ways, *(f"{count} {end} {noun}" for end in ends if noun)]


def _day(day: int, say: Say) -> Sequence[str]:
    return ("primo", "uno") if day == 1 else (say(day),)


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    first = _day(day, say)[0]
    ways = (f"{first} {_MONTHS[month - 1]}", f"{first} {say(month)}", f"{say(day)} {say(month)}")
    return [f"{way} {year}".strip() for way in ways]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    full, twelve, following = (
        "una" if number == 1 else say(number) for number in (hour, hour % 12 or 12, hour % 12 + 1)
    )
    named = {0: ["mezzanotte"], 12: ["mezzogiorno"], 24: ["mezzanotte"]}.get(hour, [])
    hours = list(dict.fromkeys((full, twelve)))
    if minute == 0:
        return [*named, *hours, *(f"{spoken_hour} in punto" for spoken_hour in hours)]
    past = {15: ("un quarto",), 30: ("mezza", "mezzo"), 45: ("tre quarti",)}
    readings = [
        f"{spoken_hour} e {say(minute)}" for spoken_hour in [*hours[:1], *named, *hours[1:]]
    ]
    readings += [
        f"{spoken_hour} e {part}"
        for part in past.get(minute, ())
        for spoken_hour in [*named, *hours]
    ]
    if minute > 30:
        left = {45: "un quarto", 59: "un minuto"}.get(minute) or say(60 - minute)
        later = {11: "mezzogiorno", 23: "mezzanotte"}.get(hour)
        after = "una" if hour in {0, 12, 24} else say((hour + 1) % 24)
        readings += [
            f"{start} meno {left}"
            for start in dict.fromkeys(filter(None, (following, after, later)))
        ]
    return [*readings, *(f"{spoken_hour} {say(minute)}" for spoken_hour in hours)]


def _of_millions(noun: str) -> str:
    return f"di {noun}"


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="it",
        elisions=(("^una (?=[aeiou])", "un'"),),
        corrected=(("dicotto", "diciotto"), (r"(milion[ei]|miliard[oi]) e ", r"\1 "),),
        agree=_agree,
        feminine_nouns="[a-z]{2,}a",
        decimal_words=("virgola", "punto"),
        decimals_by_digit=False,
        zeros=("zero",),
        decades=_decades,
        decade_ends="(?!)",
        minus=("meno",),
        below_zero=("{} sotto zero",),
        service=("112", "113", "115", "117", "118", "114", "1522"),
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends="[oaºª]",
        degree_is_ordinal=True,
        ordinal_after=(
            "piano", "posto", "capitolo", "canto", "atto", "lotto", "grado", "turno", "livello",
        ),
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} {1}", "{0} di {1}"),
        power=(
            "{base} alla {ordinals[1]}", "{base} elevato alla {ordinals[1]}",
            "{base} elevato a {exponent}", "{base} alla {exponent}",
        ),
    ),
    calendar=Calendar(
        weekdays=("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
        weekday_ranges=("da {} a {}", "dal {} al {}", "{} {}"),
        weekday_links={"al": "al", "a": "a"},
        numbered=("aula", "stanza", "camera", "versione", "capitolo", "volo"),
        until_hour=("alle",),
        since_hour=("dalle",),
        before_hours={
            preposition: {"una": f"{elided}'", "mezzogiorno": bare, "mezzanotte": bare}
            for preposition, elided, bare in (
                ("alle", "all", "a"), ("dalle", "dall", "da"), ("le", "l", ""),
            )
        },
        months=_MONTHS, day=_day, date=_date, clock=_clock, clock_marks="h|ore", dot_is_time=True
    ),
    spelling=Spelling(
        names={
            "a": "a", "b": "bi", "c": "ci", "d": "di", "e": "e", "f": "effe", "g": "gi",
            "h": "acca", "i": "i", "j": "i lunga", "k": "kappa", "l": "elle", "m": "emme",
            "n": "enne", "o": "o", "p": "pi", "q": "cu", "r": "erre", "s": "esse", "t": "ti",
            "u": "u", "v": "vu", "w": "doppia vu", "x": "ics", "y": "ipsilon", "z": "zeta",
        },
        acronyms={"covid": ("covid",), "tv": ("ti vu", "tivù"), "wc": ("vu ci", "wc"),
        "www": ("vu vu vu",)},
        dot=("punto",), dash=("trattino", "meno"), slash=("barra", "slash"),
        underscore=("trattino basso", "underscore"),
    ),
    abbreviations={
        "pers.": ("persone", "persona",), "secc.": ("secoli",), "ang.": ("angolo",),
        "c.p.": ("casella postale", "ci pi",), "km.": ("chilometro", "chilometri",),
        "artt.": ("articoli",), "figg.": ("figure",), "voll.": ("volumi",), "capp.": ("capitoli",),
        "f.lli": ("fratelli",), "on.le": ("onorevole",), "cav.": ("cavalier",),
        "gent.mo": ("gentilissimo",), "gent.ma": ("gentilissima",), "egr.": ("egregio",),
        "spett.le": ("spettabile",), "c.m.": ("corrente mese",), "u.s.": ("ultimo scorso",),
        "p.v.": ("prossimo venturo",), "b.go": ("borgo",), "v.lo": ("vicolo",),
        "s.n.c.": ("senza numero civico",), "snc": ("senza numero civico",), "incl.": ("incluso",),
        "escl.": ("escluso",), "mass.": ("massimo",), "loc.": ("località",),
        "fraz.": ("frazione",), "prov.": ("provincia",), "rep.": ("reparto",),
        "uff.": ("ufficio",), "amm.": ("amministrazione",), "doc.": ("documento",),
        "ediz.": ("edizione",), "trad.": ("traduzione",), "mitt.": ("mittente",),
        "dest.": ("destinatario",), "ogg.": ("oggetto",), "s.l.m.": ("sul livello del mare",),
        "c/c": ("conto corrente",), "nn.": ("numeri", "numero"), "bin.": ("binario",),
        "pp.": ("pagine",),
        "all.": ("allegato",),
        "h.": ("ore", "ora"), "p.t.": ("piano terra",),
        "int.": ("interno",), "sc.": ("scala",), "ab.": ("abitanti",), "mq.": ("metri quadrati",),
        "gg.": ("giorni",), "tot.": ("totale",),
        "sx": ("sinistra",), "dx": ("destra",), "orig.": ("originale",),
        "rif.": ("riferimento",), "cl.": ("classe",),
        "sig.": ("signor", "signore"), "sig.ra": ("signora",), "sig.na": ("signorina",),
        "sigg.": ("signori",), "sig.ri": ("signori",), "dott.": ("dottor", "dottore"),
        "dott.ssa": ("dottoressa",), "dr.": ("dottor", "dottore"), "dr.ssa": ("dottoressa",),
        "prof.": ("professor", "professore"), "prof.ssa": ("professoressa",),
        "avv.": ("avvocato", "avvocata"), "ing.": ("ingegnere", "ingegner"),
        "arch.": ("architetto",), "geom.": ("geometra",), "on.": ("onorevole",),
        "rag.": ("ragioniere",), "ecc.": ("eccetera",), "etc.": ("eccetera",),
        "p.es.": ("per esempio",), "p. es.": ("per esempio",), "ad es.": ("ad esempio",),
        "es.": ("esempio",), "tel.": ("telefono",), "cell.": ("cellulare",), "p.zza": ("piazza",),
        "p.za": ("piazza",), "v.le": ("viale",), "c.so": ("corso",), "l.go": ("largo",),
        "pag.": ("pagina",), "pagg.": ("pagine",), "p.": ("pagina",), "cap.": ("capitolo",),
        "art.": ("articolo",), "vol.": ("volume",), "fig.": ("figura",), "ca.": ("circa",),
        "c.a.": ("circa",), "max.": ("massimo",), "min.": ("minuti", "minimo"),
        "max": ("massimo", "max"),
        "a.c.": ("avanti cristo",), "d.c.": ("dopo cristo",), "sec.": ("secolo",),
        "s.": ("san", "santo", "santa"), "s.p.a.": ("società per azioni", "spa"),
        "s.r.l.": ("esse erre elle",), "spa": ("spa", "esse pi a"), "srl": ("esse erre elle",),
        "n.b.": ("nota bene",), "p.s.": ("post scriptum", "pi esse"), "c.f.": ("codice fiscale",),
        "lun.": ("lunedì",), "mar.": ("martedì", "marzo"), "mer.": ("mercoledì",),
        "gio.": ("giovedì",), "ven.": ("venerdì",), "sab.": ("sabato",), "dom.": ("domenica",),
        "genn.": ("gennaio",), "gen.": ("gennaio", "generale"), "feb.": ("febbraio",),
        "apr.": ("aprile",), "mag.": ("maggio",), "giu.": ("giugno",), "lug.": ("luglio",),
        "ago.": ("agosto",), "sett.": ("settembre",), "ott.": ("ottobre",),
        "nov.": ("novembre",), "dic.": ("dicembre",), "cmq": ("comunque",), "nn": ("non",),
        "v.": ("via", "vedi"), "xké": ("perché",), "tvb": ("ti voglio bene",), "c/o": ("presso",),
        "ok": ("okay",),
        "24/7": ("ventiquattro ore su ventiquattro", "ventiquattro sette"),
        "24h/24": ("ventiquattro ore su ventiquattro",), "50/50": ("cinquanta e cinquanta",),
    },
    after_ordinals={"p.": ("piano",), "sec.": ("secolo",), "ed.": ("edizione",)},
    also_words=(
        "v uff doc all "
        "cl orig rif h int sc ab tot es on mar mer dom max min cap vol art fig ago mag "
        "gen giu gio cell sett"
    ),
    number_marks=r"n[°º]|nr\.?|n\.|num\.|№|#",
    number_words=("numero",),
    links=("e",),
    cents_linked=True,
    of_millions=_of_millions,
    per=("al", "a", "il", "all'", "alla", "per"),
    per_named={
        "mese": ("al mese",),
        "giorno": ("al giorno",),
        "settimana": ("a settimana", "alla settimana"),
        "anno": ("all'anno",),
        "ora": ("all'ora", "a ora"),
        "notte": ("a notte",),
        "persona": ("a persona",),
    },
    out_of=("{mark} su {best}",),
    until=("a", "o", "al"),
    since=("da", "dal"),
    by=("per",),
    times=("{} volte",),
    score=("a",),
    postal_code=r"(?-i:(?P<digits>\d{5})(?P<letters>)(?= [A-ZÀ-Þ][a-zß-ÿ]))",
    respellings=(
        ("a'$", "à"), ("e'$", "é"), ("e'$", "è"), ("i'$", "ì"), ("o'$", "ò"), ("u'$", "ù"),
        ("é$", "è"), ("è$", "é"), ("í$", "ì"), ("ú$", "ù"),
    ),
    letters="àèéìòù",
)  # fmt: skip
