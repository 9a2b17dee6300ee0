"""The recordings to learn from: a drill's list, whose speakers are the folders of its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from miolingo.composition.speech import read_samples
from miolingo.judging.batch.manifest import read_manifest
from miolingo.judging.recording import Samples


@dataclass(frozen=True)
class Recording:
    """One recording of a text said right; a speaker is the folder that the file lies in."""

    path: Path
    text: str
    speaker: str

    def samples(self) -> Samples:
        """The sound, mono at 16 kHz. Raises AudioFileError."""
        return read_samples(self.path)


def read_recordings(manifest: Path) -> list[Recording]:
    """Read a drill's list. Raises ConfigurationError."""
    return [
        Recording(task.audio, task.text, task.audio.parent.name) for task in read_manifest(manifest)
    ]
