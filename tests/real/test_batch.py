"""``miolingo score`` and ``miolingo drill`` with the real model."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import soundfile

from tests.parts.cli import run_in_process
from tests.parts.command import COMMAND
from tests.parts.hostile_text import TITLE, TURNED
from tests.parts.patience import PATIENCE_S
from tests.parts.sound_files import encoded, put, wav
from tests.parts.speech import RATE_HZ, said

pytestmark = pytest.mark.usefixtures("shared_model")

PHRASE = "만나서 반갑습니다"
KEYS = {
    "schema", "file", "language_code", "target_phrase", "recognized_phrase", "similarity_score",
    "perfect_match", "verdict", "reason", "words", "model", "scorer_version", "audio_ms",
    "decode_ms", "sounds", "may_be_cut", "problem", "unheard_reason", "channel", "strictness",
    "limits_from", "ended_by_silence_ms",
}  # fmt: skip


@pytest.fixture
def home(miolingo_home: Path) -> Path:
    return miolingo_home


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings of PHRASE in many forms, and files that are none."""
    folder = tmp_path_factory.mktemp("recordings")
    speech = said(PHRASE)
    soundfile.write(folder / "plain.wav", speech, RATE_HZ)
    soundfile.write(folder / "stereo.flac", np.stack([speech, speech], axis=1), RATE_HZ)
    soundfile.write(folder / "bits24.wav", speech, RATE_HZ, subtype="PCM_24")
    soundfile.write(folder / "float.wav", speech, RATE_HZ, subtype="FLOAT")
    soundfile.write(folder / "lossy.ogg", speech, RATE_HZ)
    soundfile.write(folder / "lossy.mp3", speech, RATE_HZ)
    soundfile.write(folder / "fast.wav", np.repeat(speech, 6), 6 * RATE_HZ)
    soundfile.write(folder / "slow.wav", speech[::2], RATE_HZ // 2)
    soundfile.write(folder / "silence.wav", np.full(RATE_HZ * 2, 1e-4), RATE_HZ)
    soundfile.write(folder / "zeros.wav", np.zeros(RATE_HZ // 2), RATE_HZ)
    opposite = np.stack([speech, -speech], axis=1)
    soundfile.write(folder / "opposite.wav", opposite, RATE_HZ)
    put(folder / "loud.wav", wav(opposite * 20_000, floats=True))
    put(folder / "open.wav", wav(speech[:, np.newaxis], stated_bytes=0))
    put(folder / "phone.m4a", encoded("ipod", "aac", RATE_HZ, samples=speech))
    put(folder / "voice.ogg", encoded("ogg", "libopus", RATE_HZ, samples=speech))
    put(folder / "live.webm", encoded("webm", "libopus", RATE_HZ, samples=speech, live=True))
    soundfile.write(folder / "clipped.wav", np.clip(speech * 60, -1, 1), RATE_HZ)
    soundfile.write(folder / "long.wav", np.zeros(600 * 8_000), 8_000)
    (folder / "empty.wav").touch()
    (folder / "text.wav").write_text("hello", encoding="utf-8")
    (folder / "cut.wav").write_bytes((folder / "plain.wav").read_bytes()[:20_000])
    (folder / "folder.wav").mkdir()
    return folder


def environ_of(home: Path) -> dict[str, str]:
    return os.environ | {"MIOLINGO_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run_in_process(*map(str, arguments), environ=environ_of(home))


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


GOOD = (
    "plain.wav", "stereo.flac", "bits24.wav", "float.wav", "lossy.ogg", "lossy.mp3", "fast.wav",
    "slow.wav", "opposite.wav", "loud.wav", "open.wav", "phone.m4a", "voice.ogg", "live.webm",
)  # fmt: skip
BAD = {
    "silence.wav": "silence",
    "zeros.wav": "no_signal",
    "clipped.wav": "clipped",
    "long.wav": "too_long",
    "empty.wav": "unreadable_file",
    "text.wav": "unreadable_file",
    "cut.wav": "unreadable_file",
    "folder.wav": "unreadable_file",
    "none.wav": "missing_file",
}


def test_every_kind_of_recording_is_judged(home: Path, recordings: Path) -> None:
    ended = run(home, "score", *(recordings / name for name in GOOD), "--text", PHRASE, "--json")
    assert ended.returncode == 0, ended.stderr
    results = rows(ended.stdout)
    assert [Path(row["file"]).name for row in results] == list(GOOD)
    assert [set(row) ^ KEYS for row in results] == [set()] * len(results)
    assert all(row["schema"] == "miolingo.result/2" for row in results)
    assert [row["reason"] for row in results] == [None] * len(GOOD)
    scores = {Path(row["file"]).name: row["similarity_score"] for row in results}
    assert min(scores.values()) > 60, scores
    in_doubt = [Path(row["file"]).name for row in results if row["may_be_cut"]]
    assert in_doubt == ["open.wav", "live.webm"]


def test_what_cannot_be_judged_says_why(home: Path, recordings: Path) -> None:
    ended = run(home, "score", *(recordings / name for name in BAD), "--text", PHRASE, "--json")
    assert ended.returncode == 5
    results = {Path(row["file"]).name: row for row in rows(ended.stdout)}
    assert {name: row["reason"] for name, row in results.items()} == BAD
    assert {row["similarity_score"] for row in results.values()} == {None}
    assert all(f"{name}: " in ended.stderr for name in BAD)
    assert "macOS" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_refused_file_is_told_with_a_way_on_by_score_and_drill(
    home: Path, recordings: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "one.tsv"
    manifest.write_text(f"audio\ttext\n{recordings / 'text.wav'}\t{PHRASE}\n", encoding="utf-8")
    for arguments in (("score", recordings / "text.wav", "--text", PHRASE), ("drill", manifest)):
        ended = run(home, *arguments)
        assert ended.returncode == 5
        told = " ".join(ended.stdout.split())
        assert "WAV, FLAC, MP3, M4A" in told
        assert "ffmpeg" in told


def test_what_is_left_of_a_cut_recording_is_judged_on_demand(
    home: Path, recordings: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "cut.tsv"
    manifest.write_text(f"audio\ttext\n{recordings / 'cut.wav'}\t{PHRASE}\n", encoding="utf-8")
    score = ("score", recordings / "cut.wav", "--text", PHRASE, "--json")
    for arguments in (score, ("drill", manifest, "--format", "jsonl")):
        ended = run(home, *arguments, "--allow-cut")
        assert ended.returncode == 0, ended.stderr
        (row,) = rows(ended.stdout)
        assert row["may_be_cut"] is True
        assert row["reason"] is None
    shown = run(home, "drill", manifest, "--allow-cut")
    assert "may be cut off" in " ".join(shown.stdout.split())


def test_a_recording_comes_from_standard_input(home: Path, recordings: Path) -> None:
    with (recordings / "phone.m4a").open("rb") as sound:
        ended = subprocess.run(
            [*COMMAND, "score", "-", "--text", PHRASE, "--json"],
            stdin=sound,
            env=environ_of(home),
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
    (row,) = rows(ended.stdout)
    assert (row["file"], row["perfect_match"]) == ("-", True)


@pytest.mark.parametrize(
    ("phrase", "code", "said_so"),
    [
        ("", 2, "no word"),
        ("😀🎉", 2, "no word"),
        ("말 " * 2000, 2, "2000 words"),
        ("hello there", 3, "hello, there"),
    ],
)
def test_a_phrase_that_cannot_be_judged_is_an_error(
    phrase: str, code: int, said_so: str, home: Path, recordings: Path
) -> None:
    ended = run(home, "score", recordings / "plain.wav", "--text", phrase)
    assert ended.returncode == code
    assert said_so in ended.stderr
    assert ended.stdout == ""


@pytest.fixture
def manifest(recordings: Path, tmp_path: Path) -> Path:
    path = tmp_path / "manifest.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["audio", "text", "learner"])
        for number in range(6):
            writer.writerow([recordings / "plain.wav", PHRASE, f"=learner {number}"])
        writer.writerow([recordings / "none.wav", PHRASE, "gone"])
        writer.writerow([recordings / "plain.wav", "커피 주세요", "other"])
        writer.writerow([recordings / "plain.wav", "😀", "emoji"])
    return path


def learners(results: list[dict[str, Any]]) -> list[str]:
    return [row["learner"] for row in results]


def test_a_batch_survives_bad_rows_and_jobs_keep_the_order(home: Path, manifest: Path) -> None:
    alone = run(home, "drill", manifest, "--format", "jsonl")
    both = run(home, "drill", manifest, "--format", "jsonl", "--jobs", 2)
    assert alone.returncode == both.returncode == 5
    one, two = rows(alone.stdout), rows(both.stdout)
    assert learners(one) == learners(two)
    assert [row["verdict"] for row in one] == [row["verdict"] for row in two]
    assert [row["reason"] for row in one[6:]] == ["missing_file", None, "unusable_phrase"]
    assert not one[7]["perfect_match"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
def test_no_name_and_no_phrase_can_command_the_terminal(
    home: Path, recordings: Path, tmp_path: Path
) -> None:
    text = f"{TITLE}{TURNED}"
    named = tmp_path / f"{text}.wav"
    shutil.copy(recordings / "plain.wav", named)
    manifest = tmp_path / f"{text}.jsonl"
    phrases = (f"{PHRASE} {text}", PHRASE, "😀")
    lines = [json.dumps({"audio": str(named), "text": phrase}) for phrase in phrases]
    manifest.write_text("\n".join(lines), encoding="utf-8")
    shown = [
        run(home, "drill", manifest),
        run(home, "score", named, "--text", f"{PHRASE} {text}"),
        run(home, "score", tmp_path / f"no {text}", "--text", PHRASE, "--json"),
        run(home, "drill", tmp_path / f"no {text}"),
    ]
    told = "".join(ended.stderr for ended in shown) + shown[0].stdout
    assert told.count("]0;pwned") >= 4
    assert not {*"\x1b\x07\u202e\u2066"} & {*told}
    assert json.loads(shown[2].stdout)["file"] == str(tmp_path / f"no {text}")


def test_csv_is_safe_to_open_in_a_spreadsheet(home: Path, manifest: Path) -> None:
    ended = run(home, "drill", manifest, "--format", "csv")
    results = list(csv.DictReader(ended.stdout.splitlines()))
    assert results[0]["learner"] == "'=learner 0"
    assert results[0]["perfect_match"] == "true"


def test_a_minimum_score_decides_the_exit_code(home: Path, recordings: Path) -> None:
    plain = recordings / "plain.wav"
    assert run(home, "score", plain, "--text", PHRASE, "--min-score", 60).returncode == 0
    assert run(home, "score", plain, "--text", "커피 주세요", "--min-score", 60).returncode == 9


def workers(batch: subprocess.Popen[str]) -> list[psutil.Process]:
    """The recognizers that a batch has begun."""
    children = psutil.Process(batch.pid).children(recursive=True)
    return [child for child in children if any("recognizer.worker" in a for a in child.cmdline())]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_an_interrupted_batch_keeps_what_it_has_and_goes_on(
    home: Path, recordings: Path, tmp_path: Path
) -> None:
    manifest, output = tmp_path / "long.tsv", tmp_path / "results.jsonl"
    lines = [f"{recordings / 'plain.wav'}\t{PHRASE}\t{number}" for number in range(20)]
    manifest.write_text("\n".join(["audio\ttext\tlearner", *lines, ""]), encoding="utf-8")
    drill = subprocess.Popen(
        [*COMMAND, "drill", str(manifest), "--output", str(output), "--jobs", "2"],
        env=environ_of(home),
        stderr=subprocess.PIPE,
        text=True,
    )
    with drill:
        deadline = time.monotonic() + PATIENCE_S
        while not (output.exists() and output.read_bytes().count(b"\n") >= 3):
            assert time.monotonic() < deadline
            assert drill.poll() is None
            time.sleep(0.02)
        own = workers(drill)
        assert len(own) == 1
        drill.send_signal(signal.SIGINT)
        _, told = drill.communicate(timeout=PATIENCE_S)
    assert drill.returncode == 130
    assert "--resume" in told
    assert "Traceback" not in told
    assert not [worker for worker in own if worker.is_running()]
    kept = rows(output.read_text(encoding="utf-8"))
    assert 3 <= len(kept) < 20

    with output.open("a", encoding="utf-8") as file:
        file.write('{"schema": "miolingo.result/2", "fi')
    ended = run(home, "drill", manifest, "--output", output, "--resume", "--jobs", 2)
    assert ended.returncode == 0, ended.stderr
    results = rows(output.read_text(encoding="utf-8"))
    assert learners(results)[: len(kept)] == learners(kept)
    assert sorted(map(int, learners(results))) == sorted(
        map(int, [*learners(kept), *map(str, range(len(kept), 20))])
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told(home: Path, manifest: Path) -> None:
    ended = run(home, "drill", manifest, "--output", "/dev/full")
    assert ended.returncode == 3
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_each_word_can_be_heard_alone(home: Path, recordings: Path, tmp_path: Path) -> None:
    """The clip of a word is judged to be that word; the reference has it, too."""
    words = tmp_path / "words"
    plain = recordings / "plain.wav"
    ended = run(home, "score", plain, "--text", PHRASE, "--lang", "ko", "--json", "--clips", words)
    assert ended.returncode == 0, ended.stderr
    (result,) = rows(ended.stdout)
    for word in result["words"]:
        own, reference = word["clips"]["own"], word["clips"]["reference"]
        alone = run(home, "score", own, "--text", word["word"], "--lang", "ko", "--json")
        assert rows(alone.stdout)[0]["verdict"] == "understood", own
        assert soundfile.info(reference).duration > 0.3
    assert len(list(words.rglob("*-slow.wav"))) == 2 * len(result["words"])


def test_words_of_a_reference_that_judges_as_unsure_can_be_heard(
    home: Path, recordings: Path, tmp_path: Path
) -> None:
    """The voice's 커피 주세요 hardly fits as a whole; its words are cut out all the same."""
    ended = run(
        home, "score", recordings / "plain.wav", "--text", "커피 주세요", "--lang", "ko", "--json",
        "--clips", tmp_path / "words",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    (result,) = rows(ended.stdout)
    references = [word["clips"]["reference"] for word in result["words"]]
    assert all(soundfile.info(reference).duration > 0.3 for reference in references)


def test_pace_and_melody_are_measured_beside_the_reference(home: Path, tmp_path: Path) -> None:
    """A pause is found where it is; the reference has none."""
    pytest.importorskip("parselmouth")
    pause = np.zeros(round(0.7 * RATE_HZ), np.float32)
    paused = tmp_path / "paused.wav"
    words = [said(word) for word in PHRASE.split()]
    soundfile.write(paused, np.concatenate([pause, words[0], pause, words[1], pause]), RATE_HZ)
    ended = run(home, "score", paused, "--text", PHRASE, "--lang", "ko", "--json", "--melody")
    assert ended.returncode == 0, ended.stderr
    (result,) = rows(ended.stdout)
    own, reference = result["prosody"]["own"], result["prosody"]["reference"]
    (found,) = own["pace"]["pauses"]
    assert found["word"] == PHRASE.split(maxsplit=1)[0]
    assert 1400 <= found["length_ms"] <= 1700  # each word has 0.8 s of room around it
    assert own["pace"]["syllables"] == reference["pace"]["syllables"] == 8
    assert own["pace"]["speech_rate"] < own["pace"]["articulation_rate"]
    assert reference["pace"]["pauses"] == []
    assert 60 < own["pitch"]["middle_hz"] < 250
    assert result["prosody"]["reference_voice"] == "espeak"


def test_a_file_that_is_not_there_is_told_before_the_model_is_ready(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = "miolingo.judging.judge.GrammarJudge.plan"
    monkeypatch.setattr(plan, lambda *_: pytest.fail("this waits for the model"))
    ended = run(home, "score", tmp_path / "none.wav", "--text", PHRASE, "--lang", "ko")
    assert ended.returncode == 5
    assert "There is no file" in " ".join(ended.stdout.split())
