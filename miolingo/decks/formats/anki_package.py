"""Read and write Anki packages, through a temporary collection of the anki library.

Importing this module raises ConfigurationError where the extra ``anki`` is not installed.
"""

from __future__ import annotations

import filecmp
import hashlib
import html
import shutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from miolingo.decks.cards import Card, Deck
from miolingo.decks.columns import Layout, ReadOptions, choose_columns
from miolingo.decks.formats.fields import Field, field_of_html
from miolingo.errors import ConfigurationError, UsageError
from miolingo.files.installation import add_part
from miolingo.installs.archive import UnsafeArchiveError
from miolingo.language.terminal_safe import printable

try:
    from anki.collection import (
        AddNoteRequest,
        Collection,
        DeckIdLimit,
        ExportAnkiPackageOptions,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )
    from anki.decks import DeckId
    from anki.errors import AnkiException
    from anki.models import NotetypeDict, NotetypeId

    from miolingo.decks.formats.anki_archive import copy_checked
except ImportError as missing:
    raise ConfigurationError(
        "The part of Miolingo that reads and writes Anki packages is not installed.",
        hint=add_part("anki"),
    ) from missing

_RECORDING_SUFFIXES = {
    *(".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3"),
    *(".m4a", ".aac", ".3gp", ".amr", ".webm"),
}
_NOTE_TYPE = NotetypeId(1_795_000_000_000)
_FIELDS = ("Phrase", "Translation", "IPA", "Recording")
_QUESTION = "{{Phrase}}"
_ANSWER = '{{FrontSide}}<hr id="answer">{{Translation}}<br>{{IPA}}<br>{{Recording}}'


@dataclass(frozen=True)
class NoteProblem:
    """Why a note cannot be read in full; ``note`` is its number in the package, from 1."""

    note: int
    why: str


@dataclass(frozen=True)
class AnkiPackage:
    """The decks of a package that have cards, in the order of their first cards.

    Decks are named as in Anki, where ``::`` divides a deck's name from its parent's. There is a
    layout for each kind of notes.
    """

    decks: tuple[Deck, ...]
    problems: tuple[NoteProblem, ...]
    layouts: tuple[Layout, ...] = ()


def read_package(path: Path, media_folder: Path, options: ReadOptions) -> AnkiPackage:
    """The cards of a package of any generation, one for each note, in the order of their making.

    The recordings of the cards are copied into ``media_folder``, which is made if need be; where
    another file has the name, the recording gets a new one. Raises UsageError for a field of the
    options that no note has, and ConfigurationError when the package is damaged, would do harm, or
    has nothing to say; then nothing is left behind.
    """
    with _translate_read_errors(path), _temporary_collection() as (folder, collection):
        copy = folder / "checked.apkg"
        copy_checked(path, copy)
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(copy), options=ImportAnkiPackageOptions())
        )
        with ExitStack() as undo:
            package = _read(collection, _Recordings(collection, media_folder, undo), options)
            if not package.decks:
                raise ConfigurationError(
                    f"{path} has no note with text to say.",
                    hint="Export the deck from Anki again, as an Anki deck package (.apkg).",
                )
            undo.pop_all()
    return package


def write_package(
    path: Path, name: str, cards: Iterable[Card], recordings_folder: Path | None
) -> None:
    """Write cards as a package that every version of Anki reads, as a deck of this name.

    Recordings come from ``recordings_folder``; None leaves them out. A note is known by the names
    of its deck and its phrase, so that another package updates it in Anki. Raises
    ConfigurationError when a recording is missing or the package cannot be written.
    """
    with _translate_write_errors(path), _temporary_collection() as (_, collection):
        note_type = _add_note_type(collection)
        deck = cast("DeckId", collection.decks.id(name))  # None only where it is not to be made
        notes = []
        seen: Counter[str] = Counter()
        for card in cards:
            sound = _add_recording(collection, card, recordings_folder)
            texts = (card.written, card.translation, card.ipa)
            note = collection.new_note(note_type)
            note.guid = _note_id(name, card.phrase, seen[card.phrase])
            note.fields = [*(html.escape(text, quote=False) for text in texts), sound]
            notes.append(AddNoteRequest(note, deck))
            seen[card.phrase] += 1
        collection.add_notes(notes)
        collection.export_anki_package(
            out_path=str(path),
            options=ExportAnkiPackageOptions(with_media=True, legacy=True),
            limit=DeckIdLimit(deck),
        )


class _Recordings:
    """Takes recordings out of a collection; ``undo`` gets what removes them again."""

    def __init__(self, collection: Collection, folder: Path, undo: ExitStack) -> None:
        files = Path(collection.media.dir()).iterdir()
        self._present = {unicodedata.normalize("NFC", path.name): path for path in files}
        self._folder = folder
        self._undo = undo

    def keep(self, name: str) -> str:
        """The name of the recording in the folder. Raises ValueError when it cannot be had."""
        source = self._present.get(name)
        if source is None:
            raise ValueError(f"its recording “{printable(name)}” is not in the package")
        if source.suffix.lower() not in _RECORDING_SUFFIXES:
            raise ValueError(f"its recording “{printable(name)}” is not WAV, FLAC, OGG or MP3")
        target = self._folder / name
        if target.exists() and not filecmp.cmp(source, target, shallow=False):
            digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
            target = target.with_stem(f"{target.stem}-{digest}")
        if not target.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._undo.callback(target.unlink, missing_ok=True)
            shutil.copyfile(source, target)
        return target.name


@dataclass(frozen=True)
class _Note:
    """A note with its fields as they are seen, and its number in the package, from 1."""

    number: int
    kind: NotetypeId
    deck: str
    cells: tuple[Field, ...]


def _read(collection: Collection, recordings: _Recordings, options: ReadOptions) -> AnkiPackage:
    notes, problems = _notes(collection)
    layouts = _layouts(collection, notes, options)
    decks: defaultdict[str, list[Card]] = defaultdict(list)
    for note in notes:
        try:
            card = _card(note, layouts.get(note.kind))
        except ValueError as error:
            problems.append(NoteProblem(note.number, str(error)))
            continue
        try:
            recording = card.recording and recordings.keep(card.recording)
        except ValueError as error:
            problems.append(NoteProblem(note.number, str(error)))
            recording = ""
        decks[note.deck].append(replace(card, recording=recording))
    return AnkiPackage(
        tuple(Deck(name, tuple(cards)) for name, cards in decks.items()),
        tuple(sorted(problems, key=lambda problem: problem.note)),
        tuple(layouts.values()),
    )


def _notes(collection: Collection) -> tuple[list[_Note], list[NoteProblem]]:
    """The notes in the order of their making, and why some cannot be read."""
    notes, problems = [], []
    for number, note_id in enumerate(sorted(collection.find_notes("deck:*")), start=1):
        note = collection.get_note(note_id)
        deck = printable(collection.decks.name(note.cards()[0].did))
        try:
            cells = tuple(field_of_html(html) for html in note.fields)
        except ValueError as error:
            problems.append(NoteProblem(number, str(error)))
        else:
            notes.append(_Note(number, note.mid, deck, cells))
    return notes, problems


def _layouts(
    collection: Collection, notes: Sequence[_Note], options: ReadOptions
) -> dict[NotetypeId, Layout]:
    """The layout of each kind of notes in which a field can hold phrases.

    Raises UsageError where the fields that the learner names are in none of them.
    """
    layouts, refusals = {}, []
    for kind in dict.fromkeys(note.kind for note in notes):
        note_type = cast("NotetypeDict", collection.models.get(kind))
        names = collection.models.field_names(note_type)
        try:
            layout = choose_columns(names, [n.cells for n in notes if n.kind == kind], options)
        except ValueError:
            continue
        except UsageError as refusal:
            refusals.append(refusal)
            continue
        layouts[kind] = replace(layout, title=printable(note_type["name"]))
    if refusals and not layouts:
        raise refusals[0]
    return layouts


def _card(note: _Note, layout: Layout | None) -> Card:
    """The card of a note. Raises ValueError."""
    if layout is None:
        raise ValueError("none of its fields has phrases")
    return layout.card(note.cells)


def _add_note_type(collection: Collection) -> NotetypeDict:
    """Miolingo's own kind of note, by its numbers the same one in every package."""
    models = collection.models
    note_type = models.new("Miolingo")
    note_type["id"] = _NOTE_TYPE
    for number, name in enumerate(_FIELDS, start=_NOTE_TYPE):
        models.add_field(note_type, models.new_field(name) | {"id": number})
    template = models.new_template("Card 1")
    template.update(id=_NOTE_TYPE, qfmt=_QUESTION, afmt=_ANSWER)
    models.add_template(note_type, template)
    models.update(note_type)
    return note_type


def _add_recording(collection: Collection, card: Card, folder: Path | None) -> str:
    """The markup that plays a card's recording; empty for none. Raises ConfigurationError."""
    if folder is None or not card.recording:
        return ""
    try:
        name = collection.media.add_file(str(folder / card.recording))
    except OSError as error:
        raise ConfigurationError(
            f"The recording “{card.recording}” of “{card.phrase}” cannot be read: "
            f"{error.strerror}.",
            hint="Put it back, or remove its name from the deck.",
        ) from error
    return f"[sound:{html.escape(name, quote=False)}]"


def _note_id(deck: str, phrase: str, earlier: int) -> str:
    """The same for the same phrase of a deck; ``earlier`` ones that are equal tell them apart."""
    return hashlib.sha256(f"{deck}\n{phrase}\n{earlier}".encode()).hexdigest()[:32]


@contextmanager
def _temporary_collection() -> Iterator[tuple[Path, Collection]]:
    with TemporaryDirectory(prefix="miolingo-anki-") as name:
        collection = Collection(str(Path(name) / "collection.anki2"))
        try:
            yield Path(name), collection
        finally:
            collection.close()


@contextmanager
def _translate_read_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except UnsafeArchiveError as error:
        raise ConfigurationError(
            f"{path} cannot be used as an Anki package: {error}.",
            hint="Export it from Anki again, or download it again.",
        ) from error
    except AnkiException as error:
        raise ConfigurationError(
            f"{path} is not an Anki package, is damaged, or comes from a newer Anki.",
            hint="Export it from Anki again, with support for older versions.",
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read, or its recordings cannot be kept: {error.strerror}.",
            hint="Check the path, and that the disk has space left.",
        ) from error


@contextmanager
def _translate_write_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (AnkiException, OSError) as error:
        raise ConfigurationError(
            f"{path} cannot be written.",
            hint="Check that its folder exists, can be written to and has space left.",
        ) from error
