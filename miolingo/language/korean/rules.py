"""Rules for parts of Korean words and for their meeting: each respells the group of its pattern.

Articles are those of the Standard Pronunciation. A suffix that has a namesake, as 점 (點 and 店),
is usually tense, not always: the words with the other one are too many to list.
"""

from __future__ import annotations

import re
from functools import cache

from miolingo.language.korean.changes import (
    Change,
    Usage,
    parted,
    tensed,
    with_coda,
    with_onset,
    with_vowel,
)  # fmt: skip
from miolingo.language.korean.hangul import letters_with

ALWAYS, USUALLY, SOMETIMES = Usage


def _with_codas(codas: str, *more: str) -> str:
    """A class of the syllables with one of these last consonants."""
    return f"[{letters_with(codas=(*codas, *more))}]"


_L = _with_codas("ㄹ")
_N = _with_codas("ㄴ")
_SONOROUS = _with_codas("ㄴㄹㅁㅇ")
_OPEN_OR_SONOROUS = _with_codas("ㄴㄹㅁㅇ", "")
_CLOSED = _with_codas("ㄱㄲㅋㄳㄺㄴㄷㅅㅆㅈㅊㅌㄹㄼㅁㄻㅂㅍㅄㅇ")
_SAID_BEFORE_CONSONANT = f"[{letters_with(onsets='ㄱㄴㄷㄹㅁㅂㅅㅈ')}]"
_I_OR_YEO = letters_with(onsets="ㅇㅎ", vowels="ㅣㅕ")
_WITH_H = f"[{letters_with(onsets='ㅎ')}]"

_END = r"(?=$|[\s은는이가을를의에도로와과만인적상들]|[하되][다고는여]|입|예요|까지|부터)"
"""The end of a noun: of its word, or before a particle or the like."""
_WORD_END = r"(?=$|\s)"
_AFTER_STEM = r"(?:다|고(?!기)|던|더[니라군]|도록|지(?!기)|게|거[나든]|습니|든|듯|소)"
_VERB_IN_EUL = "[넣먹읽있없앉받입찾좋놓많같얻믿잃싫싶했었았겠]을"
_NOT_BEFORE_VERB_NOUN = "(?<!오늘)(?<!내일)(?<!서울)(?<!를)"
_DEPENDENT_NOUN = (
    r"(?:것|겁|듯|뿐|거(?=$|[\s예야의라든니지고다랑나면요])|게(?=$|\s)|건(?=$|\s|데|가요|지)"
    r"|걸(?=$|\s|로|요)|(?:[수줄데지바적])(?=$|[\s가는도를은이에밖록라]))"
)
_NOUN_AFTER_VERB = "생각|사람|동안|정도|계획|시간|곳|자신|준비|작정|방법|기회|자리|가능"
_NO_WORD_IN_N = "".join(f"(?<!{letter})" for letter in "권진혼곤논완만분인연언한")
"""Before ㄹ these make words of two syllables, in which ㄴ becomes ㄹ: 권력, 진료, 완료, 언론."""

_VOWELS: tuple[tuple[Usage, Change, str], ...] = (
    # Article 5: ㅢ as a particle, and beyond the first syllable.
    (SOMETIMES, with_vowel("ㅔ"), rf"(?<=[가-힣])(의){_WORD_END}"),
    (SOMETIMES, with_vowel("ㅣ"), r"(?<=[가-힣])(의)"),
)
_PALATALIZATION = (
    # Article 17.
    (ALWAYS, with_coda("ㅈ"), rf"({_with_codas('ㄷ')})(?=[{_I_OR_YEO}])"),
    (ALWAYS, with_coda("ㅊ"), rf"({_with_codas('ㅌ')})(?=[{_I_OR_YEO}])"),
    (ALWAYS, with_onset("ㅊ"), rf"{_with_codas('ㄾ')}([{_I_OR_YEO}])"),
)
_STEMS = (
    # Articles 10, 11, 25: what the ends of stems become, and how endings begin after them.
    (ALWAYS, with_coda("ㄹ"), rf"여(덟)(?={_SAID_BEFORE_CONSONANT})"),
    (ALWAYS, with_coda("ㅂ"), rf"(밟)(?={_SAID_BEFORE_CONSONANT})"),
    (ALWAYS, with_coda("ㅂ"), r"(넓)(?=[죽적둥])"),
    (ALWAYS, with_coda("ㄱ"), r"([닭흙칡])(?=[과기갈고국길])"),
    (ALWAYS, tensed, r"(?:^|\s|갈아)신(다|던|도록|지만|게|습니|거나)"),
    (SOMETIMES, tensed, r"(?:^|\s)[신참]([고지]|게)"),
    (ALWAYS, tensed, rf"(?:껴|끌어|부둥켜)안({_AFTER_STEM})"),
    (SOMETIMES, tensed, rf"(?:^|\s)안({_AFTER_STEM})"),
    (ALWAYS, tensed, rf"(?:남|넘|담|뿜|품|더듬|다듬|머금|[닮젊굶곪옮뚧])({_AFTER_STEM})"),
    (ALWAYS, tensed, rf"[감검삼숨심삶참](다{_WORD_END}|다[가고며면는]|던|습니|도록|거나|든)"),
    (USUALLY, tensed, rf"[감숨심]([고지게]){_WORD_END}"),
)
_SUFFIXES = (
    # Articles 26, 28: Sino-Korean suffixes, and parts of compounds.
    (ALWAYS, tensed, rf"(?<=[가-힣]{_L})(적)"),
    (USUALLY, tensed, rf"(?<=[가-힣]{_L})([자사성장]){_END}"),
    (USUALLY, tensed, r"(?:^|\s)[수양질미내외심인물공사영](적)(?=$|[\s으인])"),
    (USUALLY, tensed, r"(?<=[가-힣])(권)"),
    (USUALLY, tensed, rf"(?<=[가-힣])(법){_END}"),
    (USUALLY, tensed, rf"(?<=[가-힣]{{2}})(?<![투왕완랑장만남여음구])(성){_END}"),
    (USUALLY, tensed, rf"(?<=[가-힣]{{2}})(?<![보검인방공기논입고반예])(증){_END}"),
    (USUALLY, tensed, rf"(?<=[가-힣]{{2}})(?<!범)(죄){_END}"),
    (USUALLY, tensed, rf"(?<=[가-힣]{{2}})([병점]){_END}"),
    (USUALLY, tensed, rf"(?<={_SONOROUS})([길빛]){_END}"),
    (USUALLY, tensed, rf"(?<=[산{letters_with(codas='ㄹㅁㅇ')}])(소리){_END}"),
    (USUALLY, tensed, rf"(?<=[물손몸눈꿈산품])(속){_END}"),
    (ALWAYS, tensed, rf"(?<={_SONOROUS})(값|자국){_END}"),
    (ALWAYS, tensed, r"(?<=[손발방길])(바닥)"),
    (ALWAYS, tensed, r"(?<=[숨똥문물늘총])(구멍)"),
    (ALWAYS, tensed, r"(?<=[물땀슬솔])(방울)"),
    (ALWAYS, tensed, r"(?<=[말손잠술])(버릇)"),
    (ALWAYS, tensed, r"(?<=[몸손눈발])(짓)"),
    (ALWAYS, tensed, r"(?<=[음빔쌈침심짬])(밥)"),
    # Loanwords in -스, as many say them.
    (SOMETIMES, tensed, rf"(?<=[가-힣])(스){_END}"),
)
_AFTER_FUTURE_L = (
    # Article 27: what follows -(으)ㄹ of a verb, and the endings that began with it.
    (ALWAYS, tensed, rf"{_NOT_BEFORE_VERB_NOUN}(?<={_L}) ({_DEPENDENT_NOUN})"),
    (USUALLY, tensed, rf"{_NOT_BEFORE_VERB_NOUN}(?<!을)(?<={_L}) ({_NOUN_AFTER_VERB})"),
    (ALWAYS, tensed, rf"{_VERB_IN_EUL} ([가-힣])"),
    (ALWAYS, tensed, r"뜰 (새)"),
    (ALWAYS, tensed, r"(?:^|\s)열 ([시살])"),
    (ALWAYS, tensed, rf"[할갈줄볼될올을릴킬칠질쓸](게)(?={_WORD_END}|요)"),
    (USUALLY, tensed, rf"(?<={_L})(게)(?=요)"),
    (ALWAYS, tensed, r"[할볼될올을릴킬칠질쓸](지도|지라도|지언정)"),
    (ALWAYS, tensed, rf"{_L}(수록|걸요?{_WORD_END})"),
    (ALWAYS, tensed, r"[할될올을](지)(?=$|[\s는도가를])"),
)
_COMPOUNDS = (
    # Article 15: a part of a compound ends as a word does before the vowel of the next.
    (ALWAYS, parted, rf"({_CLOSED})(?=없)"),
    (ALWAYS, parted, rf"(?![맛멋])({_CLOSED})(?=있)"),
    (SOMETIMES, parted, r"([맛멋])(?=있)"),
    (ALWAYS, parted, rf"({_CLOSED})(?=잎|이불|이야기)"),
    # Article 29: ㄴ between the parts of a compound.
    (ALWAYS, with_onset("ㄴ"), rf"(?<={_CLOSED})(잎)"),
    (ALWAYS, with_onset("ㄴ"), rf"(?<={_CLOSED})(이)(?=불|야기)"),
    (ALWAYS, with_onset("ㄴ"), rf"(?<={_CLOSED})(여섯|여덟)"),
    (ALWAYS, with_onset("ㄴ"), r"(?<=[십백천만])(육)"),
    (USUALLY, with_onset("ㄴ"), rf"(?<={_CLOSED})(여행|열차|연필|요리)"),
    (USUALLY, with_onset("ㄴ"), rf"(?<=[가-힣]{_CLOSED})(?<!영)([역약용유염열]){_END}"),
    (USUALLY, with_onset("ㄴ"), r"무슨 (요)일"),
    (USUALLY, with_onset("ㄴ"), rf"한 (일){_END}"),
    (USUALLY, with_onset("ㄹ"), rf"[할볼] (일){_END}"),
    (SOMETIMES, with_onset("ㄴ"), rf"{_CLOSED} ([입잊읽여요유야])"),
    # Article 20: ㄹ is said as ㄴ where a suffix begins with it.
    (ALWAYS, with_onset("ㄴ"), rf"(?<=[가-힣]{_N}){_NO_WORD_IN_N}([란량력령례로론료류룸]){_END}"),
)
_FAST_SPEECH = (
    # Most people lose ㅎ between voiced sounds.
    (SOMETIMES, with_onset("ㅇ"), rf"(?<={_OPEN_OR_SONOROUS})({_WITH_H})"),
)

_GROUPS = (
    _VOWELS, _PALATALIZATION, _STEMS, _SUFFIXES, _AFTER_FUTURE_L, _COMPOUNDS, _FAST_SPEECH,
)  # fmt: skip


@cache
def rules() -> tuple[tuple[Usage, Change, re.Pattern[str]], ...]:
    """Return how usual each change is, what it is, and where: the pattern's group is the letter.

    The patterns are made when the first word is respelled: they take longer than many a command.
    """
    return tuple(
        (usage, change, re.compile(pattern))
        for group in _GROUPS
        for usage, change, pattern in group
    )
