"""Split Hangul into jamo, and respell it as it is pronounced in standard speech.

The rules are those of the Standard Pronunciation of Korean (National Institute of Korean
Language, 표준 발음법) that hold without knowing a word's grammar: linking, neutralized finals,
aspiration, palatalization, nasalization, lateralization and tensing after an obstruent. Vowels
that most speakers of Seoul no longer tell apart (ㅐ/ㅔ, ㅚ/ㅙ/ㅞ) share one symbol.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3

_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_NEUTRAL = {
    "ㄲ": "ㄱ", "ㅋ": "ㄱ", "ㄳ": "ㄱ", "ㄺ": "ㄱ", "ㅅ": "ㄷ", "ㅆ": "ㄷ", "ㅈ": "ㄷ",
    "ㅊ": "ㄷ", "ㅌ": "ㄷ", "ㅎ": "ㄷ", "ㅍ": "ㅂ", "ㅄ": "ㅂ", "ㄿ": "ㅂ", "ㄵ": "ㄴ",
    "ㄶ": "ㄴ", "ㄼ": "ㄹ", "ㄽ": "ㄹ", "ㄾ": "ㄹ", "ㅀ": "ㄹ", "ㄻ": "ㅁ",
}  # fmt: skip
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_MERGED_VOWELS = {"ㅐ": "ㅔ", "ㅒ": "ㅖ", "ㅚ": "ㅞ", "ㅙ": "ㅞ"}


@dataclass(frozen=True)
class Syllable:
    """One Hangul syllable; ``coda`` is empty for an open syllable."""

    onset: str
    vowel: str
    coda: str = ""

    @property
    def letter(self) -> str:
        """The syllable as one precomposed letter."""
        onset, vowel = ONSETS.index(self.onset), VOWELS.index(self.vowel)
        return chr(_FIRST_SYLLABLE + (onset * 21 + vowel) * 28 + CODAS.index(self.coda))


def is_syllable(letter: str) -> bool:
    """Tell whether ``letter`` is one precomposed Hangul syllable."""
    return _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE


def split(letter: str) -> Syllable:
    """Split a precomposed Hangul syllable; ValueError for any other letter."""
    if not is_syllable(letter):
        raise ValueError(f"{letter!r} is no Hangul syllable")
    index = ord(letter) - _FIRST_SYLLABLE
    return Syllable(ONSETS[index // 588], VOWELS[index % 588 // 28], CODAS[index % 28])


def pronounced(word: str) -> str:
    """Respell a Hangul word as it sounds: ``국물`` becomes ``궁물``.

    Letters other than Hangul syllables stay, and no rule applies across them.
    """
    return "".join(
        "".join(syllable.letter for syllable in _sound_out(part)) if is_syllable(part[0]) else part
        for part in _runs(word)
    )


def jamo(word: str) -> str:
    """The sounds of a Hangul word, a letter each, silent ㅇ left out.

    Letters other than Hangul syllables stay. Vowels that sound alike today share a letter.
    """
    sounds = []
    for part in _runs(word):
        if not is_syllable(part[0]):
            sounds.append(part)
            continue
        for syllable in _sound_out(part):
            onset = "" if syllable.onset == "ㅇ" else syllable.onset
            vowel = _MERGED_VOWELS.get(syllable.vowel, syllable.vowel)
            sounds.append(onset + vowel + syllable.coda)
    return "".join(sounds)


def _runs(word: str) -> list[str]:
    """Cut a word where Hangul syllables and other letters meet."""
    runs: list[str] = []
    for letter in word:
        if runs and is_syllable(runs[-1][0]) == is_syllable(letter):
            runs[-1] += letter
        else:
            runs.append(letter)
    return runs


def _sound_out(hangul: str) -> list[Syllable]:
    """The syllables of a run of Hangul as they are pronounced."""
    syllables = [split(letter) for letter in hangul]
    for index in range(len(syllables) - 1):
        syllables[index : index + 2] = _meet(syllables[index], syllables[index + 1])
    last = syllables[-1]
    syllables[-1] = replace(last, coda=_NEUTRAL.get(last.coda, last.coda))
    return [_plain_vowel(syllable) for syllable in syllables]


def _meet(left: Syllable, right: Syllable) -> tuple[Syllable, Syllable]:
    """Apply what happens where the end of one syllable meets the start of the next."""
    if right.onset == "ㅇ":
        return _link(left, right)
    coda, onset = _aspirate(left.coda, right.onset)
    if coda == "ㄺ" and onset == "ㄱ":
        coda, onset = "ㄹ", "ㄲ"
    if coda in ("ㄵ", "ㄾ") or _NEUTRAL.get(coda, coda) in _NASAL:
        onset = _TENSE.get(onset, onset)
    coda, onset = _assimilate(_NEUTRAL.get(coda, coda), onset)
    if right.vowel == "ㅣ" and left.coda in ("ㄷ", "ㅌ") and right.onset == "ㅎ":
        onset = "ㅊ"
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
    if right.vowel in ("ㅣ", "ㅕ") and moves in ("ㄷ", "ㅌ"):
        moves = "ㅈ" if moves == "ㄷ" else "ㅊ"
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
        sound = last if last == "ㅈ" else _NEUTRAL.get(last, last)
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


def _plain_vowel(syllable: Syllable) -> Syllable:
    """Simplify a diphthong that is said as a plain vowel after its consonant: 희 is said 히."""
    if syllable.vowel == "ㅢ" and syllable.onset != "ㅇ":
        return replace(syllable, vowel="ㅣ")
    if syllable.vowel == "ㅖ" and syllable.onset not in ("ㅇ", "ㄹ"):
        return replace(syllable, vowel="ㅔ")
    if syllable.vowel == "ㅕ" and syllable.onset in ("ㅈ", "ㅉ", "ㅊ"):
        return replace(syllable, vowel="ㅓ")
    return syllable
