"""The catalogue of Vosk's published models: what there is for a language, and which to prefer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Any
from urllib.parse import urljoin

from miolingo.errors import ModelError
from miolingo.language.tags import language_of_vosk, primary

MODEL_NAME = re.compile(r"vosk-model-[A-Za-z0-9._-]{1,100}")
VOSK_LIST = "model-list.json"

_MD5 = re.compile("[0-9a-f]{32}")
_REFRESH = "Fetch the list again: miolingo model list --refresh"


@unique
class Kind(StrEnum):
    """How a model was made, the best for practice first; all but the big ones take a grammar."""

    SMALL = "small"
    BIG_LGRAPH = "big-lgraph"
    BIG = "big"

    @property
    def takes_grammar(self) -> bool:
        """Whether such a model can be told which phrase to expect, as far as its kind tells."""
        return self is not Kind.BIG


@dataclass(frozen=True)
class PublishedModel:
    """A model that can be downloaded as ``name``.zip.

    ``language`` is a BCP 47 tag, ``size_bytes`` that of the archive. Checksums (hexadecimal) and
    the license are empty where they are not known.
    """

    name: str
    language: str
    title: str
    kind: Kind
    size_bytes: int
    md5: str = ""
    sha256: str = ""
    license: str = ""

    @property
    def checksums(self) -> dict[str, str]:
        """The known checksums of the archive by algorithm."""
        return checksums(self.md5, self.sha256)


@dataclass(frozen=True)
class Catalogue:
    """Published models, and the folder on the web where their archives are."""

    address: str
    models: tuple[PublishedModel, ...]

    def address_of(self, model: PublishedModel) -> str:
        """Where the model's archive is."""
        return urljoin(self.address, f"{model.name}.zip")

    @property
    def list_address(self) -> str:
        """Where Vosk's own list is."""
        return urljoin(self.address, VOSK_LIST)

    def named(self, name: str) -> PublishedModel | None:
        """The model with this name."""
        return next((model for model in self.models if model.name == name), None)

    def for_language(self, language_code: str) -> list[PublishedModel]:
        """The models for a language, the preferred one first: its region's, then small ones."""
        wanted = language_code.lower()
        found = [model for model in self.models if primary(model.language) == primary(wanted)]
        return sorted(
            found,
            key=lambda model: (list(Kind).index(model.kind), model.language.lower() != wanted),
        )


def checksums(md5: str, sha256: str) -> dict[str, str]:
    """Those that are known, by algorithm."""
    return {name: digest for name, digest in (("md5", md5), ("sha256", sha256)) if digest}


def read_catalogue(data: Mapping[str, Any]) -> Catalogue:
    """The catalogue that a TOML file of ``models/catalogue.toml``'s form holds.

    Raises KeyError, TypeError or ValueError for one of another form.
    """
    models = [PublishedModel(**model | {"kind": Kind(model["kind"])}) for model in data["models"]]
    return Catalogue(str(data["address"]), tuple(models))


def merged_with(catalogue: Catalogue, vosk_list: Any) -> Catalogue:
    """The models of Vosk's own list, as JSON, with what the catalogue knows of them besides.

    Models that are obsolete or recognize no speech are left out, and so are entries that make no
    sense. Known ones keep the catalogue's order. Raises ModelError for what is no such list.
    """
    entries = vosk_list if isinstance(vosk_list, list) else []
    listed = [model for model in map(_listed, entries) if model]
    if not listed:
        raise ModelError("Vosk's list of models makes no sense.", hint=_REFRESH)
    order = {model.name: place for place, model in enumerate(catalogue.models)}
    listed.sort(key=lambda model: order.get(model.name, len(order)))
    models = tuple(_enriched(model, catalogue.named(model.name)) for model in listed)
    return Catalogue(catalogue.address, models)


def _listed(entry: Any) -> PublishedModel | None:
    try:
        model = PublishedModel(
            name=entry["name"],
            language=language_of_vosk(entry["lang"]),
            title=str(entry["lang_text"]),
            kind=Kind(entry["type"]),
            size_bytes=int(entry["size"]),
            md5=entry["md5"],
        )
        sound = MODEL_NAME.fullmatch(model.name) and _MD5.fullmatch(model.md5)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    obsolete = str(entry.get("obsolete")).lower() == "true"
    return model if sound and model.size_bytes > 0 and not obsolete else None


def _enriched(listed: PublishedModel, known: PublishedModel | None) -> PublishedModel:
    """What the catalogue knows counts only for the very same archive."""
    if known is None:
        return listed
    same = known.md5 in {"", listed.md5} and known.size_bytes == listed.size_bytes
    sha256 = known.sha256 if same else ""
    return replace(listed, title=known.title, license=known.license, sha256=sha256)


def offer(models: Sequence[PublishedModel], language_code: str) -> str:
    """How to get a model for a language, as a sentence with a command and the size."""
    if not models:
        return "Vosk publishes none for it, as far as is known: miolingo model list --refresh"
    return f"Get one ({megabytes(models[0].size_bytes)}): miolingo model install {language_code}"


def megabytes(size_bytes: int) -> str:
    """A size as in “32.5 MB”; a megabyte is a million bytes."""
    return f"{size_bytes / 1e6:.1f} MB"
