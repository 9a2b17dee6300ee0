"""Builds the learner's own decks, and those that are made of films."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from miolingo.composition.context import Context
from miolingo.decks.folder import DeckFolder

if TYPE_CHECKING:
    from miolingo.decks.editing import VettedFile
    from miolingo.decks.films.making import FilmDeck
    from miolingo.speech.acoustics.phone_network import PhoneNetwork

Tell = Callable[[int, int], None]


def own_decks(context: Context) -> DeckFolder:
    """The decks that the learner brought."""
    return DeckFolder(context.folders.data / "decks")


@dataclass(frozen=True)
class FilmFiles:
    """A film: its sound, its subtitles or its text, and subtitles of a translation if any."""

    text: Path
    audio: Path
    translation: Path | None = None


@contextmanager
def film_as_deck(
    context: Context, files: FilmFiles, language_code: str, tell: Tell
) -> Iterator[tuple[FilmDeck, VettedFile]]:
    """Make a deck of a film; its clips are there within the block, after which the work is done.

    ``tell`` takes how many seconds of how many were heard. What was heard is kept in the folder for
    caches, and gone when the block ends without an error. Raises ConfigurationError,
    AudioFileError, NoModelError, and ModelError where the model's network cannot be used.
    """
    from miolingo.composition.installs import tuned_model
    from miolingo.composition.speech import encode, model_of
    from miolingo.decks.editing import VettedFile
    from miolingo.decks.films.making import Learner, film_deck, text_deck
    from miolingo.decks.films.rows import film_rows
    from miolingo.decks.films.subtitles import FORMATS, read_subtitles
    from miolingo.decks.films.transcript import read_transcript
    from miolingo.judging.sounds.inventory import Inventory
    from miolingo.speech.clips.cutting import Span
    from miolingo.speech.long_sound.cutting import cut_clips, spans_with_room
    from miolingo.speech.long_sound.hearing import hear
    from miolingo.speech.long_sound.stream import duration_s, sound_blocks
    from miolingo.speech.sounds.learned_files import find_learned, model_sha256

    timed = files.text.suffix.lower() in FORMATS
    subtitles = read_subtitles(files.text, language_code) if timed else []
    translations = read_subtitles(files.translation, "en") if files.translation else []
    sentences, left_out = ([], []) if timed else read_transcript(files.text, language_code)
    folder, cache = tuned_model(context, model_of(context, language_code))
    sha256 = model_sha256(folder)
    learned = find_learned(sha256)
    network = _network(folder, cache, language_code)
    inventory = Inventory(learned.letters if learned else {}, network.pronunciations_in_sounds)
    work = context.folders.cache / "films" / _key(files.audio, sha256)
    whole_s = round(duration_s(files.audio) or 0)
    heard = hear(
        sound_blocks(files.audio),
        network.acoustics,
        work,
        lambda done_s: tell(round(done_s), max(whole_s, round(done_s))),
    )
    learner = Learner(language_code, _words_met(context, language_code), inventory.phrase)
    if timed:
        made = film_deck(subtitles, translations, heard, learner)
    else:
        made = text_deck(sentences, left_out, heard, learner)
    spans = spans_with_room([Span(each.place.start_ms, each.place.end_ms) for each in made.cards])
    with TemporaryDirectory(prefix="miolingo-film-") as media:
        clips = map(encode, cut_clips(sound_blocks(files.audio), spans))
        rows = film_rows(made.cards, clips, Path(media))
        yield made, VettedFile(files.text, language_code, rows, ())
    shutil.rmtree(work, ignore_errors=True)


def _network(folder: Path, cache: Path | None, language_code: str) -> PhoneNetwork:
    """The network of a model. Raises ModelError, also for a whole model without a usable one."""
    from miolingo.errors import ModelError, UnsupportedModelError
    from miolingo.language.names import language_name
    from miolingo.speech.acoustics.phone_network import load

    try:
        return load(folder, cache)
    except UnsupportedModelError as error:
        raise ModelError(
            f"The speech model {folder.name} cannot find sentences in a film: {error.reason}.",
            hint=f"Install another one for {language_name(language_code)}: miolingo model list",
        ) from error


def _key(audio: Path, model_sha256: str) -> str:
    """Tells what was heard of this file by this model from anything else."""
    try:
        state = audio.stat()
    except OSError:
        return "none"  # where the file is read, it is said what is wrong with it
    known = f"{audio.resolve()} {state.st_size} {state.st_mtime_ns} {model_sha256}"
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _words_met(context: Context, language_code: str) -> frozenset[str]:
    """The words of all phrases that were understood when the learner said them."""
    from miolingo.composition.history import open_history
    from miolingo.decks.films.levels import words_met
    from miolingo.history.reports.statistics import Selection
    from miolingo.judging.judgement import Verdict

    with open_history(context) as history:
        said = {
            outcome.target_phrase
            for outcome in history.outcomes(Selection(language_code=language_code))
            if outcome.verdict is Verdict.UNDERSTOOD
        }
    return words_met(said, language_code)
