"""Stage 1 of lung-nodule: a multi-scale blob filter bank written as one ONNX graph of convolutions.

No weight is learned here. Per scale: a separable Gaussian, the six second derivatives (Hessian), then the second derivative
along 13 directions of space as a 1 x 1 x 1 convolution. Their largest value, negated and scale-normalised, is high only where
the image falls off along every direction: a nodule passes, a vessel (flat along its axis) or a wall (flat along two) does not.

Input  `image`: 1 x 1 x z x y x x, 0 to 1.
Output `blobs`: 1 x 2 x z x y x x: response (0 or more) and the diameter, in voxels, of the ball that this scale fits best.
"""

import itertools

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 18
IR_VERSION = 10
SCALES = (1.0, 1.41, 2.0)
# A ball of radius r answers strongest at sigma = r / sqrt(3).
DIAMETER_PER_SIGMA = 2.0 * np.sqrt(3.0)


def gaussian(sigma: float) -> np.ndarray:
    radius = int(np.ceil(3.0 * sigma))
    x = np.arange(-radius, radius + 1)
    kernel = np.exp(-x * x / (2.0 * sigma * sigma))
    return (kernel / kernel.sum()).astype(np.float32)


def hessian_kernel() -> np.ndarray:
    """6 x 1 x 3 x 3 x 3: zz, yy, xx, zy, zx, yx by central differences."""
    kernel = np.zeros((6, 1, 3, 3, 3), np.float32)
    axes = np.eye(3, dtype=int)
    middle = np.array([1, 1, 1])
    for n, axis in enumerate(axes):
        kernel[n, 0][tuple(middle + axis)] += 1
        kernel[n, 0][tuple(middle - axis)] += 1
        kernel[n, 0][1, 1, 1] -= 2
    for n, (a, b) in enumerate(((0, 1), (0, 2), (1, 2))):
        for sa, sb in itertools.product((1, -1), repeat=2):
            kernel[3 + n, 0][tuple(middle + sa * axes[a] + sb * axes[b])] += sa * sb / 4
    return kernel


def directions() -> np.ndarray:
    """The 13 axes through the 26 neighbours of a voxel, as unit vectors (z, y, x)."""
    half = [d for d in itertools.product((-1, 0, 1), repeat=3) if d > (0, 0, 0)]
    vectors = np.array(half, dtype=float)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def direction_kernel(scale: float) -> np.ndarray:
    """13 x 6 x 1 x 1 x 1: minus scale squared times the second derivative along each direction."""
    rows = [
        [u[0] * u[0], u[1] * u[1], u[2] * u[2], 2 * u[0] * u[1], 2 * u[0] * u[2], 2 * u[1] * u[2]] for u in directions()
    ]
    return (-scale * scale * np.array(rows, np.float32)).reshape(13, 6, 1, 1, 1)


def build() -> onnx.ModelProto:
    nodes, weights = [], []

    def weight(name: str, value: np.ndarray) -> str:
        weights.append(numpy_helper.from_array(value, name))
        return name

    def node(op: str, inputs: list[str], output: str, **attributes: object) -> str:
        nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    weight("hessian", hessian_kernel())
    weight("channel_axis", np.array([1], np.int64))
    smooth, reached = "image", 0.0
    responses = []
    for n, sigma in enumerate(SCALES):
        kernel = gaussian(float(np.sqrt(sigma**2 - reached**2)))
        reached = sigma
        radius = len(kernel) // 2
        for axis, name in enumerate("zyx"):
            shape = [1, 1, 1, 1, 1]
            shape[2 + axis] = -1
            pads = [0] * 6
            pads[axis] = pads[axis + 3] = radius
            w = weight(f"gauss{n}{name}", kernel.reshape(shape))
            smooth = node("Conv", [smooth, w], f"smooth{n}{name}", pads=pads)
        second = node("Conv", [smooth, "hessian"], f"second{n}", pads=[1] * 6)
        along = node("Conv", [second, weight(f"directions{n}", direction_kernel(sigma))], f"along{n}")
        responses.append(node("ReduceMin", [along, "channel_axis"], f"blob{n}", keepdims=1))
    scales = node("Concat", responses, "scales", axis=1)
    best = node("ReduceMax", [scales, "channel_axis"], "best", keepdims=1)
    response = node("Relu", [best], "response")
    index = node("ArgMax", [scales], "index", axis=1, keepdims=1)
    diameters = weight("diameters", (np.array(SCALES) * DIAMETER_PER_SIGMA).astype(np.float32))
    diameter = node("Gather", [diameters, index], "diameter")
    node("Concat", [response, diameter], "blobs", axis=1)
    graph = helper.make_graph(
        nodes,
        "lung-nodule-candidates",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, "z", "y", "x"])],
        [helper.make_tensor_value_info("blobs", TensorProto.FLOAT, [1, 2, "z", "y", "x"])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="hounsfield")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model
