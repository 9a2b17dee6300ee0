"""Respell Hangul as the Standard Pronunciation of Korean has it, where spelling alone decides.

The rules are those of 표준 발음법 (National Institute of Korean Language) that hold without knowing
a word: linking, neutralized finals, aspiration, nasalization, lateralization and
tensing after an obstruent, within words and across the words of a phrase said in one breath.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto, unique

from miolingo.language.korean.hangul import Syllable, is_syllable, split

_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
NEUTRAL = {
    "ㄲ": "ㄱ", "ㅋ": "ㄱ", "ㄳ": "ㄱ", "ㄺ": "ㄱ", "ㅅ": "ㄷ", "ㅆ": "ㄷ", "ㅈ": "ㄷ",
    "ㅊ": "ㄷ", "ㅌ": "ㄷ", "ㅎ": "ㄷ", "ㅍ": "ㅂ", "ㅄ": "ㅂ", "ㄿ": "ㅂ", "ㄵ": "ㄴ",
    "ㄶ": "ㄴ", "ㄼ": "ㄹ", "ㄽ": "ㄹ", "ㄾ": "ㄹ", "ㅀ": "ㄹ", "ㄻ": "ㅁ",
}  # fmt: skip
"""What remains of a final consonant before another consonant and at the end."""
TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_TENSING_CLUSTERS = ("ㄵ", "ㄼ", "ㄾ")


@unique
class Joining(Enum):
    """How the words of a phrase meet, the usual way first."""

    CONNECTED = auto()
    """In one breath, so that consonants change each other; a vowel still begins its word."""
    APART = auto()
    """One by one."""
    LINKED = auto()
    """In one breath, with consonants carried over to vowels, and ㄴ after ㄹ becoming ㄹ."""


def pronounced(spelling: str, joining: Joining = Joining.CONNECTED) -> str:
    """Respell Hangul words as they sound: ``국물`` becomes ``궁물``.

    Letters other than Hangul syllables stay, and no rule applies across them but single spaces.
    """
    sounds = [_simple(split(letter)) if is_syllable(letter) else letter for letter in spelling]
    for index, sound in enumerate(sounds):
        if isinstance(sound, str):
            continue
        after = sounds[index + 1] if index + 1 < len(sounds) else ""
        beyond = sounds[index + 2] if after == " " and index + 2 < len(sounds) else ""
        if isinstance(after, Syllable):
            sounds[index], sounds[index + 1] = _meet(sound, after)
        elif isinstance(beyond, Syllable) and joining is not Joining.APART:
            linked = joining is Joining.LINKED
            sounds[index], sounds[index + 2] = _meet_across(sound, beyond, linked=linked)
        else:
            sounds[index] = _neutralized(sound)
    return "".join(
        sound if isinstance(sound, str) else _without_glide(sound).letter for sound in sounds
    )


def _neutralized(syllable: Syllable) -> Syllable:
    return replace(syllable, coda=NEUTRAL.get(syllable.coda, syllable.coda))


def _meet_across(left: Syllable, right: Syllable, *, linked: bool) -> tuple[Syllable, Syllable]:
    """Apply what happens where two words meet: 못 받다 is said 몯 빧따."""
    end = _neutralized(left)
    if not linked and (right.onset == "ㅇ" or (end.coda, right.onset) == ("ㄹ", "ㄴ")):
        return end, right
    return _meet(end, right)


def _meet(left: Syllable, right: Syllable) -> tuple[Syllable, Syllable]:
    """Apply what happens where the end of one syllable meets the start of the next."""
    if right.onset == "ㅇ":
        return _link(left, right)
    coda, onset = _aspirate(left.coda, right.onset)
    if coda == "ㄺ" and onset == "ㄱ":
        coda, onset = "ㄹ", "ㄲ"
    if coda in _TENSING_CLUSTERS or NEUTRAL.get(coda, coda) in _NASAL:
        onset = TENSE.get(onset, onset)
    coda, onset = _assimilate(NEUTRAL.get(coda, coda), onset)
    return replace(left, coda=coda), replace(right, onset=onset)


def _consonants(coda: str) -> tuple[str, str]:
    """The two consonants of a cluster; the first is empty for a single one."""
    cluster = _CLUSTERS.get(coda, coda)
    return cluster[:-1], cluster[-1:]


def _link(left: Syllable, right: Syllable) -> tuple[Syllable, Syllable]:
    """Carry a final consonant over to a syllable that begins with a vowel: 옷이 is said 오시."""
    if left.coda in ("", "ㅇ"):
        return left, right
    stays, moves = _consonants(left.coda)
    if moves == "ㅎ":
        stays, moves = "", stays
    if moves == "ㅅ" and stays:
        moves = "ㅆ"
    return replace(left, coda=stays), replace(right, onset=moves or "ㅇ")


def _aspirate(coda: str, onset: str) -> tuple[str, str]:
    """Merge ㅎ with its neighbor: 좋다 is said 조타, 축하 추카."""
    stays, last = _consonants(coda)
    if last == "ㅎ":
        if onset in _ASPIRATED:
            return stays, _ASPIRATED[onset]
        if onset == "ㅅ":
            return stays, "ㅆ"
        return stays or "ㄷ", onset
    if onset == "ㅎ" and last:
        sound = last if last == "ㅈ" else NEUTRAL.get(last, last)
        if sound in _ASPIRATED:
            return stays, _ASPIRATED[sound]
    return coda, onset


def _assimilate(coda: str, onset: str) -> tuple[str, str]:
    """Assimilate consonants to a nasal or ㄹ beside them: 국물 is said 궁물, 신라 실라."""
    if onset == "ㄹ" and coda not in ("", "ㄴ", "ㄹ"):
        onset = "ㄴ"
    if onset in ("ㄴ", "ㅁ"):
        coda = _NASAL.get(coda, coda)
    if (coda, onset) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        coda = onset = "ㄹ"
    return coda, onset


def _simple(syllable: Syllable) -> Syllable:
    """Simplify a diphthong after the consonant that is written before it: 희 is said 히."""
    if syllable.vowel == "ㅢ" and syllable.onset != "ㅇ":
        return replace(syllable, vowel="ㅣ")
    if syllable.vowel == "ㅖ" and syllable.onset not in ("ㅇ", "ㄹ"):
        return replace(syllable, vowel="ㅔ")
    return syllable


def _without_glide(syllable: Syllable) -> Syllable:
    """Drop the glide that cannot be heard after its consonant: 쳐 is said 처."""
    if syllable.vowel == "ㅕ" and syllable.onset in ("ㅈ", "ㅉ", "ㅊ"):
        return replace(syllable, vowel="ㅓ")
    return syllable
