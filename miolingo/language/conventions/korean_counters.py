"""Korean numbers before counters: native words (두 살) or Sino-Korean ones (이 년).

A counter takes one of the two; some take either, with a difference of meaning (세 번, 삼 번), and
most that count things take Sino-Korean ones from twenty on (서른 명, 삼십 명).
"""

from __future__ import annotations

_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_BY_THEMSELVES = {"한": "하나", "두": "둘", "세": "셋", "네": "넷"}
_STRICTLY_NATIVE = ("살", "시", "달", "번째", "가지", "마디", "끼")
_NATIVE = (
    "시간", "명", "사람", "개", "잔", "병", "마리", "권", "장", "그릇", "송이", "켤레", "벌",
    "군데", "통", "자루", "채", "쌍", "곳", "알", "모금", "줄", "판", "포기", "그루", "접시",
    "상자", "박스", "봉지", "컵", "조각", "숟갈", "숟가락", "스푼", "방울", "바퀴", "팩", "캔",
    "쪽지",
    "자리", "손님", "식구", "친구", "아이", "나라", "학생", "도시", "단어", "글자", "걸음", "차례",
    "갑", "큰술", "작은술", "티스푼", "돈", "근",
    "다발", "묶음", "덩어리", "꼬치", "뼘", "평생", "배", "대", "번", "편", "건", "팀", "곡",
    "세트",
)  # fmt: skip
_EITHER = ("배", "대", "번", "편", "건", "팀", "곡", "세트")
"""Native words or Sino-Korean ones: times or a number, cars or a generation."""
_SINO_FIRST = ("분", "주", "주일", "단계", "평", "줄기", "코스", "대째")
"""Rather Sino-Korean words: minutes rather than people."""
_SINO = (
    "개월", "개국", "개년", "개소", "번지", "번길", "번선", "달러", "시즌", "분기", "주년", "주차",
    "대강", "장조", "배럴", "채널", "건물", "판사", "명령", "분의", "주기",
)  # fmt: skip
"""Sino-Korean words, though they begin like a counter that takes native ones."""
_OLD_FORMS = {
    "달": ("석", "넉"),
    "잔": ("석", "넉"),
    "장": ("석", "넉"),
    "자": ("석", "넉"),
    "돈": ("서", "너"),
}
MONTHS = {6: "유", 10: "시"}
"""Months with a sound of their own, without 월."""
_RANGES = {
    (1, 2): ("한두",), (2, 3): ("두세", "두서너"), (3, 4): ("서너", "세네"),
    (4, 5): ("네다섯", "너댓"),
    (5, 6): ("대여섯", "다섯여섯"), (6, 7): ("예닐곱", "여섯일곱"),
    (7, 8): ("일고여덟", "일곱여덟"),
    (8, 9): ("여덟아홉",),
}  # fmt: skip
_FIGURES = "영일이삼사오육칠팔구"
NAMED_BY_NUMBER = (
    "출구", "버스", "문제", "방", "창구", "트랙", "홈", "게이트", "국도", "테이블", "선수", "타자",
    "좌석", "승강장", "채널",
)  # fmt: skip
"""What a number beside it and before 번 names: 일 번 출구, 버스 칠 번, but 한 번 갔어요."""
_FIRST_LARGE = 20
_FULL_DAY = 24
_HALF_DAY = 12
_FIRST_OLD, _LAST_OLD = 3, 4


def counted(number: int, unit: str, sino: str) -> tuple[str, ...]:
    """The ways to say a number before a ``unit`` (empty for none), the most usual first.

    ``sino`` is the number in Sino-Korean words. The other series is no way to say it: 두 년 for
    이 년 is a mistake.
    """
    if not unit:
        alone = native(number)
        last = _BY_THEMSELVES.get(alone[-1:], alone[-1:])
        return (sino, f"{alone[:-1]}{last}") if 0 < number < 100 and number != 20 else (sino,)
    if unit.startswith("월") and number in MONTHS:
        return (MONTHS[number],)
    if unit.startswith("번째") and number == 1:
        return ("첫", "한")
    counter = _counter(unit)
    if counter in _SINO_FIRST or _is_name(counter, unit):
        return (sino, native(number)) if number < 100 else (sino,)
    if not counter or counter in _SINO or number == 0:
        return (sino,)
    return _native_forms(number, counter, sino)


def _is_name(counter: str, unit: str) -> bool:
    """Whether the number is one of those that take either series, and names what follows."""
    following = unit.partition(" ")[2]
    named = counter == "번" and following.startswith(NAMED_BY_NUMBER)
    return named or (counter == "대" and following[:1].isdigit())


def _native_forms(number: int, counter: str, sino: str) -> tuple[str, ...]:
    """The ways to say a number before a counter of things."""
    rest = number % 100
    hundreds = sino if not rest else _hundreds(number, sino)
    usual = [f"{hundreds}{native(rest)}" if rest else sino]
    if counter == "시" and number > _HALF_DAY:
        return (sino,)
    if counter in _OLD_FORMS and number in {_FIRST_OLD, _LAST_OLD}:
        usual.append(_OLD_FORMS[counter][number - _FIRST_OLD])
    if counter in _STRICTLY_NATIVE:
        return tuple(usual)
    sino_first = (counter == "시간" and number >= _FULL_DAY) or (
        counter == "대" and not number % 10
    )
    if sino_first or number > 100:
        return (sino, *usual) if sino_first else (*usual, sino)
    return (*usual, sino) if counter in _EITHER or number >= _FIRST_LARGE else tuple(usual)


def _hundreds(number: int, sino: str) -> str:
    """The Sino-Korean words of what is before the last two digits; empty below 100."""
    rest = number % 100
    tens, ones = divmod(rest, 10)
    ten = "십" if tens == 1 else f"{_FIGURES[tens]}십" if tens else ""
    end = f"{ten}{_FIGURES[ones] if ones else ''}"
    return sino.removesuffix(end)


def native(number: int) -> str:
    """A number from 1 to 99 in native words as before a counter; empty for any other."""
    if not 0 < number < 100:
        return ""
    tens, ones = divmod(number, 10)
    return "스무" if number == 20 else _TENS[tens] + _ONES[ones]


def span(first: int, last: int, unit: str) -> tuple[str, ...]:
    """The ways to say two numbers that follow each other as one: 서너 명, 이삼 년."""
    if unit.startswith("월") and (first, last) == (5, 6):
        return (f"오뉴{unit}", f"오뉵{unit}")
    sino = _sino_span(first, last)
    forms = [f"{sino}{unit}"] if sino else []
    natives = [f"{pair}{unit}" for pair in _RANGES.get((first, last), ())]
    counter = _counter(unit)
    if not counter or counter in _SINO:
        return tuple(forms)
    if counter in _SINO_FIRST:
        return (*forms, *natives)
    return tuple(natives) if counter in _STRICTLY_NATIVE else (*natives, *forms)


def _sino_span(first: int, last: int) -> str:
    """Two figures or two tens in one: 이삼, 이삼십; empty for any other numbers."""
    if first > 0 and last < 10:
        return _FIGURES[first] + _FIGURES[last]
    if not first % 10 and last == first + 10 and first > 0 and last < 100:
        return f"{_FIGURES[first // 10]}{_FIGURES[last // 10]}십"
    return ""


def _counter(unit: str) -> str:
    """The counter with which a word begins; empty for a word that takes Sino-Korean numbers."""
    known = (*_STRICTLY_NATIVE, *_NATIVE, *_SINO_FIRST, *_SINO)
    return max((counter for counter in known if unit.startswith(counter)), key=len, default="")
