"""Words cut out of recordings, slowed down, and written to files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from miolingo.composition.recordings import clips
from miolingo.errors import AudioError, ExitCode
from miolingo.judging.batch.files import Task, WordClips
from miolingo.judging.decoding.plan import DecodingPlan, SoundQuestion
from miolingo.judging.judgement import Judgement, Reason, WordResult, WordStatus
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples
from miolingo.judging.reference_text import normalize_phrase
from miolingo.judging.scoring import Assessment
from miolingo.judging.sounds.evidence import Channel, PhraseEvidence, SoundEvidence, WordEvidence
from miolingo.speech.audio.decoder import decode
from miolingo.speech.clips.cutting import AFTER_MS, BEFORE_MS, PAUSE_MS, spoken_words, word_clips
from miolingo.speech.clips.encoding import opus, wav
from miolingo.speech.clips.folder import WAV, ClipFolder
from miolingo.speech.clips.naming import plain_name, unique_name
from miolingo.speech.clips.slowing import PACE, slowed
from miolingo.speech.clips.word_edges import beginning_ms
from tests.parts.cli import Ended, invoke
from tests.parts.judges import judge_by_names
from tests.parts.sound_files import likeness, voiced

RATES_HZ = (8_000, 16_000, 22_050, 48_000)
WORDS = (
    WordResult("커피", WordStatus.MISPRONOUNCED, 20.0, 200, 500),
    WordResult("…", WordStatus.EXTRA, 0.0, 500, 500),
    WordResult("두", WordStatus.MISSING, 0.0, 500, 530),
    WordResult("잔", WordStatus.CORRECT, 90.0, 530, 900),
)


def word(start_ms: int | None, end_ms: int | None) -> WordResult:
    return WordResult("말", WordStatus.CORRECT, 90.0, start_ms, end_ms)


def sound(duration_ms: int = 1_000, rate_hz: int = SPEECH_RATE_HZ) -> Audio:
    return Audio(np.full(duration_ms * rate_hz // 1000, 0.5, np.float32), rate_hz)


def word_clip(audio: Audio, *words: WordResult, index: int = 0) -> Audio | None:
    return word_clips(audio, words)[index]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_word_has_a_little_before_and_after_it(rate_hz: int) -> None:
    words = (word(100, 300), word(300, 600), word(600, 900))
    clip = word_clip(sound(rate_hz=rate_hz), *words, index=1)
    assert clip
    assert clip.duration_ms == BEFORE_MS + 300 + AFTER_MS
    assert abs(clip.samples[0]) < 0.01
    assert abs(clip.samples[-1]) < 0.01
    assert np.median(clip.samples) == 0.5


def test_a_pause_beside_a_word_may_be_a_part_of_it() -> None:
    near = word_clip(sound(2_000), word(900, 1_000), word(1_200, 1_500))
    assert near
    assert near.duration_ms == PAUSE_MS + 100 + 200
    far = word_clip(sound(2_000), word(900, 1_000))
    assert far
    assert far.duration_ms == PAUSE_MS + 100 + PAUSE_MS


def test_a_word_at_the_edge_of_a_recording_is_cut_there() -> None:
    clip = word_clip(sound(), word(0, 1_000))
    assert clip
    assert clip.duration_ms == 1_000


@pytest.mark.parametrize("times_ms", [(None, None), (10, None), (500, 500), (2_000, 2_300)])
def test_what_has_no_time_in_the_recording_has_no_clip(times_ms: tuple[int | None, ...]) -> None:
    assert word_clip(sound(), word(*times_ms)) is None


def test_a_word_that_was_not_heard_has_no_clip() -> None:
    assert word_clip(sound(), WORDS[2]) is None


def test_cutting_leaves_the_recording_as_it_was() -> None:
    audio = sound()
    word_clip(audio, word(300, 600))
    assert (audio.samples == 0.5).all()


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_slow_speech_is_longer_at_the_same_pitch_and_level(rate_hz: int) -> None:
    hum = np.sin(2 * np.pi * 200 * np.arange(rate_hz) / rate_hz).astype(np.float32) / 2
    slow = slowed(Audio(hum, rate_hz))
    assert slow.duration_ms == pytest.approx(1_000 / PACE, abs=1)
    spectrum = np.abs(np.fft.rfft(slow.samples))
    assert spectrum.argmax() * rate_hz / len(slow.samples) == pytest.approx(200, abs=5)
    assert slow.samples.std() == pytest.approx(hum.std(), rel=0.1)
    end = slow.samples[-rate_hz // 10 :]
    assert end.std() > hum.std() / 2, "its end is there"


def test_the_shortest_sound_can_be_slowed_and_written() -> None:
    click = Audio(np.ones(1, np.float32), SPEECH_RATE_HZ)
    assert len(slowed(click).samples) == 2
    assert decode("click", BytesIO(wav(click))).audio.samples[0] == pytest.approx(1, abs=1e-3)
    assert opus(click).startswith(b"OggS")


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_what_is_written_can_be_read(rate_hz: int) -> None:
    audio = Audio(voiced(rate_hz), rate_hz)
    exact, small = (decode("clip", BytesIO(data)).audio for data in (wav(audio), opus(audio)))
    assert exact.sample_rate_hz == rate_hz
    assert np.abs(exact.samples - audio.samples).max() < 1e-4
    assert likeness(small) > 0.95
    assert len(opus(audio)) < 5_000


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("커피 주세요", "커피-주세요"),
        ("../../etc/passwd", "etc-passwd"),
        ("a<b>:\"|?*\0\n\u202e'", "a-b"),
        ("हिन्दी", "हिन्दी"),
        ("e\u0301te\u0301", "été"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("x" * 300, "x" * 40),
    ],
)
def test_names_are_those_that_every_system_takes(text: str, name: str) -> None:
    assert plain_name(text) == name


def test_names_of_different_things_differ() -> None:
    assert unique_name("a", "x", "yz") != unique_name("a", "xy", "z")
    assert unique_name("a", "\udcff") == unique_name("a", "\udcff")


class _Judge:
    """Finds the same words in everything."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def judge(self, phrase: str, samples: Samples) -> Assessment:  # noqa: ARG002 - heard or not
        self.asked.append(phrase)
        return Assessment(
            judgement(
                [
                    replace(
                        word, start_ms=(word.start_ms or 0) + 400, end_ms=(word.end_ms or 0) + 400
                    )
                    for word in WORDS
                ]
            )
        )


def judgement(words: Sequence[WordResult]) -> Judgement:
    empty = Judgement.not_scorable("ko", "커피 두 잔", Reason.UNSURE)
    return Judgement(**{**vars(empty), "words": tuple(words)})


def kept(folder: Path, file: str = "mina/01.wav", speak: object = sound) -> tuple[WordClips, ...]:
    task = Task(file, Path(file), "커피 두 잔")
    writer = ClipFolder(folder, WAV, _Judge(), lambda _phrase: speak())  # type: ignore[arg-type, operator]
    return writer.keep(task, judgement(WORDS), sound())


def test_each_word_gets_its_files_and_names_say_what_they_are(tmp_path: Path) -> None:
    coffee, added, two, cup = kept(tmp_path)
    assert Path(coffee.own).name == "1-커피-mispronounced.wav"
    assert Path(coffee.reference).name == "1-커피.wav"
    assert (added, two.own) == (WordClips(), "")
    assert Path(cup.own).name == "4-잔-correct.wav"
    assert Path(cup.reference).name == "3-잔.wav"
    names = sorted(path.name for path in tmp_path.rglob("*.wav"))
    assert len(names) == 2 * 5
    assert "1-커피-mispronounced-slow.wav" in names
    assert Path(coffee.own).parent.name.startswith("01-")
    assert Path(coffee.reference).parent.name.startswith("reference-커피-두-잔-")


def test_the_reference_is_said_once_a_phrase(tmp_path: Path) -> None:
    judge = _Judge()
    writer = ClipFolder(tmp_path, WAV, judge, lambda _phrase: sound())  # type: ignore[arg-type]
    for number in range(3):
        writer.keep(Task(f"{number}.wav", Path(), "커피 두 잔"), judgement(WORDS), sound())
    assert judge.asked == ["커피 두 잔"]


def test_recordings_of_one_name_do_not_write_over_each_other(tmp_path: Path) -> None:
    files = {kept(tmp_path, f"{who}/01.wav")[0].own for who in ("mina", "jo")}
    assert len(files) == 2


def test_without_a_voice_there_are_no_references(tmp_path: Path) -> None:
    def silent() -> Audio:
        raise AudioError("There is no voice.")

    found = kept(tmp_path, speak=silent)
    assert found[0].own
    assert {word.reference for word in found} == {""}


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file", encoding="utf-8")
    with pytest.raises(Exception, match="cannot be written"):
        kept(tmp_path / "clips")


def test_a_reference_has_every_word_even_one_that_the_judge_misses() -> None:
    words = spoken_words(_Judge(), "커피 두 잔", sound())  # type: ignore[arg-type]
    assert [word.word for word in words] == ["커피", "두", "잔"]
    assert (words[1].start_ms, words[1].end_ms) == (500, 530)
    assert all(word_clips(sound(), words))


class _Doubtful(_Judge):
    """Is sure of nothing; hears the sounds of three words, or no speech."""

    def __init__(self, *, hears: bool) -> None:
        super().__init__()
        self._words = tuple(
            WordEvidence(-5.0, (SoundEvidence("a", -5.0, begin_s, begin_s + 0.2, "", 0.0),))
            for begin_s in (0.5, 0.8, 1.0)
            if hears
        )

    def judge(self, phrase: str, samples: Samples) -> Assessment:  # noqa: ARG002 - heard or not
        sounds = PhraseEvidence(self._words, (), Channel(), -3.0, 2.5, (), 9, {})
        return Assessment(judgement([]), sounds=sounds)

    def plan(self, phrase: str) -> DecodingPlan:
        reference = normalize_phrase(phrase, "ko").segmented(frozenset(phrase.split()))
        return DecodingPlan(reference, "ko", "model", (), (), SoundQuestion(()))


def test_a_reference_that_the_judge_is_not_sure_of_is_cut_where_its_sounds_fit_best() -> None:
    words = spoken_words(_Doubtful(hears=True), "커피 두 잔", sound())  # type: ignore[arg-type]
    assert [(word.word, word.start_ms, word.end_ms) for word in words] == [
        ("커피", 100, 300),
        ("두", 400, 600),
        ("잔", 600, 800),
    ]
    assert spoken_words(_Doubtful(hears=False), "커피 두 잔", sound()) == []  # type: ignore[arg-type]


def _two_words(end_ms: int, start_ms: int, rate_hz: int) -> Audio:
    """Two loud stretches of 600 ms or so, with faint sound between."""
    times_ms = np.arange(1_500 * rate_hz // 1000) * 1000 / rate_hz
    loud = (times_ms < end_ms) | (times_ms >= start_ms)
    tone = np.sin(2 * np.pi * 0.2 * times_ms) * np.where(loud, 0.5, 0.02)
    return Audio(tone.astype(np.float32), rate_hz)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("found_at_ms", [630, 700, 1_000])
def test_a_word_of_a_reference_begins_where_sound_is_faint_before_it(
    found_at_ms: int, rate_hz: int
) -> None:
    begins_ms = beginning_ms(_two_words(600, 630, rate_hz), 590, found_at_ms)
    assert 595 <= begins_ms <= 635


def test_a_pause_is_no_part_of_a_word_of_a_reference() -> None:
    audio = _two_words(600, 1_000, SPEECH_RATE_HZ)
    silent = replace(audio, samples=np.where(np.abs(audio.samples) > 0.02, audio.samples, 0))
    assert 950 <= beginning_ms(silent, 600, 1_010) <= 1_010


@pytest.mark.parametrize("times_ms", [(0, 0), (5_000, 5_000), (300, 100)])
def test_times_that_the_reference_does_not_have_are_taken(times_ms: tuple[int, int]) -> None:
    for audio in (sound(), sound(0), sound(10)):
        assert beginning_ms(audio, *times_ms) >= 0


@pytest.fixture
def drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    judge_by_names(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        clips, "build_reference", lambda _context, _language: lambda _card, _slow: sound()
    )
    (tmp_path / "list.csv").write_text("audio,text\ngood.wav,말\ngone.wav,말\n", encoding="utf-8")
    return tmp_path


def run(*words: str) -> Ended:
    return invoke("drill", "list.csv", "--lang", "ko", *words)


@pytest.mark.usefixtures("drill")
def test_a_drill_tells_the_files_of_each_word() -> None:
    ended = run("--format", "jsonl", "--clips", "words")
    good, gone = map(json.loads, ended.stdout.splitlines())
    assert good["words"][0]["clips"] == {"own": None, "reference": None}, "it has no end there"
    assert gone["words"] == []
    plain = json.loads(run("--format", "jsonl").stdout.splitlines()[0])
    assert "clips" not in plain["words"][0]


def test_a_used_folder_is_left_alone(drill: Path) -> None:
    (drill / "words").mkdir()
    (drill / "words" / "mine.txt").touch()
    assert run("--clips", "words").exit_code == ExitCode.CONFIGURATION
    assert run("--clips", "words", "--force").exit_code == ExitCode.AUDIO
    assert run("--clips", "list.csv", "--force").exit_code == ExitCode.CONFIGURATION
    assert run("--join", "a.jsonl", "--clips", "words").exit_code == ExitCode.USAGE


def test_a_folder_that_was_not_made_is_not_said_to_be_written(drill: Path) -> None:
    assert "Written" not in run("--clips", "new").stderr
    assert not (drill / "new").exists()
