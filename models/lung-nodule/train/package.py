"""Writes the package: networks, self-test tensors and the manifest with the hash of every file.

The texts of the manifest come from `card.json` beside this file, their numbers from `logs/rows.json`.
"""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from card import printed

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
# What a card shows is part of the package.
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def save(model: onnx.ModelProto, name: str) -> None:
    (PACKAGE / name).write_bytes(model.SerializeToString(deterministic=True))


def network(file: str) -> dict:
    return {"variants": [{"file": file, "precision": "fp32"}]}


def self_test(stage: str, file: str, inputs: dict[str, np.ndarray], tolerance: float) -> dict:
    """Runs the network once and keeps inputs and outputs as raw little-endian float32."""
    session = onnxruntime.InferenceSession(str(PACKAGE / file), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(names, inputs)))
    folder = PACKAGE / "self-test"
    folder.mkdir(exist_ok=True)

    def store(name: str, value: np.ndarray) -> dict:
        path = f"self-test/{Path(file).stem}.{name}.f32"
        (PACKAGE / path).write_bytes(np.ascontiguousarray(value, "<f4").tobytes())
        return {"path": path, "shape": list(value.shape)}

    return {
        "stage": stage,
        "inputs": {name: store(name, value) for name, value in inputs.items()},
        "outputs": {name: store(name, value) for name, value in outputs.items()},
        "tolerance": {"fp32": tolerance},
    }


def phantom_patch(size: int = 24) -> np.ndarray:
    """A ball and a tube in noise: what the self-test of the filter bank looks at."""
    rng = np.random.default_rng(7)
    z, y, x = np.mgrid[:size, :size, :size].astype(np.float32)
    ball = 1 / (1 + np.exp((np.sqrt((z - 11) ** 2 + (y - 9) ** 2 + (x - 8) ** 2) - 3) / 0.5))
    tube = 1 / (1 + np.exp((np.sqrt((y - 17) ** 2 + (x - 17) ** 2) - 2) / 0.5))
    image = 0.1 + 0.7 * np.maximum(ball, tube) + rng.normal(0, 0.02, z.shape)
    return np.clip(image, 0, 1).astype(np.float32)[None, None]


def write_manifest(pipeline: dict, tests: list[dict]) -> None:
    card = printed().filled_manifest(json.loads((HERE / "card.json").read_text(encoding="utf-8")))
    paths = set(card["modelCard"].values())
    for text in list(paths):
        paths.update(PICTURE.findall((PACKAGE / text).read_text(encoding="utf-8")))
    for stage in ("candidates", "classifier"):
        if stage in pipeline:
            paths.update(variant["file"] for variant in pipeline[stage]["network"]["variants"])
    for test in tests:
        for tensor in [*test["inputs"].values(), *test["outputs"].values()]:
            paths.add(tensor["path"])
    files = []
    for path in sorted(paths):
        data = (PACKAGE / path).read_bytes()
        files.append({"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)})
    pipeline["limits"] = card.pop("limits")
    manifest = {"contract": "hounsfield-model/2", **card, "pipeline": pipeline, "selfTest": tests, "files": files}
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (PACKAGE / "manifest.json").write_text(text, encoding="utf-8")
