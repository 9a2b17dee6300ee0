"""Numbers written as digits, as they are said."""

from __future__ import annotations

from num2words import num2words

_NATIVE_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_NATIVE_COUNTERS = (
    "시", "시간", "명", "사람", "개", "살", "잔", "병", "마리", "권", "장", "번", "대", "분", "달",
)  # fmt: skip


def spoken_numbers(digits: str, unit: str, language: str) -> tuple[str, ...]:
    """The ways to say a number before ``unit`` (empty for none), the most usual first.

    Empty when the language has no known way. Korean counts in native words before most counters
    (세 시) and in Sino-Korean ones elsewhere (삼 분); learners may use either.
    """
    value = _value(digits)
    try:
        said = str(num2words(value, lang=language.replace("-", "_"))).replace(" ", "")
    except NotImplementedError:
        return ()
    if language != "ko" or not isinstance(value, int) or not 0 < value < 100:
        return (said,)
    native = _native_korean(value)
    usual = unit.startswith(_NATIVE_COUNTERS)
    return (native, said) if usual else (said, native)


def _value(digits: str) -> int | float:
    """Read 1,234 and 1.234 as thousands, 1.5 and 1,5 as decimals."""
    groups = digits.replace(",", ".").split(".")
    if all(len(group) == 3 for group in groups[1:]):
        return int("".join(groups))
    return float(f"{''.join(groups[:-1])}.{groups[-1]}")


def _native_korean(value: int) -> str:
    tens, ones = divmod(value, 10)
    if value == 20:
        return "스무"
    return _NATIVE_TENS[tens] + _NATIVE_ONES[ones]
