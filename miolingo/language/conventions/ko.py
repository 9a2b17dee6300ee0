"""Korean."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions.model import Conventions, Currency, Say

_NATIVE_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_NATIVE_COUNTERS = (
    "시", "시간", "명", "사람", "개", "살", "잔", "병", "마리", "권", "장", "번", "대", "달",
    "그릇", "송이", "켤레", "벌", "가지", "군데", "통", "자루", "채", "쌍",
)  # fmt: skip
_MONTHS = {6: "유", 10: "시"}
_BOTH_COUNTERS = ("분",)


def counted(number: int, unit: str, sino: str) -> tuple[str, ...]:
    """The ways to say a number from 1 to 99 before ``unit`` (empty for none), most usual first.

    Most counters want native words (세 시), all else the Sino-Korean ``sino`` (삼 층); learners may
    use either, but June and October have a sound of their own (유월, 시월).
    """
    if unit.startswith("월") and number in _MONTHS:
        return (_MONTHS[number],)
    if unit.startswith("번째") and number == 1:
        return ("첫", "한")
    usual = unit.startswith(_NATIVE_COUNTERS) and not unit.startswith(_BOTH_COUNTERS)
    return (_native(number), sino) if usual else (sino, _native(number))


def _native(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number == 20:
        return "스무"
    return _NATIVE_TENS[tens] + _NATIVE_ONES[ones]


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    native, sino = _native(hour % 12 or 12), say(hour)
    hours = [f"{native}시", f"{sino}시"]
    if hour != (hour % 12 or 12):
        hours.reverse()
    if minute == 0:
        return hours
    half = [f"{each} 반" for each in hours] if minute == 30 else []
    return [*(f"{each} {say(minute)}분" for each in hours), *half]


CONVENTIONS = Conventions(
    number_code="ko",
    symbols={
        "&": ("앤", "그리고"), "@": ("골뱅이", "앳"), "%": ("퍼센트", "프로"),
        "+": ("플러스", "더하기"), "=": ("는", "이퀄"), "°": ("도",),
    },
    units={
        "km": ("킬로미터", "킬로"), "m": ("미터",), "cm": ("센티미터", "센티"),
        "kg": ("킬로그램", "킬로"), "g": ("그램",), "l": ("리터",), "km/h": ("킬로미터",),
        "°c": ("도", "도씨"),
    },
    currencies={
        "₩": Currency("원", "원"),
        "$": Currency("달러", "달러", "센트", "센트"),
        "€": Currency("유로", "유로", "센트", "센트"),
        "£": Currency("파운드", "파운드", "펜스", "펜스"),
        "¥": Currency("엔", "엔"),
    },
    decimal_sign=".",
    decimal_words=("점",),
    until="에서",
    zeros=("공", "영"),
    halves=("이분의일", "반"),
    clock=_clock,
    count=counted,
    word_separator="",
    short_word=1,
)  # fmt: skip
