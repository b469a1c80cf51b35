"""Keeps what cross-validation needs in the repository: python folds.py [--only N ...] [--round N] [--to DIR]

folds/folds.tsv: the fold of each training image, by its name, and whether it lies beside a validation image (then `fit.py --all` leaves it
out). folds/foldN.onnx: the network that was fitted without fold N, each weight as one of 255 steps of its output channel, a quarter of
the bytes; it is computed in float32 as the network of the package is. Says how far that is from the network as it was fitted.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
from export import run, write_float
from onnx import helper, numpy_helper
from predict import load
from radiographs import Radiograph, name_of, read_radiographs, work_folder
from score import summary

FOLDER = Path(__file__).resolve().parent / "folds"
LEAST = 1024
"""A tensor of fewer weights stays as it is."""


def in_steps(source: Path, path: Path) -> None:
    """Weights of convolutions as int8 with a scale for each output channel."""
    model = onnx.load(source)
    graph = model.graph
    weights = {node.input[1] for node in graph.node if node.op_type == "Conv"}
    nodes = []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.name not in weights or values.size < LEAST:
            continue
        most = np.abs(values).reshape(len(values), -1).max(1)
        scale = np.where(most > 0, most / 127, 1).astype(np.float32)
        steps = np.rint(values / scale.reshape(-1, *[1] * (values.ndim - 1))).astype(np.int8)
        graph.initializer.remove(tensor)
        parts = {".steps": steps, ".scale": scale, ".zero": np.zeros(len(values), np.int8)}
        graph.initializer.extend(numpy_helper.from_array(value, tensor.name + end) for end, value in parts.items())
        nodes.append(helper.make_node("DequantizeLinear", [tensor.name + end for end in parts], [tensor.name], axis=0))
    for node in reversed(nodes):
        graph.node.insert(0, node)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def write_names(images: list[Radiograph], folder: Path) -> None:
    lines = [f"{image.name}\t{image.fold}\t{int(image.beside_valid)}" for image in images if image.split == "train"]
    (folder / "folds.tsv").write_text("\n".join(["image\tfold\tbeside validation", *lines]) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int, nargs="*", default=list(range(5)))
    parser.add_argument("--round", default="mean", help="1, 2, 3 or mean")
    parser.add_argument("--to", type=Path, default=FOLDER)
    args = parser.parse_args()
    args.to.mkdir(parents=True, exist_ok=True)
    images = read_radiographs(work_folder() / "prepared")
    by_name = {image.name: image for image in images}
    write_names(images, args.to)
    for fold in args.only:
        weights = work_folder() / "w" / f"{name_of(fold, args.round)}.pt"
        if not weights.exists():
            print(f"{weights} is not there")
            continue
        left_out = [image for image in images if image.fold == fold]
        path = args.to / f"fold{fold}.onnx"
        with tempfile.TemporaryDirectory() as folder:
            exact = Path(folder) / "exact.onnx"
            write_float(load(weights), exact)
            in_steps(exact, path)
            for name, network in (("as fitted", exact), ("in steps", path)):
                scores = summary(run(network, left_out), by_name)
                text = "  ".join(f"{key} {value:.3f}" for key, value in scores.items() if not np.isnan(value))
                print(f"fold {fold} {name:9s} {network.stat().st_size:9d} bytes  {text}", flush=True)


if __name__ == "__main__":
    main()
