"""What the TAB key offers for values: decks, languages, settings, models and voices.

Offers are plain names: with descriptions, Typer would load Rich to tidy them up.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from miolingo.errors import MiolingoError

if TYPE_CHECKING:
    from miolingo.composition.context import Context


def languages(incomplete: str) -> list[str]:
    """Offer the languages that have built-in decks."""
    from miolingo.decks.built_in import languages as built_in

    return _beginning(built_in(), incomplete)


def decks(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the decks of the language of ``--lang``, or of all."""
    from miolingo.composition.decks import own_decks
    from miolingo.decks.places import deck_places

    places = deck_places(own_decks(_surroundings()), ctx.params.get("lang"))
    return _beginning((place.name for place in places), incomplete)


def commands(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the commands whose help can be shown."""
    return _beginning(getattr(ctx.find_root().command, "commands", ()), incomplete)


def setting_keys(incomplete: str) -> list[str]:
    """Offer the settings."""
    from miolingo.settings.definitions import BY_KEY

    return _beginning(BY_KEY, incomplete)


def setting_values(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what the setting can be, where that is one of a few."""
    from miolingo.settings.definitions import BY_KEY, LANGUAGE, VOICE

    setting = BY_KEY.get(ctx.params.get("key") or "")
    if setting is LANGUAGE:
        return languages(incomplete)
    if setting is VOICE:
        return voices(incomplete)
    return _beginning(setting.kind.names if setting else (), incomplete)


def voices(incomplete: str) -> list[str]:
    """Offer the natural voices on this machine."""
    from miolingo.composition.installs import installed_voices

    return _beginning((voice.name for voice in installed_voices(_surroundings())), incomplete)


def published(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the languages of what ``model`` or ``voice`` can install, and its names."""
    from miolingo.installs.catalogue_files import shipped_catalogue, shipped_voices

    entries = shipped_voices().entries if _of_voices(ctx) else shipped_catalogue().entries
    names = (name for entry in entries for name in (entry.language, entry.name))
    return _beginning(names, incomplete)


def installed(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what ``model`` or ``voice`` has on this machine, by name and language."""
    from miolingo.composition.installs import installed_voices, model_folders

    folders = []
    with suppress(MiolingoError):  # the settings cannot be read, and this is no place to say so
        if _of_voices(ctx):
            folders = list(installed_voices(_surroundings()))
        else:
            from miolingo.speech.recognizer.model_dir import find_models

            folders = list(find_models(model_folders(_surroundings())))
    return _beginning((name for one in folders for name in (one.language, one.name)), incomplete)


def _of_voices(ctx: typer.Context) -> bool:
    return ctx.parent is not None and ctx.parent.info_name == "voice"


def _surroundings() -> Context:
    from miolingo.composition.context import context_from

    return context_from()


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]
