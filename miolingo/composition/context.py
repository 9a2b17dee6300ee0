"""The one place that builds the real parts, each when it is first wanted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from miolingo.history.location import HistoryLocation

if TYPE_CHECKING:
    from miolingo.decks.folder import DeckFolder
    from miolingo.doctor import Check
    from miolingo.installs.catalogue import Catalogue
    from miolingo.installs.models import PublishedModel
    from miolingo.judging.judge import TargetAwareJudge
    from miolingo.judging.recording import Audio, Samples
    from miolingo.practice.ports import Microphone, Player
    from miolingo.settings.service import SettingSources
    from miolingo.speech.recognizer.model_dir import ModelFolder
    from miolingo.store import Store


def settings_of_machine() -> SettingSources:
    """The settings without what an account says; all that there is for machine-bound ones."""
    from miolingo import paths
    from miolingo.settings.file import SettingsFile
    from miolingo.settings.service import SettingSources

    path = paths.config_dir() / "settings.toml"
    return SettingSources(SettingsFile(path), str(path), os.environ)


def model_folders() -> list[Path]:
    """Where models are looked for before installed packages, in this order.

    Raises ConfigurationError when the settings cannot be read.
    """
    from miolingo import paths
    from miolingo.settings.definitions import MODELS
    from miolingo.settings.service import read

    named = read(settings_of_machine()).value(MODELS)
    return [
        *([Path(named).expanduser()] if named else []),
        Path("models"),
        paths.data_dir() / "models",
    ]


def cached_list() -> Path:
    """Where Vosk's own list of models is kept once it was fetched."""
    from miolingo import paths

    return paths.cache_dir() / "vosk-models.json"


def shipped_catalogue() -> Catalogue[PublishedModel]:
    """The models that Miolingo knows by itself. Raises ConfigurationError."""
    from dataclasses import replace

    from miolingo.installs.catalogue_files import shipped_catalogue
    from miolingo.settings.definitions import MODEL_SOURCE
    from miolingo.settings.service import read

    shipped = shipped_catalogue()
    mirror = read(settings_of_machine()).value(MODEL_SOURCE)
    return replace(shipped, address=f"{mirror.rstrip('/')}/") if mirror else shipped


def catalogue() -> Catalogue[PublishedModel]:
    """The models that can be downloaded. Raises ConfigurationError and ModelError."""
    from miolingo.installs.catalogue_files import newest_catalogue

    return newest_catalogue(shipped_catalogue(), cached_list())


def model_of(language_code: str) -> ModelFolder:
    """The model for a language. Raises NoModelError, which offers one, and ModelError."""
    from miolingo.errors import NoModelError
    from miolingo.installs.models import offer
    from miolingo.speech.recognizer.model_dir import model_for

    try:
        return model_for(language_code, model_folders())
    except NoModelError as error:
        hint = offer(catalogue().for_language(language_code), language_code)
        raise NoModelError(error.message, hint=hint) from error


def missing_model(language_code: str) -> PublishedModel | None:
    """What could be downloaded for a language that has no model on this machine.

    Raises ConfigurationError and ModelError.
    """
    from miolingo.language.tags import primary
    from miolingo.speech.recognizer.model_dir import find_models

    if any(model.language == primary(language_code) for model in find_models(model_folders())):
        return None
    return next(iter(catalogue().for_language(language_code)), None)


def build_judge(language_code: str) -> TargetAwareJudge:
    """A judge for a language, its model loading in the background. Raises ModelError."""
    from miolingo import paths
    from miolingo.decks.built_in import distractors
    from miolingo.judging.judge import TargetAwareJudge
    from miolingo.speech.recognizer.client import RecognizerProcess
    from miolingo.speech.recognizer.model_dir import with_decoding_config
    from miolingo.speech.synthesis.clear_speech import synthesize_calibration
    from miolingo.speech.synthesis.phonemizer import heard_as, phones_of

    model = model_of(language_code)
    recognizer = RecognizerProcess(with_decoding_config(model, paths.cache_dir() / "models"))
    return TargetAwareJudge(
        recognizer,
        language_code,
        distractors(model.language),
        heard_as=lambda text: heard_as(text, language_code),
        phones_of=lambda text: phones_of(text, language_code),
        reference=lambda phrase: synthesize_calibration(phrase, language_code),
    )


def read_samples(path: Path) -> Samples:
    """The samples of an audio file as a judge takes them. Raises AudioFileError."""
    from miolingo.judging.recording import SPEECH_RATE_HZ
    from miolingo.speech.audio.files import read_audio
    from miolingo.speech.audio.resampling import resample

    return resample(read_audio(path), SPEECH_RATE_HZ).samples


def read_reference(path: Path) -> Audio:
    """A recording to be played. Raises AudioFileError."""
    from miolingo.speech.audio.files import read_audio

    return read_audio(path)


def build_microphone(device: str | None) -> Microphone:
    """The microphone with this index or part of a name; the machine's default for None."""
    from miolingo.speech.audio.microphone import DeviceMicrophone

    return DeviceMicrophone(device)


def build_player(device: str | None = None) -> Player:
    """The loudspeaker with this index or part of a name; the machine's default for None."""
    from miolingo.speech.audio.player import DevicePlayer

    return DevicePlayer(device)


def decks() -> DeckFolder:
    """The learner's own decks."""
    from miolingo import paths
    from miolingo.decks.folder import DeckFolder

    return DeckFolder(paths.data_dir() / "decks")


def project_file() -> Path:
    """Where it is remembered which project the account is in."""
    from miolingo import paths

    return paths.config_dir() / "project.json"


def history_location() -> HistoryLocation:
    """Whose history is meant now. Raises ConfigurationError and StoreError."""
    from miolingo import paths
    from miolingo.account.project_file import is_known, load_project
    from miolingo.history.location import current_location, guest_location

    if not is_known(project_file(), os.environ):
        return guest_location(paths.data_dir())
    project = load_project(project_file(), os.environ)
    return current_location(paths.data_dir(), project.name, os.environ)


def open_store(*, demo: bool = False) -> Store:
    """The learner's history, or that of demonstrations; its file is made at the first write.

    Raises ConfigurationError and StoreError when it cannot be told whose history is meant.
    """
    from miolingo import paths

    return store_at(HistoryLocation(paths.data_dir() / "demo.db") if demo else history_location())


def store_at(place: HistoryLocation) -> Store:
    """The history at a place; its file is made at the first write."""
    from miolingo.store import Store

    return Store(place.path, user_id=place.user_id)


def doctor_checks() -> list[Check]:
    """Everything that practice needs, in the order in which it is mended."""
    import platform
    from functools import partial
    from importlib.metadata import version

    from miolingo import doctor, paths
    from miolingo.speech.audio import devices
    from miolingo.speech.recognizer import model_dir
    from miolingo.speech.synthesis import espeak

    def espeak_version() -> str:
        espeak.ipa("a", "en")
        return f"espeakng-loader {version('espeakng-loader')}"

    def models() -> str:
        return doctor.describe_models(model_dir.find_models(model_folders()), model_dir.check_model)

    def device(direction: devices.Direction) -> str:
        return doctor.describe_device(devices.list_devices, direction)

    return [
        doctor.Check("Python", platform.python_version),
        doctor.Check("Vosk", lambda: version("vosk")),
        doctor.Check("Sound library", devices.version),
        doctor.Check("eSpeak NG", espeak_version, needed=False),
        doctor.Check("Microphone", partial(device, devices.Direction.INPUT)),
        doctor.Check("Loudspeaker", partial(device, devices.Direction.OUTPUT), needed=False),
        doctor.Check("Speech models", models),
        doctor.Check("Data folder", lambda: doctor.describe_folder(paths.data_dir())),
        doctor.Check("Config folder", lambda: doctor.describe_folder(paths.config_dir())),
        doctor.Check("Cache folder", lambda: doctor.describe_folder(paths.cache_dir())),
    ]
