"""The page of a class: what was hard, with clips; who is missing; what could not be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from miolingo.judging.batch.classroom.marks import Agreement, Difference, MarksReport
from miolingo.judging.batch.classroom.recordings import Recording
from miolingo.judging.batch.classroom.report import ClassReport, Example, HardSound, HardWord
from miolingo.judging.batch.files import FileOutcome
from miolingo.judging.judgement import Reason
from miolingo.language.names import language_name
from miolingo.ui.history.html_page import definitions, number, page, share, table, text
from miolingo.ui.results.classroom.parts import (
    HOW_TO_NAME,
    STYLE,
    Sounds,
    bar,
    clip,
    counted,
    counted_heard,
    heard_as,
    in_short,
    ipa,
    listened_to,
    player,
    with_options,
)

_MOST_WORDS, _MOST_SOUNDS = 12, 12
_MOST_EXAMPLES = 3
_MOST_HEARD = 3
_MOST_PHRASES = 5


@dataclass(frozen=True)
class AboutClass:
    """What the page says of itself."""

    language_code: str
    made_on: str
    model: str


def class_page(
    report: ClassReport, marks: MarksReport | None, sounds: Sounds, about: AboutClass
) -> str:
    """The whole page, with its sounds in it."""
    parts = _parts(report, marks, sounds, about)
    return page("Class report", parts, style=STYLE, sounds=True)


def _parts(
    report: ClassReport, marks: MarksReport | None, sounds: Sounds, about: AboutClass
) -> Iterator[str]:
    named = (("Language:", language_name(about.language_code)), ("Made on:", about.made_on))
    yield f"<header><h1>Class report</h1>{definitions('about', named)}</header>"
    yield _phrases(report)
    yield _totals(report)
    yield from _words_section(report.words, sounds)
    yield from _sounds_section(report.sounds, sounds)
    yield from _learners_section(report)
    yield from _missing_section(report)
    yield from _unjudged_section(report)
    if marks:
        yield from _marks_section(marks, sounds)
    yield _how_to_read(about.model)


def _phrases(report: ClassReport) -> str:
    phrases = list(dict.fromkeys(recording.phrase for recording in report.recordings))
    shown = "<br>".join(text(phrase) for phrase in phrases[:_MOST_PHRASES])
    more = len(phrases) - _MOST_PHRASES
    return f'<p class="lead">{shown}{f"<br>and {more} more" if more > 0 else ""}</p>'


def _totals(report: ClassReport) -> str:
    recordings, unjudged = report.recordings, report.unjudged
    means = [mean for learner in report.learners if (mean := learner.mean_score) is not None]
    rates = [rate for learner in report.learners if (rate := learner.right_rate) is not None]
    tiles = [
        ("Learners", str(sum(not learner.nameless for learner in report.learners))),
        ("Recordings", str(len(recordings))),
        ("Mean score, of 100", number(fmean(means) if means else None)),
        ("Words understood", share(fmean(rates) if rates else None)),
    ]
    if report.nameless:
        tiles.append(("Without a name", str(len(report.nameless))))
    if report.missing:
        tiles.append(("Missing learners", str(len(report.missing))))
    if unjudged:
        tiles.append(("Not judged", str(len(unjudged))))
    return definitions("tiles", tiles)


def _words_section(words: Sequence[HardWord], sounds: Sounds) -> Iterator[str]:
    yield "<h2>Hardest words</h2>"
    if not words:
        yield "<p>Every word that could be judged was understood.</p>"
        return
    of_several = len({word.phrase for word in words}) > 1
    cards = "".join(_word_card(word, sounds, of_several=of_several) for word in words[:_MOST_WORDS])
    yield f'<div class="cards">{cards}</div>'
    if len(words) > _MOST_WORDS:
        rest = ", ".join(text(word.text) for word in words[_MOST_WORDS:])
        yield f'<p class="note">Also not always understood: {rest}</p>'


def _word_card(word: HardWord, sounds: Sounds, *, of_several: bool) -> str:
    """A word; ``of_several`` phrases that were said, so that it says which."""
    within = text(word.phrase) if of_several else ""
    return _card(word, text(word.text), within, _clips(word, sounds), unsure=word.unsure)


def _card(
    hard: HardWord | HardSound, title: str, within: str, clips: Iterable[str], *, unsure: int = 0
) -> str:
    """How often something was wrong, with how many learners and where, what was heard instead."""
    count = hard.right + hard.wrong
    place = f"{counted(hard.learners, 'learner')}{f', in: {within}' if within else ''}"
    doubted = f" ({counted(unsure, 'time')} not sure)" if unsure else ""
    return (
        f'<section class="card"><header><h3>{title}</h3>'
        f'<span class="rate">wrong {hard.wrong} of {count}{doubted}</span></header>'
        f"{bar(hard.wrong, count)}"
        f"<p>Heard instead: {counted_heard(hard.heard, _MOST_HEARD)}</p>"
        f'<p class="note">{place}</p>{listened_to(clips)}</section>'
    )


def _clips(word: HardWord, sounds: Sounds) -> Iterator[str]:
    """The reference, somebody who said it right, and some who did not."""
    every = (*word.wrong_examples, *word.right_examples)
    reference = next((each.word.reference for each in every if each.word.reference), "")
    said = player(reference, sounds, f"{word.text}, the reference")
    yield clip("The reference", said, alone=True)
    best = sorted(word.right_examples, key=lambda each: -each.word.judged.score)[:1]
    for example in best:
        yield clip(f"{text(example.learner)}: understood", _own(example, sounds))
    playable = [example for example in word.wrong_examples if example.word.own]
    for example in _various(playable):
        yield clip(f"{text(example.learner)}: {heard_as(example.word)}", _own(example, sounds))


def _various(examples: Sequence[Example]) -> list[Example]:
    """A few examples, first those in which different things were heard."""
    first = {example.word.heard_instead: example for example in reversed(examples)}
    different = [example for example in examples if example in first.values()]
    others = [example for example in examples if example not in different]
    return [*different, *others][:_MOST_EXAMPLES]


def _own(example: Example, sounds: Sounds) -> str:
    return player(example.word.own, sounds, f"{example.word.text}, {example.learner}")


def _sounds_section(hard: Sequence[HardSound], sounds: Sounds) -> Iterator[str]:
    if hard:
        cards = "".join(_sound_card(sound, sounds) for sound in hard[:_MOST_SOUNDS])
        yield f'<h2>Hardest sounds</h2><div class="cards">{cards}</div>'


def _sound_card(hard: HardSound, sounds: Sounds) -> str:
    """A sound, with a word in which it was wrong to hear."""
    words = ", ".join(map(text, hard.words[:_MOST_HEARD]))
    example = next((each for each in hard.examples if each.word.own), None)
    heard = example and clip(
        f"{text(example.word.text)}, {text(example.learner)}", _own(example, sounds)
    )
    return _card(hard, ipa(hard.ipa), words, [heard or ""])


def _learners_section(report: ClassReport) -> Iterator[str]:
    yield "<h2>Learners</h2>"
    heads = ("Learner", "Recordings", "Mean score", "Words understood", "Hardest")
    rows = (
        (
            learner.name,
            str(len(learner.recordings)),
            number(learner.mean_score) if learner.judged else "–",
            share(learner.right_rate) if learner.judged else "–",
            ", ".join(learner.hard_words[:_MOST_HEARD]) or "–",
        )
        for learner in report.learners
    )
    yield f'<div class="learners">{table(heads, rows)}</div>'


def _missing_section(report: ClassReport) -> Iterator[str]:
    if report.missing:
        yield f"<h2>Missing: {len(report.missing)}</h2>"
        yield "<p>There is no recording of:</p>" + _listed(map(text, report.missing))
    if report.nameless:
        yield f"<h2>Without a name: {len(report.nameless)}</h2>"
        files = (text(recording.file) for recording in report.nameless)
        yield f"<p>It is not known whose these are. {with_options(HOW_TO_NAME)}</p>{_listed(files)}"
    if report.unlisted:
        yield "<h2>Not on the list of names</h2>" + _listed(map(text, report.unlisted))


def _unjudged_section(report: ClassReport) -> Iterator[str]:
    if report.unjudged:
        yield f"<h2>Not judged: {len(report.unjudged)}</h2>"
        yield _listed(
            f"<b>{text(recording.learner)}</b>, {text(recording.file)}: {_unjudged(recording)}"
            for recording in report.unjudged
        )


def _unjudged(recording: Recording) -> str:
    """Why a recording has no score, HTML: of a file that cannot be read, all that is known."""
    reason = Reason(recording.reason)
    detailed = FileOutcome(None, reason).unreadable and recording.problem != reason
    return text(recording.problem) if detailed else in_short(recording)


def _marks_section(marks: MarksReport, sounds: Sounds) -> Iterator[str]:
    yield "<h2>Agreement with your marks</h2>"
    for kind, agreement in (("words", marks.words), ("recordings", marks.recordings)):
        if agreement.count or agreement.unsure:
            yield _agreement(kind, agreement)
            yield _differences(agreement.differences, sounds)
    if marks.unused:
        yield "<p>Marks that could not be used:</p>" + _listed(map(text, marks.unused))


def _agreement(kind: str, agreement: Agreement) -> str:
    unsure = f" {agreement.unsure} marked {kind} could not be judged." if agreement.unsure else ""
    kappa, interval = agreement.kappa, agreement.interval
    if kappa is None or interval is None:
        told = "Cohen’s kappa is not defined here: it needs right and wrong ones."
    else:
        low, high = map(_signed, interval)
        told = (
            f"Cohen’s kappa is <b>{_signed(kappa)}</b> (95 %: {low} to {high});"
            " 0 is what chance would give, 1 is full agreement."
        )
    rows = (
        ("right", str(agreement.both_right), str(agreement.teacher_alone)),
        ("wrong", str(agreement.judge_alone), str(agreement.both_wrong)),
    )
    return (
        f"<h3>{kind.capitalize()}</h3><p>The same in {share(agreement.observed)} of"
        f" {agreement.count} {kind}. {told}{unsure}</p>"
        + table(("Your mark", "Miolingo: right", "Miolingo: wrong"), rows)
    )


def _signed(kappa: float) -> str:
    return f"{kappa:.2f}".replace("-", "\N{MINUS SIGN}")


def _differences(differences: Sequence[Difference], sounds: Sounds) -> str:
    if not differences:
        return ""
    rows = []
    for each in differences:
        said = ("right", "wrong") if each.teacher_right else ("wrong", "right")
        marked = next((word for word in each.recording.asked if word.text == each.word), None)
        sound = player(marked.own, sounds, each.word) if marked else ""
        what = f"<b>{text(each.word)}</b>, " if each.word else ""
        whose = f"{what}{text(each.recording.learner)}, {text(each.recording.file)}"
        rows.append(f"<li><span>{whose}. You: {said[0]}. Miolingo: {said[1]}.</span>{sound}</li>")
    return f"<p>Where you differ:</p><ul class='said'>{''.join(rows)}</ul>"


def _how_to_read(model: str) -> str:
    return (
        '<h2>How to read this</h2><p class="note">'
        "“Understood” means that a listener would have understood the word; it does not mean that"
        " there is no accent. Words of which Miolingo is not sure count in no figure. A few right"
        " words are called wrong, and some wrong ones pass: listen before you correct somebody."
        f" The clips are cut by machine. Speech model: {text(model)}.</p>"
    )


def _listed(items: Iterable[str]) -> str:
    return f'<ul class="plain">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
