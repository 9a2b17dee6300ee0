"""A tiny speech model written byte by byte: two sounds, three words, a network of two layers.

The formats are written here as Kaldi and OpenFst describe them, without the code under test.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

SILENCE, A, B = 1, 6, 10
"""The first phone of the silence and of both sounds: begin, then end, internal, singleton."""

WORD_BOUNDARY = (
    "1 nonword\n2 begin\n3 end\n4 internal\n5 singleton\n"
    "6 begin\n7 end\n8 internal\n9 singleton\n10 begin\n11 end\n12 internal\n13 singleton\n"
)
PHONES = range(1, 14)
WORDS = {"<eps>": 0, "ab": 1, "a": 2, "ba": 3}
LEXICON = [(1, (A, B + 1)), (2, (A + 3,)), (2, (B + 3,)), (3, (B, A + 1))]
"""Words and their phones; the second one may be pronounced in two ways."""

AFTER_AB = 13
"""The tuple of the phone A (begin) after B (end); elsewhere it is ``A - 1``."""

MFCC_CONF = "--use-energy=false\n--num-ceps=13\n--num-mel-bins=23\n--dither=0.0  # none\n"
DIM, IVECTOR_DIM, PDFS = 13, 2, 28


def token(text: str) -> bytes:
    return text.encode() + b" "


def integer(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def real(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def integers(values: Sequence[int]) -> bytes:
    return integer(len(values)) + struct.pack(f"<{len(values)}i", *values)


def vector(values: Sequence[float] | Array, kind: str = "FV") -> bytes:
    return token(kind) + integer(len(values)) + np.asarray(values, _precision(kind)).tobytes()


def matrix(values: Sequence[Sequence[float]] | Array, kind: str = "FM") -> bytes:
    array = np.asarray(values, _precision(kind))
    if kind.endswith("P"):
        return token(kind) + integer(len(array)) + array[np.tril_indices(len(array))].tobytes()
    return token(kind) + integer(array.shape[0]) + integer(array.shape[1]) + array.tobytes()


def _precision(kind: str) -> str:
    return {"F": "<f4", "D": "<f8"}[kind[0]]


def component(name: str, kind: str, *fields: bytes) -> bytes:
    return (
        token("<ComponentName>")
        + token(name)
        + token(f"<{kind}>")
        + b"".join(fields)
        + token(f"</{kind}>")
    )


def affine(name: str, weights: Array, bias: Array, kind: str = "FixedAffineComponent") -> bytes:
    return component(
        name,
        kind,
        token("<LinearParams>") + matrix(weights),
        token("<BiasParams>") + vector(bias),
    )


def tdnn(name: str, offsets: Sequence[int], weights: Array, bias: Array) -> bytes:
    return component(
        name,
        "TdnnComponent",
        token("<MaxChange>") + real(0.75),
        token("<TimeOffsets>") + integers(offsets),
        token("<LinearParams>") + matrix(weights),
        token("<BiasParams>") + vector(bias),
        token("<UseNaturalGradient>") + b"T",
        token("<AlphaInOut>") + real(4) + real(4),
        token("<RankInOut>") + integer(20) + integer(80),
    )


def batch_norm(name: str, mean: Array, variance: Array, dim: int) -> bytes:
    return component(
        name,
        "BatchNormComponent",
        token("<Dim>") + integer(dim),
        token("<BlockDim>") + integer(len(mean)),
        token("<Epsilon>") + real(0.001),
        token("<TargetRms>") + real(0.5),
        token("<TestMode>") + b"F",
        token("<Count>") + real(100),
        token("<StatsMean>") + vector(mean),
        token("<StatsVar>") + vector(variance),
    )


def dropout(name: str, dim: int) -> bytes:
    return component(
        name,
        "GeneralDropoutComponent",
        token("<Dim>") + integer(dim),
        token("<BlockDim>") + integer(dim),
        token("<TimePeriod>") + integer(0),
        token("<DropoutProportion>") + real(0),
        token("<Continuous>"),
    )


def network(lines: Sequence[str], components: Sequence[bytes]) -> bytes:
    return (
        token("<Nnet3>")
        + ("\n" + "\n".join(lines) + "\n\n").encode()
        + token("<NumComponents>")
        + integer(len(components))
        + b"".join(components)
        + token("</Nnet3>")
        + token("<LeftContext>")
        + integer(4)
        + token("<RightContext>")
        + integer(4)
        + token("<Priors>")
        + vector([])
    )


def transition_model(tuples: Sequence[Sequence[int]], table: str = "Tuples") -> bytes:
    """A chain model's: one state with a self-loop; ``Triples`` have one pdf class and output."""
    chain = table == "Tuples"
    states = b"".join(
        integer(pdf_class)
        + (integer(1 if pdf_class == 0 else -1) if chain else b"")
        + integer(len(ways))
        + b"".join(integer(way) + real(0.5) for way in ways)
        for pdf_class, ways in ((0, (0, 1)), (-1, ()))
    )
    entry_of = [-1, *(0 for _ in PHONES)]
    return (
        token("<TransitionModel>")
        + token("<Topology>")
        + integers(list(PHONES))
        + integers(entry_of)
        + (integer(-1) if chain else b"")
        + integer(1)
        + integer(2)
        + states
        + token("</Topology>")
        + token(f"<{table}>")
        + integer(len(tuples))
        + b"".join(integer(value) for row in tuples for value in row)
        + token(f"</{table}>")
        + token("<LogProbs>")
        + vector([0.0] * (2 * len(tuples) + 1))
        + token("</LogProbs>")
        + token("</TransitionModel>")
    )


def tuples() -> list[tuple[int, int, int, int]]:
    """One tuple for each phone, a second one for A (begin); each with two pdfs of its own."""
    phones = [*PHONES, A]
    return [(phone, 0, 2 * index, 2 * index + 1) for index, phone in enumerate(phones)]


def tuple_after(left: int, phone: int) -> int:
    return AFTER_AB if (left, phone) == (B + 1, A) else phone - 1


def acoustic_model(*, xent: bool = True, ivector: bool = True) -> bytes:
    """``final.mdl``: lda, a TDNN layer with a bypass, batch norm, one or two heads."""
    random = np.random.default_rng(1)

    def numbers(*shape: int) -> Array:
        return random.normal(0, 0.1, shape).astype(np.float32)

    spliced = 3 * DIM + IVECTOR_DIM * ivector
    last = ", ReplaceIndex(ivector, t, 0)" if ivector else ""
    lines = [
        *([f"input-node name=ivector dim={IVECTOR_DIM}"] if ivector else []),
        f"input-node name=input dim={DIM}",
        "component-node name=lda component=lda input="
        f"Append(Offset(input, -1), input, Offset(input, 1){last})",
        "component-node name=tdnn component=tdnn input=lda",
        "component-node name=relu component=relu input=tdnn",
        "component-node name=norm component=norm input=relu",
        "component-node name=dropout component=dropout input=norm",
        "component-node name=sum component=sum input=Sum(Scale(0.66, lda), dropout)",
        "component-node name=chain component=chain input=sum",
        "output-node name=output input=chain objective=linear",
    ]
    components = [
        affine("lda", numbers(4, spliced), numbers(4)),
        tdnn("tdnn", (-3, 0), numbers(4, 8), numbers(4)),
        component("relu", "RectifiedLinearComponent", token("<Dim>") + integer(4)),
        batch_norm("norm", numbers(2), np.ones(2, np.float32), 4),
        dropout("dropout", 4),
        component("sum", "NoOpComponent", token("<Dim>") + integer(4)),
        affine("chain", numbers(PDFS, 4), numbers(PDFS), "NaturalGradientAffineComponent"),
    ]
    if xent:
        lines += [
            "component-node name=xent component=xent input=sum",
            "component-node name=softmax component=softmax input=xent",
            "output-node name=output-xent input=softmax objective=linear",
        ]
        components += [
            affine("xent", numbers(PDFS, 4), numbers(PDFS)),
            component("softmax", "LogSoftmaxComponent", token("<Dim>") + integer(PDFS)),
        ]
    return b"\0B" + transition_model(tuples()) + network(lines, components)


def fst_header(kind: str, states: int, arcs: int, *, start: int = 0, flags: int = 0) -> bytes:
    names = b"".join(struct.pack("<i", len(n)) + n for n in (kind.encode(), b"standard"))
    header = struct.pack("<iiQqqq", 2, flags, 0, start, states, arcs)
    return struct.pack("<I", 0x7EB2FDD6) + names + header


def const_fst(arcs_of: Sequence[Sequence[tuple[int, int, int]]]) -> bytes:
    """A ``const`` FST: for each state its arcs, as input label, output label and next state."""
    states = first = b""
    position = 0
    for arcs in arcs_of:
        states += struct.pack("<fIIII", 0.0, position, len(arcs), 0, 0)
        first += b"".join(struct.pack("<iifi", i, o, 0.5, target) for i, o, target in arcs)
        position += len(arcs)
    return fst_header("const", len(arcs_of), position) + states + first


def graph(*, grammar: bool = False) -> bytes:
    """The decoding graph: from the start, and after each phone that ends a word, all words.

    With a ``grammar``, the start reaches the words by way of a back-off state.
    """
    lefts = [0, *sorted({phones[-1] for _, phones in LEXICON})]
    arcs_of: list[list[tuple[int, int, int]]] = [[] for _ in lefts]
    for origin, left in enumerate(lefts):
        for word, phones in LEXICON:
            state, before = origin, left
            for index, phone in enumerate(phones):
                arcs_of.append([])
                entry = len(arcs_of) - 1
                forward, loop = (2 * tuple_after(before, phone) + n for n in (2, 1))
                arcs_of[state].append((forward, word if index == 0 else 0, entry))
                arcs_of[entry].append((loop, 0, entry))
                state, before = entry, phone
            arcs_of[state].append((0, 0, lefts.index(phones[-1])))
    if grammar:
        arcs_of.append(arcs_of[0])
        arcs_of[0] = [(0, 0, len(arcs_of) - 1)]
    return const_fst(arcs_of)


def lookahead(inner: bytes) -> bytes:
    return fst_header("olabel_lookahead", 0, 0, start=-1) + struct.pack("<i", 446_681_434) + inner


def grammar_fst(words: Mapping[str, int]) -> bytes:
    """The head of ``Gr.fst``: a header and the table of words."""
    name = b"words.txt"
    table = struct.pack("<Ii", 0x7EB2FB74, len(name)) + name
    table += struct.pack("<qq", len(words), len(words))
    for word, number in words.items():
        letters = word.encode()
        table += struct.pack("<i", len(letters)) + letters + struct.pack("<q", number)
    return fst_header("ngram", 0, 0, flags=3) + table


def ivector_files() -> dict[str, bytes]:
    """Four Gaussians over five dimensions, spliced from one frame before and after."""
    random = np.random.default_rng(2)
    reduced, gaussians = 5, 4
    spread = random.normal(0, 1, (gaussians, reduced, reduced))
    inverses = [s @ s.T + np.eye(reduced) for s in spread]
    stats = np.vstack([np.append(np.arange(DIM), 2.0), np.ones(DIM + 1)])
    rows = "\n".join("  " + " ".join(f"{number:g}" for number in row) for row in stats)
    extractor = (
        b"\0B"
        + token("<IvectorExtractor>")
        + token("<w>")
        + matrix(np.zeros((0, 0), np.float32), "DM")
        + token("<w_vec>")
        + vector(np.full(gaussians, 0.25), "DV")
        + token("<M>")
        + integer(gaussians)
        + b"".join(
            matrix(random.normal(0, 1, (reduced, IVECTOR_DIM)), "DM") for _ in range(gaussians)
        )
        + token("<SigmaInv>")
        + b"".join(matrix(inverse, "DP") for inverse in inverses)
        + token("<IvectorOffset>")
        + b"\x08"
        + struct.pack("<d", 3.0)
        + token("</IvectorExtractor>")
    )
    mixture = (
        b"\0B"
        + token("<DiagGMM>")
        + token("<GCONSTS>")
        + vector(np.full(gaussians, -5.0))
        + token("<WEIGHTS>")
        + vector(np.full(gaussians, 0.25))
        + token("<MEANS_INVVARS>")
        + matrix(random.normal(0, 1, (gaussians, reduced)))
        + token("<INV_VARS>")
        + matrix(np.ones((gaussians, reduced)))
        + token("</DiagGMM>")
    )
    transform = random.normal(0, 0.02, (reduced, 3 * DIM + 1)).astype(np.float32)
    return {
        "ivector/final.ie": extractor,
        "ivector/final.dubm": mixture,
        "ivector/final.mat": b"\0B" + matrix(transform),
        "ivector/global_cmvn.stats": f" [\n{rows} ]\n".encode(),
        "ivector/online_cmvn.conf": b"# all defaults\n",
        "ivector/splice.conf": b"--left-context=1\n--right-context=1\n",
    }


def model_files() -> dict[str, bytes]:
    """All files of the tiny model, with a graph to which grammars can be added."""
    return {
        "am/final.mdl": acoustic_model(),
        "conf/mfcc.conf": MFCC_CONF.encode(),
        "conf/model.conf": b"--frame-subsampling-factor=3\n--beam=10.0\n",
        "graph/HCLr.fst": lookahead(graph()),
        "graph/Gr.fst": grammar_fst(WORDS),
        "graph/disambig_tid.int": b"29\n",
        "graph/phones/word_boundary.int": WORD_BOUNDARY.encode(),
    } | ivector_files()


def write_model(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files of a model; the folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
