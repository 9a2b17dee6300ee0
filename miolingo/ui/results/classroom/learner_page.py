"""The page of one learner, to hand on: their own recordings, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from miolingo.judging.batch.classroom.recordings import Recording, Word
from miolingo.judging.batch.classroom.report import Learner
from miolingo.judging.judgement import WordStatus
from miolingo.judging.sound_hints import sound_hints
from miolingo.language.names import language_name
from miolingo.ui.history.html_page import definitions, number, page, share, text
from miolingo.ui.practice.articulation import articulation_advice
from miolingo.ui.results.classroom.parts import (
    STYLE,
    Sounds,
    attribute,
    clip,
    heard_as,
    in_short,
    ipa,
    listened_to,
    marked_words,
    marks_legend,
    player,
)
from miolingo.ui.results.melody.page import prosody_parts
from miolingo.ui.results.melody.svg_chart import STYLE as PITCH_STYLE


def learner_page(learner: Learner, sounds: Sounds, *, language_code: str, made_on: str) -> str:
    """The whole page, with its sounds in it."""
    parts = _parts(learner, sounds, language_code, made_on)
    title = f"Speaking: {attribute(learner.name)}"
    return page(title, parts, style=STYLE + PITCH_STYLE, sounds=True)


def _parts(learner: Learner, sounds: Sounds, language_code: str, made_on: str) -> Iterator[str]:
    about = (("Language:", language_name(language_code)), ("Made on:", made_on))
    yield f"<header><h1>{text(learner.name)}</h1>{definitions('about', about)}</header>"
    tiles = [("Recordings", str(len(learner.recordings)))]
    if learner.judged:
        tiles.append(("Mean score, of 100", number(learner.mean_score)))
        tiles.append(("Words understood", share(learner.right_rate)))
    yield definitions("tiles", tiles)
    for recording in learner.recordings:
        yield from _recording(recording, sounds)
    yield (
        '<p class="note">“Understood” means that a listener would have understood the word. The'
        " machine can be wrong: if you think that you said a word right, tell your teacher.</p>"
    )


def _recording(recording: Recording, sounds: Sounds) -> Iterator[str]:
    yield f"<h2>{text(recording.phrase)}</h2>"
    yield f'<p class="note file">{text(PurePath(recording.file).name)}</p>'
    if recording.problem:
        yield f"<p>Not judged. {in_short(recording)}</p>"
        return
    yield marked_words(recording.words)
    if all(word.status is WordStatus.CORRECT for word in recording.words):
        yield "<p>Every word was understood. Well done!</p>"
    else:
        yield marks_legend(recording.words)
    yield f"<p>Score: <b>{number(recording.score)}</b> of 100</p>"
    cards = "".join(_word_card(word, sounds) for word in recording.asked if word.wrong)
    if cards:
        yield f'<div class="cards">{cards}</div>'
    if recording.prosody:
        yield "<h3>Pace, pauses and melody</h3>"
        yield from prosody_parts(recording.prosody)


def _word_card(word: Word, sounds: Sounds) -> str:
    clips = (
        clip(label, player(file, sounds, f"{word.text}, {whose}"), alone=True)
        for label, file, whose in (
            ("You", word.own, "you"),
            ("How it is said", word.reference, "how it is said"),
        )
    )
    said = "".join(sound.ipa for sound in word.judged.sounds)
    advice = "".join(
        f"<p>{text(articulation_advice(pairing))}</p>"
        for hint in sound_hints((word.judged,), "", str)
        for pairing in hint.differences
    )
    return (
        f'<section class="card"><header><h3>{text(word.text)}</h3>{ipa(said) if said else ""}'
        f'</header><p class="told">{heard_as(word)}</p>{advice}{listened_to(clips)}</section>'
    )
