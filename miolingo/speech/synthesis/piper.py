"""Piper: natural voices, loaded in the background; comes with the extra ``voices``."""

from __future__ import annotations

import importlib.util
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from miolingo.errors import AudioError, ModelError
from miolingo.files.installation import add_part
from miolingo.files.records import changes_in, has_record
from miolingo.judging.recording import Audio
from miolingo.speech.recognizer.model_dir import ModelFolder
from miolingo.speech.synthesis.voice_dir import check_voice, network_of

NATURAL_WORDS_PER_MINUTE = 190
"""The speed of eSpeak NG at which it takes as long as a Piper voice that is left alone."""

_PAUSE_S = 0.25  # between two sentences
_FATAL = 4

logging.getLogger("piper").addHandler(logging.NullHandler())


class NaturalVoice:
    """A Piper voice on this machine. Its creation returns at once; it loads in the background."""

    def __init__(self, voice: ModelFolder) -> None:
        self.name = voice.name
        loader = ThreadPoolExecutor(1)
        self._piper = loader.submit(_load, voice)
        loader.shutdown(wait=False)

    @property
    def ready(self) -> bool:
        """Whether it is loaded, or has failed to."""
        return self._piper.done()

    def speak(self, text: str, words_per_minute: int) -> Audio:
        """Speak ``text``, mono at the voice's own rate; waits until the voice is loaded.

        Raises AudioError when it is damaged, Piper is missing, or it cannot say this.
        """
        piper = self._piper.result()
        length_scale = length_scale_for(words_per_minute)
        try:
            samples = _said(piper, text, length_scale)
        except Exception as error:  # whatever the network raises
            raise AudioError(
                f"The voice {self.name} cannot say “{text}”.",
                hint=f"Check its files: miolingo voice verify {self.name}",
            ) from error
        return Audio(samples, piper.config.sample_rate)


def length_scale_for(words_per_minute: int) -> float:
    """How many times as long as the voice has learned it each sound is to be."""
    return NATURAL_WORDS_PER_MINUTE / words_per_minute


def is_there() -> bool:
    """Whether Piper is installed."""
    return importlib.util.find_spec("piper") is not None


def load_once(voice: ModelFolder) -> None:
    """Load a voice to see whether it can be, where Piper is installed. Raises AudioError."""
    if is_there():
        _load(voice)


def _load(voice: ModelFolder) -> Any:
    if has_record(voice.path) and (faults := changes_in(voice.path)):
        raise _damaged(voice, faults[0])
    try:
        check_voice(voice)
    except ModelError as error:
        raise AudioError(error.message, hint=error.hint) from error
    try:
        import onnxruntime  # noqa: PLC0415 - heavy, and comes with an extra
        from piper import PiperVoice  # noqa: PLC0415
    except ImportError as error:
        raise AudioError(
            f"The voice {voice.name} needs Piper, which is not installed.",
            hint=add_part("voices"),
        ) from error
    onnxruntime.set_default_logger_severity(_FATAL)  # its warnings would land on the screen
    try:
        return PiperVoice.load(network_of(voice))
    except Exception as error:  # ONNX Runtime's errors have no common class
        raise _damaged(voice, "Piper cannot load it") from error


def _said(piper: Any, text: str, length_scale: float) -> np.ndarray:
    from piper import SynthesisConfig  # noqa: PLC0415 - heavy, and an extra

    how = SynthesisConfig(length_scale=piper.config.length_scale * length_scale)
    sentences = [chunk.audio_float_array for chunk in piper.synthesize(text, how)]
    pause = np.zeros(round(_PAUSE_S * length_scale * piper.config.sample_rate), np.float32)
    parts = [part for sentence in sentences for part in (sentence, pause)]
    return np.concatenate([np.zeros(0, np.float32), *parts[:-1]])


def _damaged(voice: ModelFolder, fault: str) -> AudioError:
    return AudioError(
        f"The voice {voice.name} is damaged: {fault}.",
        hint=f"Install it again: miolingo voice install {voice.name}",
    )
