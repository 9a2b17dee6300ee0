"""A published Piper voice, really speaking: fast, slowly, and not at all when it is damaged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from miolingo.composition import speech
from miolingo.composition.context import context_from
from miolingo.composition.speech import load_voice
from miolingo.decks.cards import Card
from miolingo.errors import AudioError
from miolingo.files.installation import add_part
from miolingo.installs.catalogue import Catalogue
from miolingo.installs.installer import Installer
from miolingo.installs.voices import VoiceFiles
from miolingo.judging.recording import Audio
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis import espeak
from miolingo.speech.synthesis.piper import NATURAL_WORDS_PER_MINUTE, NaturalVoice
from tests.parts.folders import ROOT
from tests.parts.installs import quick_downloader, watch
from tests.parts.voices import JOE, joe, onnx

PHRASES = (
    "I would like a cup of coffee, please.",
    "Could you tell me what time the train to London leaves?",
    "She has been living in this town since she was a child.",
)


def install_joe(folder: Path) -> ModelFolder:
    installer = Installer(VoiceFiles(load_voice), Catalogue("", ()), (), folder, quick_downloader)
    return installer.install_file(joe()[0], watch).folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    return install_joe(tmp_path_factory.mktemp("voices"))


@pytest.fixture(scope="module")
def voice(folder: ModelFolder) -> NaturalVoice:
    return NaturalVoice(folder)


@pytest.fixture
def home(miolingo_home: Path) -> Iterator[Path]:
    """A learner's machine with the voice on it."""
    voices = miolingo_home / "data" / "voices" / JOE
    voices.mkdir(parents=True)
    for file in joe():
        (voices / file.name).symlink_to(file)
    return voices


def spoken_s(audio: Audio) -> float:
    """From the first to the last loud sample."""
    loud = np.nonzero(np.abs(audio.samples) > 0.02)[0]
    return float(loud[-1] - loud[0]) / audio.sample_rate_hz


def test_a_voice_loads_behind_and_then_speaks(folder: ModelFolder) -> None:
    voice = NaturalVoice(folder)
    assert not voice.ready
    audio = voice.speak(PHRASES[0], 130)
    assert voice.ready
    assert audio.sample_rate_hz == 22_050
    assert audio.samples.dtype == np.float32
    assert 0.3 < np.abs(audio.samples).max() <= 1
    assert 1.5 < spoken_s(audio) < 5


@pytest.mark.parametrize("words_per_minute", [80, 130, NATURAL_WORDS_PER_MINUTE, 300])
def test_the_speed_is_about_that_of_espeak(voice: NaturalVoice, words_per_minute: int) -> None:
    mechanical = espeak.Voice("en-us", words_per_minute)
    natural_s = sum(spoken_s(voice.speak(phrase, words_per_minute)) for phrase in PHRASES)
    espeak_s = sum(spoken_s(espeak.speak(phrase, mechanical)) for phrase in PHRASES)
    assert 0.75 < natural_s / espeak_s < 1.3


def test_sentences_are_kept_apart_and_nothing_is_silence(voice: NaturalVoice) -> None:
    one = voice.speak("Good morning.", 190)
    two = voice.speak("Good morning. Good morning.", 190)
    assert len(two.samples) > 1.5 * len(one.samples) + 0.2 * two.sample_rate_hz
    assert len(voice.speak("…", 190).samples) < 22_050


def test_both_engines_speak_in_one_process(voice: NaturalVoice) -> None:
    before = espeak.ipa("coffee", "en-us")
    voice.speak("coffee", 130)
    assert espeak.ipa("coffee", "en-us") == before
    assert len(espeak.speak("coffee", espeak.Voice("en-us")).samples) > 4000


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda network: network.unlink(), "is missing"),
        (lambda network: network.write_bytes(b"no network"), "has a different size"),
    ],
)
def test_a_damaged_voice_says_so_in_a_sentence(tmp_path: Path, harm, fault: str) -> None:
    folder = install_joe(tmp_path)
    harm(folder.path / f"{JOE}.onnx")
    with pytest.raises(AudioError, match=f"The voice {JOE} is damaged: .*{fault}") as caught:
        NaturalVoice(folder).speak("Good morning.", 130)
    assert caught.value.hint == f"Install it again: miolingo voice install {JOE}"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", r"onnx is empty"),
        (b"no network", "onnx is not an ONNX model"),
        (bytes(5000), "onnx is not an ONNX model"),
        (onnx(b"no graph"), "Piper cannot load it"),
    ],
)
def test_a_network_that_piper_cannot_load_says_so_too(home: Path, content: bytes, why: str) -> None:
    (home / f"{JOE}.onnx").unlink()
    (home / f"{JOE}.onnx").write_bytes(content)
    with pytest.raises(AudioError, match=f"is damaged: .*{why}"):
        NaturalVoice(ModelFolder(JOE, "en", home)).speak("Good morning.", 130)


WITHOUT_PIPER = """
import sys, time
sys.modules["piper"] = None
from miolingo.composition import speech
from miolingo.composition.context import context_from
from miolingo.decks.cards import Card
from miolingo.judging.prosody.comparison import ReferenceVoice
from miolingo.practice.playback.speakers import Reference
how = ("en", None, 130, 50)
speak = Reference((
    (ReferenceVoice.NATURAL, speech.natural_speaker(context_from(), *how, print)),
    (ReferenceVoice.ESPEAK, speech.espeak_speaker(*how)),
))
for _ in range(40):
    time.sleep(0.05)
    assert len(speak(Card("Good morning"), False).samples) > 4000
"""


@pytest.mark.usefixtures("home")
def test_without_the_extra_espeak_speaks_and_says_why_once() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_PIPER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        f"The voice {JOE} needs Piper, which is not installed."
        f" eSpeak NG speaks instead. {add_part('voices')}\n"
    )


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("language", "wanted", "natural"),
    [
        ("en", None, True),
        ("en-GB", None, True),
        ("en", "en-us", False),
        ("ko", None, False),
        ("ko", JOE, True),
        ("fr", "fr_FR-siwis-medium", False),
    ],
)
def test_the_voice_that_was_chosen_speaks(language: str, wanted: str | None, natural: bool) -> None:
    told: list[str] = []
    speaker = speech.natural_speaker(context_from(), language, wanted, 130, 50, told.append)
    assert (speaker is not None) == natural
    missing = wanted == "fr_FR-siwis-medium"
    assert [sentence.partition(" on this")[0] for sentence in told] == (
        [f"There is no voice “{wanted}”"] if missing else []
    )
    espeak_speaker = speech.espeak_speaker(language, wanted, 130, 50)
    audio = espeak_speaker(Card("coffee"), False)
    assert audio is not None
    assert len(audio.samples) > 4000


@pytest.mark.usefixtures("home")
def test_that_the_pitch_is_not_its_own_is_told() -> None:
    told: list[str] = []
    speech.natural_speaker(context_from(), "en", None, 130, 70, told.append)
    assert told == [f"Only eSpeak NG can change its pitch; the voice {JOE} cannot."]


LEFT_AT_ONCE = """
import sys
from pathlib import Path
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.piper import NaturalVoice
voice = NaturalVoice(ModelFolder(sys.argv[1], "en", Path(sys.argv[2])))
print(voice.ready)
"""


def test_a_program_may_end_while_a_voice_loads(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LEFT_AT_ONCE, JOE, str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "False\n", "")
