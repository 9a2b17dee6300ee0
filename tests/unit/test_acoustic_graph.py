"""The decoding graph of a speech model: pronunciations, contexts, and what is kept of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from miolingo.errors import ModelError, UnsupportedModelError
from miolingo.speech.acoustics import lexicon as lexicon_module
from miolingo.speech.acoustics import phone_network
from miolingo.speech.acoustics.phones import Position, read_phone_set
from tests.parts.acoustics import (
    AFTER_AB,
    LEXICON,
    WORD_BOUNDARY,
    WORDS,
    A,
    B,
    const_fst,
    fst_header,
    grammar_fst,
    graph,
    lookahead,
    model_files,
    write_model,
)


def expected_pronunciations(word: str) -> list[tuple[int, ...]]:
    return [phones for number, phones in LEXICON if number == WORDS[word]]


@pytest.mark.parametrize("word", WORDS)
def test_pronunciations_come_from_the_graph(tmp_path: Path, word: str) -> None:
    network = phone_network.load(write_model(tmp_path, model_files()))
    assert network.pronunciations(word) == expected_pronunciations(word)


@pytest.mark.parametrize("word", ["", "abc", "b", "Ab", "日本語", "~", "\ud800"])
def test_an_unknown_word_has_no_pronunciation(tmp_path: Path, word: str) -> None:
    assert phone_network.load(write_model(tmp_path, model_files())).pronunciations(word) == []


def test_a_static_graph_tells_the_same_words_each_way_once(tmp_path: Path) -> None:
    files = model_files()
    del files["graph/HCLr.fst"], files["graph/Gr.fst"]
    files["graph/HCLG.fst"] = graph(grammar=True)
    files["graph/words.txt"] = "".join(f"{word} {n}\n" for word, n in WORDS.items()).encode()
    network = phone_network.load(write_model(tmp_path, files))
    assert {word: network.pronunciations(word) for word in WORDS} == {
        word: expected_pronunciations(word) for word in WORDS
    }


def test_the_outputs_of_a_phone_depend_on_the_one_before(tmp_path: Path) -> None:
    network = phone_network.load(write_model(tmp_path, model_files()))
    usual = (2 * (A - 1), 2 * (A - 1) + 1)
    assert network.pdfs(0, A) == usual
    assert network.pdfs(A + 3, A) == usual
    assert network.pdfs(B + 1, A) == (2 * AFTER_AB, 2 * AFTER_AB + 1)
    assert network.pdfs(A, A) is None


def test_contexts_that_decide_nothing_are_refused(tmp_path: Path) -> None:
    two_ways = [[(2 * A, 2, 1), (2 * (AFTER_AB + 1), 2, 1)], []]
    files = model_files() | {"graph/HCLr.fst": lookahead(const_fst(two_ways))}
    with pytest.raises(UnsupportedModelError, match="more than the sound before"):
        phone_network.load(write_model(tmp_path, files))


def test_a_word_may_be_written_behind_its_last_sound(tmp_path: Path) -> None:
    late = [[(2 * (A + 3), 0, 1)], [(0, 2, 2)], []]
    files = model_files() | {"graph/HCLr.fst": lookahead(const_fst(late))}
    assert phone_network.load(write_model(tmp_path, files)).pronunciations("a") == [(A + 3,)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lookahead(const_fst([[(0, 0, 1)], [(0, 0, 0)]])), "words do not end"),
        (lookahead(const_fst([[(2 * A, 1, 1)], [(2 * A, 2, 0)]])), "has no words"),
        (fst_header("vector", 1, 1) + bytes(100), "kind 'vector'"),
        (fst_header("const", 1 << 40, 1 << 40) + bytes(100), "too large"),
    ],
)
def test_graphs_of_another_kind_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    folder = write_model(tmp_path, model_files() | {"graph/HCLr.fst": content})
    with pytest.raises(UnsupportedModelError, match=reason):
        phone_network.load(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no graph",
        graph()[:-1],
        const_fst([[(2, 1, 7)]]),
        const_fst([[(2, 1, -1)]]),
        fst_header("const", 0, 0),
    ],
)
def test_a_damaged_graph_is_told(tmp_path: Path, content: bytes) -> None:
    folder = write_model(tmp_path, model_files() | {"graph/HCLr.fst": content})
    with pytest.raises(ModelError, match=r"HCLr\.fst is damaged"):
        phone_network.load(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        grammar_fst(WORDS)[:-9],
        grammar_fst({"a": -1}),
        grammar_fst({"a": 1 << 40}),
        grammar_fst({}),
    ],
)
def test_a_damaged_table_of_words_is_told(tmp_path: Path, content: bytes) -> None:
    folder = write_model(tmp_path, model_files() | {"graph/Gr.fst": content})
    with pytest.raises(ModelError, match=r"Gr\.fst is damaged"):
        phone_network.load(folder)


def test_the_lexicon_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, cache = write_model(tmp_path / "model", model_files()), tmp_path / "cache"
    made = phone_network.load(folder, cache)
    monkeypatch.delattr(lexicon_module, "_make")
    kept = phone_network.load(folder, cache)
    assert {word: kept.pronunciations(word) for word in WORDS} == {
        word: made.pronunciations(word) for word in WORDS
    }
    assert kept.pdfs(B + 1, A) == made.pdfs(B + 1, A)


def test_a_lexicon_of_other_files_is_not_used(tmp_path: Path) -> None:
    files, cache = model_files(), tmp_path / "cache"
    phone_network.load(write_model(tmp_path / "model", files), cache)
    other = files | {"graph/Gr.fst": grammar_fst({"other": 1, "words": 2, "here": 3, "now": 4})}
    network = phone_network.load(write_model(tmp_path / "model", other), cache)
    assert network.pronunciations("other") == [(A, B + 1)]
    assert network.pronunciations("ab") == []
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("kept", [b"", b"PK", None])
def test_a_damaged_lexicon_is_made_again(tmp_path: Path, kept: bytes | None) -> None:
    folder, cache = write_model(tmp_path / "model", model_files()), tmp_path / "cache"
    phone_network.load(folder, cache)
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if kept is None else kept)
    assert phone_network.load(folder, cache).pronunciations("ab") == [(A, B + 1)]
    assert phone_network.load(folder, cache).pronunciations("ba") == [(B, A + 1)]
    assert [path.name for path in cache.iterdir()] == [file.name]


def test_without_a_cache_the_lexicon_is_made_all_the_same(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", model_files())
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    network = phone_network.load(folder, tmp_path / "file" / "cache")
    assert network.pronunciations("a") == expected_pronunciations("a")


def test_phones_are_known_by_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "word_boundary.int").write_text(WORD_BOUNDARY, encoding="ascii")
    phones = read_phone_set(tmp_path / "word_boundary.int")
    assert phones.sound_count == 2
    assert phones.phones.tolist() == [[6, 7, 8, 9], [10, 11, 12, 13]]
    assert phones.sound_of.tolist() == [-1] * 6 + [0] * 4 + [1] * 4
    assert phones.position_of[B + 2] == Position.INTERNAL
    assert [phones.in_word(sounds) for sounds in ([], [0], [0, 1], [0, 1, 0])] == [
        (),
        (9,),
        (6, 11),
        (6, 12, 7),
    ]


@pytest.mark.parametrize(
    "text", ["1 nonword\n", "1 nonword\n2 nonword\n3 begin\n4 end\n", "1 begin\n2 end\n", ""]
)
def test_phones_without_positions_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "word_boundary.int").write_text(text, encoding="ascii")
    with pytest.raises(UnsupportedModelError, match="where a word begins"):
        read_phone_set(tmp_path / "word_boundary.int")
    with pytest.raises(UnsupportedModelError, match="where a word begins"):
        read_phone_set(tmp_path / "absent.int")


@pytest.mark.parametrize("text", ["2 begin\n", "1 begin\n3 end\n", "1 loud\n", "x y\n", "1\n"])
def test_damaged_phones_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "word_boundary.int").write_text(text, encoding="ascii")
    with pytest.raises(ModelError, match=re.escape("word_boundary.int is damaged")):
        read_phone_set(tmp_path / "word_boundary.int")
