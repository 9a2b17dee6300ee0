"""What each language writes in several ways is heard as the same, and what differs is not."""

from __future__ import annotations

import pytest

from miolingo.errors import UsageError
from miolingo.judging.reference_text import normalize_phrase
from miolingo.language.normalize import words_of
from miolingo.language.verbalization.rules import MOST_READINGS


def said(phrase: str, language: str) -> set[str]:
    """Every way to say a phrase of one word, or of a number and its unit."""
    (word,) = words_of(phrase, language)
    return set(word.spoken)


def usual(phrase: str, language: str) -> str:
    """The most usual way to say a phrase."""
    return " ".join(word.spoken[0] for word in words_of(phrase, language))


@pytest.mark.parametrize(
    ("language", "written", "expected"),
    [
        ("de", "Er zahlt 1 € für 21 km.", "er zahlt ein euro für einundzwanzig kilometer"),
        ("de", "Ich wohne z. B. in Bonn", "ich wohne zum beispiel in bonn"),
        ("de", "Dr. Braun, d.h. mein Arzt", "doktor braun das heißt mein arzt"),
        ("de", "50 % & 1,5 l", "fünfzig prozent und eins komma fünf liter"),
        ("de", "1.500 Leute", "eintausendfünfhundert leute"),
        ("de", "im Jahr 1989", "im jahr neunzehnhundertneunundachtzig"),
        ("fr", "Mme Leroy paie 2,50 €", "madame leroy paie deux euros cinquante"),
        ("fr", "le 1er mai, 1re fois, 2e étage", "le premier mai première fois deuxième étage"),
        ("fr", "Rendez-vous à 8 h 05 !", "rendez-vous à huit heures cinq"),
        ("fr", "1\u202f234 personnes", "mille deux cent trente-quatre personnes"),
        ("it", "Il sig. Rossi ha 1 figlio", "il signor rossi ha un figlio"),
        ("it", "È l'1:30, 3,5 km", "è l' una e trenta tre virgola cinque chilometri"),
        ("it", "la 2ª e il 3º", "la seconda e il terzo"),
        ("pt-BR", "A Sra. Lima paga R$ 3,20", "a senhora lima paga três reais e vinte"),
        ("pt-BR", "na 2ª-feira", "na segunda feira"),
        ("pt-BR", "às 14h30 faz 30 °C", "às catorze e trinta faz trinta graus"),
        ("nl", "Om 14:30 uur, bijv. 's avonds", "om veertien uur dertig bijvoorbeeld 's avonds"),
        ("nl", "de 1e, 2de en 21ste, 5%", "de eerste tweede en eenentwintigste vijf procent"),
        ("es", "¿Cuánto? ¡1.250,50 €!", "cuánto mil doscientos cincuenta euros cincuenta"),
        ("es", "El Sr. Gil, 3er piso, a 2 km", "el señor gil tercer piso a dos kilómetros"),
        ("en", "Mr. Lee paid $1 on the 21st", "mister lee paid one dollar on the twenty-first"),
        ("en", "5 ft & 1,002.5 km", "five feet and one thousand and two point five kilometers"),
        ("en", "0.125", "zero point one two five"),
        ("en", "1,000,000.5", "one million point five"),
        ("en", "v1.2.3", "v one point two point three"),
        ("de", "am 24.12.2024", "am vierundzwanzigsten zwölften zweitausendvierundzwanzig"),
        ("de", "1.000.000,89", "eine million komma acht neun"),
        ("de", "0,125", "null komma eins zwei fünf"),
        ("en", 'At 5:30pm, take "7"', "at five thirty pm take seven"),
        ("ko", "3.1절에 Tom이", "삼일절에 tom이"),
        ("en", "10–12 people", "ten to twelve people"),
        ("ko", "6월 3일 5시 10분", "유월 삼일 다섯시 십분"),
        ("ko", "2명, 3층, 1번째, 12,000원", "두명 삼층 첫번째 만이천원"),
        ("ko", "전화 010-1234-5678", "전화 공일공일이삼사오육칠팔"),
        ("ko", "1.5km 50%", "일점오킬로미터 오십 퍼센트"),
    ],
)  # fmt: skip
def test_what_is_not_written_in_letters_is_said_in_words(
    language: str, written: str, expected: str
) -> None:
    assert usual(written, language).replace(" ", "") == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("language", "written", "ways"),
    [
        ("de", "14:30", {"vierzehn uhr dreißig", "halb drei"}),
        ("de", "8:15 Uhr", {"acht uhr fünfzehn", "viertel nach acht"}),
        ("de", "3.", {"dritte", "dritten", "drei"}),
        ("fr", "14h30", {"quatorze heures trente", "deux heures et demie"}),
        ("fr", "12:45", {"douze heures quarante-cinq", "une heure moins le quart"}),
        ("it", "15:45", {"quindici e quarantacinque", "quattro meno un quarto"}),
        ("pt-BR", "13:30", {"treze e trinta", "uma e meia"}),
        ("nl", "14:45", {"veertien uur vijfenveertig", "kwart voor drie"}),
        ("es", "13:45", {"trece y cuarenta y cinco", "dos menos cuarto"}),
        ("es", "21", {"veintiuno", "veintiún", "veintiuna"}),
        ("en", "2024", {"twenty twenty-four", "two thousand and twenty-four"}),
        ("en", "3:05", {"three oh five"}),
        ("en", "12:45", {"twelve forty-five", "quarter to one"}),
        ("en", "$5.50", {"five dollars fifty", "five dollars and fifty cents"}),
        ("en", "½", {"half", "a half"}),
        ("ko", "3:30", {"세시 삼십분", "세시 반"}),
        ("ko", "3분", {"삼분", "세분"}),
        ("ko", "15:00", {"십오시", "세시"}),
    ],
)
def test_every_usual_way_to_say_it_is_right(language: str, written: str, ways: set[str]) -> None:
    assert ways <= said(written, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "It's 5 o'clock", "it’s 5 o‘clock"),
        ("en", "dont", "don't"),
        ("it", "l’amico", "l'amico"),
        ("nl", "ĳs", "ijs"),
        ("nl", "zo’n", "zo'n"),
        ("es", "¿Qué?", "qué"),
        ("fr", "aujourd’hui", "aujourd'hui"),
    ],
)
def test_other_spellings_are_the_same(language: str, one: str, other: str) -> None:
    assert usual(one, language) == usual(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "I'm", "I am"),
        ("de", "schon", "schön"),
        ("de", "Masse", "Maße"),
        ("es", "hablo", "habló"),
        ("fr", "ou la", "houla"),
        ("pt-BR", "avô", "avó"),
        ("it", "papa", "papà"),
    ],
)
def test_what_is_heard_as_different_stays_different(language: str, one: str, other: str) -> None:
    assert usual(one, language) != usual(other, language)


@pytest.mark.parametrize(
    ("language", "phrase", "vocabulary", "subwords"),
    [
        ("de", "Straße", "straße", ["straße"]),
        ("de", "Strasse", "straße", ["straße"]),
        ("de", "Mueller", "müller mueller", ["mueller"]),
        ("de", "Mueller", "müller mu eller", ["müller"]),
        ("de", "Hauptstr.", "haupt straße", ["haupt", "straße"]),
        ("de", "neue", "neue ne", ["neue"]),
        ("de", "Haustürschlüssel", "haus tür schlüssel", ["haus", "tür", "schlüssel"]),
        ("de", "E-Mail", "e-mail e mail", ["e-mail"]),
        ("fr", "l’eau", "l' eau le au l", ["l'", "eau"]),
        ("fr", "l’eau", "l'eau l' eau", ["l'eau"]),
        ("fr", "aujourd’hui", "aujourd'hui aujourd' hui", ["aujourd'hui"]),
        ("fr", "allez-vous", "allez vous", ["allez", "vous"]),
        ("fr", "peut-être", "peut-être peut être", ["peut-être"]),
        ("fr", "a-t-il", "a t il", ["a", "t", "il"]),
        ("fr", "sœur", "soeur", ["soeur"]),
        ("it", "perche'", "perché per che", ["perché"]),
        ("it", "un po'", "un po'", ["un", "po'"]),
        ("it", "un po'", "un po", ["un", "po"]),
        ("it", "dell’acqua", "dell' acqua", ["dell'", "acqua"]),
        ("pt-BR", "fazê-lo", "fazê lo", ["fazê", "lo"]),
        ("pt-BR", "d'água", "d água", ["d", "água"]),
        ("pt-BR", "idéia", "ideia", ["ideia"]),
        ("nl", "'s avonds", "'s avonds s", ["'s", "avonds"]),
        ("nl", "één", "een", ["een"]),
        ("nl", "reünie", "reunie", ["reunie"]),
        ("en", "colour", "color", ["color"]),
        ("en", "twenty-one", "twenty one", ["twenty", "one"]),
        ("en", "realise", "realize", ["realize"]),
    ],
)
def test_a_word_is_found_as_the_vocabulary_spells_it(
    language: str, phrase: str, vocabulary: str, subwords: list[str]
) -> None:
    known = frozenset(vocabulary.split())
    normalized = normalize_phrase(phrase, language)
    assert not known - normalized.candidate_subwords or len(known) > len(subwords)
    words = normalized.segmented(known).words
    assert [subword for word in words for subword in word.variants[0]] == subwords


def test_a_word_of_several_spoken_ones_is_shown_as_it_is_written() -> None:
    words = words_of("Um 14:30 Uhr kostet es 5,50 € (z. B.)", "de")
    assert [word.written for word in words] == [
        "Um",
        "14:30 Uhr",
        "kostet",
        "es",
        "5,50 €",
        "z. B.",
    ]
    assert [word.written for word in words_of("un po' d’acqua", "it")] == ["un", "po'", "d’acqua"]


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ko", "nl", "pt-BR"])
@pytest.mark.parametrize("written", ["%" * 200, "1-" * 200, "12:30" * 30, "1%" * 99, "1" * 999])
def test_the_ways_to_say_it_are_never_too_many(language: str, written: str) -> None:
    try:
        words = words_of(written, language)
    except UsageError:
        return
    assert all(1 <= len(word.spoken) <= MOST_READINGS for word in words)
