"""Weights back from an exported network, so that a fit can go on from what the package or `folds.py` wrote: python unfold.py NETWORK.onnx

As a program it says how far the network it gives is from the file it came from.

The export folds each normalisation into the convolution before it. Here each convolution gets a normalisation again that changes nothing:
the mean and the deviation of its output over a batch of examples, both as what is taken off and as what is put back on. Weights of an
output channel are brought to length 1, which the normalisation takes back, so that the same rate means the same for all.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from model import Fractures, look_twice
from onnx import numpy_helper
from radiographs import SIZE
from torch import nn

PREFIX = "network."


def tensors_of(path: Path) -> dict[str, np.ndarray]:
    """Weights by their names in the network, steps (`folds.py`) multiplied out."""
    graph = onnx.load(path).graph
    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in known and node.output[0].startswith(PREFIX):
            steps, scale = known[node.input[0]].astype(np.float32), known[node.input[1]]
            known[node.output[0]] = steps * scale.reshape(-1, *[1] * (steps.ndim - 1))
    return {name.removeprefix(PREFIX): value for name, value in known.items() if name.startswith(PREFIX)}


def pairs_of(network: nn.Module, prefix: str = "") -> dict[str, tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Convolutions with the normalisation behind each, by the name the convolution has in the export."""
    pairs = {}
    for name, child in network.named_children():
        if isinstance(child, nn.Sequential) and len(child) > 1 and isinstance(child[1], nn.BatchNorm2d):
            pairs[f"{prefix}{name}.0"] = (child[0], child[1])
        else:
            pairs |= pairs_of(child, f"{prefix}{name}.")
    return pairs


def unfold(path: Path, batch: torch.Tensor) -> Fractures:
    """The network of an export, ready to be fitted. `batch`: examples as it will be fitted to (batch x 1 x rows x columns, 0 to 1)."""
    tensors = tensors_of(path)
    network = Fractures()
    state = network.state_dict()
    pairs = pairs_of(network)
    norms = {id(weight) for _, norm in pairs.values() for weight in norm.parameters()}
    missing = [name for name, weight in network.named_parameters() if name not in tensors and id(weight) not in norms]
    if missing:
        raise ValueError(f"{path.name} has no {', '.join(missing)}")
    state |= {name: torch.tensor(tensors[name]) for name in state if name in tensors}
    network.load_state_dict(state)
    handles = []
    for name, (convolution, norm) in pairs.items():
        # Nothing but the bias, until it is known what the outputs are like.
        norm.weight.data.fill_(float(np.sqrt(1 + norm.eps)))
        norm.bias.data.copy_(torch.tensor(tensors[f"{name}.bias"]))
        norm.running_mean.zero_()
        norm.running_var.fill_(1)
        handles.append(convolution.register_forward_hook(lambda _m, _i, out, norm=norm: settle_on(norm, out)))
    network.eval()
    with torch.no_grad():
        network(batch)
        for handle in handles:
            handle.remove()
        for convolution, norm in pairs.values():
            length = convolution.weight.flatten(1).norm(dim=1).clamp(min=1e-6)
            convolution.weight /= length.view(-1, 1, 1, 1)
            norm.running_mean /= length
            norm.running_var.copy_((norm.running_var + norm.eps) / length**2 - norm.eps)
    return network


def settle_on(norm: nn.BatchNorm2d, out: torch.Tensor) -> None:
    """The same output from the statistics of this batch."""
    mean, variance = out.mean((0, 2, 3)), out.var((0, 2, 3), unbiased=False)
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.data.copy_((variance + norm.eps).sqrt())
    norm.bias.data.add_(mean)


def main() -> None:
    path = Path(sys.argv[1])
    rng = np.random.default_rng(1)
    batch = torch.from_numpy(rng.random((4, 1, SIZE, SIZE), np.float32))
    network = unfold(path, batch).eval()
    with torch.no_grad():
        boxes, centres, image = look_twice(network, batch[:2])
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    there = session.run(None, {"images": batch[:2].numpy()})
    for name, a, b in zip(("boxes", "image", "map"), (boxes.flatten(2), image, centres), (there[0][:, :4], *there[1:]), strict=True):
        print(f"{name}: off by at most {np.abs(a.numpy() - b).max():.1e}")


if __name__ == "__main__":
    main()
