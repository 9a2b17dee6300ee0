"""Builds what hears and what speaks: judge, microphone, loudspeaker and voices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from miolingo.errors import NoModelError

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.decks.cards import Card
    from miolingo.judging.judge import GrammarJudge
    from miolingo.judging.recording import Audio
    from miolingo.practice.playback.speakers import Speaker
    from miolingo.speech.audio.microphone import DeviceMicrophone
    from miolingo.speech.audio.player import DevicePlayer
    from miolingo.speech.recognizer.model_dir import ModelFolder

Say = Callable[[str], None]


def model_of(context: Context, language_code: str) -> ModelFolder:
    """The model for a language. Raises NoModelError, which offers one, and ModelError."""
    from miolingo.composition.installs import model_catalogue, model_folders
    from miolingo.installs.models import offer
    from miolingo.speech.recognizer.model_dir import model_for

    try:
        return model_for(language_code, model_folders(context))
    except NoModelError as error:
        published = model_catalogue(context).for_language(language_code)
        raise NoModelError(error.message, hint=offer(published, language_code)) from error


def build_judge(context: Context, language_code: str) -> GrammarJudge:
    """A judge for a language, its model loading in the background.

    Raises ModelError, and ConfigurationError for a strictness that cannot be.
    """
    from miolingo.decks.built_in import distractors
    from miolingo.judging.decoding.grammars import Lexicon
    from miolingo.judging.judge import GrammarJudge
    from miolingo.settings.definitions import STRICTNESS
    from miolingo.speech.recognizer.client import RecognizerProcess
    from miolingo.speech.recognizer.model_dir import with_decoding_config
    from miolingo.speech.synthesis.clear_speech import synthesize_calibration
    from miolingo.speech.synthesis.phonemizer import phonemes_of, phonetic_key

    model = model_of(context, language_code)
    configured = with_decoding_config(model, context.folders.cache / "models")
    cache = configured.path if configured.path != model.path else None
    lexicon = Lexicon(
        language_code,
        distractors(model.language),
        phonetic_key=lambda text: phonetic_key(text, language_code),
    )
    return GrammarJudge(
        RecognizerProcess(configured, cache, debug=context.debug),
        lexicon,
        phonemes_of=lambda text: phonemes_of(text, language_code),
        calibration=lambda phrase: synthesize_calibration(phrase, language_code),
        strictness=context.settings.value(STRICTNESS),
    )


def load_model(model: ModelFolder) -> None:
    """Load a model in a process of its own, and end it. Raises ModelError where that fails."""
    from miolingo.speech.recognizer.client import RecognizerProcess

    recognizer = RecognizerProcess(model)
    try:
        recognizer.known(())
    finally:
        recognizer.close()


def load_voice(voice: ModelFolder) -> None:
    """Load a natural voice, if Piper is installed. Raises ModelError where that fails."""
    from miolingo.errors import AudioError, ModelError
    from miolingo.speech.synthesis import piper

    try:
        piper.load_once(voice)
    except AudioError as error:
        raise ModelError(error.message, hint=error.hint) from error


def read_speech(path: Path, *, allow_cut: bool = False) -> Audio:
    """An audio file as a judge takes it, at 16 kHz, if need be cut off. Raises AudioFileError."""
    from miolingo.judging.recording import SPEECH_RATE_HZ
    from miolingo.speech.audio.files import read_audio
    from miolingo.speech.audio.resampling import resample

    return resample(read_audio(path, allow_cut=allow_cut), SPEECH_RATE_HZ)


def read_reference(path: Path) -> Audio:
    """A recording to be played. Raises AudioFileError."""
    from miolingo.speech.audio.files import read_audio

    return read_audio(path)


def encode(recording: Audio) -> bytes:
    """A recording as Ogg Opus, about 3 kB a second."""
    from miolingo.speech.clips.encoding import opus

    return opus(recording)


def build_microphone(device: str | None) -> DeviceMicrophone:
    """The microphone with this index or part of a name; the machine's default for None."""
    from miolingo.speech.audio.microphone import DeviceMicrophone

    return DeviceMicrophone(device)


def microphone_name(device: str | None) -> str:
    """The name of that microphone, cut to 40 characters; empty where it cannot be told."""
    from miolingo.errors import AudioError
    from miolingo.speech.audio.devices import Direction, find_device, list_devices

    try:
        return find_device(list_devices(), device, Direction.INPUT).name[:40]
    except AudioError:
        return ""


def build_player(device: str | None) -> DevicePlayer:
    """The loudspeaker with this index or part of a name; the machine's default for None."""
    from miolingo.speech.audio.player import DevicePlayer

    return DevicePlayer(device)


def can_speak() -> bool:
    """Whether natural voices can be used, which takes an extra."""
    from miolingo.speech.synthesis import piper

    return piper.is_there()


def natural_speaker(
    context: Context,
    language_code: str,
    voice: str | None,
    words_per_minute: int,
    pitch: int,
    say: Say,
) -> Speaker | None:
    """Speaks in the natural voice that was asked for or, where none was, in one of the language.

    It loads in the background. None for a voice of eSpeak NG, and where there is no natural one.
    """
    from miolingo.practice.playback.speakers import speaker_with
    from miolingo.settings.definitions import PITCH
    from miolingo.speech.synthesis import piper

    try:
        folder = _natural_voice(context, language_code, voice)
    except NoModelError as error:
        say(f"{error.message} eSpeak NG speaks instead. {error.hint}")
        return None
    if folder is None:
        return None
    if pitch != PITCH.default:
        say(f"Only eSpeak NG can change its pitch; the voice {folder.name} cannot.")
    return speaker_with(piper.NaturalVoice(folder), words_per_minute, say)


def espeak_speaker(
    language_code: str, voice: str | None, words_per_minute: int, pitch: int
) -> Speaker:
    """Speaks with eSpeak NG, in the language's voice unless another one of its own is wanted."""
    from miolingo.practice.playback.speakers import pace
    from miolingo.speech.synthesis import espeak
    from miolingo.speech.synthesis.voice_dir import is_natural

    named = None if voice and is_natural(voice) else voice

    def speak(card: Card, slow: bool) -> Audio:
        name = named or espeak.voice_for(language_code)
        speed = pace(words_per_minute, slow=slow)
        return espeak.speak(card.phrase, espeak.Voice(name, speed, pitch))

    return speak


def _natural_voice(context: Context, language_code: str, voice: str | None) -> ModelFolder | None:
    """Raises NoModelError where the voice that was asked for is not on this machine."""
    from miolingo.composition.installs import installed_voices, voice_installer
    from miolingo.installs.voices import voice_for
    from miolingo.speech.synthesis.voice_dir import is_natural

    if not voice:
        return voice_for(installed_voices(context), language_code)
    return voice_installer(context).find(voice)[0] if is_natural(voice) else None
