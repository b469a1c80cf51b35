"""Stage 2 of lung-nodule: a small 3D network that looks twice at a candidate: near (24 mm at 1 mm) and far (60 mm at 2.5 mm).

`NearFar` is trained in PyTorch; `to_onnx` writes its weights, batch normalisation folded in, as a plain ONNX graph, so that the
file depends on the weights alone. What the network takes for a nodule at a glance it looks at three times more in that graph, turned by
half a turn about each axis, and gives the mean: few candidates of a scan cost that, and the score depends less on how a nodule lies.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

SIZE = 24
OPSET = 18
IR_VERSION = 10
# (channels, stride) of each 3 x 3 x 3 convolution.
NEAR_LAYERS = ((16, 1), (32, 2), (48, 2), (48, 2))
FAR_LAYERS = ((16, 2), (32, 2), (48, 2))
HIDDEN = 48
AT_A_GLANCE = 0.03
"""Over this probability a candidate is looked at from three more sides."""
TURNED_AXES = ((3, 4), (2, 4), (2, 3))
"""Axes that a half turn about z, y and x reverses, of n x channels x z x y x x."""


def tower(channels: int, layers: tuple[tuple[int, int], ...]) -> nn.Sequential:
    parts: list[nn.Module] = []
    for out, stride in layers:
        parts += [nn.Conv3d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm3d(out), nn.ReLU(inplace=True)]
        channels = out
    return nn.Sequential(*parts)


class NearFar(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.near = tower(1, NEAR_LAYERS)
        self.far = tower(2, FAR_LAYERS)
        self.hidden = nn.Linear(2 * 48 * 27, HIDDEN)
        self.drop = nn.Dropout(0.3)
        self.last = nn.Linear(HIDDEN, 1)

    def forward(self, near: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
        both = torch.cat([self.near(near).flatten(1), self.far(far).flatten(1)], 1)
        return self.last(self.drop(torch.relu(self.hidden(both)))).squeeze(1)


class Graph:
    """The nodes and weights of a graph that is being written."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str, value: torch.Tensor) -> str:
        return self.constant(name, value.detach().numpy().astype(np.float32))

    def node(self, op: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output


def write_weights(graph: Graph, network: NearFar) -> None:
    for name, tower_of in (("near", network.near), ("far", network.far)):
        for n in range(0, len(tower_of), 3):
            conv, norm = tower_of[n], tower_of[n + 1]
            factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            graph.weight(f"{name}{n}w", conv.weight * factor[:, None, None, None, None])
            graph.weight(f"{name}{n}b", norm.bias - norm.running_mean * factor)
    for name, layer in (("hidden", network.hidden), ("last", network.last)):
        graph.weight(f"{name}_w", layer.weight)
        graph.weight(f"{name}_b", layer.bias)


def write_look(graph: Graph, network: NearFar, look: str, near: str, far: str) -> str:
    """Logits (n x 1) of crops; `look` goes before the names of all that is between."""

    def write_tower(name: str, value: str, parts: nn.Sequential) -> str:
        for n in range(0, len(parts), 3):
            inputs = [value, f"{name}{n}w", f"{name}{n}b"]
            value = graph.node("Conv", inputs, f"{look}{name}{n}conv", pads=[1] * 6, strides=list(parts[n].stride))
            value = graph.node("Relu", [value], f"{look}{name}{n}relu")
        return graph.node("Flatten", [value], f"{look}{name}flat", axis=1)

    flat = [write_tower("near", near, network.near), write_tower("far", far, network.far)]
    both = graph.node("Concat", flat, f"{look}both", axis=1)
    hidden = graph.node("Gemm", [both, "hidden_w", "hidden_b"], f"{look}hidden_linear", transB=1)
    hidden = graph.node("Relu", [hidden], f"{look}hidden")
    return graph.node("Gemm", [hidden, "last_w", "last_b"], f"{look}logit", transB=1)


def write_turned(graph: Graph, crops: str) -> str:
    """The crops turned by half a turn about z, y and x, one after the other: 3 n x channels x 24 x 24 x 24."""
    turned = []
    for n, axes in enumerate(TURNED_AXES):
        name = f"{crops}_turned{n}"
        whole = np.full(2, np.iinfo(np.int64).min)
        parts = {"from": [-1, -1], "to": whole, "axes": axes, "step": [-1, -1]}
        inputs = [graph.constant(f"{name}_{part}", np.asarray(value, np.int64)) for part, value in parts.items()]
        turned.append(graph.node("Slice", [crops, *inputs], name))
    return graph.node("Concat", turned, f"{crops}_turned", axis=0)


def to_onnx(network: NearFar) -> onnx.ModelProto:
    network.eval()
    graph = Graph()
    write_weights(graph, network)
    column = graph.constant("column", np.array([1], np.int64))
    first = graph.node("Squeeze", [write_look(graph, network, "", "near", "far"), column], "first")
    # At least one is looked at again, so that no batch is empty; below the glance's limit its score stays what it was.
    limit = graph.constant("limit", np.array(np.log(AT_A_GLANCE / (1 - AT_A_GLANCE)), np.float32))
    over = graph.node("Greater", [first, limit], "over")
    counted = graph.node("ReduceSum", [graph.node("Cast", [over], "over_int", to=TensorProto.INT64)], "counted", keepdims=1)
    one = graph.constant("one", np.array([1], np.int64))
    count = graph.node("Max", [counted, one], "count")
    graph.nodes.append(helper.make_node("TopK", [first, count], ["best", "chosen"], axis=0))
    again = [write_turned(graph, graph.node("Gather", [name, "chosen"], f"{name}_again", axis=0)) for name in ("near", "far")]
    looked = write_look(graph, network, "again_", *again)
    views = graph.node("Reshape", [looked, graph.constant("views", np.array([3, -1], np.int64))], "views_of")
    added = graph.node("ReduceSum", [views, graph.constant("view_axis", np.array([0], np.int64))], "added", keepdims=0)
    four = graph.constant("four", np.array(4, np.float32))
    mean = graph.node("Div", [graph.node("Add", [added, "best"], "sum_of_four"), four], "mean_of_four")
    place = graph.node("Unsqueeze", ["chosen", column], "place")
    all_of = graph.node("ScatterND", [first, place, mean], "with_means")
    logit = graph.node("Where", [over, all_of, first], "last_logits")
    logit = graph.node("Unsqueeze", [logit, column], "last_column")
    graph.node("Sigmoid", [logit], "probability")
    made = helper.make_graph(
        graph.nodes,
        "lung-nodule-second-look",
        [
            helper.make_tensor_value_info("near", TensorProto.FLOAT, ["n", 1, SIZE, SIZE, SIZE]),
            helper.make_tensor_value_info("far", TensorProto.FLOAT, ["n", 2, SIZE, SIZE, SIZE]),
        ],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["n", 1])],
        graph.weights,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hounsfield")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model
