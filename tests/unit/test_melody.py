"""Pace, pauses and melody: what is measured, what is not said, and how it is told and drawn."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import numpy as np
import pytest
from rich.console import Console

from miolingo.decks.cards import Card
from miolingo.judging.judgement import SCORER_VERSION, Judgement, Verdict, WordResult, WordStatus
from miolingo.judging.prosody.comparison import (
    Prosody,
    ProsodyComparison,
    Untold,
    beside_own,
)
from miolingo.judging.prosody.melody import Ending, Melody, Point, melody_of
from miolingo.judging.prosody.pace import Pause, followed, pace_of
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.language.prosody.questions import rises_at_the_end
from miolingo.language.prosody.syllables import syllables_of, syllables_of_ipa
from miolingo.practice.interface import Key
from miolingo.ui.practice.live_screen import LiveScreen
from miolingo.ui.practice.plain_screen import PlainScreen
from miolingo.ui.practice.screen import ScreenParts
from miolingo.ui.results.melody.page import melody_page
from miolingo.ui.results.melody.records import as_object
from miolingo.ui.results.melody.svg_chart import pitch_figure
from miolingo.ui.results.melody.terminal_chart import pitch_chart
from miolingo.ui.results.melody.words import prosody_lines
from tests.parts.practice_world import World
from tests.parts.prosody import PAUSED, WORDS, compared, hangul, levels, melody


def pitch(*parts: tuple[float, float, int]) -> np.ndarray:
    """The pitch of 10 ms frames: from so many Hz to so many in so many milliseconds; 0 for none."""
    return np.concatenate(
        [
            np.geomspace(start, end, length_ms // 10) if start else np.zeros(length_ms // 10)
            for start, end, length_ms in parts
        ]
    )


def test_a_pause_is_told_after_its_word_and_left_out_of_the_articulation_rate() -> None:
    pace = pace_of(WORDS, PAUSED, hangul)
    assert pace is not None
    assert pace.pauses == (Pause(word=0, start_ms=700, length_ms=400),)
    assert pace.syllables == 5
    assert pace.speech_rate == pytest.approx(5 / 1.6)
    assert pace.articulation_rate == pytest.approx(5 / 1.2)


def test_the_closure_of_a_consonant_is_no_pause() -> None:
    words = (WORDS[0], WordResult("주세요", WordStatus.CORRECT, 95, 700, 1400))
    closed = levels((-70, 200), (-20, 500), (-70, 180), (-20, 520), (-70, 200))
    pace = pace_of(words, closed, hangul)
    assert pace is not None
    assert pace.pauses == ()


def test_a_pause_can_cut_a_word() -> None:
    words = (WordResult("안녕하세요", WordStatus.CORRECT, 95, 200, 1800),)
    pace = pace_of(words, PAUSED, hangul)
    assert pace is not None
    assert [(pause.word, pause.within) for pause in pace.pauses] == [(0, True)]


def test_no_pace_is_told_of_two_syllables_or_with_a_word_missing_inside() -> None:
    assert pace_of(WORDS[:1], PAUSED, hangul) is None
    missing = WordResult("한잔", WordStatus.MISSING, 0)
    assert pace_of((WORDS[0], missing, WORDS[1]), PAUSED, hangul) is None
    assert pace_of((*WORDS, missing), PAUSED, hangul) is not None
    assert pace_of((), PAUSED, hangul) is None


def test_words_too_many_are_spoken_too_but_no_place_of_the_phrase() -> None:
    extra = WordResult("음", WordStatus.EXTRA, 0, 200, 300)
    words = (extra, WordResult("커피", WordStatus.CORRECT, 95, 300, 700), WORDS[1])
    pace = pace_of(words, PAUSED, hangul)
    assert pace is not None
    assert (pace.syllables, pace.pauses[0].word) == (6, 0)


def judged(verdict: Verdict) -> Judgement:
    return Judgement("ko", "커피 주세요", "", 0.0, False, verdict, None, WORDS, "m", SCORER_VERSION)


def test_the_times_of_a_wrong_phrase_mean_nothing() -> None:
    assert followed(judged(Verdict.PARTLY_UNDERSTOOD))
    assert not followed(judged(Verdict.NOT_UNDERSTOOD))
    assert not followed(judged(Verdict.NOT_SCORABLE))


@pytest.mark.parametrize("middle_hz", [80.0, 220.0])
def test_the_scale_is_semitones_around_the_own_middle(middle_hz: float) -> None:
    melody = melody_of(pitch((middle_hz / 2, middle_hz * 2, 2000)), (0, 2000))
    assert melody is not None
    assert melody.middle_hz == pytest.approx(middle_hz, rel=0.01)
    assert melody.points[0].semitones == pytest.approx(-12, abs=0.2)
    assert melody.points[-1].semitones == pytest.approx(12, abs=0.2)
    assert melody.range_semitones == pytest.approx(0.8 * 24, abs=0.3)


@pytest.mark.parametrize(
    ("end_hz", "ending"),
    [(260, Ending.RISE), (120, Ending.FALL), (205, Ending.UNCLEAR), (195, Ending.UNCLEAR)],
)
def test_only_a_clear_movement_is_an_ending(end_hz: float, ending: Ending) -> None:
    melody = melody_of(pitch((200, 200, 700), (200, end_hz, 300)), (0, 1000))
    assert melody is not None
    assert melody.ending is ending


def test_an_end_without_voice_has_no_ending() -> None:
    melody = melody_of(pitch((200, 260, 700), (0, 0, 300)), (0, 1000))
    assert melody is not None
    assert melody.ending is None


def test_nothing_is_told_of_too_little_voice() -> None:
    assert melody_of(pitch((200, 200, 290), (0, 0, 100)), (0, 390)) is None
    assert melody_of(pitch((200, 200, 400), (0, 0, 1600)), (0, 2000)) is None
    assert melody_of(np.zeros(0), (0, 0)) is None


@pytest.mark.parametrize(
    ("ipa", "count"),
    [("kˈɔfi", 2), ("ˈɡʊtn̩ tˈaːk", 3), ("aɪm hˈæpi", 3), ("bɔ̃ʒˈuʁ", 2), ("", 0), ("pst", 0)],
)
def test_syllables_of_ipa(ipa: str, count: int) -> None:
    assert syllables_of_ipa(ipa) == count


def test_the_blocks_of_hangul_are_syllables() -> None:
    assert syllables_of("커피?", str) == 2
    assert syllables_of("hello", lambda word: {"hello": "həlˈoʊ"}[word]) == 2


@pytest.mark.parametrize(
    ("phrase", "language_code", "rises"),
    [
        ("커피 마셔요?", "ko", True),
        ("어디 가요?", "ko", False),
        ("맛있지요?", "ko", False),
        ("커피 마셔요.", "ko", False),
        ("Do you like coffee?", "en", True),
        ("Where are you?", "en", False),
        ("Tea or coffee?", "en", False),
        ("You like it, don't you?", "en", False),
        ("Hello! Are you there?", "en", True),
        ("Est-ce que tu viens ?", "fr", True),
        ("Où vas-tu ?", "fr", False),
        ("¿Vienes mañana?", "es", True),
        ("Kommst du mit?", "de", True),
        ("Você vem?", "pt-BR", False),
        ("Vieni?", "it", False),
        ("", "ko", False),
    ],
)
def test_which_questions_rise(phrase: str, language_code: str, rises: bool) -> None:
    assert rises_at_the_end(phrase, language_code) is rises


def test_in_words() -> None:
    told = list(prosody_lines(compared(melody(0, 3, end=-5.0))))
    assert told == [
        "Pace: 3.1 syllables a second, 4.2 without the pauses. Reference: 3.1.",
        "Pause after “커피”: 0.4 s. Reference: none there.",
        "Melody: around 200 Hz, within 6 semitones, falls by 5 semitones at the end.",
        "Melody of the reference: around 200 Hz, within 6 semitones.",
        "The reference is eSpeak NG, whose melody is that of a machine: do not copy it.",
    ]


@pytest.mark.parametrize(
    ("end", "told"),
    [(5.0, "sounded like a question"), (-5.0, "may not sound like a question"), (1.0, "")],
)
def test_of_a_question_only_what_is_clear_is_said(end: float, told: str) -> None:
    lines = " ".join(prosody_lines(compared(melody(0, 3, end=end), rises=True)))
    assert told in lines
    assert ("like a question" in lines) is bool(told)
    assert "like a question" not in " ".join(prosody_lines(compared(melody(0, 3, end=end))))


def test_why_nothing_is_said_is_said() -> None:
    alone = ProsodyComparison(Prosody(untold=(Untold.NOT_UNDERSTOOD,)))
    assert list(prosody_lines(alone)) == [
        "Too little of the phrase was understood to tell its pace or melody."
    ]
    for reason in Untold:
        assert any(prosody_lines(ProsodyComparison(Prosody(untold=(reason,)))))


def test_the_reference_stands_below_the_own_words() -> None:
    slow = tuple(
        WordResult(word.word, word.status, 95, 2 * (word.start_ms or 0), 2 * (word.end_ms or 0))
        for word in WORDS
    )
    own, reference = Prosody(WORDS), Prosody(slow, None, melody(0, 1, 2, first_ms=400))
    moved = beside_own(ProsodyComparison(own, reference))
    assert [[point.time_ms for point in line] for line in moved] == [[200], [250], [300]]


def test_a_word_of_the_reference_is_drawn_to_the_next_one_unless_somebody_pauses() -> None:
    joined = (WORDS[0], WordResult("주세요", WordStatus.CORRECT, 95, 700, 1400))
    glide = Melody(tuple(Point(at, 0.0) for at in range(200, 1800, 10)), 150.0, 4.0, 0.9, None)
    reference = Prosody(WORDS, None, glide)
    (moved,) = beside_own(ProsodyComparison(Prosody(joined), reference))
    times = [point.time_ms for point in moved]
    assert len(set(times)) > 0.9 * len(times), "no stretch of it is drawn at one time"
    paused = Prosody(WORDS, pace_of(WORDS, PAUSED, hangul), glide)
    (moved,) = beside_own(ProsodyComparison(Prosody(joined), paused))
    assert [point.time_ms for point in moved].count(700) == 41, "a pause takes no time there"


def test_a_line_of_pitch_is_broken_where_there_is_no_voice() -> None:
    points = tuple(Point(at, 0.0) for at in (0, 10, 20, 200, 210))
    assert [len(line) for line in Melody(points, 150.0, 4.0, 0.9, None).lines] == [3, 2]


@pytest.mark.parametrize("width", [40, 60, 100])
def test_the_chart_fits_and_has_both_lines(width: int) -> None:
    console = Console(width=width, color_system=None)
    lines = [line.plain for line in pitch_chart(compared(melody(0, 3, -20)), console)]
    assert all(Console(width=width).measure(line).maximum <= width for line in lines[:-1])
    assert lines[0].startswith(" +4 │")
    assert any(line.startswith("-12 │") and "●" in line for line in lines)
    assert any("·" in line for line in lines)
    assert "커피" in lines[-2]
    assert "주세요" in lines[-2]


def test_there_is_no_chart_without_a_melody_or_room() -> None:
    assert not list(pitch_chart(compared(), Console(width=80)))
    assert not list(pitch_chart(compared(melody(0, 3)), Console(width=20)))


def test_for_programs() -> None:
    record = as_object(compared(melody(0, 3, end=4.04), rises=True))
    assert record["own"]["pace"]["pauses"] == [
        {"word": "커피", "index": 0, "within": False, "start_ms": 700, "length_ms": 400}
    ]
    assert record["own"]["pitch"]["end_semitones"] == 4.0
    assert record["question"] == {"expected": "rise", "ending": "rise"}
    assert record["reference_voice"] == "espeak"
    pitch_of_own = record["own"]["pitch"]
    assert (pitch_of_own["start_ms"], len(pitch_of_own["semitones"])) == (200, 11)
    assert pitch_of_own["semitones"][0] == 0.0
    assert pitch_of_own["semitones"][1] is None


def test_a_key_tells_the_melody_of_the_latest_recording_and_nothing_before() -> None:
    world = World(script=[Key.MELODY, Key.QUIT], sound=[np.full(16_000, 0.1, np.float32)])
    world.session().run()
    assert world.count("measured") == world.count("melody espeak") == 1
    assert Key.MELODY in world.offers[-1].keys


def test_before_a_result_there_is_no_melody() -> None:
    world = World(while_recording=[Key.MELODY], script=[Key.QUIT])
    world.session().run()
    assert world.count("measured") == 0
    assert world.notes == ["There is no result yet whose melody you can see."]
    assert Key.MELODY not in world.offers[-1].keys


@pytest.mark.parametrize("kind", [LiveScreen, PlainScreen])
def test_only_a_screen_that_shows_marks_draws(kind: type[LiveScreen | PlainScreen]) -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=kind is LiveScreen, width=100, highlight=False)
    view = kind(ScreenParts(console, interactive=True))
    view.card(Card("커피 주세요"), 1, 1)
    view.melody(compared(melody(0, 3, end=-5.0)))
    view.close()
    assert "Pace: 3.1 syllables a second" in file.getvalue()
    assert ("●" in file.getvalue()) is (kind is LiveScreen)


def tone(start_hz: float, end_hz: float, length_s: float = 1.0) -> Audio:
    """A glottal tone of ten harmonics that glides."""
    times = np.arange(int(length_s * SPEECH_RATE_HZ)) / SPEECH_RATE_HZ
    hertz = start_hz * (end_hz / start_hz) ** (times / length_s)
    phase = 2 * np.pi * np.cumsum(hertz) / SPEECH_RATE_HZ
    harmonics = sum(np.sin(number * phase) / number for number in range(1, 11))
    return Audio((0.2 * harmonics).astype(np.float32), SPEECH_RATE_HZ)


@pytest.mark.parametrize(("start_hz", "end_hz"), [(80, 120), (150, 150), (220, 380), (300, 200)])
def test_praat_follows_a_glide_of_known_pitch(start_hz: float, end_hz: float) -> None:
    pytest.importorskip("parselmouth")
    from miolingo.speech.prosody.pitch import pitch_of

    found = pitch_of(tone(start_hz, end_hz))[10:90]
    true = start_hz * (end_hz / start_hz) ** (np.arange(10, 90) / 100)
    assert np.abs(12 * np.log2(found / true)).max() < 0.5


def test_silence_and_what_is_shorter_than_a_period_have_no_pitch() -> None:
    pytest.importorskip("parselmouth")
    from miolingo.speech.prosody.pitch import pitch_of

    assert not pitch_of(Audio(np.zeros(16_000, np.float32), SPEECH_RATE_HZ)).any()
    assert not pitch_of(Audio(np.zeros(40, np.float32), SPEECH_RATE_HZ)).any()
    assert not len(pitch_of(Audio(np.zeros(0, np.float32), SPEECH_RATE_HZ)))


def test_the_picture_shows_the_phrase_and_what_is_told() -> None:
    pytest.importorskip("matplotlib")
    from miolingo.ui.results.melody.picture import melody_picture

    comparison = compared(melody(0, 3, end=5.0))
    svg, missing = melody_picture("커피 주세요", comparison, "svg")
    assert missing == ""
    assert "커피 주세요" in svg.decode()
    assert "Pause after" in svg.decode()
    assert melody_picture("커피", comparison, "png")[0].startswith(b"\x89PNG")


def test_the_page_draws_and_tells_it_in_its_own_colors() -> None:
    page = melody_page("<커피>", compared(melody(0, 3, end=5.0)))
    assert "&lt;커피&gt;" in page
    assert "Pace: 3.1" in page
    assert page.count('class="s0"') == 1 + 2, "two pieces, and what they mean"
    assert page.count('class="s1"') == 1 + 2
    assert page.count("<rect") == 1, "the pause"
    untold = melody_page("커피", compared())
    assert "<svg" not in untold
    assert "Pace: 3.1" in untold


def test_words_below_the_line_never_overlap() -> None:
    crowded = tuple(
        WordResult("아주긴낱말", WordStatus.CORRECT, 95, 200 + 40 * at, 240 + 40 * at)
        for at in range(6)
    )
    figure = pitch_figure(ProsodyComparison(Prosody(crowded, None, melody(0, 3))))
    places = re.findall(r'<text x="([^"]+)" y="([^"]+)">아', figure)
    assert len(places) == len(set(places)) == 6
    by_row: dict[str, list[float]] = {}
    for x, y in places:
        by_row.setdefault(y, []).append(float(x))
    assert all(later - x >= 110 for row in by_row.values() for x, later in pairwise(row))
