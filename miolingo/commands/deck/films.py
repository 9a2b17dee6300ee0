"""``miolingo deck add`` with ``--audio``: a deck of sound and what is said in it."""

from __future__ import annotations

from pathlib import Path

import typer

from miolingo.composition.context import Context
from miolingo.errors import UsageError


def add_film(
    context: Context,
    text: Path,
    audio: Path,
    translation: Path | None,
    language: str,
    name: str | None,
    *,
    replacing: bool,
    dry_run: bool,
    json: bool,
) -> None:
    """Find the sentences of subtitles or a text in sound, and add them with their clips."""
    from miolingo.composition.decks import FilmFiles, film_as_deck, own_decks
    from miolingo.decks.editing import add_deck, refuse_taken
    from miolingo.decks.films.subtitles import FORMATS
    from miolingo.ui.console import say, stdout_console
    from miolingo.ui.progress_bar import counter
    from miolingo.ui.results.film import film_json, print_film

    if translation and text.suffix.lower() not in FORMATS:
        raise UsageError(
            "--translation is for subtitles: a text does not say when it is said.",
            hint="Leave it out, or give subtitles (.srt, .vtt, .ass) of the film.",
        )
    decks = own_decks(context)
    if not dry_run:
        refuse_taken(decks, language, text, name, replacing=replacing)
    files = FilmFiles(text, audio, translation)
    try:
        with counter("Listening (s)") as tell, film_as_deck(context, files, language, tell) as film:
            made, rows = film
            added = None if dry_run else add_deck(decks, rows, name, replacing=replacing)
    except KeyboardInterrupt:
        say("Stopped. What was heard is kept: run the same command again to continue.")
        raise
    if json:
        typer.echo(film_json(made, added))
    else:
        print_film(made, added, stdout_console())


def refuse_for_films(options: dict[str, object]) -> None:
    """Raise UsageError for options of tables that were given with a film."""
    given = [option for option, value in options.items() if value not in (None, [])]
    if given:
        raise UsageError(
            f"{given[0]} is for tables, not for films.", hint="Leave it out, or leave out --audio."
        )


def refuse_without_sound(file: Path, film_options: dict[str, object]) -> None:
    """Raise UsageError for subtitles, or options of films, without the sound of the film."""
    from miolingo.decks.films.subtitles import FORMATS

    given = [option for option, value in film_options.items() if value]
    if file.suffix.lower() in FORMATS or given:
        what = given[0] if given else f"“{file}”"
        raise UsageError(
            f"{what} needs the sound of a film.",
            hint="Name it: miolingo deck add film.srt --audio film.mkv",
        )
