"""What the decks teach is right, of the level that it stands in, and what a learner needs first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import pytest

from miolingo.decks.built_in import BUILT_IN
from miolingo.decks.cards import Card
from miolingo.language.ipa import sounds_of
from tests.parts.deck_measures import rarest_word_frequency
from tests.parts.library import LANGUAGES, LIBRARY, cards

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

BRITISH = (
    r"shall|ill|platform|car park|lorry|petrol|queue|rubbish|biscuits?|crisps"
    r"|chemist'?s?|physiotherapist|double glazing|viewed|cooker|autumn|tin opener|motorway"
    r"|pavement|trousers|jumper|mobile phone|postcode|fortnight|tablets|wash up|washing up"
    r"|at the weekend|traffic lights|datebook|colour\w*|favourite|centre|theatre|neighbour\w*"
    r"|travell\w+|cancell(?:ed|ing)|grey|programme|metres?|litres?|kilometres?|maths|mum|telly"
    r"|cosy|tyre|aeroplane|moustache|pyjamas|jewellery|cheque|organis\w+|realis\w+|apologis\w+"
)
"""Words that Americans do not use, or do not spell so; ``I will be ill`` is ``sick`` there."""
UNCONTRACTED = (
    r"I am|(?<!Here )[Yy]ou are|[Ww]e are|[Tt]hey are|[Hh]e is|[Ss]he is|[Ii]t is|[Tt]hat is|I will"
    r"|[Ww]e will|[Ll]et us|(?:do|does|is|are|can|have|has|did|was|will) not|cannot"
)
MASS_NOUNS = (
    r"love|joy|fear|spring|summer|winter|fall|health insurance|back pain|underfloor heating"
    r"|unemployment|humidity|curiosity|customer service|retirement|rehabilitation|happiness"
    r"|loneliness|patience|trust|hope|health|homework|housework|overtime|rice|honey|butter|sugar"
    r"|public transportation|self-confidence|gratitude|responsibility|disappointment|precipitation"
    r"|snow|rain|politeness|music"
)
"""Nouns that stand without an article where they are named as words."""
NEEDED = {
    "hello": r"\bhello\b|\bhi\b|good morning|greeting",
    "goodbye": r"good night|goodbye|\bbye\b|see you",
    "thank you": r"\bthank",
    "please": r"\bplease\b",
    "excuse me": r"excuse me",
    "sorry": r"\bsorry\b",
    "you're welcome": r"you're welcome",
    "I don't understand": r"don't understand",
    "Do you speak ...?": r"do you speak",
    "more slowly": r"more slowly",
    "once more": r"say that (?:again|once more)|repeat that",
    "toilet": r"toilet|restroom|bathroom",
    "help": r"^help!",
    "police": r"police",
    "doctor": r"a doctor",
    "ambulance": r"ambulance",
    "stolen": r"stolen|stole my",
    "lost": r"lost my",
    "taxi": r"taxi",
    "ticket": r"ticket",
    "bill": r"the check",
    "Wi-Fi": r"wi-fi",
    "phone number": r"phone number",
    "ATM": r"atm",
    "post office": r"post office",
    "How much?": r"how much",
    "too expensive": r"expensive|too much",
    "What time?": r"what time",
    "What day?": r"what day",
    "What's your name?": r"what's your name",
    "My name is": r"my name is|i(?: a|')m mina",
    "Where are you from?": r"where are you from",
    "I'm hungry": r"hungry",
    "birthday": r"happy birthday",
    "weather": r"cold|hot|raining",
    "mother": r"mother|mom",
    "numbers": r"^one$",
    "days": r"^(?:on )?wednesday$",
    "months": r"^october$",
    "colors": r"^(?:the )?(?:color )?red$",
    "question words": r"^why$",
    "pronouns": r"^(?:me, )?i\b",
}
"""What everybody needs in a new country, by the English of it, in levels A and B."""


def taught(language: str, names: tuple[str, ...] = BUILT_IN) -> Iterator[tuple[str, Card]]:
    for name in names:
        for card in cards(LIBRARY / language / f"{name}.txt"):
            for line in (*card.replies_to, card):
                yield name, line


def english(card: Card, language: str) -> tuple[str, ...]:
    """The English of a card; for English the phrase and its gloss."""
    translation = card.translation or ""
    return (card.phrase, translation) if language == "en" else (translation,)


def found(pattern: str, language: str, names: tuple[str, ...] = BUILT_IN) -> list[tuple[str, str]]:
    search = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    return [
        (name, text)
        for name, card in taught(language, names)
        for text in english(card, language)
        if search.search(text)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_is_american(language: str) -> None:
    assert found(BRITISH, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_level_speaks_as_people_speak(language: str) -> None:
    spoken = ("starter", "phrases-A", "dialogues-A")
    full = re.compile(rf"\b(?:{UNCONTRACTED})\b(?![.?]|$)")
    assert [
        (name, text)
        for name, card in taught(language, spoken)
        for text in english(card, language)[:1]
        if full.search(text)
    ] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_cannot_be_counted_has_no_article(language: str) -> None:
    named = re.compile(rf"the (?:{MASS_NOUNS})(?: \(.*\))?")
    words = tuple(name for name in BUILT_IN if name.startswith("words"))
    assert [
        text
        for _, card in taught(language, words)
        for text in english(card, language)
        if named.fullmatch(text)
    ] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_question_is_one_in_both_languages(language: str) -> None:
    assert [
        card.phrase
        for _, card in taught(language)
        if (card.translation or "").endswith("?") != card.phrase.endswith("?")
    ] == ([] if language != "ko" else ["안녕하세요?"])


@pytest.mark.parametrize(("level", "most"), [("C", 5.0), ("D", 4.7)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_frequent_words_are_not_kept_for_later(language: str, level: str, most: float) -> None:
    deck = cards(LIBRARY / language / f"words-{level}.txt")
    whole = [card for card in deck if "-" not in card.phrase]  # the list has only their parts
    frequent = {card.phrase: rarest_word_frequency(card, language) for card in whole}
    assert {phrase for phrase, zipf in frequent.items() if zipf >= most} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_levels_have_what_everybody_needs(language: str) -> None:
    names = ("starter", "phrases-A", "phrases-B", "words-A", "words-B")
    texts = [
        text.lower() for _, card in taught(language, names) for text in english(card, language)
    ]
    assert [
        need
        for need, pattern in NEEDED.items()
        if not any(re.search(pattern, text) for text in texts)
    ] == []


@pytest.mark.parametrize("language", ["de", "en", "es", "it", "nl", "pt-BR"])
def test_stress_stands_where_a_syllable_begins(language: str) -> None:
    words = {word for _, card in taught(language) for word in card.ipa.split()}
    within_a_group = rf"[βðɣ][ˈˌ][lɾ]|[ˈˌ][td]l{r'|[ˈˌ][mnlɹ]w' if language == 'en' else ''}"
    assert [word for word in words if re.search(within_a_group, word)] == []
    assert [word for word in words if vowel_groups(word) > 1 and "ˈ" not in word] == []


def vowel_groups(word: str) -> int:
    """How many vowels, or groups of them, a word in IPA has."""
    return sum(is_vowel for is_vowel, _ in groupby(sounds_of(word), lambda sound: sound.is_vowel))
