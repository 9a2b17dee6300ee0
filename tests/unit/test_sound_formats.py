"""Recordings of every kind that people send, whole and unfinished, are read to their end."""

import struct
from pathlib import Path

import numpy as np
import pytest

from miolingo.errors import AudioFileError
from miolingo.judging.judgement import Reason
from miolingo.speech.audio.files import read_audio
from tests.parts.sound_files import (
    DURATION_S,
    MARKED,
    UNMARKED,
    chunk,
    encoded,
    id3,
    likeness,
    put,
    read_or_refused,
    voiced,
    wav,
)


@pytest.mark.parametrize("name", MARKED)
def test_a_recording_that_tells_its_end_is_read_whole(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    audio = read_audio(put(tmp_path / name, MARKED[name]()))
    assert audio.duration_ms == pytest.approx(1_000 * DURATION_S, abs=130)
    assert likeness(audio) > 0.8
    assert not audio.may_be_cut
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", UNMARKED)
def test_a_recording_without_an_end_mark_is_read_whole_and_may_be_cut(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    audio = read_audio(put(tmp_path / name, UNMARKED[name]()))
    assert audio.duration_ms == pytest.approx(1_000 * DURATION_S, abs=130)
    assert likeness(audio) > 0.8
    assert audio.may_be_cut
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("name", [*MARKED, *UNMARKED])
def test_what_is_cut_is_told_or_may_be_cut(name: str, share: float, tmp_path: Path) -> None:
    data = (MARKED | UNMARKED)[name]()
    path = put(tmp_path / name, data[: int(share * len(data))])
    outcome = read_or_refused(path)
    if isinstance(outcome, AudioFileError):
        assert outcome.reason in (Reason.UNREADABLE_FILE, Reason.TOO_SHORT)
        assert "ffmpeg" in outcome.hint or "Record it again" in outcome.hint
    else:
        assert outcome.may_be_cut or outcome.duration_ms > 1_000 * DURATION_S - 150


@pytest.mark.parametrize("name", ["browser.webm", "xing.mp3", "recorder.flac", "recorder.wav"])
def test_what_is_left_of_a_cut_recording_is_read_on_demand(name: str, tmp_path: Path) -> None:
    data = MARKED[name]()
    path = put(tmp_path / name, data[: int(0.6 * len(data))])
    with pytest.raises(AudioFileError, match="cut off or damaged") as told:
        read_audio(path)
    assert "--allow-cut" in told.value.hint
    audio = read_audio(path, allow_cut=True)
    assert audio.may_be_cut
    assert 400 < audio.duration_ms < 900


@pytest.mark.parametrize("extra_bytes", [1, -1, 44, -44])
def test_a_wav_whose_size_is_a_little_off_is_whole(extra_bytes: int, tmp_path: Path) -> None:
    audio = read_audio(put(tmp_path / "a.wav", wav(extra_bytes=extra_bytes)))
    assert audio.duration_ms == pytest.approx(1_000 * DURATION_S, abs=2)
    assert not audio.may_be_cut


def test_a_wav_that_states_half_its_size_is_read_to_its_end(tmp_path: Path) -> None:
    audio = read_audio(put(tmp_path / "a.wav", wav(stated_bytes=len(voiced()))))
    assert audio.duration_ms == pytest.approx(1_000 * DURATION_S, abs=2)


@pytest.mark.parametrize("padding", [b"", b"\0"])
def test_what_stands_behind_the_sound_of_a_wav_is_no_sound(padding: bytes, tmp_path: Path) -> None:
    behind = padding + chunk(b"LIST", b"INFOIART\x08\0\0\0somebody") + chunk(b"id3 ", bytes(400))
    audio = read_audio(put(tmp_path / "a.wav", wav(behind=behind)))
    assert len(audio.samples) == len(voiced())


def test_a_wav_cut_far_before_its_stated_end_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "a.wav", wav(extra_bytes=20_000))
    with pytest.raises(AudioFileError, match="cut off"):
        read_audio(path)
    assert read_audio(path, allow_cut=True).may_be_cut


def test_a_wav_with_the_peak_of_one_channel_is_read(tmp_path: Path) -> None:
    peak = chunk(b"PEAK", struct.pack("<IIfI", 1, 0, 0.5, 10))
    stereo = np.stack([voiced(), voiced()], axis=1)
    audio = read_audio(put(tmp_path / "a.wav", wav(stereo, floats=True, before=peak)))
    assert likeness(audio) > 0.99


@pytest.mark.parametrize("full_scale", [1.0, 2.5, 2.0**15, 2.0**23, 2.0**31])
def test_floats_are_scaled_whatever_they_were_scaled_to(full_scale: float, tmp_path: Path) -> None:
    loud = voiced() / np.abs(voiced()).max() * 0.9 * full_scale
    audio = read_audio(put(tmp_path / "a.wav", wav(loud[:, np.newaxis], floats=True)))
    assert np.abs(audio.samples).max() == pytest.approx(0.95, abs=0.06)
    assert np.corrcoef(audio.samples, loud)[0, 1] > 0.999


def test_samples_that_are_no_numbers_are_told(tmp_path: Path) -> None:
    for number in (np.nan, np.inf):
        samples = np.full((16_000, 1), number)
        with pytest.raises(AudioFileError, match="invalid samples"):
            read_audio(put(tmp_path / "a.wav", wav(samples, floats=True)))


@pytest.mark.parametrize("xing", ["0", "1"])
def test_tags_and_covers_of_an_mp3_are_no_sound(xing: str, tmp_path: Path) -> None:
    plain = encoded("mp3", "libmp3lame", 16_000, options={"write_xing": xing, "id3v2_version": "0"})
    tagged = id3(cover_bytes=90_000, lyrics_bytes=1_500) + plain + b"TAG".ljust(128, b"\0")
    lengths = [
        read_audio(put(tmp_path / "a.mp3", data)).duration_ms
        for data in (plain, id3(lyrics_bytes=1_500) + plain, tagged)
    ]
    assert lengths == pytest.approx([lengths[0]] * 3, abs=40)
    assert read_audio(tmp_path / "a.mp3").may_be_cut is (xing == "0")


@pytest.mark.parametrize("second_hz", [16_000, 24_000])
def test_mp3_files_that_were_joined_are_all_read(second_hz: int, tmp_path: Path) -> None:
    first, second = (encoded("mp3", "libmp3lame", rate) for rate in (16_000, second_hz))
    for between in (b"", b"TAG".ljust(128, b"\0"), id3(cover_bytes=50_000)):
        audio = read_audio(put(tmp_path / "a.mp3", first + between + second))
        assert audio.sample_rate_hz == 16_000
        assert audio.duration_ms == pytest.approx(2_000 * DURATION_S, abs=200)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\n{sound}\n#EXT-X-ENDLIST\n"),
        ("a.wav", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\n{sound}\n#EXT-X-ENDLIST\n"),
        ("a.ffconcat", "ffconcat version 1.0\nfile '{sound}'\n"),
        ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n"),
    ],
)
def test_a_file_that_names_other_files_or_addresses_is_no_recording(
    name: str, text: str, tmp_path: Path
) -> None:
    sound = put(tmp_path / "other.wav", wav())
    with pytest.raises(AudioFileError, match="not an audio file"):
        read_audio(put(tmp_path / name, text.format(sound=sound).encode()))


@pytest.mark.parametrize("name", ["http:a.wav", "concat:a|b.wav", "-.wav", "%d.wav", "소리 \\.wav"])
def test_a_name_is_never_taken_for_an_address(name: str, tmp_path: Path) -> None:
    assert likeness(read_audio(put(tmp_path / name, wav()))) > 0.99
