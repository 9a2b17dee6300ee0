"""Files that can be brought in: what each one is, told by its content, and its entries.

Nothing is ever written to them or left beside them.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum, unique
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from miolingo.domain import export_format, legacy
from miolingo.domain.attempts import Attempt
from miolingo.domain.decks import Deck, parse_deck
from miolingo.domain.export_format import Choice, Entry
from miolingo.errors import ConfigurationError

_SQLITE = b"SQLite format 3\0"
_LEVEL = re.compile(r"(phrases|words)-[A-D]")
_SHORT_TAG = re.compile(r"[a-z]{2}(-[A-Za-z]{2,4})?")
_LONGEST_JSON_BYTES = 256 * 2**20


@unique
class Kind(StrEnum):
    """What a file is."""

    EXPORT = "export"
    PRACTICE_HISTORY = "practice history"
    PRACTICE_CONFIG = "practice configuration"
    USERS_DATABASE = "users database"
    STORY = "story"
    PHRASES = "phrase list"


@dataclass(frozen=True)
class Problem:
    """A row that cannot be read: where it stands in its file, and why."""

    where: str
    why: str


@dataclass(frozen=True)
class Source:
    """A file; ``entries`` reads it anew each time. ``notes`` are what a learner should know."""

    path: Path
    kind: Kind
    entries: Callable[[], Iterable[Entry | Problem]] = tuple
    deck: Deck | None = None
    deck_language: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What a file does not say itself; each is asked with the file, and for a choice the names."""

    language: Callable[[Path], str]
    user: Callable[[Path, list[str]], str] = field(default=lambda _path, names: names[0])


def sources(paths: Iterable[Path], answers: Answers) -> list[Source]:
    """The files of these paths; of a folder, all that look like one at any depth.

    Raises ConfigurationError for a file that is damaged or of no kind that is known, and what
    ``answers`` raises.
    """
    return [source(path, answers) for path in _files(paths)]


def source(path: Path, answers: Answers) -> Source:
    """What a file is. Raises as ``sources``."""
    with _read_errors_told(path):
        with path.open("rb") as file:
            start = file.read(4096)
        if start.startswith(_SQLITE):
            return _users_database(path, answers)
        if _is_json_export(start):
            return Source(path, Kind.EXPORT, partial(_json_entries, path))
        if start.removeprefix(b"\xef\xbb\xbf").startswith(b"kind,"):
            return Source(path, Kind.EXPORT, partial(_csv_entries, path))
        text = _text(path)
    if text.lstrip()[:1] in {"[", "{"}:
        return _json_source(path, text, answers)
    if text.lstrip()[:1] in {"<", ""}:
        raise _unknown(path)
    deck = parse_deck(_deck_name(path), text)
    return Source(path, Kind.PHRASES, deck=deck, deck_language=_deck_language(path, answers))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            suffixes = {".json", ".jsonl", ".csv", ".db", ".txt"}
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in suffixes)
        else:
            yield path


def _is_json_export(start: bytes) -> bool:
    first = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    try:
        head = json.loads(first)
    except ValueError:
        return False
    return isinstance(head, dict) and head.get("schema") == export_format.SCHEMA


def _json_entries(path: Path) -> Iterator[Entry | Problem]:
    with _read_errors_told(path), path.open(encoding="utf-8-sig", newline="\n") as file:
        next(file)
        for number, line in enumerate(file, start=2):
            try:
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise ValueError("it is no object")
                yield export_format.entry_of_json(record)
            except ValueError as error:
                yield Problem(f"line {number}", _reason(error))


def _csv_entries(path: Path) -> Iterator[Entry | Problem]:
    with _read_errors_told(path), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        columns = next(reader)
        for cells in reader:
            try:
                yield export_format.entry_of_csv(columns, cells)
            except ValueError as error:
                yield Problem(f"line {reader.line_num}", _reason(error))


def _json_source(path: Path, text: str, answers: Answers) -> Source:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{path} is damaged: {error}.",
            hint="Nothing was changed. Look for an older copy of it.",
        ) from error
    if isinstance(content, list) and any(
        isinstance(it, dict) and "practices" in it for it in content
    ):
        language = answers.language(path)
        return Source(
            path,
            Kind.PRACTICE_HISTORY,
            partial(_practices, content, language),
            notes=("Times without a zone are taken as this machine's.",),
        )
    if isinstance(content, dict) and content and content.keys() <= legacy.CONFIG_KEYS:
        return _configuration(path, content)
    if cards := legacy.story_cards(content):
        deck = Deck(_deck_name(path), tuple(cards))
        return Source(path, Kind.STORY, deck=deck, deck_language=_deck_language(path, answers))
    raise _unknown(path)


def _practices(sessions: list[Any], language: str) -> Iterator[Entry | Problem]:
    for place, session in enumerate(sessions, start=1):
        practices = session.get("practices") if isinstance(session, dict) else None
        if not isinstance(practices, list):
            yield Problem(f"session {place}", "it has no list of practices")
            continue
        for number, record in enumerate(practices, start=1):
            where = f"session {place}, practice {number}"
            yield _attempt(where, partial(legacy.practice_record, record), language)


def _attempt(where: str, read: Callable[[], legacy.OldAttempt], language: str) -> Attempt | Problem:
    try:
        return legacy.attempt_from(read(), language_code=language, zone=None)
    except (ValueError, OverflowError, OSError) as error:
        return Problem(where, _reason(error))


def _configuration(path: Path, content: Mapping[str, Any]) -> Source:
    kept = [Choice(key, content[key]) for key in legacy.KEPT_CONFIG_KEYS if key in content]
    others = sorted(content.keys() - set(legacy.KEPT_CONFIG_KEYS))
    notes = (f"Without a counterpart here: {', '.join(others)}.",) if others else ()
    return Source(path, Kind.PRACTICE_CONFIG, lambda: kept, notes=notes)


def _users_database(path: Path, answers: Answers) -> Source:
    with _copied(path) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        if "user_progress" not in tables:
            raise _unknown(path)
        owner = _owner(path, database, tables, answers)
        rows = [
            dict(row)
            for row in database.execute(
                "SELECT rowid AS place, * FROM user_progress WHERE user_id IS ? ORDER BY rowid",
                (owner,),
            )
        ]
    scores = [row.get("similarity_score") for row in rows]
    shares = all(
        isinstance(score, (int, float)) and score <= 1 for score in scores if score is not None
    )
    scale = "0 to 1" if shares else "0 to 100"
    return Source(
        path,
        Kind.USERS_DATABASE,
        partial(_progress, rows, shares=shares),
        notes=(
            f"Scores are taken as {scale}.",
            "Times without a zone are taken as this machine's.",
        ),
    )


def _owner(path: Path, database: sqlite3.Connection, tables: set[str], answers: Answers) -> Any:
    """The user whose rows are meant; only names are read of the others."""
    ids = [one for (one,) in database.execute("SELECT DISTINCT user_id FROM user_progress")]
    if len(ids) <= 1:
        return ids[0] if ids else None
    names = {str(one): one for one in ids}
    if "users" in tables:
        known = database.execute("SELECT username, user_id FROM users").fetchall()
        names |= {str(name): one for name, one in known if one in ids}
        names = {name: one for name, one in names.items() if name not in map(str, ids)} or names
    return names[answers.user(path, sorted(names))]


def _progress(rows: list[dict[str, Any]], *, shares: bool) -> Iterator[Entry | Problem]:
    for row in rows:
        where = f"row {row['place']}"
        try:
            language = legacy.language_of(str(row.get("language_code") or ""))
        except ValueError as error:
            yield Problem(where, _reason(error))
        else:
            yield _attempt(where, partial(legacy.progress_row, row, shares=shares), language)


@contextmanager
def _copied(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of a database, its log included, so that nothing is left beside the original."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        for suffix in ("", "-wal"):
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                shutil.copyfile(beside, copy.with_name(copy.name + suffix))
        with closing(sqlite3.connect(copy)) as database:
            database.row_factory = sqlite3.Row
            yield database


@contextmanager
def _read_errors_told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error
    except (UnicodeDecodeError, sqlite3.Error, csv.Error) as error:
        raise ConfigurationError(
            f"{path} is damaged: {error}.",
            hint="Nothing was changed. Look for an older copy of it.",
        ) from error


def _text(path: Path) -> str:
    if path.stat().st_size > _LONGEST_JSON_BYTES:
        raise ConfigurationError(f"{path} is too large.", hint="Bring in its parts one by one.")
    return path.read_text(encoding="utf-8-sig")


def _deck_name(path: Path) -> str:
    """The file's name, with its level where the folder names one, as in ``phrases-A``."""
    level = path.absolute().parent.name
    return f"{level}-{path.stem}" if _LEVEL.fullmatch(level) else path.stem


def _deck_language(path: Path, answers: Answers) -> str:
    """The language that the folder names, as in ``ko/phrases-A/food.txt``, or else the answer."""
    folders = [name for name in path.absolute().parts[:-1] if not _LEVEL.fullmatch(name)]
    return folders[-1] if _SHORT_TAG.fullmatch(folders[-1]) else answers.language(path)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _unknown(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"{path} is nothing that can be brought in.",
        hint="It can be an export, practice_history.json, practice_config.json, users.db, a story "
        "or a phrase list.",
    )
