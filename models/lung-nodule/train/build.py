"""Makes the package from its parts: python build.py. Same parts, same bytes."""

import filter_bank
import package

CANDIDATES = {
    "file": "model.onnx",
    "input": {
        "name": "image",
        "orientation": "LPS",
        "spacingMm": [1, 2, 4],
        "windowHu": [-1000, 200],
        "outsideHu": -860,
        "patchVoxels": 96,
        "marginVoxels": 12,
    },
    "output": {"decoder": "blob-peaks", "name": "blobs", "thresholds": [0.045, 0.018, 0.012], "maxCandidates": 1500},
}


def main() -> None:
    package.save(filter_bank.build(), "model.onnx")
    tests = [package.self_test("model.onnx", {"image": package.phantom_patch()}, tolerance=1e-3)]
    package.write_manifest({"kind": "lung-nodules", "candidates": CANDIDATES}, tests)


if __name__ == "__main__":
    main()
