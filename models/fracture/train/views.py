"""What more views of an image would be worth: python views.py [--folds N ...] [--round N]

Scores the network of each fold on that fold with the mean of several views, by `score.py`'s own counting: as it is (0), its mirror image (m), smaller
(s) and larger (l). Those named in `model.look_twice` are what the package does; the others are what was tried.
"""

import argparse

import numpy as np
import torch
from engine import half, settle
from model import Fractures, boxes_of
from predict import FLOOR, SHARE, load, suppress
from radiographs import SIZE, Radiograph, name_of, read_radiographs, tensor_of, work_folder
from score import summary
from torch.nn import functional

SIZES = {"s": 352, "l": 576}
TRIED = ("0", "0m", "0s", "0l", "0ms", "0ml", "0msl")
View = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Boxes in input pixels, scores of centres, logit of the image."""


def said(network: Fractures, x: torch.Tensor) -> View:
    with torch.no_grad(), half("cpu"):
        peak, sides, whole = (part.float() for part in network(x.contiguous(memory_format=torch.channels_last)))
    return boxes_of(sides), peak.sigmoid(), whole


def views_of(network: Fractures, x: torch.Tensor) -> dict[str, View]:
    boxes, centres, whole = said(network, x.flip(3))
    left, top, right, bottom = boxes.flip(3).unbind(1)
    views = {"0": said(network, x), "m": (torch.stack([SIZE - right, top, SIZE - left, bottom], 1), centres.flip(3), whole)}
    cells = views["0"][1].shape[2:]
    for name, size in SIZES.items():
        boxes, centres, whole = said(network, functional.interpolate(x, size=(size, size), mode="bilinear", antialias=True))
        on_cells = [functional.interpolate(part, size=cells, mode="bilinear") for part in (boxes * (SIZE / size), centres)]
        views[name] = (on_cells[0], on_cells[1], whole)
    return views


def mean_of(views: list[View]) -> tuple[np.ndarray, np.ndarray, float]:
    centres = torch.stack([view[1] for view in views])
    weight = centres / centres.sum(0)
    boxes = sum(view[0] * share for view, share in zip(views, weight, strict=True))
    whole = torch.stack([view[2] for view in views]).mean().sigmoid()
    score = centres.mean(0).flatten() ** (1 - SHARE) * whole**SHARE
    return boxes[0].flatten(1).T.numpy(), score.numpy(), float(whole)


def rows_of(network: Fractures, image: Radiograph) -> dict[str, dict]:
    tensor, fit = tensor_of(image.pixels)
    views = views_of(network, torch.from_numpy(tensor[None, None]))
    rows = {}
    for tried in TRIED:
        boxes, scores, whole = mean_of([views[name] for name in tried])
        over = np.flatnonzero(scores >= FLOOR)
        kept = over[suppress(boxes[over], scores[over])]
        found = {"boxes": fit.to_image(boxes[kept].reshape(-1, 4)).tolist(), "scores": scores[kept].tolist()}
        rows[tried] = {"image": image.name, "score": whole} | found
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, nargs="*", default=[0, 1])
    parser.add_argument("--round", default="2", help="1, 2, 3 or mean")
    args = parser.parse_args()
    settle(0, 1, "cpu")
    images = read_radiographs(work_folder() / "prepared")
    for fold in args.folds:
        left_out = [image for image in images if image.fold == fold]
        network = load(work_folder() / "w" / f"{name_of(fold, args.round)}.pt").eval()
        rows = [rows_of(network, image) for image in left_out]
        for tried in TRIED:
            scores = summary([row[tried] for row in rows], {image.name: image for image in left_out})
            print(f"fold {fold}  {tried:5s}", "  ".join(f"{name} {value:.3f}" for name, value in scores.items()), flush=True)


if __name__ == "__main__":
    main()
