"""Korean."""

from __future__ import annotations

from collections.abc import Sequence

from miolingo.language.conventions import korean_counters
from miolingo.language.conventions.model import (
    Calendar,
    Conventions,
    Noun,
    NumberWords,
    Parts,
    Say,
    Spelling,
)
from miolingo.language.conventions.signs.ko import SIGNS

_HALF_DAY = 12


def _clock(hour: int, minute: int, say: Say) -> Sequence[str]:
    """Up to twelve the hours are native words, after that either is said: 십오 시, 세 시."""
    native = f"{korean_counters.native(hour % _HALF_DAY or _HALF_DAY)}시"
    hours = [native] if 0 < hour <= _HALF_DAY else [f"{say(hour)}시", native]
    named = {0: ["자정"], 12: ["정오"], 24: ["자정"]}.get(hour, [])
    if minute == 0:
        return [*hours, *named]
    half = [f"{spoken_hour} 반" for spoken_hour in hours] if minute == 30 else []
    following = f"{korean_counters.native(hour % _HALF_DAY + 1)}시"
    before = [f"{following} {say(60 - minute)}분 전"] if minute >= 45 else []
    return [*(f"{spoken_hour} {say(minute)}분" for spoken_hour in hours), *half, *before]


def _date(day: int, month: int, year: str, say: Say) -> Sequence[str]:
    start = f"{year}년 " if year else ""
    return (f"{start}{korean_counters.MONTHS.get(month) or say(month)}월 {say(day)}일",)


def _fraction(part: int, of: int, say: Say) -> Sequence[str]:
    usual = f"{say(of)}분의 {say(part)}"
    return (usual, "반", "절반") if (part, of) == (1, 2) else (usual,)


def _mixed(whole: int, fractions: Sequence[str], noun: Noun, say: Say) -> Sequence[str]:
    name = noun.many
    usual = f"{say(whole)}과 {fractions[0]}{name}"
    if "반" not in fractions:
        return (usual,)
    counts = korean_counters.counted(whole, name, say(whole))
    halves = [f"{count}{name} 반" for count in counts] if name else [f"{say(whole)} 반"]
    return (*halves, usual) if name else (usual, *halves)


CONVENTIONS = Conventions(
    numbers=NumberWords(
        code="ko",
        separator="",
        decimal_sign=".",
        decimal_words=("점",),
        zeros=("공", "영"),
        minus=("마이너스", "영하"),
        below_zero=("영하 {}",),
        service=("112", "119", "114", "110", "1345", "1330"),
        count=korean_counters.counted,
        span=korean_counters.span,
    ),
    signs=SIGNS,
    parts=Parts(fraction=_fraction, mixed=_mixed, of=("{1} {0}", "{0}{1}", "{0} {1}"),
                power=("{base}의 {exponent}제곱", "{base}의 {exponent}승")),
    calendar=Calendar(
        date=_date, numeric_order="m", clock=_clock,
        numbered=korean_counters.NAMED_BY_NUMBER,
        clock_in_words=r"(?P<hour>\d{1,2})시 ?(?P<minute>[0-5]?\d)분",
    ),
    spelling=Spelling(
        names={
            "a": "에이", "b": "비", "c": "시", "d": "디", "e": "이", "f": "에프", "g": "지",
            "h": "에이치", "i": "아이", "j": "제이", "k": "케이", "l": "엘", "m": "엠", "n": "엔",
            "o": "오", "p": "피", "q": "큐", "r": "아르", "s": "에스", "t": "티", "u": "유",
            "v": "브이", "w": "더블유", "x": "엑스", "y": "와이", "z": "제트",
        },
        acronyms={
            "tv": ("티브이", "티비"), "pc": ("피시", "피씨"), "cd": ("시디", "씨디"),
            "dvd": ("디브이디", "디비디"), "cctv": ("시시티브이", "씨씨티비"), "ok": ("오케이",),
            "wifi": ("와이파이",), "wi": ("와이",), "fi": ("파이",), "it": ("아이티",),
            "ai": ("에이아이",), "mail": ("메일",), "email": ("이메일",), "gmail": ("지메일",),
            "naver": ("네이버",), "google": ("구글",), "daum": ("다음",), "kakao": ("카카오",),
            "youtube": ("유튜브",), "instagram": ("인스타그램",), "iphone": ("아이폰",),
            "com": ("컴",), "net": ("넷",), "co": ("시오", "씨오"), "kr": ("케이알", "케이아르"),
            "www": ("더블유더블유더블유",), "info": ("인포",),
            "r": ("아르", "알"),
            "c": ("시", "씨"), "z": ("제트", "지"), "vs": ("대", "브이에스"), "apt": ("아파트",),
            "nasa": ("나사",), "unesco": ("유네스코",), "mri": ("엠아르아이", "엠알아이"),
            "rh": ("아르에이치", "알에이치"), "qr": ("큐아르", "큐알"), "pr": ("피아르", "피알"),
            "ebs": ("이비에스",), "vip": ("브이아이피",), "diy": ("디아이와이",),
            "sns": ("에스엔에스",),
            "cf": ("시에프", "씨에프"), "mc": ("엠시", "엠씨"), "ceo": ("시이오", "씨이오"),
            "cgv": ("시지브이", "씨지브이"), "gs": ("지에스",), "cu": ("시유", "씨유"),
            "app": ("앱",), "blog": ("블로그",), "cafe": ("카페",), "mp": ("엠피",),
        },
        dot=("닷", "점"), dash=("하이픈", "대시", "빼기"), slash=("슬래시",),
        underscore=("언더바", "밑줄"),
    ),
    abbreviations={
        "1+1": ("원 플러스 원", "일 더하기 일", "일 플러스 일"),
        "2+1": ("투 플러스 원", "이 더하기 일", "이 플러스 일"), "24/7": ("이십사 시간",),
        "2d": ("투디", "이디"), "3d": ("쓰리디", "삼디"), "4d": ("포디", "사디"), "4g": ("포지",),
        "5g": ("파이브지", "오지"), "a/s": ("에이에스",), "a3": ("에이삼", "에이쓰리"),
        "a4": ("에이포", "에이사"), "b/d": ("빌딩",), "b12": ("비 십이", "비 트웰브"),
        "co2": ("시오투", "씨오투", "이산화탄소"), "covid-19": ("코비드 십구", "코로나 십구"),
        "e-mail": ("이메일",), "h2o": ("에이치투오",), "k-pop": ("케이팝",), "kpop": ("케이팝",),
        "k팝": ("케이팝",), "lte": ("엘티이",), "m/v": ("뮤직비디오",),
        "mp3": ("엠피쓰리", "엠피스리", "엠피삼"), "o2": ("오투", "산소"), "t셔츠": ("티셔츠",),
        "wi-fi": ("와이파이",),
    },
    number_marks=r"№|no\.",
    number_words=("넘버", "번호"),
    out_of=("{best}점 만점에 {mark}점", "{best}분의 {mark}"),
    until=("에서", "내지"),
    by=("곱하기", "바이"),
    less=("빼기", "마이너스"),
    times=("{}배", "{}번"),
    score=("대",),
    short_word=1,
)  # fmt: skip
