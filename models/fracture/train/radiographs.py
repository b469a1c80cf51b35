"""The prepared images, their labels, and the tensor of an image exactly as the program makes it (src/inference/recipe)."""

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SIZE = 448
"""Rows and columns of the network's input."""

LIMBS = ("hand", "leg", "hip", "shoulder")


def work_folder() -> Path:
    """Where everything that is made lies: FRACTURE_WORK, or data/fracture at the root (not in the repository)."""
    return Path(os.environ.get("FRACTURE_WORK") or Path(__file__).parents[3] / "data" / "fracture")


def name_of(fold: int, which: str) -> str:
    """What the fit of a round that left a fold out is called; "mean": of the second and the third (mean.py)."""
    return f"fold{fold}" if which == "1" else f"fold{fold}-{which}"


@dataclass(frozen=True)
class Radiograph:
    """One image of the set. `boxes`: n x 4, left, top, right, bottom, as shares of the image's width and height."""

    name: str
    split: str
    fold: int
    fractured: bool
    hardware: bool
    region: str
    boxes: np.ndarray
    pixels: np.ndarray
    beside_valid: bool = False
    """A fractured training image that is, or whose neighbours are, nearly the same as one of the validation split."""

    @property
    def limbs(self) -> np.ndarray:
        return np.array([limb in self.region.split("+") for limb in LIMBS], np.float32)


def read_radiographs(folder: Path | None = None) -> list[Radiograph]:
    """All prepared images in the order of their names; pixels (rows x columns, 8 bit) stay on disk until they are looked at."""
    folder = folder or work_folder() / "prepared"
    rows = [json.loads(line) for line in (folder / "images.jsonl").read_text().splitlines()]
    data = np.memmap(folder / "pixels.u8", np.uint8, "r")
    return [
        Radiograph(
            row["name"],
            row["split"],
            row["fold"],
            row["fractured"],
            row["hardware"],
            row["region"],
            np.array(row["boxes"], np.float32).reshape(-1, 4),
            data[row["at"] : row["at"] + row["rows"] * row["columns"]].reshape(row["rows"], row["columns"]),
            row["besideValid"],
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Fit:
    """How an image lies in the tensor: first edge and extent in tensor pixels, [x, y]."""

    start: tuple[int, int]
    extent: tuple[int, int]

    def to_tensor(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes as shares of the image -> tensor pixels from edge to edge."""
        return boxes * np.array(self.extent * 2, np.float32) + np.array(self.start * 2, np.float32)

    def to_image(self, boxes: np.ndarray) -> np.ndarray:
        return (boxes - np.array(self.start * 2, np.float32)) / np.array(self.extent * 2, np.float32)


def letterbox(columns: int, rows: int, size: int = SIZE) -> Fit:
    scale = min(size / columns, size / rows)
    # Half up, as Math.round does; Python's round would go to the even neighbour.
    extent = tuple(max(1, math.floor(n * scale + 0.5)) for n in (columns, rows))
    return Fit(((size - extent[0]) // 2, (size - extent[1]) // 2), extent)


def tensor_of(pixels: np.ndarray, size: int = SIZE) -> tuple[np.ndarray, Fit]:
    """Display values 0 to 1 (8-bit grey / 255), letterboxed into size x size, 0 outside, float32."""
    rows, columns = pixels.shape
    fit = letterbox(columns, rows, size)
    small = _taps(rows, fit.extent[1]) @ (pixels.astype(np.float32) / 255) @ _taps(columns, fit.extent[0]).T
    out = np.zeros((size, size), np.float32)
    out[fit.start[1] : fit.start[1] + fit.extent[1], fit.start[0] : fit.start[0] + fit.extent[0]] = small
    return out, fit


_known: dict[tuple[int, int], np.ndarray] = {}


def _taps(count: int, extent: int) -> np.ndarray:
    """extent x count: a triangle as wide as two of the coarser pixels around each new pixel's middle, its sum one."""
    if (count, extent) not in _known:
        scale = count / extent
        reach = max(1.0, scale)
        middle = (np.arange(extent) + 0.5) * scale
        share = np.maximum(0, 1 - np.abs(np.arange(count)[None] + 0.5 - middle[:, None]) / reach)
        _known[count, extent] = (share / share.sum(1, keepdims=True)).astype(np.float32)
    return _known[count, extent]
