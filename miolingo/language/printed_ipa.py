"""Print eSpeak NG's transcription of a word as dictionaries do.

eSpeak NG writes down what its voices say, in symbols of its own: a French [y] ends Brazilian
*leite*, Italian vowels are reduced, and stress marks stand before vowels, not before syllables.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from miolingo.language.tags import primary

_VOWELS = "aeiouyæøœɐɑɒɔəɚɛɜɝɨɪʊʌʏɯɘɵ"
_VOWEL = f"[{_VOWELS}]"
_MARK = "[ˈˌ]"
_TILDE = "\N{COMBINING TILDE}"
_GLIDE = "\N{COMBINING INVERTED BREVE BELOW}"
_NO_SECONDARY_STRESS = ("ˌ", "")
_NO_LENGTH = ("ː", "")
_ITALIAN_LONG = (
    (rf"(?<={_VOWEL})({_MARK}?)([td])([sz])ː?(?={_MARK}?[{_VOWELS}jw])", r"\1\2\2\3"),
    (rf"(?<={_VOWEL})({_MARK}?)([ʎɲʃ])ː?(?={_MARK}?[{_VOWELS}jw])", r"\1\2\2"),
    ("([td])([ʃʒ])ː", r"\1\1\2"),
    (r"([^aeiouɛɔ])ː", r"\1\1"),
)
_ITALIAN_OPEN = (
    ("ˈo(?=lˈ?dʒ)|(?<=[sv])ˈo(?=lv)|(?<=l)ˈo(?=dʒike)|ˈo(?=fik)|(?<!m)ˈo(?=ʎ)", "ˈɔ"),
    ("ˈe(?=k[ei]$|nj[aeo]|bbero$|rj[ao]$)|(?<=^s)ˈe(?=nt([eaio]|[ao]no)$)", "ˈɛ"),
    (
        "(?<=[vt])ˈe(?=nɡ[oa](no)?$)|(?<=tʃ)ˈe(?=d[eoai])|(?<=tʃ)ˈe(?=ssa$)|(?<=pl)ˈe(?=ss[ao]$)",
        "ˈɛ",
    ),
    ("(?:(?<=[tdvnrʃʒ])|(?<=ol))ˈɛ(?=v[aio]$|vano$)|(?<=[aeivd]r)ˈɛ(?=mo$|st[ei]$)", "ˈe"),
    ("ˈɛ(?=r$)|(?<=kr)ˈɛ(?=d)|(?<![jʎɲ])ˈɛ(?=re$)", "ˈe"),
    ("(?<!ˈ)(?<!^)ɛ(?=.)", "e"),
    ("(?<=j)ˈɔ(?=z[aoei]$)|(?<=dʒ)ˈɔ(?=rn)", "ˈo"),
    ("(?<=[vdptn])ˈɛ(?=sse(ro)?$)|(?<=[aeiouɛɔ].)ˈɛ(?=r(tʃi|l[oaie]|mi)$)|(?<=d)ˈɛ(?=rtʃi$)", "ˈe"),
    ("ˈo(?=metr[oi]$|ks)|(?<=z)ˈo(?=lv)|(?<=fw)ˈo(?=ri$)|(?<=sw)ˈo(?=n)", "ˈɔ"),
    ("(?<=p)ˈɔ(?=rre$)|(?<=k)ˈɔ(?=rr[eoa])|(?<=b)ˈɔ(?=rd[oi]$)", "ˈo"),
    ("ˈe(?=ks)", "ˈɛ"),
)
"""Stressed vowels of endings and stems that eSpeak NG does not know to be open, or closed."""
_DUTCH_DEVOICING = (
    ("kv", "kʋ"),
    ("z(?=[bd])", "s"),
    ("dz", "ts"),
    ("dv", "tf"),
    ("ɣv", "xf"),
    ("v(?=[bd])", "f"),
    (f"d(?={_MARK}?[ɦɣxb])|(?<=n)d(?={_MARK}?[vʋ])|(?<=ɑ)d(?=m)", "t"),
    ("lvd", "lfd"),
    *(
        (rf"{voiced}(?=$|{_MARK}?[ptkfsx])", voiceless)
        for voiced, voiceless in zip("bdvzɣ", "ptfsx", strict=True)
    ),
    *(
        (rf"(?<=[ptkfsx])({_MARK}?){voiced}", rf"\1{voiceless}")
        for voiced, voiceless in zip("vzɣ", "fsx", strict=True)
    ),
)
_DUTCH_STEMS = (
    ("(?<=[dtz])iɣ(?=ˌɪŋ)", "əɣ"),
    ("^ɛ(?=tˈ?[iɪ])|ɛ(?=tra|tr[ˈˌ])", "eː"),
    ("(?<=[ɣx])əlt$", "ɛlt"),
    ("(?<=ɑxt)ɪː(?=r)", "ə"),
    ("(?<=s)ɪ(?=stˈeː)", "i"),
    ("əntr(?=ˈ|eː|aː)", "ɛntr"),
    ("aːʃ(?=oːnˈ)", "aːtʃ"),
    ("oːsə$", "oːzə"),
    ("nts(?=is?$)", "ns"),
    ("(?<![bɣ])ə(?=ˈ?[aɑ])", "eː"),
    ("(?<![vbɣr])ən(?=[ts]ˈ)", "ɛn"),
    ("(?<!ˈ)ɛ(?=tjəs?$)|(?<=ɣ)ɛ(?=stəl)", "ə"),
    (rf"(?<=.[rtnfspxkɪ]ɣ)ɛ(?=[^{_VOWELS}ˈˌ]*ˌ)", "ə"),
    ("(?<=mˈɪd)ɛ(?=l)|(?<=ˈɛŋ)ɛ(?=l)", "ə"),
    ("^([drp])ɛ(?=[pklfst][rl])", r"\1eː"),
    (rf"(ˈ{_VOWEL}.*)ɛ(?=n[^{_VOWELS}ˈˌ]*ˌ)", r"\1ə"),
    (rf"(ˈ{_VOWEL}[^{_VOWELS}ˈˌ]*)ˌ(?={_VOWEL}ː?$)", r"\1"),
    ("ɲ", "nj"),
    ("[hɦ]$", ""),
    (f"ˌɪ(?=[pbdɣk][lr]ˈ?{_VOWEL})", "ˌi"),
    (rf"(?<![ˈˌ])ɔ(?=[pbdɣkf][lr]ˈ?{_VOWEL})", "oː"),
    ("(?<!ˈ)[ɵʏ](?=blˈ?i)", "y"),
    ("ŋ(?=ˈ?[aoe]ː)", "ŋɣ"),
    ("(?<=oːr)d(?=[ˌˈ]?[rʋo])", "t"),
)
"""Vowels and consonants of endings and first parts that eSpeak NG takes for others."""
_GERMAN_STEMS = (
    ("yːbɜr(?=ˈ)", "yːbɐr"),
    ("(?<=[nptskl])st(?=at$|aɪk|ɔf|aːt|aɪn)", "ʃt"),
    ("ɡɛ(?=[fʃ])", "ɡə"),
    ("nd(?=nɪs|loːs|v)", "nt"),
    ("vənd", "vɛnd"),
    (f"(?<=[ɪœʏ])ks(?={_MARK}?t)", "çs"),
    ("xz(?=ə)", "ks"),
    ("(?<=a)ʊɾ(?=n)", "ʊɜ"),
)
"""Stems, prefixes and endings within compounds that eSpeak NG reads as other words."""
_PORTUGUESE_VOWELS_BETWEEN = (
    ("d(?=[mvkbsnɡ]|$)|dʒ$", "dʒi"),
    ("t(?=[mnpk]|$)|tʃ$", "tʃi"),
)
"""The [i] that Brazilians say between a stop and a consonant that do not go together."""
_PORTUGUESE_NASALS = (
    (f"ɐ{_TILDE}[iy](?=s?$)", f"ɐ{_TILDE}j{_TILDE}"),
    (f"ɐ{_TILDE}ˈ?ʊ{_TILDE}", f"ɐ{_TILDE}w{_TILDE}"),
    (rf"(?<=[oɐ]{_TILDE})[ji](?=s?$)", f"j{_TILDE}"),
    ("eɪŋ(?=s?$)", f"e{_TILDE}j{_TILDE}"),
    ("eɪŋ|eɪm(?=ˈ?[pb])", f"e{_TILDE}"),
    (f"([aeiouɐ])({_TILDE}?)[mnŋ](?=ˈ?[pbtdkɡfvszʃʒʁxlr]|$)", rf"\1{_TILDE}"),
)
_CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        *_GERMAN_STEMS,
        (rf"ɜr(?={_MARK}?{_VOWEL})", "əʁ"),
        ("ɜ", "ɐ"),
        (rf"(ˈ.*[^{_VOWELS}ˈˌ])ɛ[rɾ](?=n?[fhlvm]ˌ)", r"\1ɐ"),
        ("ɑ", "a"),
        ("ɔø", "ɔʏ"),
        (f"ʊɐ(?=[^{_VOWELS}])", "ʊʁ"),
        (f"(?<!{_MARK})([eioua])ː$", r"\1"),
        ("[rɾɹ]", "ʁ"),
        (rf"ːʁ(?!{_MARK}?{_VOWEL})", f"ːɐ{_GLIDE}"),
        (rf"^(f|ts|h)?ɛʁ(?=[^{_VOWELS}ˈˌ]*[ˈˌ])", rf"\1ɛɐ{_GLIDE}"),
        (rf"(?<!^ts)(?<!^v)([eioøuyɛa])ː(?!ɐ|bɐ|[^{_VOWELS}ˈˌ]+ə)(?=.*ˈ)", r"\1"),
    ),
    "en": (
        ("ɜː", "ɝ"),
        ("iəɹ", "ɪɹ"),
        ("ɹ[ɹr]", "ɹ"),
        ("ʌɹ|ɝɹ", "ɝ"),
        ("^(ˈɛvɹ)ɪ", r"\1i"),
        ("ɚ(?=[ˈˌ]?ɹ)", "ə"),
        ("ɐ", "ə"),
        ("ᵻ", "ɪ"),
        ("ɾ|ʔ(?=n)", "t"),
        ("^(ɪ|ɛ|ʌ|kə)ŋ(?=[kɡ])", r"\1n"),
        ("n̩", "ən"),
        ("oːɹ", "ɔːɹ"),
        (f"^ɛ(?=(ks|ɡz)[^{_VOWELS}]*ˈ)", "ɪ"),
        (f"(?<!{_MARK})jʊ(?=l{_MARK}?[{_VOWELS}]|p)", "jə"),
        (f"^ɛn(?=[^{_VOWELS}ˈˌ]*ˈ)", "ɪn"),
        ("(?<=l)ɪ(?=mənt)", "ə"),
        ("(?<=[ln])ɪ(?=ən)", "j"),
        ("ɔ(?![ːɪ])", "ɑː"),
        ("(ˈ.*)ˌ(?=[ɪəɚ])", r"\1"),
    ),
    "es": (
        _NO_SECONDARY_STRESS,
        _NO_LENGTH,
        ("^s(?=[ptkmnl])", "es"),
        ("ɛ", "e"),
        ("ɔ", "o"),
        ("ɪ", "i"),
        ("ʊ", "u"),
        (r"([bdfɡklmnpst])\1", r"\1"),
        ("(?<=[ln])(ˈ?)ð", r"\1d"),
        ("(?<=[nm])(ˈ?)β", r"\1b"),
        ("(?<=[nŋ])(ˈ?)ɣ", r"\1ɡ"),
        ("n(?=ˈ?[kɡx])", "ŋ"),
        ("n(?=ˈ?[pbm])", "m"),
        (f"(?<={_VOWEL})d$", "ð"),
    ),
    "fr": (
        ("[ˈˌ]", ""),
        _NO_LENGTH,
        ("yi", "ɥi"),
        ("[rɹ]", "ʁ"),
        ("ɪ", "i"),
        ("b(?=[st])", "p"),
        ("([ptkbdɡfv][ʁl])i(?=[eɛɔaɑ])", r"\1ij"),
    ),
    "it": (
        _NO_SECONDARY_STRESS,
        ("ɪ", "i"),
        ("(?<!ˈ)[uʊ](?=ˈ?[aeɛoɔ]|i)", "w"),
        ("ʊ", "u"),
        ("ɾ", "r"),
        ("\N{COMBINING BRIDGE BELOW}", ""),
        ("ŋ", "n"),
        (r"([aeiouɛɔ])ː", r"\1"),
        ("(?<!ˈ)i(?=ˈ?[aeɛoɔu])", "j"),
        ("(?<=[aeoɛɔ])j$", "i"),
        *_ITALIAN_LONG,
        *_ITALIAN_OPEN,
    ),
    "nl": (
        *_DUTCH_STEMS,
        ("ɵ", "ʏ"),
        ("ʌ[ʊu]", "ɑu"),
        ("[ʁɹ]", "r"),
        ("eʊ", "eːu"),
        ("ɛɪ", "ɛi"),
        ("tʲ", "tj"),
        ("h", "ɦ"),
        (r"ɾr", "r"),
        ("ɪː(?=r)", "eː"),
        ("ɔː(?=r)", "oː"),
        *_DUTCH_DEVOICING,
    ),
    "pt": (
        _NO_SECONDARY_STRESS,
        *_PORTUGUESE_NASALS,
        *_PORTUGUESE_VOWELS_BETWEEN,
        ("y", "i"),
        ("æ(?=s?$)", "ɐ"),
        ("æ", "a"),
        ("ɾə(?=[^aeiouɛɔɐˈ])", "ɾ"),
        ("r", "ɾ"),
        ("x", "h"),
        ("(?<=[aeɛoɔ])[ʊu](?!ˈ)", "w"),
        ("ɪ", "j"),
        ("ʊ", "u"),
        (f"(?<=[aeiouɛɔ])l(?=$|ˈ?[^{_VOWELS}jˈ])", "w"),
    ),
}
"""What to replace in a word, in this order; stress marks still stand before vowels."""
_BY_SPELLING = {
    "fr": (
        ("gn", "njz?", "ɲ"),
        ("^(?:bon|plein|vain|ancien|moyen|certain|prochain)$", f"{_TILDE}n$", "n"),
    ),
    "nl": (
        ("ig[dhs]", "(?<!ˈ)ɪ[ɣx](?=[dɦs])", "əx"),
        ("[dt]heid", "t(?=[ˈˌ]?ɛi)", "tɦ"),
        ("eer", "ɪr", "eːr"),
        ("[ie]e?uw(?![aeiou])", "[ʋw](?=$|[^aeiouyəɪɛɔʏː])", "u"),
    ),
    "pt": (
        ("lh", "lj", "ʎ"),
        ("([áéêóô]s|[aeou]z)$", "(?<=[aeɛoɔu])s$", "js"),
        ("[eé]m-", f"e{_TILDE}(?=[^{_VOWELS}])", f"e{_TILDE}j{_TILDE}"),
    ),
}
"""How a word is written, what eSpeak NG says wrong then, and what is right."""

_CONSONANT = rf"(?:t[sʃ]|d[zʒ]|[^{_VOWELS}ˈˌː\u0300-\u036f])"
_ONSET = (
    rf"(?:(?:[pbkɡfvɣxβ][lrɾʁɹ]|[tdð][rɾʁɹ])[jwɥ]?|(?:t[sʃ]|d[zʒ]|[pbtdkɡfvszmnlhɦʃʎɲʁrɾɹθðβɣx])[jwɥ]|[sʃ][ptk][rɹʁɾ]?"
    rf"|sxr?|[tdkz]ʋ|ʃ[lmnvʁ]|{_CONSONANT})"
)
"""The consonants that may begin a syllable within a word, as far as they go together."""
_ENDS_SYLLABLE = {
    **dict.fromkeys(("es", "pt"), "s(?=[ptkbdfɡmnl])"),
    "en": "[mnlɹ](?=w)",
    "nl": "(?<=^ˈɔˌ)p(?=[lr])|(?<=^ˈœyˌ)t(?=r)|(?<=^ˈɑˌ)f(?=[lr])",
}
"""A sound that ends a syllable before these consonants, by language: es-tar, fare-well."""
_NUCLEUS = re.compile(rf"{_VOWEL}(?!{_GLIDE})(?:(?<![ɝɚ])[ɪʊʏiuy](?!ː))?")
"""A vowel or a falling diphthong."""
_MARKED_SYLLABLE = re.compile(rf"(^[^{_VOWELS}ˈˌ]+|{_ONSET}|)({_MARK})")


def printed(transcription: str, spelling: str, language_code: str) -> str:
    """The transcription of a word in the language's symbols, with stress marks at its syllables.

    A word of one syllable has no stress mark, nor has a word of a language without word stress.
    """
    language = primary(language_code)
    transcription = unicodedata.normalize("NFD", transcription)
    for pattern, replacement in _changes(language):
        transcription = pattern.sub(replacement, transcription)
    for letters, sounds, sound in _BY_SPELLING.get(language, ()):
        if re.search(letters, spelling, re.IGNORECASE):
            transcription = re.sub(sounds, sound, transcription)
    if len(_NUCLEUS.findall(transcription)) < 2:
        return unicodedata.normalize("NFC", re.sub(_MARK, "", transcription))
    if "ˈ" not in transcription:
        transcription = transcription.replace("ˌ", "ˈ")
    marked = _MARKED_SYLLABLE.sub(r"\2\1", transcription)
    if language in _ENDS_SYLLABLE:
        marked = re.sub(rf"(?<!^)({_MARK})({_ENDS_SYLLABLE[language]})", r"\2\1", marked)
    return unicodedata.normalize("NFC", marked)


@cache
def _changes(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(old), new) for old, new in _CHANGES.get(language, ()))
