"""German."""

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
from miolingo.language.conventions.signs.de import SIGNS

_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember",
)  # fmt: skip
_IRREGULAR = {"eins": "erst", "drei": "dritt", "sieben": "siebt", "acht": "acht"}


def _agree(words: str, counted: Counted) -> Sequence[str]:
    plain = _shortened(words)
    if not words.endswith("eins"):
        return plain
    ends = {
        Counted.NOTHING: ("eins", "ein", "eine", "einen", "einem", "einer"),
        Counted.MASCULINE: ("ein", "einen", "einem", "eins"),
        Counted.FEMININE: ("eine", "einer", "eins"),
        Counted.UNKNOWN: ("ein", "eine", "einen", "eins", "einem", "einer"),
    }[counted]
    return [re.sub("eins$", end, form) for end in ends for form in plain[:2]]


def _shortened(words: str) -> list[str]:
    """A number also without ein before hundred and thousand, and with zwo."""
    short = re.sub(r"^ein(?=hundert|tausend)", "", words)
    inner = re.sub(r"(?<=tausend)einhundert", "hundert", words)
    spoken = words.replace("zwei", "zwo") if words.endswith("zwei") else words
    linked = re.sub(r"(hundert|tausend)(?=[a-zäöüß]{4,}$)", r"\1und", words)
    linked = (
        linked
        if re.search(
            r"und(eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)$", linked
        )
        else words
    )
    usual = (short, words) if words.startswith("einhundert") else (words, short)
    return list(dict.fromkeys((*usual, inner, linked, spoken)))


def _years(year: int, say: Say) -> Sequence[str]:
    century, rest = divmod(year, 100)
    end = say(rest) if rest else ""
    if year < 2000:
        return (f"{say(century)}hundert{end}",)
    return (say(year), f"{say(century)} {end}") if rest >= 10 else ()


def _decades(year: int, say: Say) -> Sequence[str]:
    century, rest = divmod(year, 100)
    tens = f"{say(rest)}er" if rest else "hunderter"
    if year < 100:
        return (tens, f"{tens}n")
    whole = f"{say(century)}hundert" if year < 2000 else "zweitausend"
    full = f"{whole}{tens}" if rest else f"{whole}er"
    return (full, f"{full}n")


def _stem(number: int, say: Say) -> str:
    words = say(number)
    for end, irregular in _IRREGULAR.items():
        if words.endswith(end) and number % 100 < 20:
            return words.removesuffix(end) + irregular
    return f"{words}t" if 0 < number % 100 < 20 else f"{words}st"


def _ordinal(number: int, say: Say) -> Sequence[str]:
    stem = _stem(number, say)
    return [f"{stem}{end}" for end in ("e", "en", "er", "es", "em")]


def _roman(number: int, named: bool, say: Say) -> Sequence[str]:
    stem = _stem(number, say)
    ordinal = [
        f"{article} {stem}{end}"
        for article, end in (
            ("der", "e"),
            ("die", "e"),
            ("dem", "en"),
            ("den", "en"),
            ("des", "en"),
        )
    ]
    plain = _ordinal(number, say)
    return (*ordinal, *plain[:2], say(number)) if named else (say(number), *plain[:4], *ordinal[:1])


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    through = f"{say(part)} durch {say(of)}"
    if of == 2:
        return (
            "einhalb",
            "ein halb",
            "ein halber",
            "ein halbes",
            "eine halbe",
            "einen halben",
            through,
        )
    name = f"{_stem(of, say)}el"
    if part == 1:
        return (f"ein {name}", f"ein{name}", f"einen {name}", f"einem {name}", through)
    return (f"{say(part)} {name}", f"{say(part)}{name}", through)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    count = "ein" if whole == 1 else say(whole)
    if fractions[0] != "einhalb":
        ways = [f"{count} {fractions[0]}", f"{count} und {fractions[0]}"]
    else:
        ways = [f"{count}einhalb", f"{count}undeinhalb", f"{count} und ein halb"]
        if whole == 1:
            ways = ["anderthalb", *ways]
    return [f"{way} {noun.many}".strip() for way in ways]


def _day(day: int, say: Say) -> Sequence[str]:
    stem = _stem(day, say)
    return (f"{stem}er", f"{stem}en", f"{stem}e", say(day))


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    days, months = _stem(day, say), _stem(month, say)
    ways = [f"{days}{end} {months}{end}" for end in ("er", "en", "e")]
    ways += [f"{days}{end} {_MONTHS[month - 1]}" for end in ("er", "en", "e")]
    return [f"{way} {year}".strip() for way in (*ways, f"{say(day)} {say(month)}")]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    sharp = "ein" if hour == 1 else say(hour)
    twelve, following = say(hour % 12 or 12), say(hour % 12 + 1)
    named = {0: ["mitternacht"], 12: ["mittag"], 24: ["mitternacht"]}.get(hour, [])
    if minute == 0:
        return [f"{sharp} uhr", say(hour), twelve, *named]
    half_day = {"eins": "ein"}.get(twelve, twelve)
    full = [f"{sharp} uhr {say(minute)}"]
    full += [f"{half_day} uhr {say(minute)}"] if hour != (hour % 12 or 12) else []
    return [*full, *_minutes(minute, twelve, following, say), f"{say(hour)} {say(minute)}"]


def _minutes(minute: int, hour: str, following: str, say: Say) -> Sequence[str]:
    """The time told from the hour or from the half."""
    special = {
        15: (f"viertel nach {hour}", f"viertel {following}"), 30: (f"halb {following}",),
        45: (f"viertel vor {following}", f"dreiviertel {following}", f"drei viertel {following}"),
        20: (f"zwanzig nach {hour}", f"zehn vor halb {following}"),
        40: (f"zwanzig vor {following}", f"zehn nach halb {following}"),
    }  # fmt: skip
    if minute in special:
        return special[minute]
    if minute <= 20:
        return (f"{say(minute)} nach {hour}", f"{say(minute)} minuten nach {hour}")
    if minute >= 40:
        return (
            f"{say(60 - minute)} vor {following}",
            f"{say(60 - minute)} minuten vor {following}",
        )
    link = "vor" if minute < 30 else "nach"
    return (f"{say(abs(30 - minute))} {link} halb {following}",)


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="de",
        corrected=(("(?<=.)einstausend", "eintausend"),),
        agree=_agree,
        feminine_nouns="[a-zäöüß]{2,}(?:e|ung|heit|keit|schaft|ion|ät)|frau|woche|million",
        decimal_words=("komma",),
        zeros=("null",),
        digit_words={2: "zwo"},
        hundreds=("{}hundert{}",),
        years=_years,
        decades=_decades,
        decade_ends="er",
        minus=("minus",),
        below_zero=("{} minus", "{} unter null"),
        service=("110", "112", "115", "116117"),
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends=r"\.(?=\s|$|[-–—]\d)",
        bare_end=".",
        chapters=("kapitel", "teil", "band", "akt", "klasse", "artikel", "phase", "stufe", "typ"),
        roman_ends=r"\.(?=\s|$)",
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} {1}",),
        power=("{base} hoch {exponent}",),
        end_after={
            **dict.fromkeys(("am", "vom", "zum", "den", "dem", "im", "beim", "seit", "ab"), "en"),
            **dict.fromkeys(("der", "die", "das", "jede", "diese"), "e"),
            **dict.fromkeys(("ein", "kein", "mein", "dein", "sein", "ihr", "unser"), "er"),
        },
    ),
    calendar=Calendar(
        weekdays=("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        weekday_ranges=("{} bis {}", "von {} bis {}"),
        weekday_links={"bis": "bis"},
        numbered=("raum", "zimmer", "version", "kapitel", "abschnitt", "saal", "flug",
                  "nummer", "nr.", "kontonummer", "konto-nr."),
        months=_MONTHS, day=_day, date=_date, clock=_clock, clock_marks="uhr|h", dot_is_time=True
    ),
    spelling=Spelling(
        names={
            "a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "ef", "g": "ge", "h": "ha",
            "i": "i", "j": "jot", "k": "ka", "l": "el", "m": "em", "n": "en", "o": "o", "p": "pe",
            "q": "ku", "r": "er", "s": "es", "t": "te", "u": "u", "v": "vau", "w": "we",
            "x": "ix", "y": "ypsilon", "z": "zet",
        },
        acronyms={"plz": ("postleitzahl", "pe el zet"), "km": ("kilometer",),
        "eg": ("erdgeschoss", "e ge"), "og": ("obergeschoss", "o ge")},
        dot=("punkt",), dash=("minus", "bindestrich", "strich"),
        slash=("schrägstrich", "slash"), underscore=("unterstrich",),
    ),
    abbreviations={
        "a.d.": ("an der",), "abb.": ("abbildung",), "abs.": ("absatz", "absender"),
        "abt.": ("abteilung",), "ag": ("a ge", "ag", "aktiengesellschaft"), "allg.": ("allgemein",),
        "amerik.": ("amerikanisch",), "apr.": ("april",), "art.": ("artikel",),
        "art.-nr.": ("artikelnummer",), "aufl.": ("auflage",), "aug.": ("august",),
        "ausg.": ("ausgang", "ausgabe"), "bd.": ("band",), "bes.": ("besonders",),
        "betr.": ("betreff",), "bhf": ("bahnhof",), "bhf.": ("bahnhof",), "bsp.": ("beispiel",),
        "bspw.": ("beispielsweise",), "bzgl.": ("bezüglich",), "bzw.": ("beziehungsweise",),
        "ca.": ("circa", "zirka"), "co.": ("co", "compagnie"),
        "co. kg": ("co ka ge", "compagnie ka ge"), "d.h.": ("das heißt",),
        "d.j.": ("dieses jahres",), "dez.": ("dezember",), "di.": ("dienstag",),
        "div.": ("diverse",), "do.": ("donnerstag",), "dr.": ("doktor",),
        "dt.": ("deutsche", "deutscher"), "ehem.": ("ehemalige", "ehemaliger", "ehemals"),
        "einschl.": ("einschließlich",), "einw.": ("einwohner",),
        "engl.": ("englisch", "englische"), "entspr.": ("entsprechend",), "erdg.": ("erdgeschoss",),
        "erw.": ("erwachsene",), "etc.": ("et cetera",), "evtl.": ("eventuell",),
        "exkl.": ("exklusive",), "feb.": ("februar",), "fr.": ("freitag", "frau"),
        "franz.": ("französisch", "französische"), "frl.": ("fräulein",),
        "geb.": ("geboren", "geborene"), "gebr.": ("gebraucht", "gebrüder"), "geg.": ("gegen",),
        "gegr.": ("gegründet",), "gest.": ("gestorben",), "ggf.": ("gegebenenfalls",),
        "gl.": ("gleis",), "gmbh": ("ge em be ha", "gmbh", "g m b h"), "hausnr.": ("hausnummer",),
        "hbf": ("hauptbahnhof",), "hbf.": ("hauptbahnhof",), "hr.": ("herr",), "hrn.": ("herrn",),
        "i.a.": ("im allgemeinen",), "i.d.r.": ("in der regel",), "i.v.": ("in vertretung",),
        "inh.": ("inhalt", "inhaber"), "inkl.": ("inklusive",), "jan.": ("januar",),
        "jew.": ("jeweils",), "jg.": ("jahrgang",), "jh.": ("jahrhundert",),
        "jhd.": ("jahrhundert",), "jhdt.": ("jahrhundert",), "kap.": ("kapitel",),
        "kat.": ("kategorie",), "kl.": ("klasse",), "km.": ("kilometer",), "lt.": ("laut",),
        "m.e.": ("meines erachtens",), "m.w.": ("meines wissens",), "max.": ("maximal",),
        "mfg": ("mit freundlichen grüßen",), "mi.": ("mittwoch",), "min.": ("minuten", "minimal"),
        "mind.": ("mindestens",), "mo.": ("montag",), "mtl.": ("monatlich",),
        "mwst": ("mehrwertsteuer",), "mwst.": ("mehrwertsteuer",), "n. chr.": ("nach christus",),
        "n.chr.": ("nach christus",), "nachm.": ("nachmittags",), "nov.": ("november",),
        "o.ä.": ("oder ähnliches",), "o.g.": ("oben genannte", "oben genannten"), "o.k.": ("okay",),
        "ok": ("okay",), "okt.": ("oktober",), "österr.": ("österreichisch",),
        "p.a.": ("pro jahr", "per annum"), "pers.": ("personen", "person"), "pl.": ("platz",),
        "prof.": ("professor",), "rd.": ("rund",), "s.": ("seite", "siehe"),
        "s.o.": ("siehe oben",), "s.u.": ("siehe unten",), "sa.": ("samstag",),
        "sept.": ("september",), "so.": ("sonntag",), "sog.": ("sogenannte",), "st.": ("sankt",),
        "std.": ("stunden", "stunde"), "str.": ("straße",), "tägl.": ("täglich",),
        "tel.": ("telefon",), "tel.-nr.": ("telefonnummer",), "temp.": ("temperatur",),
        "tgl.": ("täglich",), "u.": ("und",), "u.a.": ("unter anderem", "und andere"),
        "u.ä.": ("und ähnliches",), "u.a.m.": ("und anderes mehr",),
        "ü.m.": ("über dem meer", "über meer"), "u.s.w.": ("und so weiter",),
        "u.u.": ("unter umständen",), "u.v.m.": ("und vieles mehr",), "usw.": ("und so weiter",),
        "uvm.": ("und vieles mehr",), "v.": ("von", "vom"), "v. chr.": ("vor christus",),
        "v.a.": ("vor allem",), "v.chr.": ("vor christus",), "verh.": ("verheiratet",),
        "versch.": ("verschiedene",), "vgl.": ("vergleiche",), "vorm.": ("vormittags",),
        "wg.": ("wegen",), "whg.": ("wohnung",), "wöch.": ("wöchentlich",),
        "z. hd.": ("zu händen",), "z. zt.": ("zurzeit", "zur zeit"), "z.b.": ("zum beispiel",),
        "z.h.": ("zu händen",), "z.t.": ("zum teil",), "z.z.": ("zur zeit",),
        "z.zt.": ("zurzeit", "zur zeit"), "zb": ("zum beispiel",), "zi.": ("zimmer",),
        "zus.": ("zusammen",), "zw.": ("zwischen",), "zzgl.": ("zuzüglich",), "zzt.": ("zurzeit",),
    },
    after_ordinals={"kl.": ("klasse",), "jg.": ("jahrgang",), "og": ("obergeschoss",)},
    titles={"fr.": ("frau", "freitag")},
    also_words="v kl gl lt wg jg so do art abs max pl jan min geb mind mon",
    number_marks=r"nr\.?|n[°º]|№|#",
    number_words=("nummer",),
    links=("und",),
    per=("pro", "je", "die", "das", "der"),
    per_named={
        "monat": ("im monat",),
        "tag": ("am tag",),
        "woche": ("die woche", "in der woche"),
        "jahr": ("im jahr",),
        "stunde": ("die stunde", "in der stunde"),
        "nacht": ("die nacht",),
    },
    out_of=("{mark} von {best}",),
    until=("bis", "zu"),
    since=("von",),
    by=("mal",),
    times=("{}mal", "{} mal"),
    score=("zu",),
    postal_code=r"(?-i:(?P<digits>\d{5})(?P<letters>)(?= [A-ZÀ-Þ][a-zß-ÿ]))",
    respellings=(
        ("str$", "straße"), ("ß", "ss"), ("ss", "ß"), ("ae", "ä"), ("oe", "ö"), ("ue", "ü"),
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ph", "f"),
    ),
    other_spellings=(
        ("(?i)(?<=[a-zäöüß-])str\\b", "straße"), ("(?i)(?<=[a-zäöüß-])pl\\b", "platz"),
        ("(?i)(?<=[a-zäöüß-])nr\\b", "nummer"), ("(?i)(?<=[a-zäöüß-])gr\\b", "größe"),
    ),
    letters="äöüß",
)  # fmt: skip
