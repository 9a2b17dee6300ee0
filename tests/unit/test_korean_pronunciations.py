"""Korean as it sounds, against examples of the Standard Pronunciation and of dictionaries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miolingo.language.korean import lexicon
from miolingo.language.korean.changes import mark_changes
from miolingo.language.korean.hangul import is_syllable
from miolingo.language.korean.pronunciations import MOST_PRONUNCIATIONS, jamo, pronunciations

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


def examples(table: str) -> list[tuple[str, str]]:
    """Pairs of a phrase and how it is said, from lines of ``written = said, written = said``."""
    pairs = (
        example.split("=") for example in table.replace("\n", ",").split(",") if example.strip()
    )
    return [(written.strip(), said.strip()) for written, said in pairs]


REGULAR = """
국물 = 궁물, 좋아요 = 조아요, 신라 = 실라, 칼날 = 칼랄, 독립문 = 동님문, 심리 = 심니
같이 = 가치, 굳이 = 구지, 붙여 = 부처, 닫히다 = 다치다, 닫혀 = 다처, 묻혀 = 무처
학생입니다 = 학쌩임니다, 읽고 = 일꼬, 읽어요 = 일거요, 많이 = 마니, 싫어 = 시러, 앓는 = 알른
않다 = 안타, 앉다 = 안따, 없어 = 업써, 옷이 = 오시, 깎아 = 까까, 닭 = 닥, 희망 = 히망, 영아 = 영아
무늬 = 무니, 핥다 = 할따, 넓다 = 널따, 얇고 = 얄꼬, 밟다 = 밥따, 밟아 = 발바
"""
STEMS = """
신다 = 신따, 껴안다 = 껴안따, 남다 = 남따, 참다 = 참따, 젊다 = 점따, 닮고 = 담꼬, 삶다 = 삼따
여덟도 = 여덜도, 넓적하다 = 넙쩌카다, 굶기다 = 굼기다, 남기다 = 남기다, 닭고기 = 닥꼬기
흙과 = 흑꽈, 맑게 = 말께
"""
TENSING = """
결정 = 결쩡, 발전 = 발쩐, 갈등 = 갈뜽, 일주일 = 일쭈일, 물질 = 물찔, 출석 = 출썩
손가락 = 손까락, 물고기 = 물꼬기, 열쇠 = 열쐬, 성격 = 성껵, 문법 = 문뻡, 여권 = 여꿘
출근길 = 출근낄, 갈림길 = 갈림낄, 눈빛 = 눈삗, 솔직히 = 솔찌키, 인기 = 인끼, 한자 = 한짜
장난감 = 장난깜, 술값 = 술깝, 가능성 = 가능썽, 불면증 = 불면쯩, 열다섯 = 열따섣, 질적 = 질쩍
할수록 = 할쑤록, 할게요 = 할께요
"""
NO_TENSING = """
방법 = 방법, 편의점 = 펴늬점, 큰길 = 큰길, 여성 = 여성, 영수증 = 영수증, 가게 = 가게
물건 = 물건, 감기 = 감기, 자격 = 자격, 만들다 = 만들다, 알지 = 알지, 대가족 = 대가족
"""
WITH_N = """
꽃잎 = 꼰닙, 깻잎 = 깬닙, 나뭇잎 = 나문닙, 풀잎 = 풀립, 색연필 = 생년필, 식용유 = 시굥뉴
서울역 = 서울력, 강남역 = 강남녁, 열여덟 = 열려덜, 스물여섯 = 스물려섣, 십육 = 심뉵
솜이불 = 솜니불, 담요 = 담뇨, 생산량 = 생산냥, 의견란 = 의견난, 한여름 = 한녀름, 볼일 = 볼릴
지역 = 지역
"""
PARTED = """
맛없다 = 마덥따, 끝없이 = 끄덥씨, 첫인상 = 처딘상, 첫아이 = 처다이, 값있는 = 가빈는
맛있다 = 마싣따
"""
PHRASES = """
밥 먹었어요 = 밤 머거써요, 몇 시예요 = 멷 씨예요, 못 받았어요 = 몯 빠다써요
꼭 확인해 = 꼬 콰긴해, 옷 한 벌 = 오 탄 벌, 깜짝 놀랐어요 = 깜짱 놀라써요
할 수 있어요 = 할 쑤 이써요, 갈 거예요 = 갈 꺼예요, 만날 사람 = 만날 싸람, 열 시 = 열 씨
넣을 감자 = 너을 깜자, 무슨 요일 = 무슨 뇨일, 할 일 = 할 릴, 오늘 수업 = 오늘 수업
물을 건너서 = 무를 건너서, 값 없이 = 갑 업씨, 서울 지도 = 서울 지도
"""


@pytest.mark.parametrize(
    ("written", "said"),
    examples(REGULAR + STEMS + TENSING + NO_TENSING + WITH_N + PARTED + PHRASES),
)
def test_the_likeliest_pronunciation_comes_first(written: str, said: str) -> None:
    assert pronunciations(written)[0] == said


@pytest.mark.parametrize(
    ("written", "ways"),
    [
        ("맛있다", {"마싣따", "마딛따"}),
        ("나의", {"나의", "나에"}),
        ("주의", {"주의", "주이"}),
        ("효과", {"효과", "효꽈"}),
        ("버스", {"버스", "뻐스"}),
        ("신고", {"신고", "신꼬"}),
        ("전화", {"전화", "저놔"}),
        ("한국 음식", {"한국 음식", "한구 금식"}),
        ("밥 먹어", {"밤 머거", "밥 머거"}),
        ("잘 노는", {"잘 노는", "잘 로는"}),
    ],
)
def test_other_pronunciations_in_use_are_given(written: str, ways: set[str]) -> None:
    assert ways <= set(pronunciations(written))


@pytest.mark.parametrize("word", ["결정", "손가락", "꽃잎", "첫인상", "자유가", "시대가", "논문과"])
def test_a_word_that_all_say_alike_has_one_pronunciation(word: str) -> None:
    assert len(pronunciations(word)) == 1


def test_a_phrase_with_many_ways_gives_the_likeliest_of_them() -> None:
    ways = pronunciations("나의 주의와 너의 회의와 우리의 전화와 그들의 효과")
    assert len(ways) == MOST_PRONUNCIATIONS
    assert len(set(ways)) == len(ways)


@given(st.text(SYLLABLES, min_size=1, max_size=8))
def test_a_pronunciation_has_a_letter_for_each(word: str) -> None:
    assert {len(said) for said in pronunciations(word)} == {len(word)}


@given(st.text(SYLLABLES | st.characters(), max_size=12))
def test_other_letters_pass_through_in_their_order(text: str) -> None:
    sounds = iter(jamo(text))
    assert all(letter in sounds for letter in text if not is_syllable(letter))


def test_vowels_that_sound_alike_are_one_sound() -> None:
    assert jamo("개") == jamo("게")
    assert jamo("왜") == jamo("웨") == jamo("외")


@pytest.mark.parametrize("name", ["ALWAYS", "USUALLY", "SOMETIMES"])
def test_every_mark_of_the_lexicon_changes_how_its_word_is_said(name: str) -> None:
    for marked in getattr(lexicon, name).split():
        word, changes = mark_changes(marked)
        assert changes, marked
        for index, change in changes:
            assert change(word[index]) != word[index], marked


def test_no_word_stands_in_two_lists_of_the_lexicon() -> None:
    lists = (lexicon.ALWAYS, lexicon.PLAIN, lexicon.USUALLY, lexicon.SOMETIMES)
    words = [mark_changes(marked)[0] for words in lists for marked in words.split()]
    assert sorted(set(words)) == sorted(words)
