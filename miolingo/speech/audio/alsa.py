"""ALSA, the sound system below PortAudio on Linux: kept quiet, and looked at before use."""

from __future__ import annotations

import ctypes
from functools import cache

_LIBRARY = "libasound.so.2"
_NAMED_DEVICES = (b"pcm.default", b"pcm.dmix")

_ErrorHandler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)
_ignore = _ErrorHandler(lambda *_: None)  # kept for as long as ALSA may call it


@cache
def quiet_and_set_up() -> bool:
    """Keep ALSA quiet for good, in its own threads too; whether its settings can be used.

    PortAudio aborts the whole process over settings that name no usual device. Where there is no
    ALSA, nothing is wrong with it.
    """
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return True
    library.snd_lib_error_set_handler(_ignore)
    if library.snd_config_update() < 0:
        return False
    settings = ctypes.c_void_p.in_dll(library, "snd_config")
    found = ctypes.c_void_p()
    return any(
        library.snd_config_search(settings, name, ctypes.byref(found)) >= 0
        for name in _NAMED_DEVICES
    )
