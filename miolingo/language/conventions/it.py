"""Italian."""

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


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    single = {"volte": "volta"}.get(noun.one, noun.one)
    feminine = single.endswith("a") or single in {"settimane", "giornate"}
    name = single if whole == 1 else noun.many
    count = ("una" if feminine else "un" if name else "uno") if whole == 1 else say(whole)
    if fractions[0] == "mezzo":
        ends = ["e mezza", "e mezzo"] if feminine else ["e mezzo", "e mezza"]
    else:
        ends = [f"e {fractions[0]}"]
    ways = [f"{count} {name} {end}".replace("  ", " ") for end in ends]
    elided = [f"un'{way.removeprefix('una ')}" for way in ways if way.startswith("una o")]
    return [*elided, *ways, *(f"{count} {end} {name}" for end in ends if name)]


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
        corrected=(("dicotto", "diciotto"), (r"(?<=[a-z])tre$", "tré"),
            (r"(milion[ei]|miliard[oi]) e ", r"\1 "),),
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
        acronyms={"asl": ("asl",), "iva": ("iva",), "pec": ("pec",), "pin": ("pin",),
        "sim": ("sim",), "covid": ("covid",), "tv": ("ti vu", "tivù"), "wc": ("vu ci", "wc"),
        "www": ("vu vu vu",)},
        dot=("punto",), dash=("trattino", "meno"), slash=("barra", "slash"),
        underscore=("trattino basso", "underscore"),
    ),
    abbreviations={
        "24/7": ("ventiquattro ore su ventiquattro", "ventiquattro sette"),
        "24h/24": ("ventiquattro ore su ventiquattro",), "50/50": ("cinquanta e cinquanta",),
        "a.c.": ("avanti cristo",), "ab.": ("abitanti",), "ad es.": ("ad esempio",),
        "ago.": ("agosto",), "all.": ("allegato",), "amm.": ("amministrazione",),
        "ang.": ("angolo",), "apr.": ("aprile",), "arch.": ("architetto",), "art.": ("articolo",),
        "artt.": ("articoli",), "avv.": ("avvocato", "avvocata"), "b.go": ("borgo",),
        "bin.": ("binario",), "c.a.": ("circa",), "c.f.": ("codice fiscale",),
        "c.m.": ("corrente mese",), "c.p.": ("casella postale", "ci pi"), "c.so": ("corso",),
        "c/c": ("conto corrente",), "c/o": ("presso",), "ca.": ("circa",), "cap.": ("capitolo",),
        "capp.": ("capitoli",), "cav.": ("cavalier",), "cell.": ("cellulare",), "cl.": ("classe",),
        "cmq": ("comunque",), "d.c.": ("dopo cristo",), "dest.": ("destinatario",),
        "dic.": ("dicembre",), "doc.": ("documento",), "dom.": ("domenica",),
        "dott.": ("dottor", "dottore"), "dott.ssa": ("dottoressa",), "dr.": ("dottor", "dottore"),
        "dr.ssa": ("dottoressa",), "dx": ("destra",), "ecc.": ("eccetera",), "ediz.": ("edizione",),
        "egr.": ("egregio",), "es.": ("esempio",),
        "escl.": ("escluso", "esclusa", "esclusi", "escluse"), "etc.": ("eccetera",),
        "f.lli": ("fratelli",), "feb.": ("febbraio",), "fig.": ("figura",), "figg.": ("figure",),
        "fraz.": ("frazione",), "gen.": ("gennaio", "generale"), "genn.": ("gennaio",),
        "gent.ma": ("gentilissima",), "gent.mo": ("gentilissimo",), "geom.": ("geometra",),
        "gg.": ("giorni",), "gio.": ("giovedì",), "giu.": ("giugno",), "h.": ("ore", "ora"),
        "incl.": ("incluso", "inclusa", "inclusi", "incluse"), "ing.": ("ingegnere", "ingegner"),
        "int.": ("interno",),
        "km.": ("chilometro", "chilometri"), "l.go": ("largo",), "loc.": ("località",),
        "lug.": ("luglio",), "lun.": ("lunedì",), "mag.": ("maggio",), "mar.": ("martedì", "marzo"),
        "mass.": ("massimo",), "max": ("massimo", "max"), "max.": ("massimo",),
        "mer.": ("mercoledì",), "min.": ("minuti", "minimo"), "mitt.": ("mittente",),
        "mq.": ("metri quadrati",), "n. civico": ("numero civico",), "n. di": ("numero di",),
        "n. verde": ("numero verde",), "n.b.": ("nota bene",), "nn": ("non",),
        "nn.": ("numeri", "numero"), "nov.": ("novembre",), "ogg.": ("oggetto",), "ok": ("okay",),
        "on.": ("onorevole",), "on.le": ("onorevole",), "orig.": ("originale",),
        "ott.": ("ottobre",), "p.": ("pagina",), "p. es.": ("per esempio",),
        "p.es.": ("per esempio",), "p.s.": ("post scriptum", "pi esse"), "p.t.": ("piano terra",),
        "p.v.": ("prossimo venturo",), "p.za": ("piazza",), "p.zza": ("piazza",),
        "pag.": ("pagina",), "pagg.": ("pagine",), "pers.": ("persone", "persona"),
        "pp.": ("pagine",), "prof.": ("professor", "professore"), "prof.ssa": ("professoressa",),
        "prov.": ("provincia",), "rag.": ("ragioniere",), "rep.": ("reparto",),
        "rif.": ("riferimento",), "s.": ("san", "santo", "santa"),
        "s.l.m.": ("sul livello del mare",), "s.n.c.": ("senza numero civico",),
        "s.p.a.": ("società per azioni", "spa"), "s.r.l.": ("esse erre elle",), "sab.": ("sabato",),
        "sc.": ("scala",), "sec.": ("secolo",), "secc.": ("secoli",), "sett.": ("settembre",),
        "sig.": ("signor", "signore"), "sig.na": ("signorina",), "sig.ra": ("signora",),
        "sig.ri": ("signori",), "sigg.": ("signori",), "snc": ("senza numero civico",),
        "spa": ("spa", "esse pi a"), "spett.le": ("spettabile",), "srl": ("esse erre elle",),
        "sx": ("sinistra",), "tel.": ("telefono",), "tot.": ("totale",), "trad.": ("traduzione",),
        "tvb": ("ti voglio bene",), "u.s.": ("ultimo scorso",), "uff.": ("ufficio",),
        "v.": ("via", "vedi"), "v.le": ("viale",), "v.lo": ("vicolo",), "ven.": ("venerdì",),
        "vol.": ("volume",), "voll.": ("volumi",), "xké": ("perché",),
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
    ages={"-": ("meno di", "meno"), "+": ("più di", "più")},
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
