"""Vosk model folders: where they are, whether they are whole, and a copy tuned for judging."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pkgutil
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from miolingo.errors import ModelError, NoModelError
from miolingo.files.substitutes import substitute_in
from miolingo.language.names import language_name
from miolingo.language.tags import language_of_vosk, primary
from miolingo.speech.recognizer import fst_header
from miolingo.speech.recognizer.model_layout import (
    FIRST_LAYOUT,
    FIRST_LAYOUT_OPTIONS,
    file_of,
    is_first_layout,
)

_FEATURES = "conf/mfcc.conf"
_DECODING = "conf/model.conf"
_ACOUSTIC = ("am/final.mdl", _FEATURES)
_DYNAMIC_GRAPH = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
_STATIC_GRAPH = ("graph/HCLG.fst", "graph/words.txt")
_IVECTOR = (
    "ivector/final.dubm",
    "ivector/final.ie",
    "ivector/final.mat",
    "ivector/global_cmvn.stats",
    "ivector/online_cmvn.conf",
    "ivector/splice.conf",
)
_MAY_BE_EMPTY = ("ivector/online_cmvn.conf",)
_LANGUAGE = re.compile(r"vosk[-_]model[-_](?:small[-_])?([a-z]{2,3})(?:[-_]|$)")

# Wide beams give graded confidences, no dither gives the same result for the same recording, and
# an utterance ends when we say so, not when a learner pauses to think.
_TUNED_DECODING = {"--beam": "13.0", "--lattice-beam": "6.0"} | {
    f"--endpoint.rule{rule}.{limit}": "100000"
    for rule in range(1, 6)
    for limit in ("min-trailing-silence", "min-utterance-length")
}
_TUNED_FEATURES = {"--dither": "0.0"}
_KEY_LENGTH = 16


@dataclass(frozen=True)
class ModelFolder:
    """A model or a voice on disk; ``language`` is a primary BCP 47 subtag, such as ``ko``."""

    name: str
    language: str
    path: Path


def find_models(folders: Iterable[Path]) -> list[ModelFolder]:
    """The models in ``folders`` and in installed ``vosk_model_*`` packages, first found first."""
    own = [model for folder in folders for model in models_in(folder)]
    return own + list(_packaged_models())


def models_in(folder: Path) -> Iterator[ModelFolder]:
    """The models in one folder, those that take a grammar first, then by name."""
    try:
        children = sorted(
            folder.iterdir(), key=lambda child: (not has_dynamic_graph(child), child.name)
        )
    except OSError:
        return
    for child in children:
        match = _LANGUAGE.search(child.name)
        if match and child.is_dir():
            yield ModelFolder(child.name, language_of_vosk(match[1]), child)


def model_for(language_code: str, folders: Iterable[Path]) -> ModelFolder:
    """The first model for a language. Raises NoModelError, and ModelError for a damaged one."""
    for model in find_models(folders):
        if model.language == primary(language_code):
            check_model(model)
            return model
    raise NoModelError(
        f"There is no speech model for {language_name(language_code)} on this machine.",
        hint=f"Get one: miolingo model install {language_code}",
    )


def has_dynamic_graph(folder: Path) -> bool:
    """Whether the model takes a grammar; the large ones have a static graph and do not."""
    return file_of(folder, "graph/HCLr.fst").is_file()


def check_model(model: ModelFolder) -> None:
    """Look for what would crash or stop the recognizer. Raises ModelError naming the file."""
    folder = model.path
    decoding = () if is_first_layout(folder) else (_DECODING,)
    graph = _DYNAMIC_GRAPH if file_of(folder, "graph/Gr.fst").is_file() else _STATIC_GRAPH
    ivector = _IVECTOR if (folder / "ivector").is_dir() else ()
    for name in (*_ACOUSTIC, *decoding, *graph, *ivector):
        path = file_of(folder, name)
        fault = _fault(path, may_be_empty=name in _MAY_BE_EMPTY)
        if fault:
            file = path.relative_to(folder).as_posix()
            raise ModelError(
                f"The speech model {model.name} is damaged: {file} {fault}.",
                hint=f"Install it again: miolingo model install. Its folder is {model.path}",
            )


def with_decoding_config(model: ModelFolder, cache: Path) -> ModelFolder:
    """A model of the same files with settings for judging, made in ``cache`` the first time.

    Its folder holds links to the original files. Where links cannot be made, or the disk is full
    or read-only, the original model is the answer: it judges a little less steadily.
    """
    settings = f"{model.path.resolve()}{_TUNED_DECODING}{_TUNED_FEATURES}"
    key = hashlib.sha256(settings.encode()).hexdigest()[:_KEY_LENGTH]
    folder = cache / f"{model.name}-{key}"
    if not (folder / "am" / "final.mdl").is_file():
        try:
            _make_tuned(model.path, folder)
        except OSError:
            return model
    return ModelFolder(model.name, model.language, folder)


def drop_tuned_copies(name: str, cache: Path) -> None:
    """Delete the tuned copies of a model that changes or goes. Raises OSError."""
    for folder in cache.glob(f"{name}-{'[0-9a-f]' * _KEY_LENGTH}"):
        shutil.rmtree(folder)


def _packaged_models() -> Iterator[ModelFolder]:
    """Models of installed packages; what only lies in the working directory is none of them."""
    for module in pkgutil.iter_modules():
        match = _LANGUAGE.fullmatch(module.name)
        spec = importlib.util.find_spec(module.name) if match else None
        for location in (spec.submodule_search_locations or ()) if spec else ():
            folder = Path(location) / "model"
            here = Path(location).resolve().parent == Path.cwd()
            if match and folder.is_dir() and not here:
                name = module.name.replace("_", "-")
                yield ModelFolder(name, language_of_vosk(match[1]), folder)


def _fault(path: Path, *, may_be_empty: bool) -> str:
    try:
        if may_be_empty and not path.stat().st_size:
            return ""
        substitute = substitute_in(path)
        return substitute or (fst_header.fault_of(path) if path.suffix == ".fst" else "")
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _make_tuned(original: Path, folder: Path) -> None:
    """Make the copy, in the newer layout whichever the original has. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        first = is_first_layout(original)
        for name in FIRST_LAYOUT.keys() - {_FEATURES} if first else ():
            if (file := file_of(original, name)).is_file():
                _link_file(file, draft / name)
        for name in ("ivector",) if first else ("am", "graph", "ivector"):
            if (original / name).is_dir():
                _link_folder(original / name, draft / name)
        decoding = FIRST_LAYOUT_OPTIONS if first else _lines(original / _DECODING)
        _write(draft / _DECODING, decoding, _TUNED_DECODING)
        _write(draft / _FEATURES, _lines(file_of(original, _FEATURES)), _TUNED_FEATURES)
        _move_into_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _link_folder(original: Path, copy: Path) -> None:
    """Link a folder's files: symbolic links need a privilege on Windows, hard links one disk."""
    try:
        copy.symlink_to(original.resolve(), target_is_directory=True)
    except OSError:
        shutil.copytree(original, copy, copy_function=os.link)


def _link_file(original: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        copy.symlink_to(original.resolve())
    except OSError:
        os.link(original, copy)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _write(path: Path, lines: Iterable[str], settings: dict[str, str]) -> None:
    """Write options with these settings in place of their own."""
    kept = [line for line in lines if line.split("=")[0].strip() not in settings]
    tuned = [f"{option}={value}" for option, value in settings.items()]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*kept, *tuned, ""]), encoding="utf-8")


def _move_into_place(draft: Path, folder: Path) -> None:
    """Another process may make the same folder at the same time: the first one wins."""
    try:
        draft.rename(folder)
    except OSError:
        if not (folder / "am" / "final.mdl").is_file():
            raise
