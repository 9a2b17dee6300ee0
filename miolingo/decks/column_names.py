"""What columns and fields are called in the languages of learners, and what that says of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache

from miolingo.language.tags import primary


@unique
class Role(StrEnum):
    """What a column holds that a card takes."""

    PHRASE = "phrase"
    TRANSLATION = "translation"
    IPA = "ipa"
    RECORDING = "recording"
    THEME = "theme"


@dataclass(frozen=True)
class NameMeaning:
    """What a column's name says: its role, None for one that a card does not take.

    A lower ``rank`` is a likelier name. ``sure`` is one that leaves nothing to guess: Miolingo's
    own, or that of the language that is learned.
    """

    role: Role | None
    rank: int = 0
    sure: bool = False


_PHRASE = (
    "phrase frase frasi frasen redewendung redewendungen fraza фраза 구절 フレーズ 短语",
    "expression ausdruck expresión expressão espressione uitdrukking wyrażenie выражение 표현 表現",
    "sentence satz sätze oración sentença zin zdanie предложение 문장 文 例文 句子",
    "front vorderseite recto anverso frente fronte voorkant voorzijde przód лицо 앞면 表面 正面",
    "text texte texto testo tekst текст 텍스트",
    "target ziel zielsprache ciblée objetivo alvo doel",
    "word wort wörter mot mots palabra palabras palavra palavras parola parole woord woorden słowo "
    "слово 단어 낱말 単語 单词 词",
    "vocabulary vocab vokabel vokabeln vocabulaire vocabulario vocabulário vocabolario woordenschat"
    " learnable 어휘 語彙 词汇",
    "term begriff fremdsprache foreign item entry lemma concepto conceito concetto "
    "terme término termo termine begrip termin термин 용어 用語",
    "question frage pregunta pergunta domanda vraag pytanie вопрос 질문 問題",
)
_TRANSLATION = (
    "translation translations übersetzung übersetzungen traduction traducción tradução traduzione "
    "vertaling tłumaczenie перевод 번역 翻訳 翻译",
    "meaning meanings bedeutung signification sens significado significato betekenis znaczenie "
    "значение 뜻 의미 意味 意思",
    "back rückseite verso reverso retro achterkant achterzijde tył 뒷면 裏面 背面",
    "explanation erklärung explication explicación explicação spiegazione uitleg "
    "definition definitions définition definición definição definizione definitie definicja "
    "определение 정의 定義",
    "gloss glosse native muttersprache",
    "answer antwort réponse respuesta resposta risposta antwoord odpowiedź ответ 답 대답 答え",
    "extra",
)
_IPA = (
    "ipa api afi lautschrift",
    "pronunciation aussprache prononciation pronunciación pronúncia pronuncia uitspraak wymowa "
    "произношение 발음 発音 发音",
    "transcription transkription transcripción transcrição trascrizione transcriptie транскрипция",
)
_RECORDING = (
    "recording audio sound aufnahme ton enregistrement son grabación sonido gravação som "
    "registrazione suono opname geluid mp3 nagranie аудио запись 녹음 소리 오디오 音声 音频",
)
_THEME = (
    "theme topic category chapter unit lesson deck thema kategorie kapitel lektion thème catégorie "
    "chapitre leçon tema categoría capítulo lección categoria lição capitolo lezione hoofdstuk les "
    "temat lekcja тема урок 주제 단원 課",
)
_OTHER = (
    "id guid nr no num number nummer numéro número numero rank rang index key sort order reihe "
    "freq frequency häufigkeit count date datum fecha data note notes notiz notizen nota notas "
    "notetype tag tags level niveau nivel nível livello stufe status type typ pos class gender "
    "genus género genre article artikel plural singular picture image bild imagen imagem immagine "
    "foto photo video link url source quelle hint hinweis example examples beispiel beispiele "
    "exemple ejemplo exemplo esempio voorbeeld przykład пример 예문 번호 순위 reading kana "
    "拼音 読み hiragana romaji romanization pinyin comment kommentar comentario comentário remark "
    "score due interval",
)
_FILLERS = (
    "the a an of in to my and field column side language sprache langue idioma lingua taal "
    "der die das de du des le la el o il di "
    "brazil brasil brasilien brésil brazilian usa uk us br"
)
_LANGUAGE_TAG = re.compile("[a-z]{2}([-_][a-z]{2,4})?")
_OTHER_KIND, _RANK_OF_LANGUAGE = "other", 2
_LANGUAGES = {
    "ar": "arabic arabisch arabe árabe arabo العربية 아랍어",
    "cs": "czech tschechisch tchèque checo ceco tsjechisch čeština česky 체코어",
    "de": "german deutsch allemand alemán alemão tedesc tedesco duits niemiecki немецкий 독일어 "
    "ドイツ語 德语",
    "en": "english englisch anglais inglés inglês inglese engels angielski английский 영어 英語 "
    "英语 英文",
    "es": "spanish spanisch espagnol español castellano espanhol spagnolo spaans hiszpański "
    "испанский 스페인어 スペイン語 西班牙语",
    "fr": "french französisch français francés francês francese frans francuski французский "
    "프랑스어 불어 フランス語 法语",
    "it": "italian italienisch italien italiano italiaans włoski итальянский 이탈리아어 イタリア語",
    "ja": "japanese japanisch japonais japonés japonês giapponese japans japoński 일본어 日本語 "
    "日语",
    "ko": "korean koreanisch coréen corean coreano koreaans koreański корейский 한국어 한글 "
    "한국말 韓国語 韩语",
    "nl": "dutch niederländisch néerlandais neerlandés holandés holandês olandese nederlands "
    "holländisch 네덜란드어",
    "pl": "polish polnisch polonais polaco polonês polacco pools polski польский 폴란드어",
    "pt": "portuguese portugiesisch portugais portugués português portoghese portugees "
    "brasilianisch portugalski португальский 포르투갈어 ポルトガル語",
    "ru": "russian russisch russe ruso russo rosyjski русский 러시아어",
    "sv": "swedish schwedisch suédois sueco svedese zweeds svenska",
    "tr": "turkish türkisch turc turco turks türkçe 터키어",
    "uk": "ukrainian ukrainisch ukrainien ucraniano oekraïens українська",
    "vi": "vietnamese vietnamesisch vietnamien vietnamita tiếng 베트남어",
    "zh": "chinese chinesisch chinois chino chinês cinese chinees mandarin 中文 汉字 汉语 중국어",
}


def meaning_of_name(name: str, language_code: str) -> NameMeaning | None:
    """What a column's name says, for one who learns the language; None for a name not known.

    Every word of it must be known, so that a phrase with a known word in it is no name.
    """
    bare = folded(name)
    if bare in set(Role):
        return NameMeaning(Role(bare), rank=-1, sure=True)
    if _LANGUAGE_TAG.fullmatch(bare) and bare[:2] in _LANGUAGES:
        return _of_language(bare[:2], language_code)
    fillers = folded(_FILLERS).split()
    words = [word for word in re.findall(r"[^\W\d_]+", bare) if word not in fillers]
    kinds = [found for word in words if (found := _kind_of(word))]
    if not kinds or len(words) > 3 or len(kinds) < len(words):
        return None
    ranks = dict(sorted(kinds, reverse=True))
    for kind in (_OTHER_KIND, Role.RECORDING, Role.IPA, Role.THEME):
        if kind in ranks:
            return NameMeaning(Role(kind) if kind in set(Role) else None, ranks[kind])
    languages = sorted(ranks.keys() & _LANGUAGES.keys(), key=primary(language_code).__ne__)
    if languages and Role.TRANSLATION not in ranks:
        return _of_language(languages[0], language_code)
    role = Role.TRANSLATION if Role.TRANSLATION in ranks else Role.PHRASE
    return NameMeaning(role, ranks[role])


def _of_language(language: str, learned: str) -> NameMeaning:
    """What the name of a language says: phrases of the one that is learned, else translations."""
    if language == primary(learned):
        return NameMeaning(Role.PHRASE, rank=-1, sure=True)
    return NameMeaning(Role.TRANSLATION, _RANK_OF_LANGUAGE)


def folded(name: str) -> str:
    """A name in the form in which names are compared: no case, no accents, single spaces."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(s for s in decomposed if not unicodedata.combining(s)).split())


def _kind_of(word: str) -> tuple[str, int] | None:
    """What a word is, and its rank there; languages have endings, as in “deutsches”."""
    if word in _known():
        return _known()[word]
    stems = (word[:-ending] for ending in (1, 2) if len(word) > ending + 4)
    kinds = (_known().get(stem, ("", 0)) for stem in stems)
    return next((kind for kind in kinds if kind[0] in _LANGUAGES), None)


@cache
def _known() -> dict[str, tuple[str, int]]:
    """What each known word is, a role or a language code, and its rank there."""
    kinds = {
        _OTHER_KIND: _OTHER,
        Role.THEME: _THEME,
        Role.RECORDING: _RECORDING,
        Role.IPA: _IPA,
        Role.TRANSLATION: _TRANSLATION,
        Role.PHRASE: _PHRASE,
        **{code: (names,) for code, names in _LANGUAGES.items()},
    }
    return {
        word: (str(kind), rank)
        for kind, groups in kinds.items()
        for rank, names in enumerate(groups)
        for word in folded(names).split()
    }
