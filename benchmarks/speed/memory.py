"""Peak memory of a practice session, all its processes together, against the model alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.speed.measuring import Ratio
from miolingo.composition.context import context_from
from miolingo.composition.installs import model_folders
from miolingo.speech.recognizer.model_dir import model_for

POLL_S = 0.05


def practice_session(_folder: Path, environment: Mapping[str, str]) -> list[Ratio]:
    """A session with the synthesized learner, from start to end."""
    session = peak_megabytes([sys.executable, "-m", "miolingo", "practice", "--demo"], environment)
    model = peak_megabytes(
        _bare_model(model_for("ko", model_folders(context_from())).path), environment
    )
    return [Ratio("memory of a session / the model alone", session, model, "MB")]


def peak_megabytes(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """The most memory a command and its children hold at once, in MB (proportional set size)."""
    peak = 0
    with subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_proportional_kilobytes, _tree(process.pid))))
            time.sleep(POLL_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak / 1024


def _bare_model(model: Path) -> list[str]:
    """A Python that does nothing but load the model."""
    program = "import sys, time, vosk; model = vosk.Model(sys.argv[1]); time.sleep(0.5)"
    return [sys.executable, "-c", program, str(model)]


def _tree(root: int) -> Iterator[int]:
    parents = dict(_processes())
    family = {root}
    while True:
        grown = family | {child for child, parent in parents.items() if parent in family}
        if grown == family:
            return iter(family)
        family = grown


def _processes() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        yield int(stat.parent.name), int(fields[1])


def _proportional_kilobytes(process: int) -> int:
    try:
        lines = Path("/proc", str(process), "smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines.splitlines() if line.startswith("Pss:"))
