"""Files of a package and its manifest, for every model's recipe."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np

# What a card shows is part of the package.
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def store(package: Path, path: str, value: np.ndarray) -> dict:
    """Keeps a tensor as raw little-endian float32."""
    (package / path).parent.mkdir(exist_ok=True)
    (package / path).write_bytes(np.ascontiguousarray(value, "<f4").tobytes())
    return {"path": path, "shape": list(value.shape)}


def cards_of(package: Path, cards: dict[str, str]) -> set[str]:
    """The cards and the pictures that they show."""
    paths = set(cards.values())
    for text in list(paths):
        paths.update(PICTURE.findall((package / text).read_text(encoding="utf-8")))
    return paths


def listed(package: Path, paths: set[str]) -> list[dict]:
    files = []
    for path in sorted(paths):
        data = (package / path).read_bytes()
        files.append({"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)})
    return files


def write_manifest(package: Path, manifest: dict) -> None:
    text = json.dumps({"contract": "hounsfield-model/2", **manifest}, indent=2, ensure_ascii=False) + "\n"
    (package / "manifest.json").write_text(text, encoding="utf-8")
