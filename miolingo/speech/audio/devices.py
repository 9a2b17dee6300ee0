"""The sound devices of this machine, through sounddevice; errors become sentences."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from miolingo.errors import AudioError
from miolingo.speech.audio import alsa
from miolingo.speech.audio.quiet_stderr import quiet_stderr


@unique
class Direction(StrEnum):
    """Which way sound flows, in PortAudio's words."""

    INPUT = "input"
    OUTPUT = "output"


@dataclass(frozen=True)
class Device:
    """A sound device as PortAudio sees it; it can be chosen by ``index`` or part of ``name``.

    ``host_api`` is the sound system that it is reached through. Windows has several, and lists each
    device once for each of them.
    """

    index: int
    name: str
    host_api: str
    input_channels: int
    output_channels: int
    sample_rate_hz: float
    is_default_input: bool
    is_default_output: bool

    def channels(self, direction: Direction) -> int:
        """How many channels the device has in a direction."""
        return self.input_channels if direction is Direction.INPUT else self.output_channels

    def is_default(self, direction: Direction) -> bool:
        """Whether the device is used when none is named."""
        return self.is_default_input if direction is Direction.INPUT else self.is_default_output


@dataclass(frozen=True)
class Format:
    """What a stream on a device can be opened with."""

    device: int
    sample_rate_hz: int
    channels: int


LATENCY_S = 0.1  # enough for a busy machine to lose nothing

_NOUNS = {Direction.INPUT: "microphone", Direction.OUTPUT: "loudspeaker"}
_WITHOUT_A_DEVICE = {
    Direction.INPUT: "Connect one and check that “miolingo doctor” lists it; or practice with a "
    "recording (--audio FILE), or watch a synthesized learner (--demo).",
    Direction.OUTPUT: "Connect one and check that “miolingo doctor” lists it; “miolingo practice” "
    "works without it.",
}
_MOST_INPUTS = 8  # of an interface with sockets; more are listed by sound servers
_USUAL_RATES_HZ = (48_000, 44_100, 16_000)


def sounddevice() -> Any:
    """Import sounddevice; AudioError when PortAudio is missing or would not start."""
    if not alsa.quiet_and_set_up():
        raise AudioError(
            "The sound system ALSA has no usable settings.",
            hint="Fix or remove ~/.asoundrc and the file that ALSA_CONFIG_PATH names, if any; "
            "where ALSA's own are missing: sudo apt install libasound2-data",
        )
    try:
        with quiet_stderr():
            return importlib.import_module("sounddevice")
    except Exception as error:  # OSError: no library; PortAudioError: it does not start
        raise AudioError(
            "The sound library PortAudio could not be loaded.",
            hint="Install it: on Debian or Ubuntu “sudo apt install libportaudio2”, "
            "elsewhere “pip install --force-reinstall sounddevice”.",
        ) from error


@contextmanager
def device_errors(noun: str) -> Iterator[None]:
    """Keep PortAudio's chatter off the screen and turn its errors into AudioError."""
    library = sounddevice()
    try:
        with quiet_stderr():
            yield
    except library.PortAudioError as error:
        raise AudioError(
            f"The {noun} could not be used: {error.args[0]}.",
            hint="Check that it is connected, allowed and not in use by another program; "
            "“miolingo doctor” lists the devices, “--device” chooses one.",
        ) from error


def version() -> str:
    """Name PortAudio's version. Raises AudioError when it is missing."""
    return str(sounddevice().get_portaudio_version()[1])


def list_devices() -> tuple[Device, ...]:
    """List every device, inputs and outputs. Raises AudioError when PortAudio is missing."""
    library = sounddevice()
    with device_errors("list of devices"):
        host_apis = library.query_hostapis()
        default_input, default_output = library.default.device
        found = tuple(library.query_devices())
    default_input = _first_choice(default_input, host_apis, "default_input_device")
    default_output = _first_choice(default_output, host_apis, "default_output_device")
    return tuple(
        Device(
            index=index,
            name=info["name"],
            host_api=host_apis[info["hostapi"]]["name"],
            input_channels=info["max_input_channels"],
            output_channels=info["max_output_channels"],
            sample_rate_hz=info["default_samplerate"],
            is_default_input=index == default_input,
            is_default_output=index == default_output,
        )
        for index, info in enumerate(found)
    )


def _first_choice(chosen: int, host_apis: tuple[dict[str, Any], ...], key: str) -> int:
    if chosen >= 0:
        return chosen
    return next((int(api[key]) for api in host_apis if api[key] >= 0), -1)


def find_device(devices: tuple[Device, ...], wanted: str | None, direction: Direction) -> Device:
    """Choose a device by index or part of its name, or the default when ``wanted`` is None.

    A device that several sound systems list is taken from the first of them, that of the default
    device before the others. Raises AudioError when there is none, or when a name fits several
    devices of one sound system and none exactly.
    """
    noun = _NOUNS[direction]
    usable = [device for device in devices if device.channels(direction)]
    if not usable:
        raise AudioError(
            f"There is no {noun} on this machine.",
            hint=_WITHOUT_A_DEVICE[direction],
        )
    if wanted is None:
        return next((device for device in usable if device.is_default(direction)), usable[0])
    named = [device for device in usable if wanted.casefold() in device.name.casefold()]
    exact = [device for device in usable if wanted in (str(device.index), device.name)]
    matches = exact or named
    chosen = _only_one_of_a_host_api(matches, usable, direction)
    if chosen:
        return chosen
    listed = ", ".join(f"{device.index} {device.name}" for device in matches or usable)
    fits = "fits several devices" if matches else "is not one of the devices"
    raise AudioError(
        f"“{wanted}” {fits}.", hint=f"Choose the {noun} by its number or its whole name: {listed}."
    )


def _only_one_of_a_host_api(
    matches: list[Device], usable: list[Device], direction: Direction
) -> Device | None:
    """The match of the sound system to prefer; None where this one has several."""
    usual = [device.host_api for device in usable if device.is_default(direction)]
    host_apis = [device.host_api for device in matches]
    preferred = next((name for name in (*usual, *host_apis) if name in host_apis), None)
    of_it = [device for device in matches if device.host_api == preferred]
    return of_it[0] if len(of_it) == 1 else None


def best_format(device: Device, direction: Direction, preferred_hz: int | None = None) -> Format:
    """Find a rate and a number of channels that a device takes as float32.

    The order of rates is ``preferred_hz``, the device's own, then the usual ones. As few channels
    as can be are played; of a microphone all are recorded, since any may have the voice. Raises
    AudioError when it takes none.
    """
    library = sounddevice()
    check = getattr(library, f"check_{direction}_settings")
    own_hz = round(device.sample_rate_hz)
    rates = dict.fromkeys(filter(None, (preferred_hz, own_hz, *_USUAL_RATES_HZ)))
    counts = channel_counts(device.channels(direction), direction)
    with device_errors(_NOUNS[direction]):
        for rate in rates:
            for channels in counts:
                try:
                    check(device.index, channels=channels, dtype="float32", samplerate=rate)
                except library.PortAudioError:
                    continue
                return Format(device.index, rate, channels)
        check(device.index, channels=1, dtype="float32", samplerate=own_hz)
    return Format(device.index, own_hz, 1)


def channel_counts(most: int, direction: Direction) -> list[int]:
    """The numbers of channels to try, the best first."""
    fewest_first = sorted({1, min(2, most), most})
    if direction is Direction.OUTPUT:
        return fewest_first
    if most > _MOST_INPUTS:  # a sound server, which makes as many as it is asked for
        return [2, 1, most]
    return fewest_first[::-1]
