"""Portuguese, as it is said in Brazil."""

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
from miolingo.language.conventions.signs.pt import SIGNS

_MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
    "outubro", "novembro", "dezembro",
)  # fmt: skip
_ONES = (
    "", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono",
)  # fmt: skip
_TENS = (
    "", "décimo", "vigésimo", "trigésimo", "quadragésimo", "quinquagésimo", "sexagésimo",
    "septuagésimo", "octogésimo", "nonagésimo",
)  # fmt: skip
_LAST_ORDINAL_OF_KINGS = 10


def _feminine(words: str) -> str:
    return re.sub("dois$", "duas", re.sub(r"\bum$", "uma", words)).replace("entos", "entas")


def _agree(words: str, counted: Counted) -> Sequence[str]:
    feminine = _feminine(words)
    other = words.replace("catorze", "quatorze")
    return {
        Counted.NOTHING: (words, feminine, other),
        Counted.MASCULINE: (words, other),
        Counted.FEMININE: (feminine, feminine.replace("catorze", "quatorze")),
        Counted.UNKNOWN: (words, feminine, other),
    }[counted]


def _decades(year: int, say: Say) -> Sequence[str]:
    return (say(year),)


def _ordinal(number: int, say: Say) -> Sequence[str]:
    tens, ones = divmod(number % 100, 10)
    if not 0 < number < 200:
        return (say(number),)
    hundred = "centésimo " if number >= 100 else ""
    usual = f"{hundred}{_TENS[tens]} {_ONES[ones]}".replace("  ", " ").strip()
    return (usual, re.sub(r"o\b", "a", usual))


def _roman(number: int, named: bool, say: Say) -> Sequence[str]:
    ordinal = _ordinal(number, say)
    few = number <= _LAST_ORDINAL_OF_KINGS
    cardinals = _agree(say(number), Counted.MASCULINE)
    return (*ordinal, *cardinals) if named and few else (*cardinals, *ordinal)


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    over = f"{say(part)} sobre {say(of)}"
    if of == 2:
        return ("meio", "meia", "um meio", "a metade", over)
    name = {3: "terço"}.get(of) or (_ordinal(of, say)[0] if of <= 10 else f"{say(of)} avo")
    return (f"um {name}" if part == 1 else f"{say(part)} {name}s", over)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    feminine = noun.many.endswith(("a", "as", "vezes"))
    count = _feminine(say(whole)) if feminine else say(whole)
    if fractions[0] == "meio":
        ends = ["e meia", "e meio"] if feminine else ["e meio", "e meia"]
    else:
        ends = [f"e {fractions[0]}"]
    single = noun.many.removesuffix("s") if noun.one == noun.many else noun.one
    single = "vez" if single == "veze" else single
    name = single if whole == 1 else noun.many
    ways = [f"{count} {name} {end}".replace("  ", " ") for end in ends]
    names = dict.fromkeys(filter(None, (name, noun.many)))
    return [*ways, *(f"{count} {end} {name}" for end in ends for name in names)]


def _day(day: int, say: Say) -> Sequence[str]:
    return ("primeiro", "um") if day == 1 else _agree(say(day), Counted.MASCULINE)


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    name = _MONTHS[month - 1]
    ways = [
        f"{first} de {name} de {year}" if year else f"{first} de {name}" for first in _day(day, say)
    ]
    return [
        *ways,
        f"{say(day)} do {say(month)} de {year}".removesuffix(" de "),
        f"{say(day)} do {say(month)} {year}".strip(),
        f"{say(day)} {say(month)} {year}".strip(),
    ]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    full, twelve, following = (
        _feminine(say(number)) for number in (hour, hour % 12 or 12, hour % 12 + 1)
    )
    hours = list(dict.fromkeys((full, full.replace("catorze", "quatorze"), twelve)))
    named = {0: ["meia-noite"], 12: ["meio-dia"], 24: ["meia-noite"]}.get(hour, [])
    if minute == 0:
        return [_hours(full), *named, *hours, *([_hours(twelve)] if twelve != full else [])]
    readings = [f"{spoken_hour} e {say(minute)}" for spoken_hour in hours]
    if minute == 30:
        readings += [f"{spoken_hour} e meia" for spoken_hour in [*named, *hours]]
    if minute > 30:
        left = say(60 - minute)
        later = {11: "o meio-dia", 23: "a meia-noite"}.get(hour)
        link = "para a" if following == "uma" else "para as"
        readings += [f"{left} {link} {following}", f"{left} pras {following}"]
        readings += [f"{left} para {later}"] if later else []
    else:
        readings += [f"{start} e {say(minute)}" for start in named]
    return [
        *readings,
        *(
            f"{_hours(spoken_hour)} e {say(minute)}{end}"
            for spoken_hour in hours
            for end in (" minutos", "")
        ),
    ]


def _hours(number: str) -> str:
    return f"{number} hora" if number in ("uma", "zero") else f"{number} horas"


def _of_millions(noun: str) -> str:
    return f"de {noun}"


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="pt_BR",
        corrected=(("^um mil(?!h)", "mil"),),
        agree=_agree,
        feminine_nouns="(?!dias?$|mapas?$|.*emas?$)[a-zãáéíóúç]{2,}(?:as?|dade|dades|ção|ções)",
        decimal_words=("vírgula", "ponto"),
        decimals_by_digit=False,
        zeros=("zero",),
        digit_words={6: "meia"},
        decades=_decades,
        decade_ends="(?!)",
        minus=("menos",),
        below_zero=("{} negativos", "{} abaixo de zero", "{} negativo"),
        service=("190", "192", "193", "188", "180", "197", "199", "6"),
    ),
    signs=SIGNS,
    parts=Parts(
        ordinal=_ordinal,
        ordinal_ends=r"\.?[oaºª]",
        degree_is_ordinal=True,
        ordinal_after=("piso", "andar", "lugar", "capítulo", "grau", "ano", "nível", "ato"),
        roman=_roman,
        fraction=_fraction,
        mixed=_mixed,
        of=("{0} {1}", "{0} de {1}"),
        power=(
            "{base} elevado a {exponent}", "{base} à {ordinals[1]}",
            "{base} elevado à {ordinals[1]}", "{base} à {ordinals[1]} potência",
        ),
    ),
    calendar=Calendar(
        weekdays=(
            "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado",
            "domingo",
        ),
        weekday_ranges=("de {} a {}", "{} a {}"),
        weekday_links={"a": "a", "à": "à"},
        numbered=("sala", "quarto", "versão", "capítulo", "voo"),
        until_hour=("às", "até às",),
        since_hour=("das",),
        before_hours={
            preposition: {
                "uma": feminine, "zero": feminine, "meia-noite": feminine, "meio-dia": masculine,
            }
            for preposition, feminine, masculine in (
                ("às", "à", "ao"), ("as", "a", "o"), ("das", "da", "do"),
            )
        },
        months=_MONTHS, day=_day, date=_date, month_link="de", clock=_clock,
        clock_marks="h|hs|horas?|min", dot_is_time=True,
    ),
    spelling=Spelling(
        names={
            "a": "a", "b": "bê", "c": "cê", "d": "dê", "e": "e", "f": "efe", "g": "gê",
            "h": "agá", "i": "i", "j": "jota", "k": "cá", "l": "ele", "m": "eme", "n": "ene",
            "o": "o", "p": "pê", "q": "quê", "r": "erre", "s": "esse", "t": "tê", "u": "u",
            "v": "vê", "w": "dáblio", "x": "xis", "y": "ípsilon", "z": "zê",
        },
        acronyms={"pin": ("pin",), "sus": ("sus",), "eua": ("estados unidos", "e u a"),
                  "tv": ("tê vê", "tevê"),
                  "cep": ("cep",), "cpf": ("cê pê efe",), "www": ("dáblio dáblio dáblio",)},
        dot=("ponto",), dash=("hífen", "traço", "tracinho"), slash=("barra",),
        underscore=("underline", "sublinhado"),
    ),
    abbreviations={
        "24/7": ("vinte e quatro por sete",), "24h": ("vinte e quatro horas",),
        "a.c.": ("antes de cristo",), "abr.": ("abril",), "adm.": ("administração",),
        "ago.": ("agosto",), "al.": ("alameda",), "ap.": ("apartamento",),
        "aprox.": ("aproximadamente",), "apt.": ("apartamento",), "apto": ("apartamento",),
        "apto.": ("apartamento",), "art.": ("artigo",), "av.": ("avenida",), "bl.": ("bloco",),
        "blz": ("beleza",), "bras.": ("brasileiro",), "c/": ("com",), "cap.": ("capítulo",),
        "cel": ("celular",), "cel.": ("celular",), "cia.": ("companhia",), "cj.": ("conjunto",),
        "cond.": ("condomínio",), "cx.": ("caixa",), "d.c.": ("depois de cristo",),
        "dep.": ("departamento", "deputado"), "desc.": ("desconto",), "dez.": ("dezembro",),
        "dir.": ("direita", "diretor"), "dom.": ("domingo",), "dr": ("doutor",), "dr.": ("doutor",),
        "dra": ("doutora",), "dra.": ("doutora",), "e.u.a.": ("estados unidos",),
        "ed.": ("edifício", "edição"), "edif.": ("edifício",), "eng.": ("engenheiro",),
        "engº": ("engenheiro",), "esq.": ("esquerda", "esquina"), "etc": ("et cetera",),
        "etc.": ("et cetera",), "ex.": ("exemplo", "por exemplo"), "exmo.": ("excelentíssimo",),
        "fev.": ("fevereiro",), "fig.": ("figura",), "fr.": ("frei",), "gov.": ("governador",),
        "hab.": ("habitantes",), "hj": ("hoje",), "i.e.": ("isto é",),
        "incl.": ("incluindo", "incluso", "inclusa", "inclusos"),
        "jan.": ("janeiro",), "jd.": ("jardim",), "jul.": ("julho",), "jun.": ("junho",),
        "km.": ("quilômetro",), "lt.": ("lote",), "ltda": ("limitada",), "ltda.": ("limitada",),
        "mar.": ("março",), "máx": ("máximo",), "máx.": ("máximo",), "méd.": ("médico",),
        "min.": ("minutos",), "mín.": ("mínimo",), "msg": ("mensagem",), "mto": ("muito",),
        "mun.": ("município",), "n.b.": ("nota bene",), "n.os": ("números",),
        "nºs": ("números", "número"), "nov.": ("novembro",), "n°": ("número",),
        "obg": ("obrigado", "obrigada"), "obs": ("observação",), "obs.": ("observação",),
        "ok": ("okay", "ok"), "out.": ("outubro",), "p.": ("página",), "p. ex.": ("por exemplo",),
        "p.ex.": ("por exemplo",), "p/": ("para",), "pag.": ("página",), "pág.": ("página",),
        "págs.": ("páginas",), "pça": ("praça",), "pça.": ("praça",), "pe.": ("padre",),
        "pess.": ("pessoas",), "pg.": ("página",), "pq": ("porque", "por que"),
        "pres.": ("presidente",), "prof": ("professor",), "prof.": ("professor",),
        "prof.ª": ("professora",), "profª": ("professora",), "profa.": ("professora",),
        "profª.": ("professora",), "profs.": ("professores",),
        "prov.": ("provavelmente", "província"), "qd.": ("quadra",), "qdo": ("quando",),
        "qua.": ("quarta", "quarta-feira"), "qui.": ("quinta", "quinta-feira"),
        "ref.": ("referência",), "rod.": ("rodovia",), "s.a.": ("esse a", "sociedade anônima"),
        "s/": ("sem",), "s/a": ("esse a", "sociedade anônima"), "sáb.": ("sábado",),
        "séc.": ("século",), "sécs.": ("séculos",), "seg.": ("segunda", "segunda-feira"),
        "seg. a sex.": ("segunda a sexta", "segunda-feira a sexta-feira"), "set.": ("setembro",),
        "sex.": ("sexta", "sexta-feira"), "sr.": ("senhor",), "sra.": ("senhora",),
        "srs.": ("senhores",), "srta.": ("senhorita",), "sta.": ("santa",), "sto.": ("santo",),
        "tb": ("também",), "tb.": ("também",), "tbm": ("também",), "td": ("tudo",),
        "tel.": ("telefone",), "ter.": ("terça", "terça-feira"), "trav.": ("travessa",),
        "v.": ("vide", "você"), "vc": ("você",), "vcs": ("vocês",), "vl.": ("vila",),
        "vol.": ("volume",), "vs.": ("versus",),
    },
    after_ordinals={"and.": ("andar",), "séc.": ("século",), "ed.": ("edição",),
    "lug.": ("lugar",)},
    titles={
        **{f"r. {of}": (f"rua {of}",) for of in ("da", "das", "do", "dos", "de")},
        "d.": ("dom", "dona"), "r.": ("rua",), "s.": ("são",), "st.": ("saint",),
    },
    also_words="min ref mar sex set out dom ter seg qui qua al ex art vol cap fig p s",
    number_marks=r"n[°º]s?|n\.[°º]s?|nr\.|núm\.|no\.|№|#",
    number_words=("número",),
    links=("e",),
    cents_linked=True,
    of_millions=_of_millions,
    per=("por", "o", "a", "ao"),
    per_named={
        "mês": ("ao mês",),
        "dia": ("ao dia",),
        "hora": ("a hora",),
        "noite": ("a noite",),
        "ano": ("ao ano",),
        "semana": ("a semana",),
    },
    ages={"-": ("menos de", "menos"), "+": ("mais de", "mais")},
    out_of=("{mark} de {best}",),
    until=("a", "até", "ou"),
    since=("de",),
    by=("vezes", "por", "a"),
    times=("{} vezes",),
    score=("a",),
    scale=("para",),
    respellings=(
        ("ü", "u"), ("ôo", "oo"), ("éi(?=a)", "ei"), ("ói(?=a)", "oi"), ("ct", "t"),
        ("ô", "ó"), ("ê", "é"),
    ),
    letters="àáâãçéêíóôõú",
)  # fmt: skip
