"""French."""

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
from miolingo.language.conventions.signs.fr import SIGNS

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


_FEMININE = "(?:heure|année|minute|seconde|semaine|journée|page|tonne|tasse|livre|bouteille|fois)s?"


def _agree(words: str, counted: Counted) -> Sequence[str]:
    words = re.sub(r"^(\w+ze|dix-\w+) cent$", r"\1 cents", words)
    plain = [words, re.sub("cents$", "cent", words), re.sub("vingts$", "vingt", words)]
    regional = re.sub("soixante-dix$", "septante", re.sub("quatre-vingt-dix$", "nonante", words))
    plain.append(regional)
    if not re.search(r"\bun$", words):
        return plain
    feminine = re.sub(r"\bun$", "une", words)
    return (
        [feminine]
        if counted is Counted.FEMININE
        else [words, *(() if counted is Counted.MASCULINE else (feminine,))]
    )


def _years(year: int, say: Say) -> Sequence[str]:
    century, rest = divmod(year, 100)
    usual = say(year)
    if year >= 2000:
        return (usual,)
    end = f" {say(rest)}" if rest else "s"
    return (usual, f"{say(century)} cent{end}")


def _decades(year: int, say: Say) -> Sequence[str]:
    return (say(year),)


def _ordinal(number: int, say: Say) -> Sequence[str]:
    if number == 1:
        return ("premier", "première")
    words = re.sub(r"(cent|vingt|million)s$", r"\1", say(number))
    words = re.sub("cinq$", "cinqu", re.sub("neuf$", "neuv", re.sub("e$", "", words)))
    usual = f"{words}ième"
    return (usual, "second", "seconde") if number == 2 else (usual,)


def _roman(number: int, named: bool, say: Say) -> Sequence[str]:
    if number == 1 and named:
        return ("premier", "un")
    return (say(number), _ordinal(number, say)[0])


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    over = f"{say(part)} sur {say(of)}"
    if of == 2:
        return ("un demi", "une demi", "demi", "une demie", "la moitié", over)
    name = {3: "tiers", 4: "quart"}.get(of) or _ordinal(of, say)[0]
    plural = name if part == 1 or name.endswith("s") else f"{name}s"
    return (f"{say(part)} {plural}", over)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    name = noun.one if whole == 1 else noun.many
    feminine = bool(re.fullmatch(_FEMININE, name))
    count = "une" if whole == 1 and feminine else say(whole)
    if fractions[0] == "un demi":
        ends = ["et demie", "et demi"] if feminine else ["et demi", "et demie"]
    else:
        ends = [f"et {fractions[0]}", fractions[0]]
        ends = ["et quart", *ends] if fractions[0] == "un quart" else ends
    return [f"{count} {name} {end}".replace("  ", " ") for end in ends] + (
        [f"{count} {end} {name}" for end in ends] if name else []
    )


def _day(day: int, say: Say) -> Sequence[str]:
    return ("premier", "un") if day == 1 else (say(day),)


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    first = _day(day, say)[0]
    ways = (f"{first} {_MONTHS[month - 1]}", f"{first} {say(month)}", f"{say(day)} {say(month)}")
    return [f"{way} {year}".strip() for way in ways]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    named = {0: "minuit", 12: "midi", 24: "minuit"}
    hours = [_hours(hour, say)]
    if hour in named:
        hours.append(named[hour])
    elif hour > 12:
        hours.append(_hours(hour - 12, say))
    if minute == 0:
        return hours
    following = named.get(hour + 1) or _hours(hour % 12 + 1, say)
    past = {15: ("et quart",), 30: ("et demie", "et demi"), 45: ("trois quarts",)}.get(minute, ())
    spoken = re.sub(r"\bun$", "une", say(minute))
    readings = [f"{spoken_hour} {spoken}" for spoken_hour in hours]
    readings += [f"{spoken_hour} {end}" for end in past for spoken_hour in hours]
    if minute > 30:
        left = "le quart" if minute == 45 else re.sub(r"\bun$", "une", say(60 - minute))
        ends = (left, "quart") if minute == 45 else (left,)
        later = dict.fromkeys((following, _hours((hour + 1) % 24 or 24, say)))
        readings += [f"{start} moins {end}" for start in later for end in ends]
    return readings


def _hours(hour: int, say: Say) -> str:
    if hour < 2:
        return "une heure" if hour else "zéro heure"
    return f"{re.sub('un$', 'une', say(hour))} heures"


def _of_millions(noun: str) -> str:
    return f"d'{noun}" if noun[0] in "aeiouhé" else f"de {noun}"


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="fr",
        agree=_agree,
        feminine_nouns="[a-zéèêç]{2,}(?:ée|tion|sion|té|tte|ure|euse|ille|ance|ence|ère)s?|heures?|"
        "semaines?|fois|femmes?|filles?|personnes?|minutes?|roses?",
        decimal_words=("virgule",),
        zeros=("zéro",),
        decimals_by_digit=False,
        hundreds=("{} cent {}",),
        last_hundred=19,
        years=_years,
        decades=_decades,
        decade_ends="s",
        minus=("moins",),
        below_zero=("{} en dessous de zéro", "{} au-dessous de zéro"),
        service=(
            "112", "114", "115", "119", "3114", "3117", "3615", "3631", "3635", "3639", "3646",
            "3919", "3939", "3949", "3975", "3977",
        ),
        service_first=False,
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends="er|re|ère|es|e|ème|eme|nd|nde|ièmes?",
        roman_ends="er|re|es?|ᵉ|ème|nd",
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} de {1}", "{0} {1}", "{0} d'{1}"),
        half_of=("un demi {0}", "une demi {0}"),
        power=("{base} puissance {exponent}", "{base} exposant {exponent}"),
    ),
    calendar=Calendar(
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        weekday_ranges=("du {} au {}", "de {} à {}", "{} à {}"),
        weekday_links={"au": "au", "à": "à"},
        numbered=("salle", "chambre", "version", "chapitre", "section", "vol"),
        months=_MONTHS, day=_day, date=_date, clock=_clock, clock_marks="h|heures?",
        dot_is_time=True,
    ),
    spelling=Spelling(
        names={
            "a": "a", "b": "bé", "c": "cé", "d": "dé", "e": "e", "f": "effe", "g": "gé",
            "h": "ache", "i": "i", "j": "ji", "k": "ka", "l": "elle", "m": "ème", "n": "ène",
            "o": "o", "p": "pé", "q": "ku", "r": "erre", "s": "esse", "t": "té", "u": "u",
            "v": "vé", "w": "double vé", "x": "ixe", "y": "i grec", "z": "zède",
        },
        acronyms={"pin": ("pin",), "sim": ("sim",), "zac": ("zac",)},
        dot=("point",), dash=("tiret", "trait d'union"), slash=("slash", "barre oblique"),
        underscore=("tiret bas", "underscore"),
    ),
    abbreviations={
        "24/24": ("vingt-quatre sur vingt-quatre",),
        "24h/24": ("vingt-quatre heures sur vingt-quatre",),
        "4x4": ("quatre quatre", "quatre fois quatre", "quatre par quatre"),
        "7/7": ("sept sur sept",), "7j/7": ("sept jours sur sept",),
        "a bientôt": ("à bientôt",), "a ce soir": ("à ce soir",),
        "a demain": ("à demain",), "à dr.": ("à droite",), "à g.": ("à gauche",),
        "a plus": ("à plus",), "a table": ("à table",), "a tout à l'heure": ("à tout à l'heure",),
        "a votre santé": ("à votre santé",), "al.": ("alinéa",), "appt": ("appartement",),
        "appt.": ("appartement",), "apr. j.-c.": ("après jésus-christ",), "apt.": ("appartement",),
        "arr.": ("arrivée", "arrondissement"), "art.": ("article",), "av.": ("avenue", "avant"),
        "av. j.-c.": ("avant jésus-christ",), "bât.": ("bâtiment",), "bcp": ("beaucoup",),
        "bd": ("boulevard",), "bd.": ("boulevard",), "bld": ("boulevard",),
        "c. à c.": ("cuillères à café", "cuillère à café"),
        "c. à s.": ("cuillères à soupe", "cuillère à soupe"), "c.-à-d.": ("c'est-à-dire",),
        "c/c": ("copie conforme",), "cad": ("c'est-à-dire",), "càd": ("c'est-à-dire",),
        "cf.": ("confer", "voir"), "chap.": ("chapitre",), "cie": ("compagnie",),
        "déc.": ("décembre",), "dép.": ("départ",), "dim.": ("dimanche",), "dr": ("docteur",),
        "dr.": ("docteur",), "env.": ("environ",), "esc.": ("escalier",), "ét.": ("étage",),
        "etc": ("et cetera",), "etc.": ("et cetera",), "ets": ("établissements",),
        "ex.": ("exemple",), "févr.": ("février",), "hab.": ("habitants",),
        "ht": ("hors taxes", "hors taxe", "ache té"),
        "janv.": ("janvier",), "jeu.": ("jeudi",), "juil.": ("juillet",),
        "km.": ("kilomètre", "kilomètres"), "lun.": ("lundi",),
        "m. et mme": ("monsieur et madame",), "max.": ("maximum",), "me": ("me",),
        "mer.": ("mercredi",), "min.": ("minutes", "minimum"), "mlle": ("mademoiselle",),
        "mlle.": ("mademoiselle",), "mlles": ("mesdemoiselles",), "mm.": ("messieurs",),
        "mme": ("madame",), "mme.": ("madame",), "mmes": ("mesdames",), "mr": ("monsieur",),
        "mr.": ("monsieur",), "n.b.": ("nota bene",), "nov.": ("novembre",), "oct.": ("octobre",),
        "ok": ("okay",), "p.": ("page", "pages"), "p. ex.": ("par exemple",),
        "p.-s.": ("post-scriptum",), "p.ex.": ("par exemple",), "p.s.": ("post-scriptum",),
        "par ex.": ("par exemple",), "pers.": ("personnes",), "pl.": ("place",), "pp.": ("pages",),
        "pr.": ("professeur",), "prof.": ("professeur",), "pte": ("porte",), "qq.": ("quelques",),
        "qqch": ("quelque chose",), "qqch.": ("quelque chose",), "qqn": ("quelqu'un",),
        "r.-v.": ("rendez-vous",), "r.d.c.": ("rez-de-chaussée",), "rdc": ("rez-de-chaussée",),
        "rdv": ("rendez-vous",), "réf.": ("référence",), "rés.": ("réservation",),
        "resp.": ("respectivement",), "rv": ("rendez-vous",), "s.": ("siècle", "siècles"),
        "s.v.p.": ("s'il vous plaît",), "sam.": ("samedi",), "sept.": ("septembre",),
        "st": ("saint",), "st-": ("saint",), "ste": ("sainte",), "sté": ("société",),
        "stp": ("s'il te plaît",), "suiv.": ("suivantes", "suivant"), "svp": ("s'il vous plaît",),
        "tel.": ("téléphone",), "tél.": ("téléphone",), "tjs": ("toujours",),
        "ttc": ("toutes taxes comprises", "té té cé", "t t c"), "tte": ("toute",),
        "ven.": ("vendredi",),
        "vol.": ("volume",), "wi-fi": ("wi-fi", "wifi"),
    },
    after_ordinals={
        "s.": ("siècle", "siècles"), "ss.": ("siècles",), "ét.": ("étage",),
        "arr.": ("arrondissement",),
        "arrdt": ("arrondissement",), "éd.": ("édition",), "cl.": ("classe",),
    },
    titles={"m.": ("monsieur",), "me": ("maître", "me")},
    also_words="al esc arr resp cf sam mer dim art max ex vol env min s p me pl mar jeu",
    number_marks=r"n[°º]s?|no\.?|№|#",
    number_words=("numéro",),
    links=("et",),
    of_millions=_of_millions,
    per=("par", "de l'", "le", "la", "l'"),
    per_named={
        "mois": ("le mois",),
        "nuit": ("la nuit",),
        "heure": ("de l'heure", "l'heure"),
        "semaine": ("la semaine",),
    },
    ages={"-": ("moins de", "moins"), "+": ("plus de", "plus")},
    out_of=("{mark} sur {best}",),
    until=("à", "ou"),
    since=("de",),
    by=("fois", "sur", "par"),
    times=("{} fois",),
    score=("à", "contre"),
    scale=("pour", "sur"),
    postal_code=r"(?-i:(?P<digits>\d{5})(?P<letters>)(?= [A-ZÀ-Þ][a-zß-ÿ]))",
    respellings=(
        ("œ", "oe"), ("oe", "œ"), ("æ", "ae"), ("î", "i"), ("û", "u"), ("clé", "clef"),
        ("évène", "événe"), ("événe", "évène"), ("^e", "é"), ("^a$", "à"), ("^ca$", "ça"),
    ),
    other_spellings=(
        ("(?i)^évène", "événe"), ("(?i)^événe", "évène"), ("(?i)^ca$", "ça"),
        (r"(?i)^e(?=([bcdfglmnprtv])(?!\1)[lr]?[aeiouéè])", "é"), ("(?i)^etes", "êtes"),
        ("(?i)^etre", "être"), ("(?i)^ile(s?)$", r"île\1"),
    ),
    letters="àâçèéêëîïôùûœ",
)  # fmt: skip
