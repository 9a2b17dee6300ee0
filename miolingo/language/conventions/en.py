"""English."""

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
from miolingo.language.conventions.signs.en import SIGNS

_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def _agree(words: str, _counted: Counted) -> Sequence[str]:
    short = words.replace(" and ", " ")
    articles = [
        re.sub(r"^one (hundred|thousand|million|billion)", r"a \1", form) for form in (words, short)
    ]
    return (words, short, *(form for form in articles if form.startswith("a ")))


def _article(noun: str) -> str:
    return "an" if re.match("[aeio]|hour|unc", noun) else "a"


def _years(year: int, say: Say) -> Sequence[str]:
    century, rest = divmod(year, 100)
    whole = (say(year), say(year).replace(" and ", " "))
    if not rest:
        return whole if century % 10 == 0 else (f"{say(century)} hundred",)
    if 2000 < year < 2010:
        return whole
    end = f"oh {say(rest)}" if rest < 10 else say(rest)
    return (f"{say(century)} {end}", f"{say(century)} hundred and {say(rest)}")


def _decades(year: int, say: Say) -> Sequence[str]:
    century, rest = divmod(year, 100)
    tens = "hundreds" if not rest else re.sub("y$", "ies", say(rest))
    if rest == 10:
        tens = "tens"
    if year < 100:
        return (tens,)
    if year == 2000:
        return ("two thousands",)
    return (f"{say(century)} {tens}", tens) if rest else (f"{say(century)} {tens}",)


def _ordinal(number: int, say: Say) -> Sequence[str]:
    words = say(number)
    start, last = re.fullmatch(r"(.*?)([a-z]+)", words).groups()  # type: ignore[union-attr]
    end = _ORDINALS.get(last) or f"{re.sub('y$', 'ie', last)}th"
    usual = f"{start}{end}"
    short = usual.replace(" and ", " ")
    return (usual, short, *([short.removeprefix("one ")] if short.startswith("one ") else ()))


def _roman(number: int, named: bool, say: Say) -> Sequence[str]:
    ordinal = f"the {_ordinal(number, say)[0]}"
    return (ordinal, say(number)) if named else (say(number), ordinal)


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    article = "an" if of in {8, 11, 18} else "a"
    over = f"{say(part)} over {say(of)}"
    if of == 2:
        return ("a half", "one half", "half", over)
    names = [("quarter", "quarters")] if of == 4 else []
    ordinal = _ordinal(of, say)[0]
    names.append((ordinal, f"{ordinal}s"))
    if part == 1:
        return (*(f"{word} {one}" for one, _ in names for word in (article, "one")), over)
    return (*(f"{say(part)} {many}" for _, many in names), over)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    several, single = noun.many, _single(noun)
    ways = [f"{say(whole)} and {form} {several}".strip() for form in fractions[:2]]
    if single:
        count = ("one", "an" if single[0] in "aeiou" or single == "hour" else "a")
        begun = (
            [f"{word} {single}" for word in count] if whole == 1 else [f"{say(whole)} {several}"]
        )
        ways.insert(1, f"{say(whole)} and {fractions[0]} {single}")
        ways += [f"{start} and {form}" for start in begun for form in fractions[:2]]
        ways += [f"{say(whole)} and {form} {single}" for form in fractions[1:2]]
    return list(dict.fromkeys(ways))


def _single(noun: Noun) -> str:
    """The noun as it is said of one, also where only its plural is known."""
    return noun.one.removesuffix("s") if noun.one == noun.many else noun.one


def _day(day: int, say: Say) -> Sequence[str]:
    return (_ordinal(day, say)[0], say(day))


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    name, ordinal = _MONTHS[month - 1], _ordinal(day, say)[0]
    ways = (
        f"{name} {ordinal}", f"the {ordinal} of {name}", f"{name} the {ordinal}",
        f"{name} {say(day)}", f"{say(month)} {say(day)}", f"{ordinal} of {name}",
    )  # fmt: skip
    return tuple(f"{way} {year}".strip() for way in ways)


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    twelve, following = say(hour % 12 or 12), say(hour % 12 + 1)
    named = {0: ["midnight"], 12: ["noon"], 24: ["midnight"]}.get(hour, [])
    hours = [say(hour)] if hour == (hour % 12 or 12) else [say(hour), twelve]
    if minute == 0:
        return [f"{twelve} o'clock", *hours, *named]
    minutes = f"oh {say(minute)}" if minute < 10 else say(minute)
    readings = [f"{spoken_hour} {minutes}" for spoken_hour in hours]
    relative = {15: ("quarter past", "a quarter past"), 30: ("half past",)}
    back = {
        15: ("quarter to", "a quarter to", "quarter of"),
        20: ("twenty to", "twenty minutes to"),
    }
    if minute <= 30:
        ways = relative.get(minute) or _counted_minutes(minute, "past", say)
        return [*readings, *(f"{way} {twelve}" for way in ways)]
    ways = back.get(60 - minute) or _counted_minutes(60 - minute, "to", say)
    return [*readings, *(f"{way} {following}" for way in ways)]


def _counted_minutes(minutes: int, link: str, say: Say) -> Sequence[str]:
    unit = "minute" if minutes == 1 else "minutes"
    full = f"{say(minutes)} {unit} {link}"
    after = [f"{say(minutes)} after"] if link == "past" else [f"{say(minutes)} till"]
    return (f"{say(minutes)} {link}", full, *after) if minutes % 5 == 0 else (full,)


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="en",
        agree=_agree,
        decimal_sign=".",
        decimal_words=("point",),
        zeros=("zero", "oh"),
        hundreds=("{} hundred {}", "{} hundred and {}"),
        last_hundred=99,
        pairs="oh",
        article=_article,
        years=_years,
        decades=_decades,
        decade_ends="'?s",
        minus=("minus", "negative"),
        below_zero=("{} below zero", "{} below"),
        service=("911", "999", "112", "111", "101", "411", "311", "988", "000"),
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends="st|nd|rd|th",
        chapters=(
            "chapter", "part", "act", "war", "volume", "book", "type", "phase", "section", "level",
            "class", "stage", "article", "appendix", "bowl", "scene", "figure", "unit",
        ),
        roman_ends="th|st|nd|rd",
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} of {2}", "{0} {1}", "{0} {2}"),
        half_of=("half {1}",),
        power=(
            "{base} to the {ordinals[0]}", "{base} to the power of {exponent}",
            "{base} to the {exponent}", "{base} to the {ordinals[0]} power",
        ),
    ),
    calendar=Calendar(
        weekdays=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        weekday_ranges=("{} to {}", "{} through {}", "from {} to {}"),
        weekday_links={"to": "to", "thru": "through"},
        months=_MONTHS,
        day=_day,
        date=_date,
        month_first=True,
        numeric_order="md",
        month_link="of",
        clock=_clock,
        numbered=(
            "room", "rm.", "suite", "ste.", "flight", "apartment", "apt.", "extension", "ext.",
        ),
    ),
    spelling=Spelling(
        acronyms={"ny": ("new york", "n y"), "tx": ("texas", "t x"), "nj": ("new jersey", "n j"),
                  "fl": ("florida", "f l"), "dc": ("d c",), "nasa": ("nasa",),
                  "ne": ("northeast", "n e"), "nw": ("northwest", "n w"),
                  "se": ("southeast", "s e"), "sw": ("southwest", "s w"),
                  "ok": ("okay", "o k"), "asap": ("a s a p", "asap"),
                  "www": ("w w w",), "html": ("h t m l",)},
        dot=("dot", "point"), dash=("dash", "hyphen"), slash=("slash",),
        underscore=("underscore",),
    ),
    abbreviations={
        "24/7": ("twenty-four seven", "twenty four seven"), "2x4s": ("two by fours",),
        "2×4s": ("two by fours",), "4wd": ("four wheel drive", "four w d"),
        "4x4": ("four by four",), "50/50": ("fifty fifty",), "9/11": ("nine eleven",),
        "a.m.": ("a m", "am", "in the morning"), "amb.": ("ambassador",),
        "approx.": ("approximately",), "apr.": ("april",), "apt.": ("apartment",),
        "arent": ("aren't",), "atty.": ("attorney",), "aug.": ("august",), "ave": ("avenue",),
        "ave.": ("avenue",), "b.": ("born", "b"), "b/c": ("because",), "bldg": ("building",),
        "bldg.": ("building",), "blvd": ("boulevard",), "blvd.": ("boulevard",),
        "bros": ("brothers",), "bros.": ("brothers",), "c.": ("circa", "c"), "c/o": ("care of",),
        "capt.": ("captain",), "ch.": ("chapter",), "chap.": ("chapter",), "cir.": ("circle",),
        "cmdr.": ("commander",), "co.": ("company",), "col.": ("colonel",),
        "corp.": ("corporation",), "couldnt": ("couldn't",), "cpl.": ("corporal",),
        "ct.": ("court",), "ctr.": ("center",), "d.": ("died", "d"), "dec.": ("december",),
        "dept.": ("department",), "didnt": ("didn't",), "dist.": ("district",),
        "doesnt": ("doesn't",), "dont": ("don't",), "doz.": ("dozen",), "dr": ("doctor",),
        "dr.": ("doctor", "drive"), "e.g.": ("for example", "e g"), "esp.": ("especially",),
        "est.": ("established", "estimated"), "etc": ("et cetera",), "etc.": ("et cetera",),
        "ext.": ("extension",), "feb.": ("february",), "fig.": ("figure",), "fl.": ("floor",),
        "fri.": ("friday",), "ft.": ("fort", "feet"), "gov.": ("governor",),
        "govt.": ("government",), "hasnt": ("hasn't",), "havent": ("haven't",), "hwy": ("highway",),
        "i.e.": ("that is", "i e"), "im": ("i'm",), "inc.": ("incorporated", "inc"),
        "incl.": ("including",), "intl.": ("international",), "isnt": ("isn't",), "ive": ("i've",),
        "jan.": ("january",), "jr.": ("junior",), "ln.": ("lane",), "ltd.": ("limited",),
        "m-f": ("monday to friday", "monday through friday"), "max.": ("maximum", "max"),
        "mfg.": ("manufacturing",), "mgmt.": ("management",), "midnight": ("midnight",),
        "min.": ("minimum", "minutes"), "misc.": ("miscellaneous",), "mon.": ("monday",),
        "mr": ("mister",), "mr.": ("mister",), "mrs": ("missus", "misses"),
        "mrs.": ("missus", "misses"), "ms.": ("miss", "miz", "ms"), "msgr.": ("monsignor",),
        "mt.": ("mount", "mountain"), "m–f": ("monday to friday", "monday through friday"),
        "natl.": ("national",), "noon": ("noon",), "nos.": ("numbers",), "nov.": ("november",),
        "nr.": ("near",), "oct.": ("october",), "ok": ("okay",), "p.": ("page",),
        "p.m.": ("p m", "pm", "in the afternoon"), "p.s.": ("p s",), "para.": ("paragraph",),
        "ph.d.": ("p h d",), "pkg.": ("package",), "pkwy": ("parkway",), "pkwy.": ("parkway",),
        "pl.": ("place",), "pop.": ("population",), "pp.": ("pages",), "pres.": ("president",),
        "prof.": ("professor",), "pvt.": ("private",), "qty.": ("quantity",), "rd.": ("road",),
        "rm.": ("room",), "rte.": ("route",), "sat.": ("saturday",), "sec.": ("section", "seconds"),
        "sen.": ("senator",), "sep.": ("september",), "sept.": ("september",),
        "sgt.": ("sergeant",), "shouldnt": ("shouldn't",), "sq.": ("square",), "sr.": ("senior",),
        "st.": ("street", "saint"), "ste.": ("suite",), "sun.": ("sunday",),
        "supt.": ("superintendent",), "tel.": ("telephone",), "temp.": ("temperature",),
        "thats": ("that's",), "theyre": ("they're",), "thu.": ("thursday",),
        "thurs.": ("thursday",), "tue.": ("tuesday",), "tues.": ("tuesday",),
        "univ.": ("university",), "vol.": ("volume",), "vs": ("versus",), "vs.": ("versus",),
        "w/": ("with",), "w/o": ("without",), "wasnt": ("wasn't",), "wed.": ("wednesday",),
        "whats": ("what's",), "wk.": ("week",), "wouldnt": ("wouldn't",),
        "wwi": ("world war one", "w w one"), "wwii": ("world war two", "w w two"),
        "youre": ("you're",), "yr.": ("year",), "yrs.": ("years",),
    },
    after_ordinals={
        "c.": ("century",), "cent.": ("century",), "fl.": ("floor",), "ed.": ("edition",),
    },
    titles={
        "gen.": ("general",), "hon.": ("honorable",), "lt.": ("lieutenant",), "mt": ("mount",),
        "rep.": ("representative",), "rev.": ("reverend",), "st": ("saint",),
        "st.": ("saint", "street"),
    },
    also_words=(
        "pop ed ct p "
        "fl yr wk sec b c d ch ste sat sun mon wed fri fig co est min max dec mar "
        "apt ext inc sept"
    ),
    number_marks=r"no\.|n[°º]|№|#",
    number_words=("number",),
    links=("and",),
    attributive=True,
    per=("per",),
    out_of=("{mark} out of {best}",),
    until=("to", "or"),
    since=("from",),
    by=("times", "by"),
    times=("{} times",),
    score=("to",),
    nil=("nil", "nothing"),
    postal_code=r"(?-i:(?<=\b[A-Z]{2} )(?P<digits>\d{5})(?P<letters>))",
    postal_by_digit=True,
    directions={
        "n": ("north",), "s": ("south",), "e": ("east",), "w": ("west",), "ne": ("northeast",),
        "nw": ("northwest",), "se": ("southeast",), "sw": ("southwest",),
    },
    streets="st|ave|rd|blvd|dr|ln|street|avenue|road|boulevard|drive|lane|place|pl",
    respellings=(
        ("our", "or"), ("or$", "our"), ("is(e[ds]?|ing|ation)$", r"iz\1"),
        ("iz(e[ds]?|ing|ation)$", r"is\1"), ("tre$", "ter"), ("ter$", "tre"), ("grey", "gray"),
        ("gray", "grey"), ("ogue$", "og"), ("ll(ed|ing|er)$", r"l\1"), ("l(ed|ing|er)$", r"ll\1"),
        ("ï", "i"), ("é", "e"), ("è", "e"), ("ê", "e"),
    ),
    other_spellings=(("(?i)[ïíì]", "i"), ("(?i)[éèê]", "e"), ("(?i)ç", "c"), ("(?i)ñ", "n")),
)  # fmt: skip
