"""Builds the checks of this machine, in the order in which what is wrong is mended."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from miolingo import doctor
from miolingo.composition.installs import model_folders, sound_judging
from miolingo.composition.speech import build_player, model_of
from miolingo.doctor import Check, ModelSounds
from miolingo.errors import AudioError
from miolingo.judging.recording import Audio
from miolingo.settings.definitions import LANGUAGE, OUTPUT_DEVICE, SettingSource
from miolingo.speech.audio import devices
from miolingo.speech.recognizer import model_dir
from miolingo.speech.synthesis import espeak
from miolingo.ui.doctor import describe_terminal

if TYPE_CHECKING:
    from miolingo.composition.context import Context

_POLL_S = 0.05


def checks(context: Context) -> list[Check]:
    """Everything that practice needs."""
    return [*_sound_checks(), *_file_checks(context), Check("Terminal", describe_terminal)]


def model_sounds(context: Context) -> Iterator[ModelSounds]:
    """Each model on this machine, and how it judges single sounds."""
    for model in model_dir.find_models(model_folders(context)):
        yield ModelSounds(model, sound_judging(context, model))


def play_back(context: Context, audio: Audio, say: Callable[[str], None]) -> None:
    """Play a recording to its end; where that is not possible, say why."""
    player = build_player(context.settings.value(OUTPUT_DEVICE))
    try:
        say("Playing it back.")
        player.play(audio)
        while player.playing:
            time.sleep(_POLL_S)
    except AudioError as error:
        say(f"{error.message} {error.hint}")


def _sound_checks() -> list[Check]:
    device = partial(doctor.describe_device, devices.list_devices)
    return [
        Check("Python", platform.python_version),
        Check("Vosk", lambda: version("vosk")),
        Check("Sound library", devices.version),
        Check("eSpeak NG", _espeak_version, needed=False),
        Check("Microphone", partial(device, devices.Direction.INPUT)),
        Check("Loudspeaker", partial(device, devices.Direction.OUTPUT), needed=False),
    ]


def _file_checks(context: Context) -> list[Check]:
    folders = context.folders
    return [
        Check("Speech models", partial(_models, context)),
        Check("Data folder", partial(doctor.describe_folder, folders.data)),
        Check("Config folder", partial(doctor.describe_folder, folders.config)),
        Check("Cache folder", partial(doctor.describe_folder, folders.cache)),
        Check("History", partial(_history, context)),
        Check("Kept in", lambda: doctor.describe_storage(context.storage), needed=False),
    ]


def _espeak_version() -> str:
    """Raises AudioError when eSpeak NG does not work."""
    espeak.ipa("a", "en")
    return f"espeakng-loader {version('espeakng-loader')}"


def _models(context: Context) -> str:
    """Raises NoModelError when the language that was chosen has none, and ModelError."""
    language = context.settings.find(LANGUAGE)
    if language.source is not SettingSource.DEFAULT:
        model_of(context, language.value)
    found = model_dir.find_models(model_folders(context))
    return doctor.describe_models(found, model_dir.check_model)


def _history(context: Context) -> str:
    from miolingo.history.recovery import sound_attempts

    if context.in_account_alone:
        return "none on this machine"
    return doctor.describe_history(context.location, sound_attempts)
