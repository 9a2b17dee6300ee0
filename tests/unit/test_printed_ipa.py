"""eSpeak NG's transcriptions as dictionaries print them."""

from __future__ import annotations

import re
import unicodedata

import pytest

from miolingo.language.printed_ipa import printed
from miolingo.speech.synthesis.phonemizer import transcribed
from tests.parts.library import LIBRARY


@pytest.mark.parametrize(
    ("language", "word", "said", "expected"),
    [
        ("pt-BR", "leite", "lˈeɪtʃy", "ˈlejtʃi"),
        ("pt-BR", "bom", "bˈoŋ", "bõ"),
        ("pt-BR", "filho", "fˈiljʊ", "ˈfiʎu"),
        ("pt-BR", "porta", "pˈɔɾətæ", "ˈpɔɾtɐ"),
        ("it", "domani", "domˈanɪ", "doˈmani"),
        ("it", "famiglia", "famˈiʎa", "faˈmiʎʎa"),
        ("it", "buono", "bʊˈɔno", "ˈbwɔno"),
        ("de", "Wasser", "vˈasɜ", "ˈvasɐ"),
        ("de", "Krone", "kɾˈoːnə", "ˈkʁoːnə"),
        ("de", "Elternhaus", "ˈɛltɛɾnhˌaʊs", "ˈɛltɐnˌhaʊs"),
        ("es", "ciudad", "θjuðˈad", "θjuˈðað"),
        ("fr", "nuit", "nyˈi", "nɥi"),
        ("nl", "goedkoop", "ɣudkˈoːp", "ɣutˈkoːp"),
        ("en", "work", "wˈɜːk", "wɝk"),
        ("en", "include", "ɪŋklˈuːd", "ɪnˈkluːd"),
        ("en", "ink", "ˈɪŋk", "ɪŋk"),
        ("en", "engage", "ɛŋɡˈeɪdʒ", "ɪnˈɡeɪdʒ"),
        ("en", "calculate", "kˈælkjʊlˌeɪt", "ˈkælkjəˌleɪt"),
        ("nl", "gezondheid", "ɣəzˈɔndhɛɪt", "ɣəˈzɔntɦɛit"),
        ("nl", "vestiging", "vˈɛstiɣˌɪŋ", "ˈvɛstəˌɣɪŋ"),
        ("nl", "oranje", "oːrˈɑɲə", "oːˈrɑnjə"),
        ("de", "Hauptstadt", "hˈaʊptstat", "ˈhaʊptʃtat"),
        ("de", "Kokain", "kokaˈiːn", "kokaˈiːn"),
        ("de", "Verständnis", "fɛrʃtˈɛndnɪs", "fɛɐ̯ˈʃtɛntnɪs"),
        ("es", "estar", "estˈaɾ", "esˈtaɾ"),
        ("es", "stop", "stˈop", "esˈtop"),
        ("pt-BR", "estar", "estˈaɾ", "esˈtaɾ"),
        ("it", "software", "sˈɔft̪wer", "ˈsɔftwer"),
        ("pt-BR", "Rui", "hˈuɪ", "huj"),
        ("pt-BR", "rapaz", "hapˈas", "haˈpajs"),
        ("pt-BR", "bem-vindo", "bˈeɪŋvˈiŋdʊ", "ˈbẽj̃ˈvĩdu"),
        ("es", "abril", "aβɾˈil", "aˈβɾil"),
        ("es", "podría", "poðɾˈia", "poˈðɾia"),
        ("es", "atleta", "atlˈeta", "atˈleta"),
        ("en", "farewell", "fɛɹwˈɛl", "fɛɹˈwɛl"),
        ("en", "worry", "wˈʌɹi", "ˈwɝi"),
        ("en", "century", "sˈɛntʃɚɹi", "ˈsɛntʃəɹi"),
        ("en", "everyone", "ˈɛvɹɪwˌʌn", "ˈɛvɹiˌwʌn"),
        ("it", "saremo", "sarˈɛmo", "saˈremo"),
        ("it", "cambieresti", "kambjerˈɛstɪ", "kambjeˈresti"),
        ("it", "faceva", "fatʃˈɛva", "faˈtʃeva"),
        ("it", "potrebbero", "potrˈebbero", "poˈtrɛbbero"),
        ("it", "stai", "stˈaj", "stai"),
        ("nl", "familie", "faːmˈilˌi", "faːˈmili"),
        ("nl", "uitleggen", "ˈœytlˌɛɣən", "ˈœytˌlɛɣən"),
        ("nl", "opleiding", "ˈɔplˌɛɪdɪŋ", "ˈɔpˌlɛidɪŋ"),
        ("nl", "opnieuw", "ɔpnˈiw", "ɔpˈniu"),
        ("nl", "afgevaardigde", "ˈɑfɣəvˌaːrdɪɣdə", "ˈɑfxəˌvaːrdəxdə"),
        ("fr", "février", "fevʁiˈe", "fevʁije"),
        ("it", "disporre", "dispˈɔrre", "diˈsporre"),
        ("it", "sapesse", "sapˈɛsse", "saˈpesse"),
        ("it", "vederci", "vedˈɛrtʃi", "veˈdertʃi"),
        ("it", "chilometro", "kilˈometro", "kiˈlɔmetro"),
        ("it", "risolvere", "rizˈolvere", "riˈzɔlvere"),
        ("it", "fuori", "fwˈori", "ˈfwɔri"),
        ("nl", "diplomaat", "dˌɪploːmˈaːt", "ˌdiploːˈmaːt"),
        ("nl", "fotografie", "fˌoːtɔɣraːfˈi", "ˌfoːtoːɣraːˈfi"),
        ("nl", "publiek", "pʏblˈik", "pyˈblik"),
        ("nl", "Angola", "ɑŋˈoːlaː", "ɑŋˈɣoːlaː"),
    ],
)
def test_symbols_and_stress_are_those_of_dictionaries(
    language: str, word: str, said: str, expected: str
) -> None:
    assert printed(said, word, language) == expected


@pytest.mark.parametrize(
    ("language", "phrase", "expected"),
    [
        ("it", "è il lavoro", "ɛ il laˈvoro"),
        ("nl", "koffie", "ˈkɔfi"),
        ("nl", "een koffie", "ən ˈkɔfi"),
        ("es", "hasta luego", "ˈasta ˈlweɣo"),
        ("en", "I do not", "aɪ duː nɑːt"),
        ("fr", "les amis", "lez ami"),
        ("fr", "C'est combien ?", "sɛ kɔ̃bjɛ̃"),
        ("fr", "Qu'est-ce qu'il y a ?", "kɛs kil i a"),
        ("fr", "Bon appétit", "bɔn apeti"),
        ("fr", "C'est bon", "sɛ bɔ̃"),
        ("fr", "dix minutes à pied", "di minyt a pje"),
        ("nl", "'s avonds", "s ˈaːvɔnts"),
        ("pt-BR", "Estou bem", "esˈtow bẽj̃"),
    ],
)
def test_words_are_transcribed_one_by_one_with_exceptions(
    language: str, phrase: str, expected: str
) -> None:
    assert transcribed(phrase, language) == expected


@pytest.mark.parametrize("language", ["de", "en", "nl"])
def test_no_listed_word_is_stressed_on_a_weak_vowel(language: str) -> None:
    vowels = "aeiouyøœɑɒɔəɚɛɜɝɪʊʌʏɐæ"
    lines = (LIBRARY / language / "pronunciations.tsv").read_text(encoding="utf-8").splitlines()
    nasal = "\N{COMBINING TILDE}"
    listed = [unicodedata.normalize("NFD", line) for line in lines if not line.startswith("#")]
    assert [line for line in listed if re.search(rf"ˈ[^{vowels}]*ə(?![ʊːɹ{nasal}])", line)] == []
