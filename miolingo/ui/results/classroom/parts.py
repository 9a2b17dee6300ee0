"""What the pages of a class and of its learners are made of."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from html import escape

from miolingo.judging.batch.classroom.recordings import Recording, Word
from miolingo.judging.batch.classroom.report import LEFT_OUT
from miolingo.judging.feedback import about_recording
from miolingo.judging.judgement import Reason, SoundStatus, WordStatus
from miolingo.language.terminal_safe import strip_controls
from miolingo.ui.history.html_page import text
from miolingo.ui.practice.word_marks import MARKS

Sounds = Callable[[str], bytes | None]
"""Gives the content of a clip's file; None where it is not there."""

HOW_TO_NAME = (
    "To say whose they are, write a table with --learners-template FILE, fill it in, and give it"
    " with --learners FILE and --resume."
)

STYLE = """
.lead{font-size:1.25rem;margin:.3rem 0 1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(27rem,100%),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;break-inside:avoid}
.card h3{margin:0;font-size:1.3rem}.card p{margin:.25rem 0}
.card header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;
gap:0 1rem}
.rate{white-space:nowrap;font-variant-numeric:tabular-nums}
.bar{display:block;height:.5rem;border-radius:.25rem;background:var(--line);margin:.4rem 0;
overflow:hidden}.bar i{display:block;height:100%;background:#c2410c}
.said{list-style:none;margin:.6rem 0 0;padding:0}
.said li{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;
gap:.1rem .8rem;padding:.2rem 0;border-top:1px solid var(--line)}
audio{width:13rem;max-width:100%;height:2.2rem}
.words{display:flex;flex-wrap:wrap;gap:.2rem .9rem;font-size:1.15rem;margin:.4rem 0}
.words span{white-space:nowrap}.sure{font-weight:400}
.wrong{font-weight:700;text-decoration:underline wavy 1px;text-underline-offset:.25em}
.ipa{font-family:"Charis SIL","Doulos SIL","Noto Sans","DejaVu Sans",sans-serif}
.told::first-letter{text-transform:uppercase}
.plain{padding-left:1.2rem;margin:.3rem 0}.plain li{overflow-wrap:anywhere}
.learners{overflow-x:auto}
.learners tr>:last-child{text-align:start;white-space:normal;overflow-wrap:anywhere;
min-width:4rem}
.about dd{overflow-wrap:anywhere}code{font-size:.95em;white-space:nowrap}
.file{margin:-.4rem 0 .4rem}
@media(max-width:42rem){.learners{font-size:.875rem}.learners tr>*{padding-right:.4rem}
.learners tr>:first-child{min-width:4.5rem}}
@media print{audio,.sound-alone{display:none}.cards{grid-template-columns:1fr 1fr}
.card{border-color:#999}.bar,.bar i{print-color-adjust:exact}}
"""


def player(file: str, sounds: Sounds, label: str) -> str:
    """A clip to listen to, in the page itself; nothing where there is none."""
    content = sounds(file) if file else None
    if content is None:
        return ""
    data = b64encode(content).decode()
    return (
        f'<audio controls preload="none" aria-label="{attribute(label)}"'
        f' src="data:audio/ogg;base64,{data}"></audio>'
    )


def clip(label: str, sound: str, *, alone: bool = False) -> str:
    """A clip behind its label, HTML; nothing without a sound.

    A label that says nothing ``alone`` is not printed.
    """
    css = ' class="sound-alone"' if alone else ""
    return f"<li{css}><span>{label}</span>{sound}</li>" if sound else ""


def listened_to(clips: Iterable[str]) -> str:
    """Clips as a list; nothing where there are none."""
    items = "".join(clips)
    return f'<ul class="said">{items}</ul>' if items else ""


def with_options(sentence: str) -> str:
    """A sentence of our own whose options stand out and are not torn apart; HTML."""
    return re.sub(r"--[a-z-]+( [A-Z]+)?", r"<code>\g<0></code>", sentence)


def attribute(any_text: str) -> str:
    """Any text as the value of an attribute."""
    return escape(strip_controls(any_text), quote=True)


def ipa(sounds: str) -> str:
    """Sounds in IPA, in letters that have them."""
    return f'<span class="ipa" lang="und-fonipa">{text(sounds)}</span>'


def marked_words(words: Iterable[Word]) -> str:
    """The words of a recording behind their marks; those that were wrong stand out."""
    return f'<p class="words">{"".join(map(_marked_word, words))}</p>'


def _marked_word(word: Word) -> str:
    mark = MARKS[word.status]
    css = "wrong" if word.wrong else "sure"
    return f'<span title="{mark.meaning}">{mark.sign} <b class="{css}">{text(word.text)}</b></span>'


def marks_legend(words: Iterable[Word]) -> str:
    """What the marks of these words mean."""
    statuses = dict.fromkeys(word.status for word in words)
    named = (f"{MARKS[status].sign} {MARKS[status].meaning}" for status in statuses)
    return f'<p class="note">{" · ".join(named)}</p>'


def heard_as(word: Word) -> str:
    """What became of a word that was wrong: what was heard instead, or what was off; HTML."""
    if word.status is WordStatus.MISSING:
        return "not heard"
    if word.heard_instead:
        return f"sounded like {ipa(word.heard_instead)}"
    wrong = [sound.ipa for sound in word.judged.sounds if sound.status is SoundStatus.WRONG]
    return f"not clear: {', '.join(map(ipa, wrong))}" if wrong else "sounded different"


def counted_heard(heard: Mapping[str, int], most: int) -> str:
    """What was heard instead and how often, the most frequent first; HTML."""
    shown = [
        f"{ipa(name) if name != LEFT_OUT else 'not said'} × {times}"
        for name, times in list(heard.items())[:most]
    ]
    return ", ".join(shown) or "not clear"


def why(recording: Recording) -> str:
    """Why a recording has no score, in words."""
    return in_short(recording) if recording.problem == recording.reason else recording.problem


def in_short(recording: Recording) -> str:
    """Why a recording has no score, for somebody who was not there and knows nothing of files."""
    return about_recording(Reason(recording.reason))


def bar(part: int, whole: int) -> str:
    """How much of a whole a part is, drawn."""
    percent = 100 * part / whole if whole else 0
    return f'<span class="bar" aria-hidden="true"><i style="width:{percent:.0f}%"></i></span>'


def counted(count: int, noun: str) -> str:
    """A number and its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
