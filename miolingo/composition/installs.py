"""Builds what brings, checks and removes speech models and voices."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from miolingo.settings.definitions import MODEL_SOURCE, MODELS, VOICE_SOURCE

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.installs.catalogue import Catalogue
    from miolingo.installs.download import Downloader
    from miolingo.installs.installer import Installer
    from miolingo.installs.models import PublishedModel
    from miolingo.installs.voices import PublishedVoice
    from miolingo.speech.recognizer.model_dir import ModelFolder
    from miolingo.speech.sounds.contrast_check import ContrastCheck
    from miolingo.speech.sounds.description import SoundJudging

CounterOf = Callable[[str], "AbstractContextManager[Callable[[int, int], None]]"]
"""Starts to show how many of how many are done of what it is named."""

_LARGEST_LIST_BYTES = 4 * 2**20
_WORKING_FOLDER = Path("models")
_CONTRAST_WORDS = 120


def model_installer(context: Context) -> Installer[PublishedModel]:
    """The models that there are. Raises ConfigurationError and ModelError."""
    from miolingo.composition.speech import load_model
    from miolingo.installs.installer import Installer
    from miolingo.installs.models import ModelArchive
    from miolingo.speech.recognizer.model_dir import find_models

    return Installer(
        format=ModelArchive(context.folders.cache / "models", load_model),
        catalogue=model_catalogue(context),
        on_this_machine=tuple(find_models(model_folders(context))),
        folder=context.folders.data / "models",
        downloader=_build_downloader,
    )


def voice_installer(context: Context) -> Installer[PublishedVoice]:
    """The voices that there are. Raises ConfigurationError."""
    from miolingo.composition.speech import load_voice
    from miolingo.installs.installer import Installer
    from miolingo.installs.voices import VoiceFiles

    return Installer(
        format=VoiceFiles(load_voice),
        catalogue=_shipped_voices(context),
        on_this_machine=installed_voices(context),
        folder=_voices_folder(context),
        downloader=_build_downloader,
    )


def model_folders(context: Context) -> list[Path]:
    """Where models are looked for before installed packages, in this order.

    Raises ConfigurationError when the settings cannot be read.
    """
    own = context.folders.data / "models"
    if named := context.machine_settings.value(MODELS):
        return [Path(named).expanduser(), own]
    _tell_of_working_folder(context)
    return [own]


def model_catalogue(context: Context) -> Catalogue[PublishedModel]:
    """The models that can be downloaded. Raises ConfigurationError and ModelError."""
    from miolingo.installs.catalogue_files import newest_catalogue

    return newest_catalogue(_shipped_models(context), _fetched_list(context))


def refresh_catalogue(context: Context) -> None:
    """Fetch Vosk's own list and keep it. Raises ConfigurationError and ModelError."""
    from miolingo.installs.catalogue_files import keep_list
    from miolingo.installs.models import list_address

    shipped = _shipped_models(context)
    text = _build_downloader().text(list_address(shipped), _LARGEST_LIST_BYTES)
    keep_list(shipped, _fetched_list(context), text)


def missing_model(context: Context, language_code: str) -> PublishedModel | None:
    """What could be downloaded for a language that has no model on this machine.

    Raises ConfigurationError and ModelError.
    """
    from miolingo.language.tags import primary
    from miolingo.speech.recognizer.model_dir import find_models

    present = find_models(model_folders(context))
    if any(model.language == primary(language_code) for model in present):
        return None
    return next(iter(model_catalogue(context).for_language(language_code)), None)


def sound_judging(context: Context, model: ModelFolder) -> SoundJudging:
    """What a model offers for judging single sounds."""
    from miolingo.speech.sounds.description import describe

    return describe(*tuned_model(context, model))


def check_contrasts(context: Context, model: ModelFolder, watch: CounterOf) -> ContrastCheck:
    """Measure which sounds of its language a model tells apart.

    Voices of eSpeak NG say words of the built-in decks. Raises UnsupportedModelError for a model
    whose sounds cannot be judged, ModelError for a damaged one, AudioError without a voice.
    """
    from miolingo.decks.built_in import BUILT_IN, built_in_deck
    from miolingo.speech.sounds.contrast_check import ContrastMeter, Utterance
    from miolingo.speech.synthesis.clear_speech import VARIANTS, synthesize_calibration
    from miolingo.speech.synthesis.phonemizer import phonemes_of

    language = model.language
    meter = ContrastMeter(*tuned_model(context, model), lambda word: phonemes_of(word, language))
    decks = (built_in_deck(language, name) for name in BUILT_IN if name.startswith("words"))
    words = [card.phrase for deck in decks if deck for card in deck.cards]
    chosen = [word for word in dict.fromkeys(words) if meter.knows(word)][:_CONTRAST_WORDS]
    said = [
        Utterance(word, synthesize_calibration(word, language, variant))
        for variant in VARIANTS
        for word in chosen
    ]
    with watch("Listening") as tell:
        return meter.check(said, tell)


def tuned_model(context: Context, model: ModelFolder) -> tuple[Path, Path | None]:
    """The folder that a model is used from, and where its lexicon stays: with its tuned copy."""
    from miolingo.speech.recognizer.model_dir import with_decoding_config

    tuned = with_decoding_config(model, context.folders.cache / "models").path
    return tuned, tuned if tuned != model.path else None


def installed_voices(context: Context) -> tuple[ModelFolder, ...]:
    """The voices on this machine."""
    from miolingo.speech.synthesis.voice_dir import voices_in

    return tuple(voices_in(_voices_folder(context)))


def _tell_of_working_folder(context: Context) -> None:
    """Say once on a machine that ``./models``, which was used unasked in the past, is not now."""
    from miolingo.speech.recognizer.model_dir import models_in
    from miolingo.ui.console import say

    if not any(models_in(_WORKING_FOLDER)):
        return
    told = context.folders.cache / "told-of-working-folder"
    try:
        told.parent.mkdir(parents=True, exist_ok=True)
        told.touch(exist_ok=False)
    except FileExistsError:
        return
    except OSError:
        pass  # it is said again next time
    say(
        f"The models in {_WORKING_FOLDER.absolute()} are used only when you name that folder:"
        f" miolingo settings set models {_WORKING_FOLDER}"
    )


def _build_downloader() -> Downloader:
    """What downloads; made when there is something to download, as it takes a while to load."""
    from miolingo.installs.download import Downloader

    return Downloader()


def _shipped_models(context: Context) -> Catalogue[PublishedModel]:
    from miolingo.installs.catalogue_files import shipped_catalogue

    shipped, mirror = shipped_catalogue(), context.machine_settings.value(MODEL_SOURCE)
    return replace(shipped, address=f"{mirror.rstrip('/')}/") if mirror else shipped


def _shipped_voices(context: Context) -> Catalogue[PublishedVoice]:
    from miolingo.installs.catalogue_files import shipped_voices

    shipped, mirror = shipped_voices(), context.machine_settings.value(VOICE_SOURCE)
    return replace(shipped, address=f"{mirror.rstrip('/')}/") if mirror else shipped


def _fetched_list(context: Context) -> Path:
    """Where Vosk's own list of models is kept once it was fetched."""
    return context.folders.cache / "vosk-models.json"


def _voices_folder(context: Context) -> Path:
    return context.folders.data / "voices"
