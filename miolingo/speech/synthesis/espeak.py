"""eSpeak NG, loaded through espeakng-loader: spoken references and IPA transcriptions."""

from __future__ import annotations

import ctypes
import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache

import espeakng_loader
import numpy as np

from miolingo.errors import AudioError
from miolingo.judging.recording import Audio

_OUTPUT_SYNCHRONOUS = 2
_CHARS_UTF8 = 1
_POSITION_CHARACTER = 1
_PHONEMES_IPA = 0x02
_PHONEME_SEPARATOR_SHIFT = 8
_PARAM_RATE, _PARAM_PITCH = 1, 3
_DONT_EXIT = 0x8000
_USUAL_REGIONS = {"en": "en-us", "pt": "pt-br"}
_NO_SOUND = re.compile(r"\([a-z-]+\)|-")
"""Marks of a change of language, as in (en), and of words said as one."""

_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True)
class Voice:
    """An eSpeak NG voice, such as ``ko`` or ``ko+f4``, and how it speaks.

    ``words_per_minute`` is 80-450, ``pitch`` 0-99.
    """

    name: str
    words_per_minute: int = 140
    pitch: int = 50


class _Engine:
    """The one eSpeak NG instance of this process; its C library keeps global state."""

    def __init__(self) -> None:
        try:
            self._lib = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (OSError, RuntimeError) as error:
            raise AudioError(
                "The eSpeak NG library could not be loaded.",
                hint="Reinstall it with: pip install --force-reinstall espeakng-loader",
            ) from error
        self._lock = threading.Lock()
        self._chunks: list[np.ndarray] = []
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.sample_rate_hz = int(
            self._lib.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, data.encode(), _DONT_EXIT)
        )
        if self.sample_rate_hz <= 0:
            raise AudioError(
                "eSpeak NG did not start.",
                hint="Reinstall it with: pip install --force-reinstall espeakng-loader",
            )
        self._callback = _SynthCallback(self._collect)
        self._lib.espeak_SetSynthCallback(self._callback)

    def _collect(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if samples and count > 0:
            self._chunks.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
        return 0

    def _select(self, voice: str) -> None:
        if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise AudioError(
                f"eSpeak NG has no voice named “{voice}”.",
                hint="Choose another voice, for example “ko” or “pt-br”.",
            )

    def has_voice(self, voice: str) -> bool:
        with self._lock:
            return bool(self._lib.espeak_SetVoiceByName(voice.encode()) == 0)

    def speak(self, text: str, voice: Voice) -> Audio:
        with self._lock:
            self._select(voice.name)
            self._lib.espeak_SetParameter(_PARAM_RATE, voice.words_per_minute, 0)
            self._lib.espeak_SetParameter(_PARAM_PITCH, voice.pitch, 0)
            self._chunks.clear()
            data = text.encode()
            self._lib.espeak_Synth(
                data, len(data) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
            )
            samples = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
            self._chunks.clear()
        return Audio(samples.astype(np.float32) / np.float32(32768), self.sample_rate_hz)

    def ipa(self, text: str, voice_name: str) -> str:
        with self._lock:
            self._select(voice_name)
            pointer = ctypes.c_char_p(text.encode())
            clauses = []
            while pointer.value:
                clause = self._lib.espeak_TextToPhonemes(
                    ctypes.byref(pointer), _CHARS_UTF8, _PHONEMES_IPA
                )
                clauses.append((clause or b"").decode())
        sounds = _NO_SOUND.sub("", " ".join(clauses))
        return unicodedata.normalize("NFC", " ".join(sounds.split()))


@cache
def _engine() -> _Engine:
    return _Engine()


def speak(text: str, voice: Voice) -> Audio:
    """Speak ``text``; the audio is mono at eSpeak NG's own rate (22,050 Hz).

    Raises AudioError when the library or the voice is missing.
    """
    return _engine().speak(text, voice)


def voice_for(language_code: str) -> str:
    """The voice of a language's region, as for pt-BR, or else of the language, as for ko-KR.

    English and Portuguese of no region are American and Brazilian, as the built-in decks are.
    """
    exact = _USUAL_REGIONS.get(language_code.lower(), language_code.lower())
    return exact if _engine().has_voice(exact) else exact.partition("-")[0]


def ipa(text: str, voice_name: str) -> str:
    """Transcribe ``text`` in IPA (NFC) as the voice would say it, words separated by spaces.

    Raises AudioError when the library or the voice is missing.
    """
    return _engine().ipa(text, voice_name)
