"""Writes the networks of the package: python export.py WEIGHTS.pt [--out DIR] [--images N] [--fold N]

model.onnx (float32, opset 18, batch free, batch normalisation folded) and model.int8.onnx (static quantisation, calibrated on N images
of the training split). The same weights give the same bytes. Says how far ONNX Runtime is from PyTorch and int8 from float32: on the
validation split, or, for weights that were fitted without fold N, on that fold, which has images without a fracture too.

images  batch x 1 x 448 x 448, 0 to 1
boxes   batch x 5 x 3136: left, top, right, bottom in input pixels, score (decoder yolo, head v8, values-first, xyxy)
image   batch x 1: score of the image (decoder classification)
map     batch x 1 x 56 x 56: scores of centres (explanation class-activation)
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from engine import settle
from model import Fractures, look_twice
from predict import FLOOR, SHARE, load, suppress
from radiographs import SIZE, Radiograph, read_radiographs, tensor_of, work_folder
from score import summary
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

OPSET = 18
KEPT_FLOAT = ("network.peak.", "network.sides_of_box.", "network.stem.")
LAST = ("network.peak.", "network.sides_of_box.")


class Deployed(nn.Module):
    """The network, which looks at an image and its mirror image, with what the program's decoders read; the score of a box is drawn towards that of its image."""

    def __init__(self, network: Fractures) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        boxes, centres, image = look_twice(self.network, images)
        score = centres.flatten(2) ** (1 - SHARE) * (image**SHARE).unsqueeze(2)
        return torch.cat([boxes.flatten(2), score], 1), image, centres


def folded(module: nn.Module) -> nn.Module:
    """Convolutions that have taken in the normalisation behind them."""
    for name, child in module.named_children():
        if isinstance(child, nn.Sequential) and len(child) > 1 and isinstance(child[1], nn.BatchNorm2d):
            setattr(module, name, nn.Sequential(fuse_conv_bn_eval(child[0], child[1]), *list(child)[2:]))
        else:
            folded(child)
    return module


def write_float(network: Fractures, path: Path) -> None:
    deployed = Deployed(folded(network.eval().float())).eval()
    torch.onnx.export(
        deployed,
        (torch.zeros(1, 1, SIZE, SIZE),),
        str(path),
        opset_version=OPSET,
        dynamo=False,
        input_names=["images"],
        output_names=["boxes", "image", "map"],
        dynamic_axes={name: {0: "batch"} for name in ("images", "boxes", "image", "map")},
    )
    model = onnx.load(path)
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


class Calibration:
    """Tensors of training images, one after another, as the quantiser asks for them."""

    def __init__(self, images: list[Radiograph]) -> None:
        self.images = iter(images)

    def get_next(self) -> dict[str, np.ndarray] | None:
        image = next(self.images, None)
        return None if image is None else {"images": tensor_of(image.pixels)[0][None, None]}


def decoding_of(graph: onnx.GraphProto) -> list[str]:
    """Names of the nodes behind the last convolutions and maxima: a tensor that holds pixels beside scores has no steps between 0 and 1."""
    behind = {
        name
        for node in graph.node
        if node.op_type == "ReduceMax" or any(i.startswith(LAST) for i in node.input)
        for name in node.output
    }
    names = []
    for node in graph.node:
        if behind.intersection(node.input):
            behind.update(node.output)
            names.append(node.name)
    return names


def write_int8(source: Path, path: Path, images: list[Radiograph]) -> None:
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    ready = path.with_suffix(".ready")
    quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
    graph = onnx.load(ready).graph
    spared = [node.name for node in graph.node if any(i.startswith(KEPT_FLOAT) for i in node.input)]
    spared += decoding_of(graph)
    # The image beside its mirror image is not yet anything to be put into steps.
    spared += [node.name for node in graph.node if "images" in node.input]
    quantize_static(
        str(ready),
        str(path),
        Calibration(images),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv", "Add", "Relu", "MaxPool", "Concat", "Resize"],
        nodes_to_exclude=spared,
        per_channel=True,
        weight_type=QuantType.QInt8,
        activation_type=QuantType.QUInt8,
        calibrate_method=CalibrationMethod.MinMax,
        extra_options={"CalibMovingAverage": True, "CalibMovingAverageConstant": 0.05},
    )
    ready.unlink()
    path.write_bytes(onnx.load(path).SerializeToString(deterministic=True))


def run(path: Path, images: list[Radiograph]) -> list[dict]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    rows = []
    for image in images:
        tensor, fit = tensor_of(image.pixels)
        boxes, whole, _ = session.run(None, {"images": tensor[None, None]})
        over = np.flatnonzero(boxes[0, 4] >= FLOOR)
        kept = over[suppress(boxes[0, :4, over], boxes[0, 4, over])]
        found = {"boxes": fit.to_image(boxes[0, :4, kept].reshape(-1, 4)).tolist(), "scores": boxes[0, 4, kept].tolist()}
        rows.append({"image": image.name, "score": float(whole[0, 0])} | found)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=work_folder() / "package")
    parser.add_argument("--images", type=int, default=128)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    settle(0, args.threads, "cpu")
    args.out.mkdir(parents=True, exist_ok=True)
    images = read_radiographs(work_folder() / "prepared")
    train = [image for image in images if image.split == "train" and image.fold != args.fold]
    chosen = [train[n] for n in np.random.default_rng(3).permutation(len(train))[: args.images]]
    left_out = [image for image in images if (image.split == "valid" if args.fold is None else image.fold == args.fold)]
    paths = args.out / "model.onnx", args.out / "model.int8.onnx"
    write_float(load(args.weights), paths[0])
    write_int8(paths[0], paths[1], chosen)
    compare(load(args.weights), paths[0], left_out[:8])
    by_name = {image.name: image for image in images}
    for path in paths:
        scores = summary(run(path, left_out), by_name)
        print(path.name, path.stat().st_size, json.dumps({k: round(v, 4) for k, v in scores.items() if not np.isnan(v)}))


def compare(network: Fractures, path: Path, images: list[Radiograph]) -> None:
    batch = np.stack([tensor_of(image.pixels)[0] for image in images])[:, None]
    with torch.no_grad():
        here = Deployed(network.eval().float())(torch.from_numpy(batch))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for name, a, b in zip(("boxes", "image", "map"), here, session.run(None, {"images": batch}), strict=True):
        print(f"{name}: ONNX Runtime is off by at most {np.abs(a.numpy() - b).max():.2e}")


if __name__ == "__main__":
    main()
