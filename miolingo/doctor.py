"""Is this machine fit for practice? Every part is looked at, whatever the others say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, TypeVar

from miolingo.account.local_history import KeptHistory
from miolingo.account.storage_mode import StorageDecision, StorageMode
from miolingo.errors import ExitCode, MiolingoError, ModelError, StoreError
from miolingo.history.location import HistoryLocation
from miolingo.judging.judgement import Reason
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, LiveRecording, Samples
from miolingo.judging.utterance.voice_activity import SILENT_DBFS, Phase
from miolingo.speech.audio.devices import Device, Direction, find_device
from miolingo.speech.recognizer.model_dir import ModelFolder

if TYPE_CHECKING:
    from miolingo.speech.sounds.description import SoundJudging

T = TypeVar("T")

MICROPHONE_TEST_MS = 3_000
"""Enough for a short phrase, and not too long to wait for."""


@unique
class Status(StrEnum):
    """How a part is; a warning does not keep a learner from practicing."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Check:
    """A part to look at: ``look`` describes it, or raises MiolingoError when it is not fit."""

    name: str
    look: Callable[[], str]
    needed: bool = True


@dataclass(frozen=True)
class Finding:
    """What was found of a part; ``next_step`` is empty when all is well."""

    name: str
    status: Status
    detail: str
    next_step: str = ""
    exit_code: ExitCode = ExitCode.OK


@dataclass(frozen=True)
class ModelSounds:
    """What a model on this machine offers for judging single sounds."""

    model: ModelFolder
    judging: SoundJudging


@dataclass(frozen=True)
class HeardSound:
    """What a microphone gave: its loudest moment, and why it is of no use, None where it is."""

    audio: Audio
    loudest_dbfs: float
    defect: Reason | None


@dataclass(frozen=True)
class Report:
    """All findings, in the order of the checks, and the sound devices of this machine.

    ``models`` and ``histories`` are those on this machine.
    """

    findings: tuple[Finding, ...]
    devices: tuple[Device, ...]
    models: tuple[ModelSounds, ...] = ()
    histories: tuple[KeptHistory, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """The code of the first problem, or OK when the learner can practice."""
        problems = (f.exit_code for f in self.findings if f.status is Status.PROBLEM)
        return next(problems, ExitCode.OK)


def examine(
    checks: Iterable[Check],
    list_devices: Callable[[], tuple[Device, ...]],
    models: Iterable[ModelSounds] = (),
    histories: Iterable[KeptHistory] = (),
) -> Report:
    """Look at every part; never raises MiolingoError."""
    return Report(
        tuple(_finding(check) for check in checks),
        _unless_it_fails(list_devices),
        _unless_it_fails(lambda: tuple(models)),
        tuple(histories),
    )


def hear_microphone(
    open_microphone: Callable[[], AbstractContextManager[Iterable[Samples]]],
    meter: Callable[[float, bool], None],
) -> HeardSound:
    """Record for MICROPHONE_TEST_MS; ``meter`` follows in dBFS, and whether it is speech.

    Raises AudioError when the microphone cannot be used.
    """
    recording = LiveRecording()
    loudest_dbfs, samples = SILENT_DBFS, 0
    with open_microphone() as blocks:
        for block in blocks:
            recording.feed(block)
            loudest_dbfs = max(loudest_dbfs, recording.level_dbfs)
            meter(recording.level_dbfs, recording.phase is Phase.SPEAKING)
            samples += len(block)
            if samples * 1000 >= MICROPHONE_TEST_MS * SPEECH_RATE_HZ:
                break
    return HeardSound(recording.audio, loudest_dbfs, recording.defect())


def _unless_it_fails(look: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    try:
        return look()
    except MiolingoError:
        return ()


def _finding(check: Check) -> Finding:
    try:
        return Finding(check.name, Status.OK, check.look())
    except MiolingoError as error:
        status = Status.PROBLEM if check.needed else Status.WARNING
        code = error.exit_code if check.needed else ExitCode.OK
        return Finding(check.name, status, error.message, error.hint, code)


def describe_device(list_devices: Callable[[], tuple[Device, ...]], direction: Direction) -> str:
    """Describe the device that is used when none is named. Raises AudioError."""
    device = find_device(list_devices(), None, direction)
    return f"{device.name} ({device.host_api}, {device.sample_rate_hz:g} Hz)"


def describe_models(
    models: Iterable[ModelFolder], check_model: Callable[[ModelFolder], None]
) -> str:
    """List the models and their languages. Raises ModelError for none and for a damaged one."""
    lines = []
    for model in models:
        check_model(model)
        lines.append(f"{model.name} ({model.language}) in {model.path}")
    if not lines:
        raise ModelError(
            "There is no speech model on this machine.",
            hint="For Korean, for example: miolingo model install ko",
        )
    return "; ".join(lines)


def describe_history(location: HistoryLocation, count_attempts: Callable[[Path], int]) -> str:
    """Say how much a sound history holds, and whose it is. Raises StoreError for any other."""
    owner = "of a guest" if location.user_id is None else "of the learner who is signed in"
    return f"attempts: {count_attempts(location.path)}, {owner}, in {location.path}"


def describe_storage(decision: StorageDecision) -> str:
    """Say where attempts are kept, and why. Raises StoreError where they will not last."""
    markers = "; ".join(decision.found)
    if decision.passing:
        raise StoreError(
            f"What you practice here will be lost: {markers}.",
            hint="Put a session into the environment, or the data folder on a volume: "
            "docs/containers.md",
        )
    where = "this machine" if decision.mode is StorageMode.LOCAL else "the account alone"
    return f"{where}, because {decision.why}" + (f". Found: {markers}" if markers else "")


def describe_folder(folder: Path) -> str:
    """Name a folder that can be written, or could be made. Raises StoreError."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with TemporaryFile(dir=nearest):
            return str(folder)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be written: {error.strerror}.",
            hint="Change its permissions, or set MIOLINGO_HOME to your own folder.",
        ) from error
