"""Builds what natural voices need: bringing, checking and removing them, and speaking."""

from __future__ import annotations

from dataclasses import replace

from miolingo import paths, runtime
from miolingo.catalogue_file import shipped_voices
from miolingo.domain.settings import VOICE_SOURCE
from miolingo.domain.voices import VoiceCatalogue, is_natural
from miolingo.download import Downloader
from miolingo.services.installed import here
from miolingo.services.settings import read
from miolingo.services.voices import Parts, voice_for
from miolingo.speech import piper
from miolingo.speech.model_files import ModelFolder
from miolingo.speech.piper import NaturalVoice
from miolingo.speech.voice_files import InstalledVoices, voices_in


def voice_parts() -> Parts:
    """What there is and where it comes from. Raises ConfigurationError."""
    return Parts(
        catalogue=_catalogue(),
        found=voices_here(),
        installed=_installed(),
        downloader=Downloader(),
    )


def voices_here() -> tuple[ModelFolder, ...]:
    """The voices on this machine."""
    return tuple(voices_in(_installed().folder))


def can_speak() -> bool:
    """Whether natural voices can be used, which takes an extra."""
    return piper.is_there()


def build_voice(language_code: str, wanted: str | None) -> NaturalVoice | None:
    """The natural voice that was asked for or, where none was, of a language; it loads behind.

    None for a voice of eSpeak NG, and where there is no natural one. Raises NoModelError when the
    wanted one is not on this machine.
    """
    if wanted is None:
        found = voice_for(voices_here(), language_code)
    elif is_natural(wanted):
        found = here(voice_parts(), wanted)[0]
    else:
        found = None
    return NaturalVoice(found) if found else None


def _installed() -> InstalledVoices:
    return InstalledVoices(paths.data_dir() / "voices")


def _catalogue() -> VoiceCatalogue:
    shipped = shipped_voices()
    mirror = read(runtime.settings_of_machine()).value(VOICE_SOURCE)
    return replace(shipped, address=f"{mirror.rstrip('/')}/") if mirror else shipped
