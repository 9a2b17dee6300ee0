"""Builds what natural voices need: bringing, checking and removing them, and speaking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from miolingo import paths
from miolingo.composition import context
from miolingo.composition.installs import build_downloader
from miolingo.decks.cards import Card
from miolingo.errors import NoModelError
from miolingo.installs.catalogue import Catalogue
from miolingo.installs.catalogue_files import shipped_voices
from miolingo.installs.installer import Installer
from miolingo.installs.voices import PublishedVoice, VoiceFiles, voice_for
from miolingo.judging.recording import Audio
from miolingo.practice.speakers import Speaker, pace, speaker_with
from miolingo.settings.definitions import PITCH, VOICE_SOURCE
from miolingo.settings.service import read
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis import espeak, piper
from miolingo.speech.synthesis.voice_dir import is_natural, voices_in

Say = Callable[[str], None]


def voice_installer() -> Installer[PublishedVoice]:
    """The voices that there are. Raises ConfigurationError."""
    return Installer(
        format=VoiceFiles(),
        catalogue=_catalogue(),
        on_this_machine=voices_here(),
        folder=_folder(),
        downloader=build_downloader,
    )


def voices_here() -> tuple[ModelFolder, ...]:
    """The voices on this machine."""
    return tuple(voices_in(_folder()))


def can_speak() -> bool:
    """Whether natural voices can be used, which takes an extra."""
    return piper.is_there()


def natural_speaker(
    language_code: str, voice: str | None, words_per_minute: int, pitch: int, say: Say
) -> Speaker | None:
    """Speaks in the natural voice that was asked for or, where none was, in one of the language.

    It loads in the background. None for a voice of eSpeak NG, and where there is no natural one.
    """
    try:
        found = _wanted(voice) if voice else voice_for(voices_here(), language_code)
    except NoModelError as error:
        say(f"{error.message} eSpeak NG speaks instead. {error.hint}")
        return None
    if found is None:
        return None
    if pitch != PITCH.default:
        say(f"The pitch is eSpeak NG's only; the voice {found.name} speaks at its own.")
    return speaker_with(piper.NaturalVoice(found), words_per_minute, say)


def espeak_speaker(
    language_code: str, voice: str | None, words_per_minute: int, pitch: int
) -> Speaker:
    """Speaks with eSpeak NG, in the language's voice unless another one of its own is wanted."""
    named = None if voice and is_natural(voice) else voice

    def speak(card: Card, slow: bool) -> Audio:
        name = named or espeak.voice_for(language_code)
        speed = pace(words_per_minute, slow=slow)
        return espeak.speak(card.phrase, espeak.Voice(name, speed, pitch))

    return speak


def _wanted(voice: str) -> ModelFolder | None:
    return voice_installer().find(voice)[0] if is_natural(voice) else None


def _folder() -> Path:
    return paths.data_dir() / "voices"


def _catalogue() -> Catalogue[PublishedVoice]:
    shipped = shipped_voices()
    mirror = read(context.settings_of_machine()).value(VOICE_SOURCE)
    return replace(shipped, address=f"{mirror.rstrip('/')}/") if mirror else shipped
