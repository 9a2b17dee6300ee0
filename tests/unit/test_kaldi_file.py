"""Kaldi's binary formats, read from bytes that the test writes itself."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from miolingo.errors import ModelError
from miolingo.speech.acoustics.kaldi_file import KaldiFile, read_matrix
from tests.parts.acoustics import integer, integers, matrix, real, token, vector


def test_values_are_read_in_their_order() -> None:
    content = token("<Dim>") + integer(-7) + real(1.5) + b"\x08" + struct.pack("<d", 2.5)
    file = KaldiFile(content + integers([3, -4]) + integer(1) + integer(2), "x")
    assert file.token() == "<Dim>"
    assert (file.integer(), file.real(), file.real()) == (-7, 1.5, 2.5)
    assert file.integers().tolist() == [3, -4]
    assert file.integer_rows(1, 2).tolist() == [[1, 2]]
    with pytest.raises(ModelError, match="ends too early"):
        file.integer()


@pytest.mark.parametrize("kind", ["FV", "DV"])
def test_a_vector_is_single_or_double(kind: str) -> None:
    assert KaldiFile(vector([1, 2.5], kind), "x").vector().tolist() == [1, 2.5]


@pytest.mark.parametrize("kind", ["FM", "DM"])
def test_a_matrix_is_single_or_double(kind: str) -> None:
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert KaldiFile(matrix(rows, kind), "x").matrix().tolist() == rows


@pytest.mark.parametrize("kind", ["FP", "DP"])
def test_a_packed_matrix_is_symmetric(kind: str) -> None:
    rows = [[1.0, 2.0, 4.0], [2.0, 3.0, 5.0], [4.0, 5.0, 6.0]]
    assert KaldiFile(matrix(rows, kind), "x").matrix().tolist() == rows


def test_a_field_tells_its_kind_by_its_bytes() -> None:
    content = b"T<A> " + b"F<B> " + token("<C>") + real(2) + vector([1]) + matrix([[2]])
    file = KaldiFile(content, "x")
    assert file.field() is True
    assert (file.token(), file.field(), file.token()) == ("<A>", False, "<B>")
    assert file.field() is None
    assert (file.token(), file.field()) == ("<C>", 2.0)
    values = [file.field(), file.field()]
    assert [np.asarray(value).tolist() for value in values] == [[1.0], [[2.0]]]


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"\x04\x01", KaldiFile.integer),
        (b"\x05\x01\x00\x00\x00", KaldiFile.integer),
        (b"\x03\x01\x00\x00\x00", KaldiFile.real),
        (b"no_space", KaldiFile.token),
        (integer(1 << 30), KaldiFile.integers),
        (integer(-1), KaldiFile.integers),
        (token("FV") + integer(1 << 30), KaldiFile.vector),
        (token("FV") + integer(-2), KaldiFile.vector),
        (token("FM") + integer(1 << 30) + integer(1 << 30), KaldiFile.matrix),
        (token("FM") + integer(-1) + integer(-1), KaldiFile.matrix),
        (token("FP") + integer(1 << 30), KaldiFile.matrix),
        (token("FP") + integer(-3), KaldiFile.matrix),
        (token("XM"), KaldiFile.matrix),
        (token("XV"), KaldiFile.vector),
        (vector([float("nan")]), KaldiFile.vector),
        (vector([1e300], "DV"), KaldiFile.vector),
        (b"one line\nwithout an end\n", KaldiFile.lines),
        (b"", KaldiFile.field),
    ],
)
def test_damage_is_one_kind_of_error(content: bytes, read: Callable[[KaldiFile], object]) -> None:
    with pytest.raises(ModelError, match=r"file final\.mdl is damaged: .*\."):
        read(KaldiFile(content, "final.mdl"))


def test_a_file_must_be_there_and_binary(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        KaldiFile.open(tmp_path / "final.mdl")
    (tmp_path / "final.mdl").write_bytes(b"<TransitionModel> ")
    with pytest.raises(ModelError, match="binary format"):
        KaldiFile.open(tmp_path / "final.mdl")


def test_a_matrix_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "stats").write_text(" [\n  1 2.5 \n  3 -4e1 ]\n", encoding="ascii")
    assert read_matrix(tmp_path / "stats").tolist() == [[1, 2.5], [3, -40]]
    for text in (" [ 1 2\n 3 ]", "[ a ]", "", "[ nan ]"):
        (tmp_path / "stats").write_text(text, encoding="ascii")
        with pytest.raises(ModelError):
            read_matrix(tmp_path / "stats")
