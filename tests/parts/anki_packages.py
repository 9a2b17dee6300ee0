"""Anki packages as Anki itself and another program write them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import numpy as np
import soundfile

from tests.parts.require import require


def anki_part() -> ModuleType:
    """The module under test, which needs an extra."""
    require(find_spec("anki") is not None, "pip install '.[anki]'")
    return importlib.import_module("miolingo.decks.formats.anki_package")


def tone(path: Path, pitch_hz: int = 440) -> Path:
    """A recording of a fifth of a second; its format is that of the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    seconds = np.arange(3_200) / 16_000
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * pitch_hz * seconds), 16_000)
    return path


@contextmanager
def collection(folder: Path) -> Iterator[Any]:
    """A learner's collection in Anki, kept in this folder."""
    from anki.collection import Collection

    folder.mkdir(parents=True, exist_ok=True)
    opened = Collection(str(folder / "collection.anki2"))
    try:
        yield opened
    finally:
        opened.close()


def add_note(kept: Any, deck: str, kind: str, *fields: str) -> None:
    """Add a note of a kind that Anki comes with."""
    note = kept.new_note(kept.models.by_name(kind))
    note.fields = [*fields, *note.fields[len(fields) :]]
    kept.add_note(note, kept.decks.id(deck))


def exported(path: Path, fill: Callable[[Any], None], *, legacy: bool) -> Path:
    """A package of all that is in a new collection of Anki's."""
    from anki.collection import ExportAnkiPackageOptions

    with collection(path.with_suffix(".collection")) as kept:
        fill(kept)
        options = ExportAnkiPackageOptions(with_media=True, legacy=legacy)
        kept.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def imported(kept: Any, path: Path) -> dict[str, int]:
    """Import a package into a collection as Anki does; how many notes became what."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    request = ImportAnkiPackageRequest(
        package_path=str(path), options=ImportAnkiPackageOptions(merge_notetypes=False)
    )
    log = kept.import_anki_package(request).log
    kinds = ("new", "updated", "duplicate", "conflicting")
    return {kind: len(getattr(log, kind)) for kind in kinds}


def of_genanki(
    path: Path, fields: Mapping[str, str], *, deck: str = "Deck", media: tuple[Path, ...] = ()
) -> Path:
    """A package of one note, in the oldest format, by a program that is not Anki."""
    import genanki

    template = {"name": "Card", "qfmt": f"{{{{{next(iter(fields))}}}}}", "afmt": "{{FrontSide}}"}
    kind = genanki.Model(7, "Kind", [{"name": name} for name in fields], [template])
    made = genanki.Deck(8, deck)
    made.add_note(genanki.Note(kind, list(fields.values())))
    genanki.Package(made, media_files=[str(file) for file in media]).write_to_file(path)
    return path


def entries(path: Path) -> dict[str, bytes]:
    """What is in a package, by name."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(path: Path, changes: Mapping[str, bytes | None]) -> Path:
    """The package with other content in some entries; None leaves one out."""
    content = {
        name: data for name, data in (entries(path) | dict(changes)).items() if data is not None
    }
    with ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def with_media_names(path: Path, *names: str) -> Path:
    """The package of an old format, its files of sound called otherwise."""
    return changed(path, {"media": json.dumps(dict(enumerate(names))).encode()})
