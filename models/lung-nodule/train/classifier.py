"""Stage 2 of lung-nodule: a small 3D network that looks twice at a candidate: near (24 mm at 1 mm) and far (60 mm at 2.5 mm).

`NearFar` is trained in PyTorch; `to_onnx` writes its weights, batch normalisation folded in, as a plain ONNX graph, so that the
file depends on the weights alone.
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


def to_onnx(network: NearFar) -> onnx.ModelProto:
    network.eval()
    nodes, weights = [], []

    def weight(name: str, value: torch.Tensor) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value.detach().numpy(), np.float32), name))
        return name

    def node(op: str, inputs: list[str], output: str, **attributes: object) -> str:
        nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def write_tower(name: str, parts: nn.Sequential) -> str:
        value = name
        for n in range(0, len(parts), 3):
            conv, norm = parts[n], parts[n + 1]
            factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            w = weight(f"{name}{n}w", conv.weight * factor[:, None, None, None, None])
            b = weight(f"{name}{n}b", norm.bias - norm.running_mean * factor)
            strides = list(conv.stride)
            value = node("Conv", [value, w, b], f"{name}{n}conv", pads=[1] * 6, strides=strides)
            value = node("Relu", [value], f"{name}{n}relu")
        return node("Flatten", [value], f"{name}flat", axis=1)

    near, far = write_tower("near", network.near), write_tower("far", network.far)
    both = node("Concat", [near, far], "both", axis=1)
    inputs = [weight("hidden_w", network.hidden.weight), weight("hidden_b", network.hidden.bias)]
    hidden = node("Relu", [node("Gemm", [both, *inputs], "hidden_linear", transB=1)], "hidden")
    inputs = [weight("last_w", network.last.weight), weight("last_b", network.last.bias)]
    node("Sigmoid", [node("Gemm", [hidden, *inputs], "logit", transB=1)], "probability")
    graph = helper.make_graph(
        nodes,
        "lung-nodule-second-look",
        [
            helper.make_tensor_value_info("near", TensorProto.FLOAT, ["n", 1, SIZE, SIZE, SIZE]),
            helper.make_tensor_value_info("far", TensorProto.FLOAT, ["n", 2, SIZE, SIZE, SIZE]),
        ],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["n", 1])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hounsfield")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model
