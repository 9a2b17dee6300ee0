"""``miolingo deck add`` with a short synthesized film, heard by the real Korean model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from miolingo.errors import AudioFileError, ConfigurationError, ExitCode
from miolingo.judging.recording import SPEECH_RATE_HZ
from miolingo.speech.audio.resampling import resample
from miolingo.speech.synthesis.espeak import Voice, speak
from tests.parts.cli import Ended, invoke
from tests.parts.speech import require_korean_model

SAID = ("택시 좀 불러 주세요", "오늘 날씨가 정말 좋아요", "주말에 영화 보러 갈래요?")
WRONG = "이 근처에 지하철역이 있습니까?"
EDGE_MS = 80


@pytest.fixture(autouse=True)
def model() -> None:
    require_korean_model()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[int, int]]]:
    """The sound of a film, its subtitles beside it, and when each sentence is really said."""
    folder = tmp_path_factory.mktemp("film")
    parts, spans, subtitles = [], [], ["1\n00:00:00,100 --> 00:00:00,900\n[music]\n"]
    length = 0
    for number, text in enumerate((*SAID, SAID[0]), start=2):
        voice = resample(speak(text, Voice("ko+f4")), SPEECH_RATE_HZ).samples
        loud = np.flatnonzero(np.abs(voice) > 0.01 * np.abs(voice).max())
        voice = voice[loud[0] : loud[-1] + 1]
        pause = np.zeros(SPEECH_RATE_HZ, np.float32)
        parts += [pause, voice]
        begin, end = length + len(pause), length + len(pause) + len(voice)
        spans.append((begin * 1000 // SPEECH_RATE_HZ, end * 1000 // SPEECH_RATE_HZ))
        shown = WRONG if number == len(SAID) + 2 else text
        subtitles.append(
            f"{number}\n{time(spans[-1][0] - 400)} --> {time(spans[-1][1])}\n{shown}\n"
        )
        length = end
    noise = np.random.default_rng(0).normal(0, 0.001, length + SPEECH_RATE_HZ)
    noise[:length] += np.concatenate(parts)
    soundfile.write(folder / "film.wav", noise, SPEECH_RATE_HZ)
    (folder / "film.srt").write_text("\n".join(subtitles), encoding="utf-8")
    return folder, spans


def time(time_ms: int) -> str:
    return f"00:00:{time_ms // 1000:02},{time_ms % 1000:03}"


def add(
    folder: Path, home: Path, *options: str, audio: str = "film.wav", text: str = "film.srt"
) -> Ended:
    film = ("deck", "add", folder / text, "--audio", folder / audio, "--lang", "ko")
    return invoke(*film, *options, home=home)


def test_sentences_are_cut_where_they_are_said(
    film: tuple[Path, list[tuple[int, int]]], tmp_path: Path
) -> None:
    folder, spans = film
    ended = add(folder, tmp_path, "--json")
    assert ended.exit_code == ExitCode.OK
    told = json.loads(ended.stdout)
    assert [card["phrase"] for card in told["cards"]] == list(SAID)
    for card, (start_ms, end_ms) in zip(told["cards"], spans, strict=False):
        assert card["start_ms"] == pytest.approx(start_ms, abs=EDGE_MS)
        assert card["end_ms"] == pytest.approx(end_ms, abs=EDGE_MS)
    assert [each["reason"] for each in told["left_out"]] == ["noise", "not_heard"]
    shown = invoke("deck", "show", "film", "--lang", "ko", home=tmp_path).stdout
    assert shown.count("recording: ") == len(SAID)
    assert not list((tmp_path / "cache" / "films").glob("*"))
    again = add(folder, tmp_path)
    assert isinstance(again.error, ConfigurationError)


def test_sentences_of_a_text_without_times_are_found(
    film: tuple[Path, list[tuple[int, int]]], tmp_path: Path
) -> None:
    folder, spans = film
    text = f"제 1 장\n\nA: {SAID[0]}. {SAID[1]}.\n{WRONG}\n\nB: {SAID[2]}\n"
    (folder / "book.txt").write_text(text, encoding="utf-8")
    ended = add(folder, tmp_path, "--json", text="book.txt")
    assert ended.exit_code == ExitCode.OK
    told = json.loads(ended.stdout)
    assert [card["phrase"].rstrip(".") for card in told["cards"]] == list(SAID)
    for card, (start_ms, end_ms) in zip(told["cards"], spans, strict=False):
        assert card["start_ms"] == pytest.approx(start_ms, abs=EDGE_MS)
        assert card["end_ms"] == pytest.approx(end_ms, abs=EDGE_MS)
    assert [(each["line"], each["reason"]) for each in told["left_out"]] == [
        (1, "not_heard"),
        (4, "not_heard"),
    ]
    assert told["offset_ms"] is None
    assert told["drift"] is None


def test_the_text_of_something_else_is_refused(
    film: tuple[Path, list[tuple[int, int]]], tmp_path: Path
) -> None:
    (film[0] / "other.txt").write_text(f"{WRONG} 우체국은 어디에 있어요?", encoding="utf-8")
    ended = add(film[0], tmp_path, text="other.txt")
    assert isinstance(ended.error, ConfigurationError)
    assert "not what is said" in str(ended.error)


def test_a_file_without_sound_is_told(
    film: tuple[Path, list[tuple[int, int]]], tmp_path: Path
) -> None:
    ended = add(film[0], tmp_path, audio="film.srt")
    assert isinstance(ended.error, AudioFileError)
