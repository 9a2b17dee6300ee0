"""Anki packages of every generation, read and written; the other side is Anki, or genanki."""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from miolingo.decks.cards import Card, Deck
from miolingo.decks.column_names import Role
from miolingo.decks.columns import ReadOptions
from miolingo.errors import ConfigurationError, UsageError
from miolingo.speech.audio.files import read_audio
from tests.parts.anki_packages import (
    add_note,
    anki_part,
    collection,
    exported,
    imported,
    of_genanki,
    tone,
)
from tests.parts.disks import small_disk

SPANISH = ReadOptions("es")


@pytest.fixture
def anki() -> ModuleType:
    return anki_part()


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    for pitch_hz, name in enumerate(("hola.wav", "sal & azúcar.mp3", "gato.ogg"), start=300):
        tone(folder / name, pitch_hz)
    return folder


def lessons(kept: Any, sounds: Path) -> None:
    """Decks, kinds of notes and fields as learners have them."""
    for file in sounds.iterdir():
        kept.media.add_file(str(file))
    add_note(kept, "Spanish::Verbs", "Basic", "<b>¡Hola!</b>[sound:hola.wav]", "hello&nbsp;there")
    add_note(kept, "French", "Cloze", "Je {{c1::parle::verb}} <i>français</i>.", "I speak French.")
    add_note(kept, "Spanish::Verbs", "Basic (and reversed card)", "gato", "cat[sound:gato.ogg]")
    add_note(kept, "Spanish::Verbs", "Basic", "sal", "salt[sound:sal &amp; azúcar.mp3]")


LESSONS = (
    Deck(
        "Spanish::Verbs",
        (
            Card("¡Hola!", "hello there", recording="hola.wav"),
            Card("gato", "cat", recording="gato.ogg"),
            Card("sal", "salt", recording="sal & azúcar.mp3"),
        ),
    ),
    Deck("French", (Card("Je parle français.", "I speak French."),)),
)


@pytest.mark.parametrize("legacy", [True, False])
def test_decks_of_anki_are_read_in_either_format(
    anki: ModuleType,
    tmp_path: Path,
    sounds: Path,
    legacy: bool,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = exported(tmp_path / "a.apkg", lambda kept: lessons(kept, sounds), legacy=legacy)
    threads = threading.active_count()

    package = anki.read_package(path, tmp_path / "media", SPANISH)
    assert (package.decks, package.problems) == (LESSONS, ())
    assert [layout.title.rstrip("+") for layout in package.layouts] == [
        *("Basic", "Cloze", "Basic (and reversed card)"),
    ]

    copies = {file.name: file.read_bytes() for file in (tmp_path / "media").iterdir()}
    assert copies == {file.name: file.read_bytes() for file in sounds.iterdir()}
    assert anki.read_package(path, tmp_path / "media", SPANISH).decks == LESSONS
    assert {file.name for file in (tmp_path / "media").iterdir()} == set(copies)
    assert read_audio(tmp_path / "media" / "gato.ogg").sample_rate_hz == 16_000
    assert threading.active_count() == threads
    assert capfd.readouterr() == ("", "")


def test_a_collection_package_is_read_too(anki: ModuleType, tmp_path: Path, sounds: Path) -> None:
    path = tmp_path / "all.colpkg"
    with collection(tmp_path / "anki") as kept:
        lessons(kept, sounds)
        kept.export_collection_package(str(path), include_media=True, legacy=False)
    assert anki.read_package(path, tmp_path / "media", SPANISH).decks == LESSONS


def test_the_oldest_format_by_another_program_is_read(anki: ModuleType, tmp_path: Path) -> None:
    fields = {
        "Nr": "1",
        "Expression": "日本語[にほんご]<br>です[sound:x.wav]",
        "Meaning": "Japanese &amp; more",
        "IPA": "[ɲihoŋɡo]",
    }
    path = of_genanki(tmp_path / "a.apkg", fields, deck="日本", media=(tone(tmp_path / "x.wav"),))
    package = anki.read_package(path, tmp_path / "media", ReadOptions("ja"))
    card = Card("日本語 です", "Japanese & more", "ɲihoŋɡo", recording="x.wav")
    assert (package.decks, package.problems) == ((Deck("日本", (card,)),), ())


def test_the_fields_to_take_may_be_named(anki: ModuleType, tmp_path: Path) -> None:
    path = of_genanki(tmp_path / "a.apkg", {"Front": "hello", "Back": "hola"})
    options = ReadOptions("en", {Role.PHRASE: "back", Role.TRANSLATION: "Front"})
    (deck,) = anki.read_package(path, tmp_path / "media", options).decks
    assert deck.cards == (Card("hola", "hello"),)
    with pytest.raises(UsageError, match="Rück"):
        anki.read_package(path, tmp_path / "media", ReadOptions("en", {Role.PHRASE: "Rück"}))


def test_what_cannot_be_taken_over_is_told_with_the_number_of_its_note(
    anki: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"a film")

    def fill(kept: Any) -> None:
        kept.media.add_file(str(tmp_path / "clip.mp4"))
        add_note(kept, "D", "Basic", "<img src='only.png'>", "[sound:hola.wav]")
        add_note(kept, "D", "Basic", "hola[sound:../../etc/hostname]", "hello")
        add_note(kept, "D", "Basic", "gato", "cat")
        add_note(kept, "D", "Basic", "sal[sound:clip.mp4]", "salt")

    path = exported(tmp_path / "a.apkg", fill, legacy=False)
    package = anki.read_package(path, tmp_path / "media", SPANISH)
    cards = (Card("hola", "hello"), Card("gato", "cat"), Card("sal", "salt"))
    assert package.decks == (Deck("D", cards),)
    assert [(problem.note, problem.why) for problem in package.problems] == [
        (1, "the phrase is empty"),
        (2, "its recording “../../etc/hostname” is not in the package"),
        (4, "its recording “clip.mp4” is not WAV, FLAC, OGG or MP3"),
    ]
    assert not (tmp_path / "media").exists()


def test_a_recording_of_another_deck_is_never_replaced(anki: ModuleType, tmp_path: Path) -> None:
    theirs = tone(tmp_path / "media" / "x.wav", 300).read_bytes()
    path = of_genanki(
        tmp_path / "a.apkg",
        {"Front": "hola[sound:x.wav]"},
        media=(tone(tmp_path / "x.wav", 600),),
    )
    (deck,) = anki.read_package(path, tmp_path / "media", SPANISH).decks
    name = deck.cards[0].recording
    assert name != "x.wav"
    assert (tmp_path / "media" / name).read_bytes() == (tmp_path / "x.wav").read_bytes()
    assert (tmp_path / "media" / "x.wav").read_bytes() == theirs

    assert anki.read_package(path, tmp_path / "media", SPANISH).decks == (deck,)
    assert len(list((tmp_path / "media").iterdir())) == 2


def test_a_full_disk_leaves_no_recording_behind(anki: ModuleType, tmp_path: Path) -> None:
    def fill(kept: Any) -> None:
        for name, size in (("a.wav", 1_000), ("b.wav", 500_000)):
            (tmp_path / name).write_bytes(bytes(size))
            kept.media.add_file(str(tmp_path / name))
            add_note(kept, "D", "Basic", f"hola [sound:{name}]")

    path = exported(tmp_path / "a.apkg", fill, legacy=True)
    with small_disk(tmp_path, "100k") as disk:
        with pytest.raises(ConfigurationError, match="No space left"):
            anki.read_package(path, disk, SPANISH)
        assert list(disk.iterdir()) == []


CARDS = (
    Card("¿Qué <tal>?", "how & why", "ke tal", recording="sal & azúcar.mp3"),
    Card("gato"),
    Card("gato", "cat", recording="gato.ogg"),
)


def test_what_is_written_is_read_again(anki: ModuleType, tmp_path: Path, sounds: Path) -> None:
    anki.write_package(tmp_path / "a.apkg", "Español::Uno", CARDS, sounds)
    (deck,) = anki.read_package(tmp_path / "a.apkg", tmp_path / "media", SPANISH).decks
    assert deck == Deck("Español::Uno", CARDS)
    for name in ("gato.ogg", "sal & azúcar.mp3"):
        assert (tmp_path / "media" / name).read_bytes() == (sounds / name).read_bytes()


def test_recordings_may_be_left_out(anki: ModuleType, tmp_path: Path) -> None:
    anki.write_package(tmp_path / "a.apkg", "Uno", CARDS, None)
    (deck,) = anki.read_package(tmp_path / "a.apkg", tmp_path / "media", SPANISH).decks
    assert {card.recording for card in deck.cards} == {""}


def test_a_new_package_updates_in_anki_what_an_older_one_brought(
    anki: ModuleType, tmp_path: Path, sounds: Path
) -> None:
    path = tmp_path / "a.apkg"
    with collection(tmp_path / "anki") as kept:
        anki.write_package(path, "Uno", CARDS, sounds)
        assert imported(kept, path) == {"new": 3, "updated": 0, "duplicate": 0, "conflicting": 0}
        kept.db.execute("UPDATE notes SET mod = mod - 60")
        kept.db.execute("UPDATE cards SET type = 2, queue = 2, due = 77, ivl = 30, reps = 4")

        meanings = ("how are you?", "cat, male", "cat", "dog")
        phrases = (*(card.phrase for card in CARDS), "perro")
        better = tuple(map(Card, phrases, meanings))
        anki.write_package(path, "Uno", better, sounds)
        assert imported(kept, path) == {"new": 1, "updated": 3, "duplicate": 0, "conflicting": 0}
        assert kept.note_count() == 4
        assert [kind["name"] for kind in kept.models.all()].count("Miolingo") == 1
        notes = [kept.get_note(note_id) for note_id in sorted(kept.find_notes(""))]
        assert [(note["Phrase"], note["Translation"]) for note in notes] == [
            ("¿Qué &lt;tal&gt;?", "how are you?"),
            ("gato", "cat, male"),
            ("gato", "cat"),
            ("perro", "dog"),
        ]
        assert len(kept.find_cards("deck:Uno")) == 4
        assert len(kept.find_cards("prop:ivl=30 prop:reps=4")) == 3

        anki.write_package(path, "Dos", CARDS[:1], None)
        assert imported(kept, path)["new"] == 1


def test_a_recording_that_is_not_there_is_told(anki: ModuleType, tmp_path: Path) -> None:
    cards = (Card("hola", recording="gone.wav"),)
    with pytest.raises(ConfigurationError, match=r"gone\.wav.*hola.*No such file"):
        anki.write_package(tmp_path / "a.apkg", "Uno", cards, tmp_path)
    assert not (tmp_path / "a.apkg").exists()


def test_a_place_that_cannot_be_written_is_told(anki: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"):
        anki.write_package(tmp_path / "nowhere" / "a.apkg", "Uno", CARDS, None)
    assert not (tmp_path / "nowhere").exists()


def test_a_missing_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anki.collection", None)
    monkeypatch.delitem(sys.modules, "miolingo.decks.formats.anki_package", raising=False)
    with pytest.raises(ConfigurationError) as told:
        importlib.import_module("miolingo.decks.formats.anki_package")
    assert "pip install '.[anki]'" in told.value.hint


def test_the_phrases_are_those_in_the_language_whatever_field_they_are_in(
    anki: ModuleType, tmp_path: Path
) -> None:
    def fill(kept: Any) -> None:
        for spanish, english in (("buenas noches", "good night"), ("hasta luego", "see you")):
            add_note(kept, "D", "Basic", english, spanish)

    path = exported(tmp_path / "a.apkg", fill, legacy=False)
    (deck,) = anki.read_package(path, tmp_path / "media", SPANISH).decks
    assert deck.cards == (Card("buenas noches", "good night"), Card("hasta luego", "see you"))
