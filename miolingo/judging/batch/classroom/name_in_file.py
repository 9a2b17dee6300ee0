"""What the name of a file says of a learner, without what recorders and messengers put into it."""

from __future__ import annotations

import re

_IN_ENGLISH = """
    am pm aud audio call chat class clip copy day download dvt edited exercise export file final
    folder homework img lesson memo message mmexport msg mvi new note ptt rec record recorded
    recorder recording sound standard submission task track unit unnamed untitled vid video vn voice
    voicemail wa week
    kakaotalk messenger signal skype telegram wechat whatsapp zoom
    3gp aac amr m4a mp3 mp4 ogg opus wav
"""
_IN_OTHER_LANGUAGES = """
    aufnahme aufnahmen hausaufgabe hausaufgaben kopie neue neuer ordner sprachaufnahme sprachmemo
    sprachnachricht uhr nieuwe opname spraakbericht spraakmemo
    dossier enregistrement mémo nouveau nouvel vocal
    carpeta copia grabación grabacion mensaje nota nueva voz
    cartella messaggio nuova registrazione vocale gravação gravacao mensagem nova
    аудио голосовое запись новая сообщение
    녹음 메모 메시지 새 새로운 오전 오후 음성 카카오톡 파일 폴더
    ボイスメモ 新規録音 録音 音声 录音 新录音 語音 语音 錄音
"""
_OF_RECORDERS = frozenset((_IN_ENGLISH + _IN_OTHER_LANGUAGES).split())
"""Words that are not a learner's name where they begin or end the name of a file."""
_SMALL = frozenset({"da", "de", "del", "der", "di", "do", "du", "la", "le", "of", "the", "von"})
"""Words that are no name by themselves."""
_ROLES = frozenset(
    {"alumna", "alumno", "élève", "learner", "participant", "pupil", "schüler", "schülerin"}
    | {"speaker", "student", "학생"}
)
"""After these a number tells one learner from the others."""

_ALONE = r"(?<![^\W_])(?:{})(?![^\W_])"
_DATE = "|".join(
    (
        r"(?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d",
        r"[0-3]?\d[-_. ][01]?\d[-_. ](?:19|20)\d\d",
    )
)
_TIME = r"[0-2]?\d[.:h_-][0-5]\d(?:[.:m_-][0-5]\d)?"
_BETWEEN = "T| at | um | à | a las | às | om | alle "
_DATE_OR_TIME = re.compile(_ALONE.format(f"(?:{_DATE})(?:(?:{_BETWEEN})(?:{_TIME}))?|{_TIME}"))
_IDENTIFIER = re.compile(
    _ALONE.format(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), re.IGNORECASE
)
_WORD = re.compile(r"[^\s_.,()\[\]~+–-]+")
_DIGITS = re.compile(r"\d+[a-z]?")
_OF_MOODLE = re.compile(r"_\d+_assignsubmission_.*")


def name_in(stem: str) -> str:
    """The name in a file's or folder's name; empty where it has only a date, a number and the like.

    It ends before ``_``, or else before what was added to it: ``mina_1``, ``mina 2 (1)``, ``Mina
    voice message``; digits that are part of a word stay, and so does a name of digits alone.
    """
    if stem.isdigit() and not _DATE_OR_TIME.fullmatch(stem):
        return stem
    undated = _DATE_OR_TIME.sub(" ", _IDENTIFIER.sub(" ", stem))
    words = list(_WORD.finditer(undated))
    while words and _is_added(words[0].group()):
        del words[0]
    if not words:
        return ""
    before, divided, _ = undated[words[0].start() :].partition("_")
    words = list(_WORD.finditer(before))
    kept = len(words)
    while not divided and kept and _is_added(words[kept - 1].group()):
        kept -= 1
    if kept < len(words) and words[kept - 1].group().casefold() in _ROLES:
        kept += 1
    if all(word.group().casefold() in _SMALL for word in words[:kept]):
        return ""
    return before.strip() if kept == len(words) else before[: words[kept - 1].end()]


def name_of_folder(name: str) -> str:
    """The name of the learner whose folder it is; empty as for ``name_in``."""
    return _OF_MOODLE.sub("", name) if name_in(name) else ""


def _is_added(word: str) -> bool:
    """Whether a word stands beside names: a number, or a recorder's word, perhaps with one."""
    folded = word.casefold()
    bare = folded.rstrip("0123456789")
    return bool(_DIGITS.fullmatch(folded)) or bool(
        {folded, bare, bare.removesuffix("s")} & _OF_RECORDERS
    )
