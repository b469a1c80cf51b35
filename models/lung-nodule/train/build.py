"""Makes the package from its parts: python build.py. Same parts, same bytes.

The filter bank is written here; the second stage, second-look.onnx, is what fit.py wrote.
"""

import filter_bank
import numpy as np
import package

CANDIDATES = {
    "network": package.network("model.onnx"),
    "input": {
        "name": "image",
        "orientation": "LPS",
        "spacingMm": [1, 2, 4],
        "windowHu": [-1000, 200],
        "outsideHu": -860,
        "patchVoxels": 112,
        "marginVoxels": 12,
    },
    "output": {"decoder": "blob-peaks", "name": "blobs", "thresholds": [0.045, 0.018, 0.012], "maxCandidates": 2000},
}


CLASSIFIER = {
    "network": package.network("second-look.onnx"),
    "inputs": [
        {
            "name": "near",
            "orientation": "LPS",
            "spacingMm": 1,
            "sizeVoxels": 24,
            "windowHu": [-1000, 400],
            "channels": ["hu"],
        },
        {
            "name": "far",
            "orientation": "LPS",
            "spacingMm": 2.5,
            "sizeVoxels": 24,
            "windowHu": [-1000, 400],
            "channels": ["hu", "lung"],
        },
    ],
    "batch": 32,
    "output": {"decoder": "probability", "name": "probability"},
}


def main() -> None:
    package.save(filter_bank.build(), "model.onnx")
    near = package.phantom_patch()
    far = np.concatenate([package.phantom_patch(), np.ones_like(near)], 1)
    tests = [
        package.self_test("candidates", "model.onnx", {"image": near}, tolerance=1e-3),
        package.self_test("classifier", "second-look.onnx", {"near": near, "far": far}, tolerance=1e-2),
    ]
    pipeline = {"kind": "lung-nodules", "label": "nodule", "candidates": CANDIDATES, "classifier": CLASSIFIER}
    package.write_manifest(pipeline, tests)


if __name__ == "__main__":
    main()
