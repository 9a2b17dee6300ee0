"""Dutch."""

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
from miolingo.language.conventions.signs.nl import SIGNS

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_WEEKDAYS = {
    "ma": "maandag", "di": "dinsdag", "wo": "woensdag", "do": "donderdag", "vr": "vrijdag",
    "za": "zaterdag",
}  # fmt: skip


def _agree(words: str, _counted: Counted) -> Sequence[str]:
    linked = re.sub(
        r"(honderd|duizend)(een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)$",
        r"\1 en \2",
        words,
    ).replace("en één", "en een")
    return (
        words,
        words.replace("één", "een"),
        linked,
        linked.replace(" en ", "en"),
        re.sub("^honderd", "eenhonderd", words),
        re.sub("^een (?=mil)", "één ", words),
    )


def _years(year: int, say: Say) -> Sequence[str]:
    century, rest = divmod(year, 100)
    end = say(rest) if rest else ""
    if year < 2000:
        return (
            f"{say(century)}{end}" if end else f"{say(century)}honderd",
            f"{say(century)}honderd{end}",
        )
    return (say(year), f"{say(century)} {end}") if rest >= 10 else (say(year),)


def _decades(year: int, say: Say) -> Sequence[str]:
    return (f"{say(year)}er",)


def _ordinal(number: int, say: Say) -> Sequence[str]:
    words = say(number).replace("één", "een")
    irregular = {"een": "eerst", "twee": "tweed", "drie": "derd", "acht": "achtst"}
    for end, stem in irregular.items():
        if words.endswith(end) and number % 100 < 20 and not words.endswith("tien"):
            return (f"{words.removesuffix(end)}{stem}e",)
    return (f"{words}de",) if 0 < number % 100 < 20 else (f"{words}ste",)


def _roman(number: int, named: bool, say: Say) -> Sequence[str]:
    ordinal = _ordinal(number, say)[0]
    return (
        (f"de {ordinal}", say(number), ordinal)
        if named
        else (say(number), f"de {ordinal}", ordinal)
    )


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    count = "een" if part == 1 else say(part)
    through = f"{count} gedeeld door {say(of)}"
    if of == 2:
        return ("een half", "een halve", "half", "halve", "anderhalf", through)[:4]
    name = _ordinal(of, say)[0]
    if of == 4:
        short = ("kwart",) if part == 1 else ()
        return (f"{count} kwart", *short, f"{count}kwart", f"{count} {name}", through)
    stressed = (f"{say(part)} {name}",) if part == 1 else ()
    return (f"{count} {name}", f"{count}{name}", *stressed, through)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    count = say(whole).replace("één", "een")
    if fractions[0] == "een half":
        link = "ën" if count.endswith("e") else "en"
        ways = [
            f"{count}{link}half",
            f"{count}{link}halve",
            f"{count} en een half",
            f"{count} en een halve",
        ]
        ways.append(f"{count}{link}eenhalf")
        ways = ["anderhalf", "anderhalve", *ways] if whole == 1 else ways
    else:
        ways = [f"{count} en {fractions[0]}", f"{count} {fractions[0]}"]
    quarters = {"een kwart": "een kwartier", "drie kwart": "drie kwartier"}
    minutes = quarters.get(fractions[0]) if noun.one == "uur" else None
    in_minutes = [f"{count} uur en {minutes}"] if minutes else []
    return [*in_minutes, *(f"{way} {noun.one}".strip() for way in ways)]


def _day(day: int, say: Say) -> Sequence[str]:
    return (say(day), _ordinal(day, say)[0])


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    unstressed = (f"een {_MONTHS[month - 1]}",) if day == 1 else ()
    ways = (
        f"{say(day)} {_MONTHS[month - 1]}",
        *unstressed,
        f"{_ordinal(day, say)[0]} {_MONTHS[month - 1]}",
        f"{say(day)} {say(month)}",
    )
    return [f"{way} {year}".strip() for way in ways]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    twelve, following = say(hour % 12 or 12), say(hour % 12 + 1)
    named = {0: ["middernacht"], 24: ["middernacht"], 12: ["twaalf uur 's middags"]}.get(hour, [])
    if minute == 0:
        return [f"{say(hour)} uur", f"{twelve} uur", say(hour), *named]
    full = [f"{say(hour)} uur {say(minute)}"]
    full += [f"{twelve} uur {say(minute)}"] if hour != (hour % 12 or 12) else []
    return [*full, *_minutes(minute, twelve, following, say), f"{say(hour)} {say(minute)}"]


def _minutes(minute: int, hour: str, following: str, say: Say) -> Sequence[str]:
    """The time told from the hour or from the half."""
    special = {
        15: (f"kwart over {hour}",), 30: (f"half {following}",), 45: (f"kwart voor {following}",),
        20: (f"tien voor half {following}", f"twintig over {hour}"),
        40: (f"tien over half {following}", f"twintig voor {following}"),
    }  # fmt: skip
    if minute in special:
        return special[minute]
    if minute < 15:
        return (f"{say(minute)} over {hour}", f"{say(minute)} minuten over {hour}")
    if minute > 45:
        return (
            f"{say(60 - minute)} voor {following}",
            f"{say(60 - minute)} minuten voor {following}",
        )
    link = "voor" if minute < 30 else "over"
    return (f"{say(abs(30 - minute))} {link} half {following}",)


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="nl",
        agree=_agree,
        decimal_words=("komma",),
        zeros=("nul",),
        digit_words={1: "een"},
        hundreds=("{}honderd{}",),
        last_hundred=99,
        years=_years,
        decades=_decades,
        decade_ends="er",
        minus=("min", "minus"),
        below_zero=("{} onder nul", "{} onder het vriespunt"),
        service=("112",),
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends="(?:st|d)?e",
        chapters=("hoofdstuk", "deel", "akte", "klasse", "artikel", "fase", "type", "bijlage"),
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} {1}",),
        power=(
            "{base} tot de {ordinals[0]}", "{base} tot de {ordinals[0]} macht",
            "{base} tot de macht {exponent}",
        ),
    ),
    calendar=Calendar(
        weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        weekday_ranges=("{} tot en met {}", "van {} tot en met {}", "{} tot {}", "van {} tot {}"),
        weekday_links={"t/m": "tot en met", "tot": "tot"},
        before_dates=("op", "vanaf", "per", "voor", "sinds"),
        numbered=("kamer", "lokaal", "zaal", "versie", "hoofdstuk", "vlucht"),
        months=_MONTHS, day=_day, date=_date, clock=_clock, clock_marks="uur|u|h", dot_is_time=True
    ),
    spelling=Spelling(
        names={
            "a": "a", "b": "bee", "c": "cee", "d": "dee", "e": "e", "f": "ef", "g": "gee",
            "h": "ha", "i": "i", "j": "jee", "k": "ka", "l": "el", "m": "em", "n": "en", "o": "o",
            "p": "pee", "q": "ku", "r": "er", "s": "es", "t": "tee", "u": "u", "v": "vee",
            "w": "wee", "x": "ix", "y": "ypsilon", "z": "zet",
        },
        acronyms={"ns": ("en es", "ns"), "tv": ("tee vee", "tv")},
        dot=("punt",), dash=("streepje", "min", "koppelteken"), slash=("slash", "schuine streep"),
        underscore=("underscore", "laag streepje"),
    ),
    abbreviations={
        **{f"{short} t/m": (f"{day} tot en met",) for short, day in _WEEKDAYS.items()},
        "24/7": ("vierentwintig zeven",), "a'dam": ("amsterdam",), "a.d.h.v.": ("aan de hand van",),
        "a.s.": ("aanstaande",), "a.u.b.": ("alstublieft",), "aant.": ("aantal",),
        "afb.": ("afbeelding",), "afd.": ("afdeling",), "apr.": ("april",), "art.": ("artikel",),
        "aub": ("alstublieft",), "aug": ("augustus",), "aug.": ("augustus",),
        "b.g.g.": ("bij geen gehoor",), "b.v.": ("bijvoorbeeld", "bee vee"),
        "bijv.": ("bijvoorbeeld",), "blz.": ("bladzijde",), "bv.": ("bijvoorbeeld",),
        "c.q.": ("casu quo",), "c.s.": ("cum suis",), "ca.": ("circa",),
        "d.m.v.": ("door middel van",), "d.w.z.": ("dat wil zeggen",), "dd.": ("de dato",),
        "dec.": ("december",), "dhr.": ("meneer", "de heer"), "di.": ("dinsdag",),
        "do.": ("donderdag",), "dr.": ("dokter", "doctor"), "drs.": ("doctorandus",),
        "e.a.": ("en andere",), "e.d.": ("en dergelijke",), "e.v.": ("en verder", "en volgende"),
        "eerstv.": ("eerstvolgende",), "enz.": ("enzovoort", "enzovoorts"),
        "etc.": ("et cetera", "etcetera"), "evt.": ("eventueel",), "excl.": ("exclusief",),
        "fam.": ("familie",), "feb.": ("februari",), "fig.": ("figuur",), "geb.": ("geboren",),
        "gebr.": ("gebroeders",), "gem.": ("gemiddeld", "gemeente"), "ggd": ("gee gee dee",),
        "gld.": ("gulden",), "hfst.": ("hoofdstuk",), "i.c.m.": ("in combinatie met",),
        "i.h.a.": ("in het algemeen",), "i.o.": ("in overleg",), "i.p.v.": ("in plaats van",),
        "i.t.t.": ("in tegenstelling tot",), "i.v.m.": ("in verband met",), "idd": ("inderdaad",),
        "incl.": ("inclusief",), "ing.": ("ingenieur",), "inw.": ("inwoners",),
        "ir.": ("ingenieur",), "jan.": ("januari",), "jaren '50": ("jaren vijftig",),
        "jl.": ("jongstleden",), "k.k.": ("kosten koper",), "k.o.": ("knock-out",),
        "kl.": ("klas", "klasse"), "km.": ("kilometer",), "m.a.w.": ("met andere woorden",),
        "m.b.t.": ("met betrekking tot",), "m.b.v.": ("met behulp van",),
        "m.i.": ("mijns inziens",), "m.i.v.": ("met ingang van",),
        "m.u.v.": ("met uitzondering van",), "ma.": ("maandag",), "max.": ("maximaal", "maximum"),
        "mej.": ("mejuffrouw",), "mevr.": ("mevrouw",), "min.": ("minuten", "minimaal", "minimum"),
        "mln.": ("miljoen",), "mr.": ("meester", "meneer"), "mrt.": ("maart",), "mw.": ("mevrouw",),
        "n. chr.": ("na christus",), "n.a.v.": ("naar aanleiding van",), "n.chr.": ("na christus",),
        "n.o.t.k.": ("nader overeen te komen",), "n.v.t.": ("niet van toepassing",),
        "ned.": ("nederlandse", "nederlands"), "nl.": ("namelijk",), "nov.": ("november",),
        "nrs.": ("nummers", "nummer"), "o.a.": ("onder andere", "onder anderen"),
        "o.b.v.": ("op basis van",), "o.i.d.": ("of iets dergelijks",),
        "o.l.v.": ("onder leiding van",), "o.m.": ("onder meer",), "ok": ("oké", "okay"),
        "okt.": ("oktober",), "ong.": ("ongeveer",), "ovl.": ("overleden",), "p.": ("pagina",),
        "p.d.": ("per dag",), "p.p.": ("per persoon",), "p.st.": ("per stuk",),
        "p.w.": ("per week",), "p/m": ("per maand",), "p/p": ("per persoon",), "pag.": ("pagina",),
        "pers.": ("personen",), "pl.": ("plaats", "plein"), "plm.": ("plusminus",),
        "prof.": ("professor",), "r'dam": ("rotterdam",), "resp.": ("respectievelijk",),
        "s.v.p.": ("s'il vous plaît", "alstublieft"), "secr.": ("secretaris",),
        "sept.": ("september",), "st.": ("sint",), "str.": ("straat",),
        "t.a.v.": ("ten aanzien van", "ter attentie van"), "t.b.v.": ("ten behoeve van",),
        "t.o.v.": ("ten opzichte van",), "t.z.t.": ("te zijner tijd",), "t/m": ("tot en met",),
        "tegenov.": ("tegenover",), "tel.": ("telefoon",), "v. chr.": ("voor christus",),
        "v.a.": ("vanaf",), "v.chr.": ("voor christus",), "v.l.n.r.": ("van links naar rechts",),
        "vb.": ("voorbeeld",), "verd.": ("verdieping",), "vgl.": ("vergelijk",),
        "vnl.": ("voornamelijk",), "vr.": ("vrijdag",), "vrijbl.": ("vrijblijvend",),
        "vs": ("de verenigde staten", "versus"), "w.c.": ("wee cee",), "wo.": ("woensdag",),
        "z.o.z.": ("zie ommezijde",), "z.s.m.": ("zo snel mogelijk",), "za.": ("zaterdag",),
        "zo.": ("zondag",), "zsm": ("zo snel mogelijk",),
    },
    also_words="ned pers kl zo ma nl min max gem art st bv mr",
    number_marks=r"nr\.?|n[°º]|№|#",
    number_words=("nummer",),
    links=("en",),
    per=("per", "de", "het"),
    out_of=("{mark} van de {best}", "{mark} uit {best}"),
    until=("tot", "à", "of", "tot en met"),
    since=("van",),
    by=("keer", "maal", "bij"),
    times=("{} keer", "{} maal"),
    score=("tegen",),
    scale=("op",),
    postal_code=r"(?-i:(?P<digits>[1-9]\d{3}) ?(?P<letters>[A-Z]{2}))",
    respellings=(
        ("é", "e"), ("ë", "e"), ("ï", "i"), ("ö", "o"), ("ü", "u"), ("á", "a"), ("ó", "o"),
        ("^een$", "één"), ("oo", "oö"), ("ee", "eë"),
    ),
    other_spellings=(("(?i)(?<=[a-z-])str\\b", "straat"), ("(?i)(?<=[a-z-])pl\\b", "plein"),
                     ("(?i)(?<=[a-z-])ln\\b", "laan"), ("(?i)(?<=[a-z-])gr\\b", "gracht"),
                     ("(?i)coo(?=[prb])", "coö"),
                     ("(?i)zoo(?=l)", "zoö"), ("(?i)reunie", "reünie"),
                     ("(?i)geint", "geïnt"), ("(?i)ideeen", "ideeën"), ("(?i)(?<=[a-z])ieen\\b",
                     "ieën")),
    letters="éëï",
)  # fmt: skip
