"""Writes the package: python package.py [--networks DIR] [--draft]

DIR (default WORK/package) is what `export.py` wrote; without it the networks that lie in the package are taken. Networks, self-test tensors, cards
and manifest.json with the hash of every file; texts and operating points come from card.json, their numbers from logs/rows.json.
--draft writes a package that can be scored but was not yet: no numbers, no thresholds, no cards. Same parts, same bytes.
"""

import argparse
import hashlib
import json
import math
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from card import HERE, main as write_cards, printed
from radiographs import SIZE, work_folder
from simulate import draw_fracture, draw_metal, find_bones

sys.path.insert(0, str(HERE.parents[1] / "train-common"))

from packaging import cards_of, listed, store, write_manifest  # noqa: E402  the folder must be on the path first

PACKAGE = HERE.parent
FLOAT, INT8 = "model.onnx", "model.int8.onnx"
MOST_LOSS = 0.02
"""An int8 network that loses more of a score is not shipped."""
LOSSES = ("mAP50", "sensitivity at 0.3 false positives per image")
NOTHING = {"en": "Not measured yet.", "zh-CN": "尚未评测。"}


def limb() -> np.ndarray:
    """Two round bones in soft tissue, one of them broken, and a plate: what the self-test looks at. No picture of anybody."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    rng = np.random.default_rng(11)
    image = 70 * np.sqrt(np.clip(1 - ((x - 224) / 130) ** 2, 0, 1))
    for middle, half in ((175, 26), (275, 22)):
        at = (x - middle - 6 * np.sin(y / 90)) / half
        image += 110 * np.sqrt(np.clip(1 - at**2, 0, 1)) - 60 * np.sqrt(np.clip(0.4 - at**2, 0, None))
    image = np.clip(image + rng.normal(0, 2, image.shape), 0, 255).astype(np.float32)
    bones = find_bones(image)
    for _ in range(3):
        draw_fracture(image, bones, rng, np.zeros((0, 4), np.float32))
    draw_metal(image, bones, rng)
    return (np.clip(image, 0, 255) / 255).astype(np.float32)[None, None]


def answers(file: str, images: np.ndarray) -> dict[str, np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(PACKAGE / file), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"images": images}), strict=True))


def self_tests(has_int8: bool) -> list[dict]:
    """Scores to a thousandth, boxes to a tenth of a pixel. int8 may be off by a little more than it is here: processors round it
    in more than one way."""
    images = limb()
    exact = answers(FLOAT, images)
    rough = answers(INT8, images) if has_int8 else exact
    given = {"images": store(PACKAGE, "self-test/images.f32", images)}
    tests = []
    for names, tolerance in ((("image", "map"), 1e-3), (("boxes",), 0.1)):
        outputs = {name: store(PACKAGE, f"self-test/{name}.f32", exact[name]) for name in names}
        off = max(float(np.abs(exact[name] - rough[name]).max()) for name in names)
        more = {"int8": float(f"{max(0.05, 2 * off):.1g}")} if has_int8 else {}
        tests.append({"stage": "boxes", "inputs": given, "outputs": outputs, "tolerance": {"fp32": tolerance} | more})
    return tests


def loss_of_int8(draft: bool) -> float | None:
    """The most that the int8 network loses on the validation split; None where it was not scored."""
    rows = printed()
    if draft or not rows.has("VAL, int8: mAP50"):
        return None
    return max(0.0, *(rows.value(f"VAL: {name}") - rows.value(f"VAL, int8: {name}") for name in LOSSES))


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stage(variants: list[dict]) -> dict:
    return {
        "id": "boxes",
        "on": "series",
        "network": {"variants": variants},
        "inputs": [
            {
                "kind": "image",
                "name": "images",
                "layout": "NCHW",
                "size": [SIZE, SIZE],
                "fit": "letterbox",
                "field": "collimated",
                "pad": 0,
                "colour": "grey",
                "intensity": "display",
                "channels": [{"of": "value", "map": {"kind": "none"}}],
            }
        ],
        # As predict.py decodes and suppresses.
        "outputs": [
            {
                "decoder": "yolo",
                "head": "v8",
                "tensor": "boxes",
                "layout": "values-first",
                "coordinates": "xyxy",
                "normalised": False,
                "labels": ["fracture"],
                "threshold": 0.02,
                "iou": 0.4,
                "maxCandidates": 30,
            },
            {"decoder": "classification", "tensor": "image", "activation": "none", "labels": ["image-fracture"]},
        ],
    }


def unmeasured(part: object, language: str = "en") -> object:
    """card.json without its numbers."""
    if isinstance(part, str):
        return NOTHING[language] if "{{" in part else part
    if isinstance(part, list):
        return [unmeasured(one) for one in part]
    if not isinstance(part, dict):
        return part
    if "number" in part:
        return 0.5
    kept = {key: value for key, value in part.items() if key not in ("sensitivity", "falsePositives")}
    return {key: unmeasured(value, "zh-CN" if key == "zh-CN" else "en") for key, value in kept.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=Path, default=work_folder() / "package")
    parser.add_argument("--draft", action="store_true")
    args = parser.parse_args()
    for file in (FLOAT, INT8):
        if (args.networks / file).exists():
            shutil.copyfile(args.networks / file, PACKAGE / file)
    loss = loss_of_int8(args.draft)
    has_int8 = (PACKAGE / INT8).exists() and (args.draft or (loss is not None and loss <= MOST_LOSS))
    if not has_int8:
        (PACKAGE / INT8).unlink(missing_ok=True)
        print(f"int8 is not shipped: it loses {loss}")
    variants = [{"file": FLOAT, "precision": "fp32"}]
    if has_int8:
        # Rounded up: what is stated may not be less than what was measured.
        stated = {} if loss is None else {"scoreLoss": math.ceil(loss * 1000 - 1e-9) / 1000}
        variants.append({"file": INT8, "precision": "int8"} | stated)
    card = json.loads((HERE / "card.json").read_text(encoding="utf-8"))
    if args.draft:
        filled = unmeasured(card)
        for path in card["modelCard"].values():
            (PACKAGE / path).write_text("Not measured yet.\n", encoding="utf-8")
    else:
        if not printed().has(f"validation: network sha256 {sha256_of(PACKAGE / FLOAT)[:12]}"):
            sys.exit("The numbers of logs/rows.json are another network's: package.py --draft, then evaluate.ts again.")
        filled = printed().filled_manifest(card)
        write_cards()
    tests = self_tests(has_int8)
    paths = cards_of(PACKAGE, card["modelCard"]) | {variant["file"] for variant in variants}
    paths |= {tensor["path"] for test in tests for tensor in [*test["inputs"].values(), *test["outputs"].values()]}
    manifest = {**filled, "pipeline": {"kind": "stages", "stages": [stage(variants)]}}
    manifest |= {"selfTest": tests, "files": listed(PACKAGE, paths)}
    left = re.findall(r"\{\{[^}]*\}\}", json.dumps(manifest))
    assert not left, left
    write_manifest(PACKAGE, manifest)
    for entry in manifest["files"]:
        print(f"{entry['bytes']:10d} {entry['path']}")


if __name__ == "__main__":
    main()
