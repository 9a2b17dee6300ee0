"""Decks from films: subtitles, sentences, translations, levels, and finding them in sound."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from miolingo.decks.films.levels import LEVELS, levels_of
from miolingo.decks.films.sentences import Reason, sentences_of
from miolingo.decks.films.subtitles import Subtitle, read_subtitles
from miolingo.decks.films.transcript import read_transcript, sentences_of_text
from miolingo.decks.films.translation import translation_of
from miolingo.errors import ConfigurationError, UsageError
from miolingo.judging.recording import SPEECH_RATE_HZ
from miolingo.speech.acoustics.acoustic_model import AcousticModel
from miolingo.speech.clips.cutting import Span
from miolingo.speech.long_sound.alignment import find_sentences
from miolingo.speech.long_sound.cutting import cut_clips, spans_with_room
from miolingo.speech.long_sound.edges import edges
from miolingo.speech.long_sound.finder import Expected, Place, find_places, find_timing
from miolingo.speech.long_sound.hearing import HeardSound, hear
from miolingo.speech.long_sound.spotting import spots_in_order
from tests.parts.cli import invoke

SRT = (
    "1\n00:00:01,000 --> 00:00:02,500\n<i>안녕하세요</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n네\n"
)
VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n안녕하세요\n\n00:03.000 --> 00:04.000\n네\n"
ASS = (
    "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\i1}안녕하세요\n"
    "Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,네\n"
)


def subtitle(line: int, text: str, start_ms: int | None = None) -> Subtitle:
    start = line * 2_000 if start_ms is None else start_ms
    return Subtitle(line, start, start + 1_500, text)


def texts(*shown: str) -> list[str]:
    found, _ = sentences_of([subtitle(line, text) for line, text in enumerate(shown, 1)])
    return [sentence.text for sentence in found]


@pytest.mark.parametrize(("ending", "text"), [(".srt", SRT), (".vtt", VTT), (".ass", ASS)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_subtitles_are_read_in_every_format_and_encoding(
    tmp_path: Path, ending: str, text: str, encoding: str
) -> None:
    file = tmp_path / f"film{ending}"
    file.write_bytes(text.encode(encoding))
    first, second = read_subtitles(file, "ko")
    assert (first.start_ms, first.end_ms, first.text) == (1_000, 2_500, "안녕하세요")
    assert (second.line, second.text) == (2, "네")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.srt", b""), ("a.vtt", b"WEBVTT\n"), ("a.ass", b"nothing"), ("a.doc", SRT.encode())],
)
def test_a_file_without_subtitles_is_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ConfigurationError):
        read_subtitles(file, "ko")


def test_songs_and_noises_are_left_out_with_the_reason() -> None:
    shown = [subtitle(1, "♪ la la ♪"), subtitle(2, "[music]"), subtitle(3, "(laughs) MIN: Hello.")]
    found, left_out = sentences_of(shown)
    assert [sentence.text for sentence in found] == ["Hello."]
    assert [each.reason for each in left_out] == [Reason.SONG, Reason.NOISE]


def test_the_lines_of_a_dialogue_are_split() -> None:
    assert texts("- Where to?\n- Home.") == ["Where to?", "Home."]


def test_a_sentence_that_runs_over_two_subtitles_is_joined() -> None:
    assert texts("I wanted", "to go home.", "Why?") == ["I wanted to go home.", "Why?"]
    assert texts("내가 말이야...", "...집에 갔어") == ["내가 말이야 집에 갔어"]


def test_without_full_stops_subtitles_stay_apart() -> None:
    assert texts("집에 가자", "왜 그래") == ["집에 가자", "왜 그래"]


def said(text: str, language_code: str = "en") -> list[str]:
    found, _ = sentences_of_text(text, language_code)
    return [sentence.text for sentence in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_text_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "episode.txt"
    file.write_bytes("제 1 장\r\n\r\n네. 안녕하세요! 오늘은\r\n".encode(encoding))
    found, _ = read_transcript(file, "ko")
    assert [(each.line, each.text) for each in found] == [
        (1, "제 1 장"),
        (3, "네."),
        (3, "안녕하세요!"),
        (3, "오늘은"),
    ]


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"ID3\x04\x00\x00\xff\xfb\x90"])
def test_a_file_without_text_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "episode.txt"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError):
        read_transcript(file, "ko")


def test_sentences_end_at_stops_but_not_at_abbreviations() -> None:
    assert said("Mr. J. Smith left. “Why?” he asked. It was 3.5 km.") == [
        "Mr. J. Smith left.",
        "“Why?” he asked.",
        "It was 3.5 km.",
    ]
    assert said("今日は。元気？はい", "ja") == ["今日は。", "元気？", "はい"]


def test_speakers_times_and_noises_are_no_part_of_a_sentence() -> None:
    text = "[00:12] A: Hello there.\n00:01:14 MIN: (laughs) Hi.\n[music]\n## Part two"
    found, left_out = sentences_of_text(text, "en")
    assert [(each.line, each.text) for each in found] == [
        (1, "Hello there."),
        (2, "Hi."),
        (4, "Part two"),
    ]
    assert [(each.line, each.reason) for each in left_out] == [(3, Reason.NOISE)]


def test_lines_that_a_program_broke_are_joined_and_others_are_not() -> None:
    assert said("Chapter one\n\nIt was a dark and stormy\nnight, and we were cold.\nWe left.") == [
        "Chapter one",
        "It was a dark and stormy night, and we were cold.",
        "We left.",
    ]
    assert said("first line of a poem\nsecond line of it") == [
        "first line of a poem",
        "second line of it",
    ]


def test_long_sentences_are_cut_at_commas_or_left_out() -> None:
    clause = "and then we went on and on until the evening came"
    text = ", ".join([clause] * 5)
    parts = said(text)
    assert len(parts) == 3
    assert " ".join(parts) == text
    found, left_out = sentences_of_text(" ".join([clause] * 5), "en")
    assert not found
    assert [each.reason for each in left_out] == [Reason.TOO_LONG]


def test_a_translation_is_what_is_shown_at_the_same_time() -> None:
    (question, answer), _ = sentences_of([subtitle(1, "- 어디?\n- 집.")])
    shown = [subtitle(1, "before", 0), subtitle(2, "- Where?\n- Home.", 2_100)]
    assert translation_of(question, shown) == "Where?"
    assert translation_of(answer, shown) == "Home."
    assert not translation_of(answer, shown[:1])


def test_levels_count_words_that_are_neither_met_nor_frequent() -> None:
    sentences = [["a", "b"], ["a", "c"], ["a"], ["d", "e", "f", "g"]]
    assert levels_of(sentences, {"b"}) == [LEVELS[0], LEVELS[1], LEVELS[0], LEVELS[3]]


def scores(*sounds: int) -> np.ndarray:
    """Frames of which each has one likely sound; the last of four is silence."""
    made = np.full((len(sounds), 4), -5, np.float32)
    made[np.arange(len(sounds)), sounds] = 2
    return made


def test_a_sentence_is_found_between_other_sounds() -> None:
    (found,) = find_sentences(scores(3, 2, 2, 3, 0, 0, 1, 3, 0, 3, 2), [[[0, 1], [0]]]) or []
    assert (found.start, found.end) == (4, 9)
    assert found.score == pytest.approx(2)


def test_sentences_are_found_in_their_order() -> None:
    found = find_sentences(scores(0, 1, 3, 3, 1, 0, 2), [[[0, 1]], [[1, 0]]]) or []
    assert [(each.start, each.end) for each in found] == [(0, 2), (4, 6)]
    assert find_sentences(scores(0), [[[0, 1]]]) is None


def test_sentences_are_spotted_in_the_order_of_the_text() -> None:
    one, two, three = [[0, 1, 0, 1, 0]], [[1, 2, 1, 2, 1]], [[0, 2, 0, 2, 0]]
    frames = scores(*(3, 3), *np.repeat(one[0], 3), *(3, 3), *np.repeat(three[0], 3), 3)
    spots = spots_in_order(frames, [one, two, three, one])
    assert [(each.number, each.start, each.end) for each in spots] == [(0, 2, 17), (2, 19, 34)]
    assert not spots_in_order(frames[:0], [one])


def test_a_long_text_is_spotted_between_its_long_sentences() -> None:
    random = np.random.default_rng(0)
    texts = [[list(random.integers(0, 20, 14 if index % 3 else 24))] for index in range(300)]
    heard = np.full((300 * 60, 21), -5, np.float32)
    heard[:, 20] = 2
    for index, (word,) in enumerate(texts):
        if index % 10:  # the others are not said
            frames = np.arange(len(word) * 2) + index * 60 + 5
            heard[frames] = -5
            heard[frames, np.repeat(word, 2)] = 2
    spots = spots_in_order(heard, texts)
    assert [spot.number for spot in spots] == [index for index in range(300) if index % 10]
    assert all(spot.start == spot.number * 60 + 5 for spot in spots)


def test_edges_move_to_where_the_voice_begins_and_ends() -> None:
    levels = np.full(200, -60, np.float32)
    levels[50:120] = -20
    levels[80:88] = -60  # a stop within a word
    assert edges(levels, 56, 110) == (50, 120)
    assert edges(levels, 40, 130) == (50, 120)
    assert edges(np.full(200, -20, np.float32), 56, 110) == (56, 110)


def test_edges_in_music_that_sways_are_those_of_the_voice() -> None:
    levels = (-35 + 2 * np.sin(np.arange(300))).astype(np.float32)
    levels[100:200] = -18
    assert edges(levels, 96, 204) == (100, 200)
    assert edges(levels, 45, 190) == (100, 200)


def test_clips_are_cut_out_of_blocks_and_overlap_no_neighbor() -> None:
    ramp = np.linspace(0, 1, SPEECH_RATE_HZ * 4, dtype=np.float32)
    spans = [Span(1_000, 1_500), Span(1_550, 3_000)]
    roomy = spans_with_room(spans)
    assert roomy == [Span(900, 1_550), Span(1_500, 3_150)]
    clips = list(cut_clips(np.array_split(ramp, 37), roomy))
    assert [clip.duration_ms for clip in clips] == [650, 1_650]
    middle = clips[1].samples[len(clips[1].samples) // 2]
    assert middle == pytest.approx((1.5 + 1.65 / 2) / 4, abs=1e-3)


def test_subtitles_without_sound_say_how_to_name_it(tmp_path: Path) -> None:
    file = tmp_path / "film.srt"
    file.write_text(SRT, encoding="utf-8")
    ended = invoke("deck", "add", file, "--lang", "ko", home=tmp_path)
    assert isinstance(ended.error, UsageError)
    assert "--audio" in ended.error.hint


def test_a_translation_needs_times(tmp_path: Path) -> None:
    text = ("deck", "add", "a.txt", "--audio", "a.mp3", "--translation", "a.srt", "--lang", "ko")
    ended = invoke(*text, home=tmp_path)
    assert isinstance(ended.error, UsageError)
    assert "--translation" in str(ended.error)


def test_options_of_tables_are_refused_for_a_film(tmp_path: Path) -> None:
    film = ("deck", "add", "film.srt", "--audio", "film.mkv", "--columns", "phrase=1")
    assert isinstance(invoke(*film, home=tmp_path).error, UsageError)


class Network:
    """Hears a sound of its own in each part, and counts the parts; stops at one of them."""

    subsampling = 3

    def __init__(self, stops_at: int | None = None) -> None:
        self.parts = 0
        self._stops_at = stops_at

    def posteriors(self, samples: np.ndarray) -> SimpleNamespace:
        if self.parts == self._stops_at:
            raise KeyboardInterrupt
        self.parts += 1
        frames = len(samples) * 1000 // SPEECH_RATE_HZ // 30
        return SimpleNamespace(sounds=np.log(np.full((frames, 4), 0.25, np.float32)))


def test_what_was_heard_before_it_was_stopped_is_not_heard_again(tmp_path: Path) -> None:
    blocks = [np.zeros(SPEECH_RATE_HZ, np.float32)] * 95
    with pytest.raises(KeyboardInterrupt):
        hear(blocks, cast("AcousticModel", Network(stops_at=2)), tmp_path, lambda _: None)
    (tmp_path / "00001.npz").write_bytes(b"cut off")
    network = Network()
    told: list[float] = []
    heard = hear(blocks, cast("AcousticModel", network), tmp_path, told.append)
    assert network.parts == 3  # the damaged one, and the two that were left
    assert told == [30, 60, 90, pytest.approx(95, abs=0.03)]
    assert heard.scores.shape == (95_000 // 30, 4)


def test_offset_and_drift_of_subtitles_are_found() -> None:
    words = [[number % 3, (number + 1) % 3] * 6 for number in range(3)]
    rows = np.full((40_000, 4), -5, np.float32)
    rows[:, 3] = 2
    expected = []
    for number in range(12):
        frame, word = 1_000 + 3_000 * number, words[number % 3]
        rows[frame : frame + len(word)] = scores(*word)
        start_ms = round((frame * 30 - 4_000) / 1.01)
        expected.append(Expected([word], start_ms, start_ms + 360))
    heard = HeardSound(30.0, rows, np.full(120_000, -20, np.float32))
    timing = find_timing(heard, expected)
    assert timing.offset_ms == pytest.approx(4_000, abs=100)
    assert timing.drift == pytest.approx(0.01, abs=0.001)
    places = find_places(heard, expected, timing)
    assert [place.start_ms for place in places if isinstance(place, Place)] == [
        (1_000 + 3_000 * number) * 30 for number in range(12)
    ]
