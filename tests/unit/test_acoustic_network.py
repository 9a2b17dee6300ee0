"""The network of a speech model: tiny ones, whose outputs can be reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from miolingo.errors import ModelError, UnsupportedModelError
from miolingo.judging.sounds.learned import LayerAdaptation
from miolingo.speech.acoustics import network as network_module
from miolingo.speech.acoustics.descriptors import NodeRead, parse_descriptor
from miolingo.speech.acoustics.kaldi_file import Floats, KaldiFile
from miolingo.speech.acoustics.network import Network
from miolingo.speech.acoustics.network_file import read_network
from tests.parts.acoustics import (
    acoustic_model,
    affine,
    batch_norm,
    component,
    dropout,
    integer,
    network,
    tdnn,
    token,
    transition_model,
    tuples,
)

NO_IVECTOR = np.zeros(0, np.float32)


def floats(*numbers: float) -> Floats:
    return np.array(numbers, np.float32)


def column(*numbers: float) -> Floats:
    return floats(*numbers)[:, None]


def read(lines: list[str], components: list[bytes]) -> Network:
    return read_network(KaldiFile(network(lines, components), "final.mdl"))


def outputs(
    lines: list[str], components: list[bytes], features: Floats, subsampling: int = 1
) -> list[list[float]]:
    rows = read(lines, components).evaluate(features, NO_IVECTOR, subsampling)["output"]
    return [[round(float(number), 4) for number in row] for row in rows]


def test_a_layer_sees_other_frames_and_the_edges_go_on() -> None:
    lines = [
        "input-node name=input dim=1",
        "component-node name=t component=t input=input",
        "output-node name=output input=t",
    ]
    layer = tdnn("t", (-3, 0, 1), floats(1, 10, 100)[None], floats(1000))
    x = column(1, 2, 3, 4, 5)
    assert outputs(lines, [layer], x) == [[1211], [1321], [1431], [1541], [1552]]
    assert outputs(lines, [layer], x, subsampling=3) == [[1211], [1541]]


def test_an_empty_bias_is_none() -> None:
    lines = ["input-node name=input dim=1", "component-node name=t component=t input=input"]
    layer = tdnn("t", (0,), floats(2)[None], floats())
    assert outputs([*lines, "output-node name=output input=t"], [layer], column(3)) == [[6]]


def test_an_adapted_layer_is_scaled_and_shifted_and_the_network_stays_as_it_was() -> None:
    lines = [
        "input-node name=input dim=2",
        "component-node name=first component=first input=input",
        "component-node name=second component=second input=first",
        "output-node name=output input=second",
    ]
    layers = [
        tdnn(name, (0,), np.eye(2, dtype=np.float32), floats(0, 1)) for name in ("first", "second")
    ]
    plain = read(lines, layers)
    adapted = plain.adapted({"first": LayerAdaptation(floats(2, 3), floats(10, 20))})
    x = floats(1, 1)[None]
    assert adapted.evaluate(x, NO_IVECTOR, 1)["output"].tolist() == [[12, 27]]
    assert plain.evaluate(x, NO_IVECTOR, 1)["output"].tolist() == [[1, 3]]


def test_layers_are_normalized_and_cut_off_below_zero() -> None:
    lines = [
        "input-node name=input dim=4",
        "component-node name=r component=r input=input",
        "component-node name=n component=n input=r",
        "component-node name=d component=d input=n",
        "output-node name=output input=Sum(Scale(0.5, n), d)",
    ]
    parts = [
        component("r", "RectifiedLinearComponent", token("<Dim>") + integer(4)),
        batch_norm("n", floats(1, 2), floats(0.999, 3.999), 4),
        dropout("d", 4),
    ]
    # (x - mean) / sqrt(variance + 0.001) * 0.5, in blocks of two; then once and a half of it
    assert outputs(lines, parts, floats(3, -1, 1, 6)[None]) == [[1.5, -0.75, 0, 1.5]]


def test_the_differences_of_a_delta_layer() -> None:
    lines = [
        "input-node name=input dim=1",
        "dim-range-node name=input_copy1 input-node=input dim=1 dim-offset=0",
        "dim-range-node name=input_copy2 input-node=input dim=1 dim-offset=0",
        "component-node name=input_2 component=input_2 input=Append(Offset(input,0), "
        "Sum(Offset(Scale(-1.0,input_copy1),-1), Offset(input,1)), "
        "Sum(Offset(input,-2), Offset(input,2), Offset(Scale(-2.0,input_copy2),0)))",
        "output-node name=output input=input_2 objective=linear",
    ]
    layer = component("input_2", "NoOpComponent", token("<Dim>") + integer(3))
    x = column(0, 1, 4, 9, 16)
    expected = [[0, 1, 4], [1, 4, 7], [4, 8, 8], [9, 12, -1], [16, 7, -12]]
    assert outputs(lines, [layer], x) == expected


def test_masks_of_training_change_nothing() -> None:
    lines = [
        "input-node name=input dim=1",
        "component-node name=m component=m input=input",
        "output-node name=output input=m",
    ]
    fields = token("<Dim>") + integer(1) + token("<ZeroedProportion>") + integer(0)
    layer = component("m", "SpecAugmentTimeMaskComponent", fields)
    assert outputs(lines, [layer], column(1, 2)) == [[1], [2]]


def test_columns_can_be_taken_out_of_a_layer() -> None:
    lines = [
        "input-node name=input dim=3",
        "dim-range-node name=part input-node=input dim-offset=1 dim=2",
        "output-node name=output input=Append(part, Offset(part, 1))",
    ]
    assert outputs(lines, [], floats(1, 2, 3)[None]) == [[2, 3, 2, 3]]


def test_the_log_softmax_adds_up_to_one() -> None:
    whole = KaldiFile(acoustic_model()[2 + len(transition_model(tuples())) :], "final.mdl")
    features = np.random.default_rng(0).normal(0, 300, (20, 13)).astype(np.float32)
    heads = read_network(whole).evaluate(features, floats(1, 2), 3)
    assert np.exp(heads["output-xent"]).sum(axis=1) == pytest.approx(np.ones(7), abs=1e-5)


def test_long_recordings_are_heard_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    content = acoustic_model()[2 + len(transition_model(tuples())) :]
    model = read_network(KaldiFile(content, "final.mdl"))
    features = np.random.default_rng(0).normal(0, 1, (200, 13)).astype(np.float32)
    whole = model.evaluate(features, floats(1, 2), 3)
    monkeypatch.setattr(network_module, "_BLOCK_FRAMES", 5)
    for head, rows in model.evaluate(features, floats(1, 2), 3).items():
        assert rows == pytest.approx(whole[head], abs=1e-6)


def test_a_descriptor_is_a_sum_of_nodes_side_by_side() -> None:
    descriptor = parse_descriptor("Append(a.b-c, Offset(Sum(x, Scale(-0.5, y)), -2))")
    assert descriptor.parts == ((NodeRead("a.b-c"),), (NodeRead("x", -2), NodeRead("y", -2, -0.5)))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Append()",
            "Append(a",
            "a)",
            "Offset(a)",
            "Offset(a, b)",
            "Scale(a, b)",
            "a b",
            "()",
        ),
        *("IfDefined(a)", "Failover(a, b)", "Switch(a, b)", "Round(a, 3)", "Offset(a, 1000)"),
        *("Sum(Append(a, b), c)", "ReplaceIndex(a, x, 0)", "Scale(nan, " * 30 + "a" + ")" * 30),
    ],
)
def test_other_descriptors_are_refused(text: str) -> None:
    with pytest.raises(UnsupportedModelError):
        parse_descriptor(text)


INPUT = "input-node name=input dim=1"
OUTPUT = "output-node name=output input=t"
LAYER = "component-node name=t component=t input=input"
ONE = affine("t", floats(1)[None], floats(0))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["input-node name=pitch dim=1"], "input named pitch"),
        ([INPUT, "output-node name=other input=input"], "input or output of a known name"),
        ([INPUT, "output-node name=output input=t", LAYER], "do not follow one another"),
        ([INPUT, LAYER, "something name=x"], "unknown kind"),
        (
            [
                INPUT,
                "input-node name=ivector dim=1",
                LAYER,
                "output-node name=output input=ivector",
            ],
            "i-vector in an unknown way",
        ),
    ],
)
def test_networks_of_another_kind_are_refused(lines: list[str], reason: str) -> None:
    with pytest.raises(UnsupportedModelError, match=reason):
        read(lines, [ONE])


def test_a_layer_of_an_unknown_type_is_named() -> None:
    layer = component("t", "TimeHeightConvolutionComponent", token("<X>") + integer(1))
    with pytest.raises(UnsupportedModelError, match="TimeHeightConvolutionComponent") as caught:
        read([INPUT, LAYER, OUTPUT], [layer])
    assert caught.value.reason.startswith("its network has layers of an unknown type")


@pytest.mark.parametrize(
    ("lines", "layer"),
    [
        ([INPUT, LAYER, LAYER, OUTPUT], ONE),
        ([INPUT, "component-node name=t component=absent input=input", OUTPUT], ONE),
        ([INPUT, LAYER, "output-node input=t"], ONE),
        (["input-node name=input dim=-1", LAYER, OUTPUT], ONE),
        ([INPUT, LAYER, OUTPUT], affine("t", floats(1, 2)[None], floats(0))),
        ([INPUT, LAYER, OUTPUT], affine("t", floats(1)[None], floats(0, 0))),
        ([INPUT, LAYER, OUTPUT], batch_norm("t", floats(1), floats(-1), 1)),
        ([INPUT, LAYER, OUTPUT], batch_norm("t", floats(1, 1), floats(1), 1)),
        ([INPUT, LAYER, OUTPUT], tdnn("t", (), floats(1)[None], floats(0))),
        ([INPUT, LAYER, OUTPUT], component("t", "FixedAffineComponent")),
        ([INPUT, "dim-range-node name=t input-node=input dim=2 dim-offset=0", OUTPUT], ONE),
    ],
)
def test_what_does_not_fit_is_damage(lines: list[str], layer: bytes) -> None:
    with pytest.raises(ModelError, match="damaged"):
        read(lines, [layer])


@pytest.mark.parametrize("reach", [99, 100])
def test_a_network_that_looks_far_is_refused(reach: int) -> None:
    nodes = [
        INPUT,
        *(f"output-node name=n{n} input=Offset(n{n - 1}, {reach})" for n in range(1, 7)),
    ]
    nodes[1] = nodes[1].replace("n0", "input")
    with pytest.raises(UnsupportedModelError, match="too far"):
        read([*nodes, "output-node name=output input=n6"], [])
