"""Writes pixels and tensors of images of every size in the set, and of odd ones, for parity.ts: python parity.py FOLDER

Writes tensor.json beside this file too: values of tensors of drawn patterns, which the program's tests hold its own against without the set.
"""

import json
import sys
from pathlib import Path

import numpy as np
from radiographs import SIZE, read_radiographs, tensor_of, work_folder


def write_patterns() -> None:
    """Rows, columns, and each 3,919th value of the tensor of a pattern that both sides can draw."""
    kept = []
    for rows, columns in ((33, 447), (454, 373), (900, 77), (448, 448), (640, 1024)):
        y, x = np.mgrid[:rows, :columns]
        tensor, _ = tensor_of(((7 * x * x + 13 * y + 3 * x * y) % 256).astype(np.uint8))
        kept.append({"rows": rows, "columns": columns, "values": [round(float(v), 6) for v in tensor.ravel()[::3919]]})
    text = json.dumps({"size": SIZE, "patterns": kept}, indent=1)
    (Path(__file__).resolve().parent / "tensor.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    write_patterns()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    by_shape = {image.pixels.shape: image.pixels for image in read_radiographs(work_folder() / "prepared")}
    noise = np.random.default_rng(1)
    odd = [noise.integers(0, 256, shape, np.uint8) for shape in ((2140, 1760), (33, 447), (900, 77), (448, 448), (897, 895))]
    written = []
    for n, pixels in enumerate([*by_shape.values(), *odd]):
        tensor, _ = tensor_of(pixels)
        (folder / f"{n}.u8").write_bytes(pixels.tobytes())
        (folder / f"{n}.f32").write_bytes(tensor.astype("<f4").tobytes())
        written.append({"rows": pixels.shape[0], "columns": pixels.shape[1], "size": SIZE})
    (folder / "images.json").write_text(json.dumps(written))
    print(f"{len(written)} images")


if __name__ == "__main__":
    main()
