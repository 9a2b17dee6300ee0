"""The network as ``final.mdl`` keeps it: lines of text that connect layers, then the layers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from miolingo.errors import UnsupportedModelError
from miolingo.speech.acoustics.components import (
    Component,
    column_range,
    identity,
    read_component,
)
from miolingo.speech.acoustics.descriptors import parse_descriptor
from miolingo.speech.acoustics.kaldi_file import KaldiFile
from miolingo.speech.acoustics.network import CHAIN, FEATURES, IVECTOR, XENT, Network, Node

_OPTION = re.compile(r"\s([\w-]+)=")
_MOST_COMPONENTS = 2_000
_LARGEST_DIM = 1 << 15
_FARTHEST_FRAME = 500  # 34 in the small Korean model

Options = Mapping[str, str]


def read_network(file: KaldiFile) -> Network:
    """Read from ``<Nnet3>`` to the file's end. Raises ModelError, UnsupportedModelError."""
    file.expect("<Nnet3>")
    lines = [line for line in file.lines() if line.strip()]
    components = _read_components(file)
    file.expect("</Nnet3>", "<LeftContext>")
    file.integer()
    file.expect("<RightContext>")
    file.integer()
    file.expect("<Priors>")
    file.vector()
    return _Connections(file, components).network(lines)


def _read_components(file: KaldiFile) -> dict[str, Component]:
    file.expect("<NumComponents>")
    count = file.integer()
    if not 0 <= count <= _MOST_COMPONENTS:
        file.fail("its network has an impossible number of layers")
    components = {}
    for _ in range(count):
        file.expect("<ComponentName>")
        name = file.token()
        components[name] = read_component(file)
    return components


class _Connections:
    """Builds the network line by line, and checks that what is joined has the same dimension."""

    def __init__(self, file: KaldiFile, components: Mapping[str, Component]) -> None:
        self._file = file
        self._components = components
        self._dims: dict[str, int] = {}
        self._reach: dict[str, int] = {}
        self._nodes: list[Node] = []

    def network(self, lines: list[str]) -> Network:
        """Connect all; what leads to no known output is left out."""
        for line in lines:
            kind, *rest = _OPTION.split(line.strip())
            self._add(kind, dict(zip(rest[::2], rest[1::2], strict=True)))
        outputs = tuple(name for name in (CHAIN, XENT) if name in self._dims)
        if not outputs or FEATURES not in self._dims:
            raise UnsupportedModelError("its network has no input or output of a known name")
        nodes = tuple(self._leading_to(outputs))
        return Network(nodes, outputs, self._bottleneck(outputs[-1]), self._dims)

    def _add(self, kind: str, options: Options) -> None:
        name = self._option(options, "name")
        if name in self._dims:
            self._file.fail(f"its network has two nodes named {name}")
        match kind:
            case "input-node":
                if name not in (FEATURES, IVECTOR):
                    raise UnsupportedModelError(f"its network has an input named {name}")
                self._dims[name] = self._number(options, "dim")
            case "component-node":
                component = self._components.get(self._option(options, "component"))
                if component is None:
                    self._file.fail(f"its network lacks the layer of {name}")
                self._add_node(name, self._option(options, "input"), component)
            case "dim-range-node":
                start, count = self._number(options, "dim-offset"), self._number(options, "dim")
                source = self._option(options, "input-node")
                if start + count > self._dims.get(source, 0):
                    self._file.fail(f"the size of the layer {name} does not fit")
                self._add_node(name, source, column_range(start, count))
            case "output-node":
                self._add_node(name, self._option(options, "input"), identity())
            case _:
                raise UnsupportedModelError(f"its network has a node of an unknown kind, {kind}")

    def _add_node(self, name: str, source: str, component: Component) -> None:
        descriptor = parse_descriptor(source)
        if any((read.name == IVECTOR) != read.constant for read in descriptor.reads()):
            raise UnsupportedModelError("its network takes the i-vector in an unknown way")
        dim = descriptor.dim(self._dims) * len(component.time_offsets)
        node = Node(name, descriptor, component)
        self._reach[name] = node.reach(self._reach)
        if self._reach[name] > _FARTHEST_FRAME:
            raise UnsupportedModelError("its network looks too far ahead or back")
        if component.input_dim not in (None, dim):
            self._file.fail(f"the size of the layer {name} does not fit")
        self._dims[name] = component.output_dim or dim
        self._nodes.append(node)

    def _leading_to(self, outputs: tuple[str, ...]) -> Iterator[Node]:
        """The nodes that the outputs depend on, in their order."""
        wanted = set(outputs)
        for node in reversed(self._nodes):
            if node.name in wanted:
                wanted.update(read.name for read in node.source.reads())
        return (node for node in self._nodes if node.name in wanted)

    def _bottleneck(self, output: str) -> str:
        """The first node before an output that is not as wide as it is, or else the output."""
        sources = {node.name: node.source for node in self._nodes}
        name = output
        while name in sources and self._dims[name] == self._dims[output]:
            name = next(iter(sources[name].reads())).name
        return name if name in sources else output

    def _option(self, options: Options, key: str) -> str:
        if key not in options:
            self._file.fail(f"a line of its network lacks {key}")
        return options[key]

    def _number(self, options: Options, key: str) -> int:
        text = self._option(options, key)
        if not text.isdecimal() or not text.isascii() or int(text) > _LARGEST_DIM:
            self._file.fail(f"a line of its network has no number for {key}")
        return int(text)
