"""``miolingo deck``: which decks there are, what is in them, and bringing and taking them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miolingo.commands.command_line.completion import decks, languages
from miolingo.commands.command_line.files import STANDARD, Force, read_from
from miolingo.commands.context import context_of
from miolingo.errors import ExitCode, NoModelError, UsageError
from miolingo.settings import definitions

if TYPE_CHECKING:
    from miolingo.composition.context import Context
    from miolingo.decks.cards import DeckLine
    from miolingo.decks.check import CheckedRow
    from miolingo.decks.editing import CopiedDeck
    from miolingo.decks.places import DeckPlace

_READING, _FILM = "How the file is read", "Films"

deck = typer.Typer(
    help="""List, search, add, check, export and remove decks of phrases.

    Examples:
        miolingo deck list
        miolingo deck add phrases.csv --lang fr
    """,
)

Name = Annotated[str, typer.Argument(help="The name of a deck.", autocompletion=decks)]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", help="Its language.", show_default="from settings", autocompletion=languages
    ),
]
OnlyLang = Annotated[
    str | None, typer.Option("--lang", help="Only this language.", autocompletion=languages)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@deck.command("list")
def list_decks(ctx: typer.Context, lang: OnlyLang = None, json: AsJson = False) -> None:
    """List the built-in decks and then your own.

    Examples:
        miolingo deck list --lang fr
    """
    from miolingo.composition.decks import own_decks
    from miolingo.decks.lookup import stored_decks
    from miolingo.ui.console import stdout_console
    from miolingo.ui.decks import decks_json, print_decks

    listed = stored_decks(own_decks(context_of(ctx)), _tag(lang))
    if json:
        typer.echo(decks_json(listed))
    else:
        print_decks(listed, stdout_console())


@deck.command()
def show(ctx: typer.Context, name: Name, lang: Lang = None) -> None:
    """Show the cards of a deck: phrase, translation, IPA and recording, by theme.

    Examples:
        miolingo deck show starter
    """
    from miolingo.decks.lookup import load_deck, pronounced
    from miolingo.ui.console import stdout_console
    from miolingo.ui.decks import print_cards

    shown = pronounced(load_deck(_place(context_of(ctx), name, lang)))
    print_cards(shown, stdout_console())
    _tell_problems(row for row in shown.rows if row.problem)


@deck.command()
def search(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="A word or a part of one.")],
    lang: OnlyLang = None,
) -> None:
    """Search phrases and translations of all decks; case and accents do not matter.

    Examples:
        miolingo deck search thank --lang ko
    """
    from miolingo.composition.decks import own_decks
    from miolingo.decks.lookup import stored_decks
    from miolingo.decks.search import search_decks
    from miolingo.ui.console import say, stdout_console
    from miolingo.ui.decks import print_cards

    matches = list(search_decks(stored_decks(own_decks(context_of(ctx)), _tag(lang)), text))
    console = stdout_console()
    for deck_with_matches in matches:
        print_cards(deck_with_matches, console)
    if not matches:
        say("Nothing was found.")


@deck.command()
def add(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="A .txt, .csv, .tsv, .apkg, .colpkg or story (.json) file, - for standard input, "
            "or with --audio the subtitles of a film (.srt, .vtt, .ass) or the text of a recording."
        ),
    ],
    lang: Lang = None,
    name: Annotated[
        str | None, typer.Option(help="Another name.", show_default="the file’s")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace your deck of this name.")
    ] = False,
    columns: Annotated[
        str | None,
        typer.Option(
            help="Which columns to take, as in phrase=2,translation=3,ipa=4.",
            rich_help_panel=_READING,
        ),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            help="A field of Anki or a column to take, as in phrase=Portuguese.",
            rich_help_panel=_READING,
        ),
    ] = None,
    header: Annotated[
        bool | None,
        typer.Option(
            help="Whether the first row names the columns.",
            show_default="found out",
            rich_help_panel=_READING,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show how the file is read.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    audio: Annotated[
        Path | None,
        typer.Option(
            help="The film, podcast or audio book to cut the sentences from.", rich_help_panel=_FILM
        ),
    ] = None,
    translation: Annotated[
        Path | None,
        typer.Option(help="Subtitles in another language.", rich_help_panel=_FILM),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.", rich_help_panel=_FILM)
    ] = False,
) -> None:
    """Add a deck and its recordings; lines that cannot be used are reported and skipped.

    Examples:
        miolingo deck add phrases.csv --lang fr
        miolingo deck add words.txt --columns phrase=2,translation=1 --dry-run
        miolingo deck add film.srt --audio film.mkv --translation film.en.srt --lang ko
        miolingo deck add episode.txt --audio episode.mp3
    """
    from miolingo.commands.deck.films import add_film, refuse_for_films, refuse_without_sound
    from miolingo.composition.decks import own_decks
    from miolingo.composition.speech import read_reference
    from miolingo.decks.columns import ReadOptions, columns_said
    from miolingo.decks.editing import add_deck, vetted_file
    from miolingo.ui import console
    from miolingo.ui.decks import added_line, print_preview
    from miolingo.ui.prompts import TerminalDialog

    context = context_of(ctx)
    if audio:
        refuse_for_films({"--columns": columns, "--field": field, "--header": header})
        language = _language(context, lang)
        add_film(
            context,
            file,
            audio,
            translation,
            language,
            name,
            replacing=replace,
            dry_run=dry_run,
            json=json,
        )
        return
    refuse_without_sound(file, {"--translation": translation, "--json": json})
    said = columns_said([*(columns or "").split(","), *(field or [])])
    options = ReadOptions(_language(context, lang), said, header)
    if file == STANDARD and name is None:
        raise UsageError(
            "A deck from standard input has no name yet.", hint="Give it one: --name NAME"
        )
    with (
        read_from(file, ".txt") as readable,
        vetted_file(readable, options, read_reference) as read,
    ):
        print_preview(read, console.stderr_console())
        if dry_run:
            _tell_problems(read.problems)
        elif not yes and TerminalDialog().confirm("Add the deck like this?") is False:
            console.show("Nothing was added. Say which column is which with --columns or --field.")
        else:
            added = add_deck(own_decks(context), read, name, replacing=replace)
            _finish(added, added_line(added))


@deck.command()
def remove(
    ctx: typer.Context,
    name: Name,
    lang: Lang = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove one of your decks with its recordings; what you have practiced stays.

    Examples:
        miolingo deck remove phrases --lang fr
    """
    from miolingo.composition.decks import own_decks
    from miolingo.decks.editing import removable_file
    from miolingo.ui.prompts import TerminalDialog

    context = context_of(ctx)
    place = _place(context, name, lang)
    path = removable_file(place)
    title = f"{place.name} ({place.language_code})"
    sure = yes or TerminalDialog().confirm(f"Remove the deck {title}?")
    if sure is None:
        raise UsageError(
            "Nothing was removed: confirmation needs a terminal.",
            hint="Use --yes to skip the question.",
        )
    if sure:
        own_decks(context).remove(path)
    typer.echo(f"Removed: {title}" if sure else "Nothing was changed.")


@deck.command()
def export(
    ctx: typer.Context,
    name: Name,
    file: Annotated[
        Path,
        typer.Argument(
            help="A new file: .txt, .csv or .apkg; - writes a table to standard output."
        ),
    ],
    lang: Lang = None,
    force: Force = False,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel/--no-excel",
            help="Start a .csv with the mark that lets Excel read its characters.",
        ),
    ] = True,
) -> None:
    """Write a deck to a file, and its recordings into a folder beside it.

    Examples:
        miolingo deck export starter starter.csv
    """
    from miolingo.composition.speech import read_reference
    from miolingo.decks.editing import deck_table_text, export_deck
    from miolingo.ui.decks import exported_line

    place = _place(context_of(ctx), name, lang)
    if file == STANDARD:
        typer.echo(deck_table_text(place), nl=False)
        return
    exported = export_deck(place, file, read_reference, excel=excel, replacing=force)
    _finish(exported, exported_line(exported))


@deck.command()
def check(
    ctx: typer.Context,
    deck_name: Annotated[
        str,
        typer.Argument(
            metavar="NAME_OR_FILE",
            help="A deck’s name, or its file; - is standard input.",
            autocompletion=decks,
        ),
    ],
    lang: Lang = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also tell which words the model hears in pieces.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Check each line: whether it can be read, and whether the speech model can judge it.

    Examples:
        miolingo deck check phrases.csv --lang fr
        miolingo deck check starter --verbose
    """
    from miolingo.composition.decks import own_decks
    from miolingo.composition.speech import read_reference
    from miolingo.decks.check import is_sound
    from miolingo.decks.vetting import open_vetted_deck
    from miolingo.ui.console import stdout_console
    from miolingo.ui.decks import check_json, print_check

    context = context_of(ctx)
    decks, wanted = own_decks(context), _language(context, lang)
    with read_from(Path(deck_name), ".txt") as file:
        path_or_name = deck_name if file == Path(deck_name) else str(file)
        opened = open_vetted_deck(decks, path_or_name, wanted, read_reference)
    name, language = opened.place.name, opened.place.language_code
    model, checked = _checked(context, opened.rows, language)
    if json:
        typer.echo(check_json(name, language, model, _spoken(checked, language)))
    else:
        print_check(checked, stdout_console(), verbose=verbose)
    if not is_sound(checked):
        raise typer.Exit(ExitCode.CONFIGURATION)
    if model is None:
        raise typer.Exit(ExitCode.MODEL)


def _checked(
    context: Context, rows: Sequence[DeckLine], language: str
) -> tuple[str | None, list[CheckedRow]]:
    """The checked rows and the name of the model that was asked; None where there is none."""
    from contextlib import closing

    from miolingo.composition.speech import build_judge
    from miolingo.decks.check import check_rows
    from miolingo.ui.console import say
    from miolingo.ui.progress_bar import progress

    try:
        judge = build_judge(context, language)
    except NoModelError as error:
        say(f"{error.message} Only the lines are checked. {error.hint}")
        return None, list(check_rows(rows, None))
    with closing(judge):
        if judge.limitation:
            say(judge.limitation)
        return judge.model, list(progress(check_rows(rows, judge), len(rows), "Checking"))


def _spoken(checked: Iterable[CheckedRow], language: str) -> list[CheckedRow]:
    """The checked rows with the ways to say each phrase, and their IPA."""
    from miolingo.decks.check import with_spoken_forms
    from miolingo.speech.synthesis.phonemizer import transcribed

    return with_spoken_forms(checked, language, lambda phrase: transcribed(phrase, language))


def _finish(copied: CopiedDeck, line: str) -> None:
    from miolingo.ui import console

    console.show(line)
    _tell_problems(copied.problems)


def _tell_problems(problems: Iterable[DeckLine]) -> None:
    """Tell what could not be read and, where there is any, end with the code for a deck."""
    from miolingo.ui.console import stderr_console
    from miolingo.ui.decks import print_problems

    if print_problems(problems, stderr_console()):
        raise typer.Exit(ExitCode.CONFIGURATION)


def _place(context: Context, name: str, lang: str | None) -> DeckPlace:
    from miolingo.composition.decks import own_decks
    from miolingo.decks.lookup import find_deck

    return find_deck(own_decks(context), name, _language(context, lang))


def _language(context: Context, lang: str | None) -> str:
    return context.choices({definitions.LANGUAGE.key: lang}).value(definitions.LANGUAGE)


def _tag(lang: str | None) -> str | None:
    from miolingo.history.reports.statistics import language_tag

    return language_tag(lang) if lang else None
