"""A folder of clips: each word of judged recordings in a file, and the same word of the reference.

RECORDING-1a2b3c/1-커피-mispronounced.wav       what the learner said
RECORDING-1a2b3c/1-커피-mispronounced-slow.wav  the same, slowly
reference-커피-주세요-4d5e6f/1-커피.wav           how it is said
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from miolingo.errors import AudioError, ConfigurationError
from miolingo.judging.batch.files import Task, WordClips
from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import Judgement, WordStatus
from miolingo.judging.recording import Audio
from miolingo.speech.clips.cutting import reference_clips, word_clips
from miolingo.speech.clips.encoding import opus, wav
from miolingo.speech.clips.naming import plain_name, unique_name
from miolingo.speech.clips.slowing import slowed


@dataclass(frozen=True)
class ClipForm:
    """How clips are written; ``slowly`` where each is there a second time, slowed down."""

    suffix: str
    encode: Callable[[Audio], bytes]
    slowly: bool


WAV = ClipForm(".wav", wav, slowly=True)
OPUS = ClipForm(".ogg", opus, slowly=False)


class ClipFolder:
    """Writes the clips of judged recordings; several threads may do so at once.

    ``reference`` says a phrase; the judge finds its words in that, once a phrase. Raises
    ConfigurationError where a file cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        form: ClipForm,
        judge: GrammarJudge,
        reference: Callable[[str], Audio],
    ) -> None:
        self._folder = folder
        self._form = form
        self._judge = judge
        self._reference = reference
        self._references: dict[str, tuple[str, ...]] = {}
        self._one_at_a_time = threading.Lock()

    def keep(self, task: Task, judgement: Judgement, audio: Audio) -> tuple[WordClips, ...]:
        """Write the clips of a recording; for each word of the judgement the files it has."""
        stem = PurePath(task.file).stem
        names = [f"{plain_name(word.word)}-{word.status}" for word in judgement.words]
        clips = word_clips(audio, judgement.words)
        own = self._written(unique_name(stem, task.file, task.text), zip(names, clips, strict=True))
        references = iter(self._references_of(task.text) if any(own) else ())
        return tuple(
            WordClips(file, "" if word.status is WordStatus.EXTRA else next(references, ""))
            for word, file in zip(judgement.words, own, strict=True)
        )

    def _references_of(self, phrase: str) -> tuple[str, ...]:
        """The file of each word of the reference; none where nothing can say it."""
        with self._one_at_a_time:
            if phrase not in self._references:
                self._references[phrase] = self._new_references(phrase)
            return self._references[phrase]

    def _new_references(self, phrase: str) -> tuple[str, ...]:
        try:
            audio = self._reference(phrase)
        except AudioError:
            return ()
        clips = reference_clips(self._judge, phrase, audio)
        named = ((plain_name(word), clip) for word, clip in clips)
        return tuple(self._written(unique_name(f"reference-{phrase}", phrase), named))

    def _written(self, name: str, named: Iterable[tuple[str, Audio | None]]) -> list[str]:
        """Write the clip of each word that has one; the paths of the files, or empty."""
        files = []
        for number, (told, clip) in enumerate(named, start=1):
            path = f"{name}/{number}-{told}"
            if clip:
                self._write(path + self._form.suffix, clip)
                if self._form.slowly:
                    self._write(f"{path}-slow{self._form.suffix}", slowed(clip))
            files.append(str(self._folder / (path + self._form.suffix)) if clip else "")
        return files

    def _write(self, path: str, clip: Audio) -> None:
        target = self._folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self._form.encode(clip))
        except OSError as error:
            raise ConfigurationError(
                f"The clip “{target}” cannot be written: {error.strerror}.",
                hint="Free some space, or name another folder.",
            ) from error


def refuse_used(folder: Path, *, allowed: bool) -> None:
    """Raise ConfigurationError for a folder that is none, or has files unless that is allowed."""
    try:
        used = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise ConfigurationError(
            f"“{folder}” cannot be used as a folder: {error.strerror}.", hint="Name another one."
        ) from error
    if used and not allowed:
        raise ConfigurationError(
            f"The folder “{folder}” already has files.",
            hint="Write over them with --force, or name another folder.",
        )
